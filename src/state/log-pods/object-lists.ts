import type { Row } from "../../cache/index.ts";
import { Listeners } from "../../lib/listeners.ts";
import type { LogPod } from "../../logs/types.ts";
import { openRows } from "../open-rows.ts";
import { RowLogPods } from "../row-log-pods.ts";
import type { ListPlan } from "./list-plan.ts";
import type { ListedKind, ObjectSource } from "./object-source.ts";
import { isSettled, type WatchedList } from "./watched-list.ts";

interface OpenList extends WatchedList {
  readonly pods: RowLogPods;
  close(): void;
}

/** The objects of one kind in several lists, each object once. What is listed may change; what is shown stays meanwhile. */
export class ObjectLists {
  readonly #source: ObjectSource;
  readonly #kind: ListedKind;
  readonly #matches: (row: Row) => boolean;
  readonly #listeners = new Listeners();
  #wanted: ReadonlyMap<string, OpenList> = new Map();
  /** Lists that others stand in for once those are complete. */
  #replaced: readonly OpenList[] = [];
  #plans: readonly ListPlan[] = [];

  /** @param matches which of the objects are meant, where they are pods. */
  constructor(source: ObjectSource, kind: ListedKind, matches: (row: Row) => boolean) {
    this.#source = source;
    this.#kind = kind;
    this.#matches = matches;
  }

  get lists(): readonly WatchedList[] {
    return [...this.#wanted.values()];
  }

  get isSettled(): boolean {
    return this.lists.every(isSettled);
  }

  /** Whether objects of all namespaces are listed. */
  get isEverywhere(): boolean {
    return this.#plans.some(({ namespaces }) => namespaces === "all");
  }

  /** Whether all objects of a namespace are listed, so that one that is not there is nowhere. */
  hasAllIn(namespace: string): boolean {
    return this.#plans.some(
      ({ namespaces, selectors }) =>
        Object.keys(selectors).length === 0 && (namespaces === "all" || namespaces.includes(namespace)),
    );
  }

  /** All that is listed. */
  *rows(): Iterable<Row> {
    const seen = new Set<string>();
    for (const { rows } of this.#all())
      for (const row of rows.values()) {
        if (!seen.has(row.uid)) yield row;
        seen.add(row.uid);
      }
  }

  get(uid: string): Row | undefined {
    for (const { rows } of this.#all()) {
      const row = rows.get(uid);
      if (row !== undefined) return row;
    }
    return undefined;
  }

  /** The pods among them that are meant, by uid. */
  pods(): Map<string, LogPod> {
    const found = new Map<string, LogPod>();
    for (const { pods } of this.#all())
      for (const pod of pods.pods()) if (!found.has(pod.uid)) found.set(pod.uid, pod);
    return found;
  }

  subscribe(listener: () => void): () => void {
    return this.#listeners.add(listener);
  }

  show(plans: readonly ListPlan[]): void {
    const before = this.#wanted;
    this.#wanted = new Map(
      plans.map((plan) => {
        const key = JSON.stringify([plan.namespaces, plan.selectors]);
        return [key, before.get(key) ?? this.#open(plan)];
      }),
    );
    const left = [...before].filter(([key]) => !this.#wanted.has(key));
    this.#replaced = [...this.#replaced, ...left.map(([, list]) => list)];
    this.#plans = plans;
    this.#closeReplaced();
  }

  close(): void {
    for (const list of this.#all()) list.close();
  }

  #all(): readonly OpenList[] {
    return [...this.#wanted.values(), ...this.#replaced];
  }

  #open({ namespaces, selectors, known }: ListPlan): OpenList {
    const session = this.#source;
    const kind = this.#kind;
    const knownNamespaces = () => known ?? session.knownNamespaces();
    const lease = openRows({
      session,
      kind,
      location: { namespaces, selection: selectors },
      knownNamespaces,
    });
    const { rows } = lease;
    const unsubscribe = rows.subscribe(() => {
      this.#closeReplaced();
      this.#listeners.tell();
    });
    const [only] = kind.namespaced && namespaces !== "all" && namespaces.length === 1 ? namespaces : [];
    return {
      what: kind.gvr.resource,
      rows,
      ...(only !== undefined && { namespace: only }),
      pods: new RowLogPods({ context: session.context, rows, matches: this.#matches }),
      close() {
        unsubscribe();
        lease.release();
      },
    };
  }

  #closeReplaced(): void {
    if (this.#replaced.length === 0 || !this.isSettled) return;
    const replaced = this.#replaced;
    this.#replaced = [];
    for (const list of replaced) list.close();
  }
}
