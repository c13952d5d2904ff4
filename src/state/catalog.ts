import type { ApiResource, GroupVersionResource, TableColumn } from "../kube/types.ts";
import { nearest } from "../lib/nearest.ts";
import { kinds as builtInKinds, genericKind } from "../resources/index.ts";
import { isolatedKind, type ReportFault } from "../resources/isolated-kind.ts";
import type { Kind } from "../resources/kind.ts";
import type { Discovery } from "./session.ts";

/** A kind as one server has it: ours where we have a record, else made from what discovery says. */
export interface CatalogEntry {
  readonly kind: Kind;
  /** Plural, or `plural.group` where another group has the same plural. */
  readonly name: string;
  readonly resource: ApiResource | undefined;
}

const nearAtMost = 3;

const groupKey = ({ group, resource }: GroupVersionResource) => `${resource}.${group}`;

const versionKey = ({ group, version, resource }: GroupVersionResource) => `${resource}.${version}.${group}`;

/**
 * Every kind one can go to in a context. Knows the built-in ones before the server has answered. No function of these
 * kinds throws.
 */
export class Catalog {
  readonly #discovery: Discovery;
  readonly #report: ReportFault;
  #builtFrom: readonly ApiResource[] | undefined;
  #entries: readonly CatalogEntry[] = [];
  #names = new Map<string, CatalogEntry>();
  /** Kinds with columns of a server, by those. */
  readonly #withColumns = new WeakMap<readonly TableColumn[], { entry: CatalogEntry; kind: Kind }>();

  /** @param report told of objects that a kind's record could not make sense of. */
  constructor(discovery: Discovery, report: ReportFault) {
    this.#discovery = discovery;
    this.#report = report;
  }

  get entries(): readonly CatalogEntry[] {
    this.#rebuild();
    return this.#entries;
  }

  /** By plural, singular, short name, kind, `plural.group` or `plural.version.group`, in any case. */
  find(text: string): CatalogEntry | undefined {
    this.#rebuild();
    return this.#names.get(text.toLowerCase());
  }

  /** The one kind whose plural begins with what was typed, where it is the only one. */
  findBegun(text: string): CatalogEntry | undefined {
    const begun = this.entries.filter(({ name }) => text.length > 1 && name.startsWith(text.toLowerCase()));
    return begun.length === 1 ? begun[0] : undefined;
  }

  /** The kinds one of whose names looks like what was typed, best first, by the names they go by. */
  nearest(text: string): readonly string[] {
    this.#rebuild();
    const near = nearest(text.toLowerCase(), this.#names.keys(), Number.POSITIVE_INFINITY);
    return [...new Set(near.flatMap((name) => this.#names.get(name)?.name ?? []))].slice(0, nearAtMost);
  }

  /** The kind with the columns its server prints, once they are known; the same one for the same columns. */
  withColumns(entry: CatalogEntry, columns: readonly TableColumn[]): Kind {
    const { resource, kind } = entry;
    if (resource === undefined || kind.form !== "table") return kind;
    const made = this.#withColumns.get(columns);
    if (made?.entry === entry) return made.kind;
    const withColumns = isolatedKind(genericKind(resource, columns), this.#report);
    this.#withColumns.set(columns, { entry, kind: withColumns });
    return withColumns;
  }

  #rebuild(): void {
    const { resources } = this.#discovery;
    if (resources === this.#builtFrom) return;
    this.#builtFrom = resources;
    const listable = resources.filter(({ preferred, verbs }) => preferred && verbs.includes("list"));
    const discovered = new Map(listable.map((resource) => [groupKey(resource.gvr), resource]));
    const served = new Set(resources.map(({ gvr }) => versionKey(gvr)));
    const ours = builtInKinds.map((kind) => {
      const resource = discovered.get(groupKey(kind.gvr));
      // A server that has the kind in other versions only shows it by its own columns.
      const isOther = resource !== undefined && !served.has(versionKey(kind.gvr));
      return { kind: isOther ? genericKind(resource) : kind, resource };
    });
    const known = new Set(builtInKinds.map(({ gvr }) => groupKey(gvr)));
    const theirs = listable
      .filter(({ gvr }) => !known.has(groupKey(gvr)))
      .map((resource) => ({ kind: genericKind(resource), resource }));
    const taken = new Set<string>();
    this.#entries = [...ours, ...theirs].map(({ kind, resource }) => {
      const { gvr } = kind;
      const name = taken.has(gvr.resource) ? groupKey(gvr) : gvr.resource;
      taken.add(gvr.resource);
      return { kind: isolatedKind(kind, this.#report), resource, name };
    });
    this.#names = namesOf(this.#entries);
  }
}

/** All names of all kinds; where two claim one, the earlier in the list has it. Plurals go before short names. */
function namesOf(entries: readonly CatalogEntry[]): Map<string, CatalogEntry> {
  const names = new Map<string, CatalogEntry>();
  const claim = (name: string, entry: CatalogEntry) => {
    const key = name.toLowerCase();
    if (name !== "" && !names.has(key)) names.set(key, entry);
  };
  for (const entry of entries) {
    const { gvr } = entry.kind;
    claim(entry.name, entry);
    claim(groupKey(gvr), entry);
    claim(versionKey(gvr), entry);
  }
  for (const entry of entries)
    for (const name of [...entry.kind.shortNames, entry.kind.singular]) claim(name, entry);
  for (const entry of entries) claim(entry.kind.kind, entry);
  return names;
}
