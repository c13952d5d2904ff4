import type { Row, Rows } from "../cache/types.ts";
import { compareText, naturalKey } from "../lib/natural-order.ts";
import type { CellValue, Column, Health, HealthLevel, Kind } from "../resources/kind.ts";
import { everything, type Filter } from "./filter.ts";
import type { Sort } from "./location.ts";

/** How often what only time changes (a pod that is pending for too long) is looked at again, in ms. */
const reviewInterval = 5000;
/** Rows younger than this, in ms, may change their health by time alone. */
const youth = 600_000;
/** With more changes than this share of all rows, sorting anew is cheaper than merging. */
const mergeShare = 0.25;

/** One row of a table and what the kind says of it. */
export interface TableRow {
  readonly row: Row;
  readonly health: Health;
}

interface Member extends TableRow {
  row: Row;
  health: Health;
  /** What it is sorted by: a number, or the natural key of a text. */
  key: CellValue;
  readonly nameKey: string;
  shown: boolean;
}

export type HealthCounts = Readonly<Record<HealthLevel, number>>;

export interface TableShape {
  readonly filter: Filter;
  readonly sort: Sort;
  readonly problemsOnly: boolean;
  /** Only what this object owns. */
  readonly ownerUid?: string | undefined;
}

/**
 * The rows of a table in the order they are shown. Keeps up with thousands of changes a second: only rows that
 * changed are looked at, and those that stand elsewhere for it are merged into the order that is there.
 */
export class TableModel {
  readonly #rows: Rows;
  #members = new Map<string, Member>();
  /** Those of the shape before, whose names need not be read again. */
  #before: ReadonlyMap<string, Member> = new Map();
  #kind: Kind;
  #shape: TableShape;
  #sortColumn: Column | undefined;
  /** Columns that age are compared as of one moment, or their order would depend on when each was looked at. */
  readonly #sortMoment: number;
  #sorted: readonly Member[] = [];
  #revision = -1;
  #reviewedAt = Number.NEGATIVE_INFINITY;
  #counts: Record<HealthLevel, number> = noCounts();

  constructor(kind: Kind, rows: Rows, now: number) {
    this.#kind = kind;
    this.#rows = rows;
    this.#sortMoment = now;
    this.#shape = { filter: everything, sort: { column: "name", descending: false }, problemsOnly: false };
    this.#sortColumn = columnOf(kind, "name");
  }

  get shown(): readonly TableRow[] {
    return this.#sorted;
  }

  /** All rows that belong here, whatever the filter hides, in no order. */
  get all(): Iterable<TableRow> {
    return this.#members.values();
  }

  /** Of all rows that belong here, whatever the filter hides. */
  get counts(): HealthCounts {
    return this.#counts;
  }

  get total(): number {
    return this.#members.size;
  }

  shape(kind: Kind, shape: TableShape): void {
    this.#kind = kind;
    this.#shape = shape;
    this.#sortColumn = columnOf(kind, shape.sort.column);
    this.#before = this.#members;
    this.#members = new Map();
    this.#sorted = [];
    this.#counts = noCounts();
    this.#revision = -1;
  }

  /** Takes in what changed. Returns whether anything shown may have changed. */
  refresh(now: number): boolean {
    // What is looked at for the first time need not be looked at again.
    if (this.#members.size === 0) this.#reviewedAt = now;
    const due = now - this.#reviewedAt >= reviewInterval;
    if (this.#rows.revision === this.#revision && !due) return false;
    const moved = new Set<Member>();
    const uids = this.#rows.changedSince(this.#revision);
    this.#revision = this.#rows.revision;
    if (uids === undefined) this.#takeAll(now, moved);
    else for (const uid of uids) this.#takeOne(uid, now, moved);
    if (due) this.#review(now, moved);
    if (moved.size > 0) this.#order(moved);
    this.#before = this.#members;
    return true;
  }

  #takeAll(now: number, moved: Set<Member>): void {
    for (const row of this.#rows.values())
      if (this.#belongs(row)) this.#take(row, this.#members.get(row.uid), now, moved);
    if (this.#shape.ownerUid === undefined && this.#members.size === this.#rows.size) return;
    for (const [uid, member] of this.#members) {
      const row = this.#rows.get(uid);
      if (row === undefined || !this.#belongs(row)) this.#forget(member, moved);
    }
  }

  #takeOne(uid: string, now: number, moved: Set<Member>): void {
    const row = this.#rows.get(uid);
    const member = this.#members.get(uid);
    if (row !== undefined && this.#belongs(row)) this.#take(row, member, now, moved);
    else if (member !== undefined) this.#forget(member, moved);
  }

  /** Whoever may stand elsewhere afterwards is added to `moved`. */
  #take(row: Row, known: Member | undefined, now: number, moved: Set<Member>): void {
    if (known?.row === row) return;
    const health = this.#kind.health(row, now);
    const { nameKey } = known ?? this.#before.get(row.uid) ?? { nameKey: naturalKey(row.name) };
    const key = this.#keyOf(row, nameKey);
    const shown = this.#isShown(row, health, now);
    this.#count(known?.health, health);
    if (known === undefined) {
      const member = { row, health, key, nameKey, shown };
      this.#members.set(row.uid, member);
      moved.add(member);
      return;
    }
    if (known.key !== key || known.shown !== shown) moved.add(known);
    Object.assign(known, { row, health, key, shown });
  }

  #keyOf(row: Row, nameKey: string): CellValue {
    const value = this.#sortColumn?.value(row, this.#sortMoment);
    if (value === row.name) return nameKey;
    return typeof value === "string" ? naturalKey(value) : value;
  }

  #forget(member: Member, moved: Set<Member>): void {
    this.#members.delete(member.row.uid);
    member.shown = false;
    this.#count(member.health, undefined);
    moved.add(member);
  }

  #isShown(row: Row, health: Health, now: number): boolean {
    const { filter, problemsOnly } = this.#shape;
    if (problemsOnly && health.level !== "bad" && health.level !== "warn") return false;
    return filter.matches(row, now);
  }

  /** What somebody else owns is not hidden from the table: it is no part of it. */
  #belongs({ owners }: Row): boolean {
    const { ownerUid } = this.#shape;
    return ownerUid === undefined || owners.some(({ uid }) => uid === ownerUid);
  }

