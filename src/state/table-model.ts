import type { Row, Rows } from "../cache/types.ts";
import { compareText, naturalKey } from "../lib/natural-order.ts";
import type { CellValue, Column, Health, HealthLevel, Kind } from "../resources/kind.ts";
import { everything, type Filter, type Searched } from "./filter.ts";
import type { Sort } from "./location.ts";
import { sortColumn } from "./sort-column.ts";

/** How often what only time changes (a pod that is pending for too long) is looked at again, in ms. */
const reviewInterval = 5000;
/** Rows younger than this, in ms, may change their health by time alone. */
const youth = 600_000;

/** One row of a table and what the kind says of it. */
export interface TableRow {
  readonly row: Row;
  readonly health: Health;
}

interface Member extends TableRow, Searched {
  row: Row;
  health: Health;
  /** What it is sorted by: a number, or the natural key of a text. */
  key: CellValue;
  readonly nameKey: string;
  shown: boolean;
  /** Whether the order still has it where it belongs. */
  place: "kept" | "moved" | "gone";
}

export type HealthCounts = Readonly<Record<HealthLevel, number>>;

export interface TableShape {
  readonly filter: Filter;
  readonly sort: Sort;
  readonly problemsOnly: boolean;
  /** Which rows are part of the table at all; by default every one. */
  readonly belongs?: ((row: Row) => boolean) | undefined;
}

/**
 * The rows of a table in the order they are shown. Keeps up with thousands of changes a second: only rows that
 * changed are looked at, and those that stand elsewhere for it are merged into the order that is there. It may be
 * laid aside and later go on with rows of the same place.
 */
