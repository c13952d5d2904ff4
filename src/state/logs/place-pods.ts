import type { InformerStatus, Row } from "../../cache/index.ts";
import { nearest } from "../../lib/nearest.ts";
import type { LogPod, LogPods } from "../../logs/types.ts";
import { pods as podsKind } from "../../resources/pods.ts";
import type { Catalog, CatalogEntry } from "../catalog.ts";
import { FilterReader } from "../filter.ts";
import type { Location } from "../location.ts";
import { ObjectPods } from "../log-pods/object-pods.ts";
import { statusesOf, type WatchedList } from "../log-pods/watched-list.ts";
import type { Session } from "../session.ts";
import { namespaceColumn } from "../sort-column.ts";

export interface PlacePodsOptions {
  readonly session: Session;
  readonly catalog: Catalog;
  readonly entry: CatalogEntry;
  readonly location: Location;
  knownNamespaces(): readonly string[];
  now(): number;
}

type Named = NonNullable<NonNullable<Location["logs"]>["objects"]>[number];

/** The pods whose logs a place shows, live, each once. */
export class PlacePods implements LogPods {
  readonly #options: PlacePodsOptions;
  readonly #found: ObjectPods;
  readonly #named: readonly Named[];

  constructor(options: PlacePodsOptions) {
    const { location, entry, now, session, catalog, knownNamespaces } = options;
    this.#options = options;
    const { object, logs, selection, problemsOnly, namespaces } = location;
    this.#named = logs?.objects ?? (object === undefined ? [] : [object]);
    const { kind } = entry;
    const { filter } = new FilterReader([namespaceColumn, ...kind.columns]).read(location.filter);
    const wants = (row: Row) =>
      (this.#named.length === 0 || this.#named.some((named) => isNamed(row, named))) &&
      (!problemsOnly || ["bad", "warn"].includes(kind.health(row, now()).level)) &&
      filter.matches({ row }, now());
    this.#found = new ObjectPods({
      source: {
        context: session.info.name,
        multiplexer: session.multiplexer,
        catalog,
        pods: catalog.find("pods")?.kind ?? podsKind,
        learnKinds: () => session.discovery.refresh(),
        knownNamespaces,
      },
      kind,
      namespaces,
      ...(selection && { selection }),
      wants,
    });
  }

  /** The context it is in. */
  get context(): string {
    return this.#options.session.info.name;
  }

  pods(): readonly LogPod[] {
    return this.#found.pods();
  }

  subscribe(listener: () => void): () => void {
    return this.#found.subscribe(listener);
  }

  hasLeft(uid: string): boolean {
    return this.#found.hasLeft(uid);
  }

  /** How everything that is looked through stands. */
  get statuses(): readonly InformerStatus[] {
    return [...this.#found.lists, ...this.#found.ownerLists].map(({ rows }) => rows.status);
  }

  /** What may not be listed, in a sentence each. */
  get denials(): readonly string[] {
    const { lists, notices } = this.#found;
    return [...new Set([...lists.flatMap(denialsOf), ...notices.map(({ text }) => text)])];
  }

  /** Whether what is not there is not there, rather than to come. */
  get isComplete(): boolean {
    return this.#found.isSettled();
  }

  /** Of the objects that were asked for those that there are none of, with names that are near. */
  get missing(): readonly { readonly name: string; readonly near: readonly string[] }[] {
    if (!this.isComplete) return [];
    const rows = [...this.#found.rows()];
    const names = rows.map(({ name }) => name);
    return this.#named
      .filter((named) => !rows.some((row) => isNamed(row, named)))
      .map(({ name }) => ({ name, near: nearest(name, names.slice(0, comparedAtMost), 3) }));
  }

  /** How many objects there are to choose from, and the names that are near to a word that was looked for. */
  near(word: string): { readonly of: number; readonly names: readonly string[] } {
    const names = Array.from(this.#found.rows(), ({ name }) => name.replace(madeUp, ""));
    return { of: names.length, names: nearest(word, new Set(names.slice(0, comparedAtMost)), 3) };
  }

  /** The kind of the objects that were asked for. */
  get entry(): CatalogEntry {
    return this.#options.entry;
  }

  close(): void {
    this.#found.close();
  }
}

/** What controllers make up of the names of pods. */
const madeUp = /(-[bcdfghjklmnpqrstvwxz2456789]{6,10})?-[bcdfghjklmnpqrstvwxz2456789]{5}$/;
/** Among more names than these none is looked for that is near. */
const comparedAtMost = 5000;

function isNamed(row: Row, { namespace, name }: Named): boolean {
  return row.name === name && (namespace === "" || row.namespace === namespace);
}

function denialsOf(list: WatchedList): string[] {
  const { denied, parts = [] } = list.rows;
  const what = `you may not list ${list.what}`;
  const named = parts.map(({ namespace }) => namespace).join(", ");
  const refused = statusesOf(list).filter(({ status }) => status.phase === "forbidden");
  return [
    ...(denied ? [`${what} cluster-wide; these are of ${named}`] : []),
    ...refused.map(({ namespace }) => (namespace === undefined ? what : `${what} in ${namespace}`)),
  ];
}
