import type { Lease, Row } from "../../cache/index.ts";
import type { Scope } from "../../kube/types.ts";
import { Listeners } from "../../lib/listeners.ts";
import type { LogPod } from "../../logs/types.ts";
import type { Drill } from "../../resources/kind.ts";
import type { Namespaces } from "../../state/location.ts";
import { type ResolvedKind, resolveKinds } from "../get/resolve-kinds.ts";
import { type FoundPods, PodList } from "./found-pods.ts";
import { isSettled, type LogCluster, openList, type WatchedList } from "./log-cluster.ts";
import { OwnedPods } from "./owned-pods.ts";
import type { PodChoice } from "./pod-choice.ts";

/** An ingress leads to its service, that to its pods. */
const mostSteps = 4;

export interface PodsOfObjectsOptions {
  readonly cluster: LogCluster;
  readonly choice: PodChoice;
  readonly kind: ResolvedKind;
  readonly scope: Scope;
  readonly namespaces: Namespaces;
  /** Which of the objects; all by default. */
  wants?(row: Row): boolean;
  onGuess(what: string): void;
}

/** The pods of objects of one kind, as they come and go: those they own, select, or lead to by way of others. */
export class PodsOfObjects implements FoundPods {
  readonly #options: PodsOfObjectsOptions;
  readonly #steps: number;
  readonly #lease: Lease;
  readonly #listeners = new Listeners();
  /** What each object leads to, by its uid. That of an object that is gone stays: its pods end later than it. */
  readonly #found = new Map<string, FoundPods | undefined>();
  #lookUps = 0;
  #isClosed = false;

  constructor(options: PodsOfObjectsOptions, steps = mostSteps) {
    const { cluster, scope, namespaces, kind } = options;
    const { resource, record } = kind;
    this.#options = options;
    this.#steps = steps;
    const spec = {
      gvr: resource.gvr,
      namespaced: resource.namespaced,
      form: record?.form ?? "metadata",
      summarizer: record ?? { fields: [], summarize: () => undefined },
    } as const;
    const { namespace: _, ...selectors } = scope;
    this.#lease = openList(cluster, spec, selectors, namespaces);
    this.#lease.rows.subscribe(() => {
      this.#look();
      this.#listeners.tell();
    });
  }

  /** Whether any of the objects is there. */
  get hasObjects(): boolean {
    return [...this.#lease.rows.values()].some((row) => this.#wants(row));
  }

  pods(): readonly LogPod[] {
    this.#look();
    return this.#sets().flatMap((set) => set.pods());
  }

  subscribe(listener: () => void): () => void {
    return this.#listeners.add(listener);
  }

  isSettled(): boolean {
    this.#look();
    return isSettled(this.#lease.rows) && this.#lookUps === 0 && this.#sets().every((set) => set.isSettled());
  }

  lists(): readonly WatchedList[] {
    const own = { what: this.#options.kind.resource.gvr.resource, rows: this.#lease.rows };
    return [own, ...this.#sets().flatMap((set) => set.lists())];
  }

  close(): void {
    this.#isClosed = true;
    this.#lease.release();
    for (const set of this.#sets()) set.close();
  }

  #sets(): readonly FoundPods[] {
    return [...this.#found.values()].filter((set) => set !== undefined);
  }

  #wants(row: Row): boolean {
    return this.#options.wants?.(row) ?? true;
  }

  #look(): void {
    for (const row of this.#lease.rows.values()) {
      if (this.#found.has(row.uid) || !this.#wants(row)) continue;
      this.#found.set(row.uid, undefined);
      const { record } = this.#options.kind;
      const drill = record?.drill?.(row);
      if (drill === undefined) this.#add(row, this.#owned(row, {}));
      else if (drill.resource === "pods") this.#add(row, this.#podsBy(row, drill));
      else if (this.#steps > 0) this.#follow(row, drill);
    }
  }

  #add(row: Row, set: FoundPods): void {
    if (this.#isClosed) return set.close();
    set.subscribe(() => this.#listeners.tell());
    this.#found.set(row.uid, set);
  }

  #owned(row: Row, scope: Scope): FoundPods {
    const { cluster, choice, onGuess } = this.#options;
    return new OwnedPods({ cluster, choice, scope, namespaces: this.#around(row), uid: row.uid, onGuess });
  }

  #podsBy(row: Row, { scope, rootUid }: Drill): FoundPods {
    if (rootUid !== undefined) return this.#owned(row, scope);
    const { cluster, choice } = this.#options;
    const { namespace } = scope;
    return new PodList({
      cluster,
      choice,
      scope,
      namespaces: namespace === undefined ? this.#around(row) : [namespace],
    });
  }

  /** Where what belongs to an object is. */
  #around({ namespace }: Row): Namespaces {
    return namespace === "" ? this.#options.cluster.namespacesOfNodes : [namespace];
  }

  #follow(row: Row, { resource, scope, ownerUid }: Drill): void {
    const { cluster } = this.#options;
    const { namespace } = scope;
    this.#lookUps += 1;
    void resolveKinds(cluster.client, resource)
      .then(([kind]) => {
        if (kind === undefined) return;
        const options = {
          ...this.#options,
          kind,
          scope,
          namespaces: namespace === undefined ? this.#around(row) : [namespace],
          wants: (next: Row) => ownerUid === undefined || next.owners.some(({ uid }) => uid === ownerUid),
        };
        this.#add(row, new PodsOfObjects(options, this.#steps - 1));
      })
      .catch(() => undefined)
      .finally(() => {
        this.#lookUps -= 1;
        this.#listeners.tell();
      });
  }
}