  /** Looks again at what time alone may have changed. */
  #review(now: number, moved: Set<Member>): void {
    this.#reviewedAt = now;
    const filtered = this.#shape.filter !== everything;
    for (const member of this.#members.values()) {
      const { row, health, shown } = member;
      const settled = health.level === "ok" || health.level === "done";
      if (settled && !filtered && now - row.createdAt > youth) continue;
      member.health = this.#kind.health(row, now);
      member.shown = this.#isShown(row, member.health, now);
      this.#count(health, member.health);
      if (member.shown !== shown) moved.add(member);
    }
  }

  #order(moved: ReadonlySet<Member>): void {
    const { descending } = this.#shape.sort;
    const compare = (a: Member, b: Member) => compareMembers(a, b, descending);
    if (moved.size > this.#members.size * mergeShare) {
      this.#sorted = [...this.#members.values()].filter(({ shown }) => shown).sort(compare);
      return;
    }
    const kept = this.#sorted.filter((member) => member.shown && !moved.has(member));
    const added = [...moved].filter(({ shown }) => shown).sort(compare);
    this.#sorted = merge(kept, added, compare);
  }

  #count(before: Health | undefined, after: Health | undefined): void {
    if (before) this.#counts[before.level] -= 1;
    if (after) this.#counts[after.level] += 1;
  }
}

function noCounts(): Record<HealthLevel, number> {
  return { bad: 0, warn: 0, busy: 0, ok: 0, done: 0 };
}

function columnOf(kind: Kind, id: string): Column | undefined {
  return (
    kind.columns.find((column) => column.id === id) ?? (id === "namespace" ? namespaceColumn : undefined)
  );
}

/** The column every namespaced table gets when it shows more than one namespace. */
export const namespaceColumn: Column = {
  id: "namespace",
  header: "NAMESPACE",
  doc: "The namespace the object is in.",
  value: (row) => row.namespace,
  cut: "middle",
  minWidth: 10,
  priority: 2,
};

function compareMembers(a: Member, b: Member, descending: boolean): number {
  // What has no value stands last in either direction, and equals stand by name in either direction.
  if (a.key === undefined || b.key === undefined) {
    if (a.key !== b.key) return a.key === undefined ? 1 : -1;
  } else if (a.key !== b.key) {
    const order = compareValues(a.key, b.key);
    if (order !== 0) return descending ? -order : order;
  }
  return (
    compareText(a.nameKey, b.nameKey) ||
    compareText(a.row.name, b.row.name) ||
    compareText(a.row.namespace, b.row.namespace) ||
    compareText(a.row.uid, b.row.uid)
  );
}

function compareValues(a: string | number, b: string | number): number {
  if (typeof a === "number" && typeof b === "number") return a - b;
  return compareText(String(a), String(b));
}

function merge(
  a: readonly Member[],
  b: readonly Member[],
  compare: (a: Member, b: Member) => number,
): Member[] {
  const merged: Member[] = [];
  let next = 0;
  for (const member of a) {
    for (let other = b[next]; other !== undefined && compare(other, member) < 0; other = b[++next])
      merged.push(other);
    merged.push(member);
  }
  return merged.concat(b.slice(next));
}