export class TableModel {
  #rows: Rows;
  readonly #members = new Map<string, Member>();
  #kind: Kind;
  #shape: TableShape = {
    filter: everything,
    sort: { column: "name", descending: false },
    problemsOnly: false,
  };
  #sortColumn: Column | undefined;
  /** Columns that age are compared as of one moment, or their order would depend on when each was looked at. */
  #sortMoment: number;
  /** All of them, also those that are not shown. */
  #ordered: readonly Member[] = [];
  #shown: readonly Member[] = [];
  /** Those that the order does not have where they belong. */
  #moved: Member[] = [];
  /** Whether others are shown than before. */
  #isRepicked = false;
  #revision = -1;
  #reviewedAt = Number.NEGATIVE_INFINITY;
  #counts: Record<HealthLevel, number> = noCounts();

  constructor(kind: Kind, rows: Rows, now: number) {
    this.#kind = kind;
    this.#rows = rows;
    this.#sortMoment = now;
    this.#sortColumn = sortColumn(kind, "name");
  }

  get shown(): readonly TableRow[] {
    return this.#shown;
  }

  /** All rows that belong here, whatever the filter hides, in no order. */
  get all(): Iterable<TableRow & Searched> {
    return this.#members.values();
  }

  /** Of all rows that belong here, whatever the filter hides. */
  get counts(): HealthCounts {
    return this.#counts;
  }

  get total(): number {
    return this.#members.size;
  }

  /** Goes on with other rows, most of which are the same: those it had, after they were let go and opened again. */
  goOnWith(rows: Rows): void {
    this.#rows = rows;
    this.reconsider();
  }

  /** Other rows may belong here than before. */
  reconsider(): void {
    this.#revision = -1;
  }

  /** Shows the rows as they are now in another way. What does not differ is not looked at again. */
  shape(kind: Kind, shape: TableShape, now: number): void {
    const before = this.#shape;
    const isOtherKind = kind !== this.#kind;
    const isOtherFilter = isOtherKind || shape.filter.text !== before.filter.text;
    this.#kind = kind;
    // One that says the same remembers what rows it has looked at.
    this.#shape = isOtherFilter ? shape : { ...shape, filter: before.filter };
    if (shape.belongs !== before.belongs) this.reconsider();
    if (isOtherKind) this.#judge(now);
    if (isOtherKind || shape.sort.column !== before.sort.column) this.#setKeys(now);
    else if (shape.sort.descending !== before.sort.descending) this.#ordered = this.#inOrder(this.#ordered);
    if (isOtherFilter || shape.problemsOnly !== before.problemsOnly) this.#choose(now);
    this.#isRepicked = true;
    this.refresh(now);
  }

  /** Takes in what changed. Returns whether anything shown may have changed. */
  refresh(now: number): boolean {
    // What is looked at for the first time need not be looked at again.
    if (this.#members.size === 0) this.#reviewedAt = now;
    const due = now - this.#reviewedAt >= reviewInterval;
    if (this.#rows.revision === this.#revision && !due && !this.#isRepicked) return false;
    const uids = this.#rows.changedSince(this.#revision);
    this.#revision = this.#rows.revision;
    if (uids === undefined) this.#takeAll(now);
    else for (const uid of uids) this.#takeOne(uid, now);
    if (due) this.#review(now);
    this.#settle();
    return true;
  }

  #takeAll(now: number): void {
    for (const row of this.#rows.values())
      if (this.#belongs(row)) this.#take(row, this.#members.get(row.uid), now);
    if (this.#shape.belongs === undefined && this.#members.size === this.#rows.size) return;
    for (const [uid, member] of this.#members) {
      const row = this.#rows.get(uid);
      if (row === undefined || !this.#belongs(row)) this.#forget(member);
    }
  }

  #takeOne(uid: string, now: number): void {
    const row = this.#rows.get(uid);
    const member = this.#members.get(uid);
    if (row !== undefined && this.#belongs(row)) this.#take(row, member, now);
    else if (member !== undefined) this.#forget(member);
  }

  #take(row: Row, known: Member | undefined, now: number): void {
    if (known?.row === row) return;
    const health = this.#kind.health(row, now);
    const nameKey = known?.nameKey ?? naturalKey(row.name);
    const key = this.#keyOf(row, nameKey);
    const searched: Searched = { row };
    const shown = this.#isShown(searched, health, now);
    const { said } = searched;
    this.#count(known?.health, health);
    if (known === undefined) {
      const member: Member = { row, said, health, key, nameKey, shown, place: "moved" };
      this.#members.set(row.uid, member);
      this.#moved.push(member);
      return;
    }
    if (known.key !== key) this.#move(known);
    if (known.shown !== shown) this.#isRepicked = true;
    Object.assign(known, { row, said, health, key, shown });
  }

  #keyOf(row: Row, nameKey: string): CellValue {
    const value = this.#sortColumn?.value(row, this.#sortMoment);
    if (value === row.name) return nameKey;
    return typeof value === "string" ? naturalKey(value) : value;
  }

  #move(member: Member): void {
    if (member.place !== "kept") return;
    member.place = "moved";
    this.#moved.push(member);
  }

  #forget(member: Member): void {
    this.#members.delete(member.row.uid);
    this.#move(member);
    member.place = "gone";
    this.#count(member.health, undefined);
  }

  #isShown(searched: Searched, health: Health, now: number): boolean {
    const { filter, problemsOnly } = this.#shape;
    if (problemsOnly && health.level !== "bad" && health.level !== "warn") return false;
    return filter.matches(searched, now);
  }

  /** What somebody else owns is not hidden from the table: it is no part of it. */
  #belongs(row: Row): boolean {
    return this.#shape.belongs?.(row) ?? true;
  }

  #judge(now: number): void {
    for (const member of this.#members.values()) {
      const health = this.#kind.health(member.row, now);
      this.#count(member.health, health);
      member.health = health;
    }
  }

  #setKeys(now: number): void {
    this.#sortColumn = sortColumn(this.#kind, this.#shape.sort.column);
    this.#sortMoment = now;
    for (const member of this.#members.values()) member.key = this.#keyOf(member.row, member.nameKey);
    this.#ordered = this.#inOrder(this.#ordered);
  }

  #choose(now: number): void {
    for (const member of this.#members.values()) member.shown = this.#isShown(member, member.health, now);
  }

  /** Looks again at what time alone may have changed. */
  #review(now: number): void {
    this.#reviewedAt = now;
    const filtered = this.#shape.filter !== everything;
    for (const member of this.#members.values()) {
      const { row, health, shown } = member;
      const settled = health.level === "ok" || health.level === "done";
      if (settled && !filtered && now - row.createdAt > youth) continue;
      member.health = this.#kind.health(row, now);
      member.shown = this.#isShown(member, member.health, now);
      this.#count(health, member.health);
      if (member.shown !== shown) this.#isRepicked = true;
    }
  }

  /** Puts those that moved where they belong. */
  #settle(): void {
    if (this.#moved.length > 0) {
      const kept = this.#ordered.filter(({ place }) => place === "kept");
      const moved = this.#moved.filter(({ place }) => place === "moved");
      for (const member of moved) member.place = "kept";
      const { descending } = this.#shape.sort;
      this.#ordered = merge(kept, this.#inOrder(moved), (a, b) => compareMembers(a, b, descending));
      this.#moved = [];
      this.#isRepicked = true;
    }
    if (this.#isRepicked) this.#shown = this.#ordered.filter(({ shown }) => shown);
    this.#isRepicked = false;
  }

  #inOrder(members: readonly Member[]): Member[] {
    const { descending } = this.#shape.sort;
    return members.toSorted((a, b) => compareMembers(a, b, descending));
  }

  #count(before: Health | undefined, after: Health | undefined): void {
    if (before) this.#counts[before.level] -= 1;
    if (after) this.#counts[after.level] += 1;
  }
}

function noCounts(): Record<HealthLevel, number> {
  return { bad: 0, warn: 0, busy: 0, ok: 0, done: 0 };
}

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
): readonly Member[] {
  if (a.length === 0) return b;
  const merged: Member[] = [];
  let next = 0;
  for (const member of a) {
    for (let other = b[next]; other !== undefined && compare(other, member) < 0; other = b[++next])
      merged.push(other);
    merged.push(member);
  }
  return merged.concat(b.slice(next));
}
