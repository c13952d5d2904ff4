import type { InformerStatus, Lease, Rows } from "../cache/index.ts";
import type { Clock } from "../lib/clock.ts";
import { Slicer } from "../lib/slicer.ts";
import type { Column, Kind } from "../resources/kind.ts";
import type { Catalog, CatalogEntry } from "./catalog.ts";
import { everything, type Filter, FilterReader } from "./filter.ts";
import { isToCome } from "./is-to-come.ts";
import type { KeptModels } from "./kept-models.ts";
import type { Location, Sort } from "./location.ts";
import { type NearFilter, nearFilter } from "./near-filter.ts";
import { openRows } from "./open-rows.ts";
import type { Session } from "./session.ts";
import { namespaceColumn, sortColumn, unknownColumn } from "./sort-column.ts";
import { TableModel, type TableRow } from "./table-model.ts";
import type { Told } from "./told.ts";
import { type WhoseRows, whoseRows } from "./whose-rows.ts";

/** What a table pane is made of. */
export interface TablePaneOptions {
  readonly session: Session;
  readonly catalog: Catalog;
  readonly entry: CatalogEntry;
  readonly location: Location;
  readonly clock: Clock;
  /** What became of tables that were left. */
  readonly models: KeptModels;
  /** Namespaces to show where all of them may not be listed. */
  knownNamespaces(): readonly string[];
  onChange(): void;
}

/** A live table somebody looks at: rows in order, a cursor that follows its object, marks, and how it is narrowed. */
export class TablePane {
  readonly view = "table" as const;
  readonly entry: CatalogEntry;
  readonly rows: Rows;
  readonly marked = new Set<string>();
  location: Location;
  kind: Kind;
  columns: readonly Column[] = [];
  filterError: string | undefined;
  filter: Filter = everything;
  /** The first of the columns that scroll; 0 shows all from the left. */
  columnOffset = 0;
  readonly #options: TablePaneOptions;
  readonly #lease: Lease;
  readonly #place: string;
  readonly #model: TableModel;
  readonly #unsubscribe: () => void;
  readonly #whose: WhoseRows | undefined;
  /** The object somebody put the cursor on; `""` while only its name is known. */
  #cursorUid: string | undefined;
  /** What the cursor is on while that object is not shown. */
  #standInUid: string | undefined;
  #cursorIndex = 0;
  #top = 0;
  /** The line of the body the cursor is to stand on, until somebody moves it. */
  #line: number | undefined;
  #near: { filter: string; revision: number; near: NearFilter | undefined } | undefined;
  #height = 1;
  #filters: FilterReader;
  #isDisposed = false;
  #serverColumns: Rows["columns"];
  /** The phase of the rows as they were taken in last. */
  #phase: InformerStatus["phase"] | undefined;

  constructor(options: TablePaneOptions) {
    this.#options = options;
    this.entry = options.entry;
    this.kind = options.entry.kind;
    this.location = options.location;
    this.#lease = openRows({ ...options, kind: options.entry.kind });
    this.rows = this.#lease.rows;
    this.#place = placeOf(options);
    const kept = options.models.take(this.#place);
    kept?.goOnWith(this.rows);
    this.#model = kept ?? new TableModel(this.kind, this.rows, options.clock.now());
    this.#filters = filtersOf(this.kind);
    this.#unsubscribe = this.rows.subscribe(() => options.onChange());
    const { object, left, namespaces, selection = {} } = options.location;
    this.#whose = whoseRows(sourceOf(options), namespaces, selection);
    this.#whose?.subscribe(() => {
      this.#model.reconsider();
      options.onChange();
    });
    this.#cursorUid = object?.uid;
    this.#line = left?.line;
    for (const uid of left?.marked ?? []) this.marked.add(uid);
    this.reshape(options.location);
  }

  get shown(): readonly TableRow[] {
    return this.#model.shown;
  }

  /** The rows that belong here, whatever the filter hides, in no order. */
  get all(): Iterable<TableRow> {
    return this.#model.all;
  }

  get counts() {
    return this.#model.counts;
  }

  get total(): number {
    return this.#model.total;
  }

  /** A filter that would leave rows, where the present one leaves none. */
  get nearFilter(): NearFilter | undefined {
    const { filter } = this.location;
    if (this.shown.length > 0 || this.total === 0) return undefined;
    const made = this.#near;
    if (made?.filter === filter && made.revision === this.rows.revision) return made.near;
    const near = nearFilter(filter, this.all);
    this.#near = { filter, revision: this.rows.revision, near };
    return near;
  }

  get sort(): Sort {
    const { sort } = this.location;
    const isKnown = sort !== undefined && sortColumn(this.kind, sort.column) !== undefined;
    return isKnown ? sort : (this.kind.sort ?? { column: "name", descending: false });
  }

  /** Why it is not sorted as the place asks for. A server's columns are not known before its rows. */
  get sortFault(): Told | undefined {
    const { sort } = this.location;
    const isKnown = this.kind.form !== "table" || this.#serverColumns !== undefined;
    if (sort === undefined || !isKnown || sortColumn(this.kind, sort.column)) return undefined;
    return unknownColumn(this.kind, sort.column);
  }

  get cursorIndex(): number {
    return this.#cursorIndex;
  }

  get top(): number {
    return this.#top;
  }

  get height(): number {
    return this.#height;
  }

  get selected(): TableRow | undefined {
    return this.shown[this.#cursorIndex];
  }

  /** The marked rows, or the one under the cursor. */
  get targets(): readonly TableRow[] {
    if (this.marked.size === 0) return this.selected ? [this.selected] : [];
    return this.shown.filter(({ row }) => this.marked.has(row.uid));
  }

  /** The location with the row the cursor is on and the marks, so that coming back finds them. */
  get standing(): Location {
    const left = { marked: [...this.marked], line: this.#cursorIndex - this.#top };
    const { row } = this.selected ?? {};
    // What it is to stand on may still be on its way.
    const isAwaited = !this.#isComplete && this.#cursorUid !== undefined && this.#cursorUid !== row?.uid;
    if (row === undefined || isAwaited) return { ...this.location, left };
    return { ...this.location, left, object: { namespace: row.namespace, name: row.name, uid: row.uid } };
  }

  /** Whether what the rows say of themselves, such as that they are complete, is not yet true of what is shown. */
  get isBehind(): boolean {
    return this.rows.status.phase !== this.#phase;
  }

  /** Takes in what changed since the last time. Cheap when nothing did. */
  refresh(now: number): void {
    this.#phase = this.rows.status.phase;
    if (this.rows.columns !== this.#serverColumns) this.reshape(this.location);
    if (!this.#model.refresh(now)) return;
    this.#forgetMarks();
    this.#follow();
  }

  /** Narrows or sorts otherwise; the rows stay. */
  reshape(location: Location): void {
    this.location = location;
    this.#serverColumns = this.rows.columns;
    const { catalog, clock } = this.#options;
    const { kind } = this.entry;
    this.#setKind(this.#serverColumns ? catalog.withColumns(this.entry, this.#serverColumns) : kind);
    const several = this.kind.namespaced && (location.namespaces === "all" || location.namespaces.length > 1);
    const columns = this.kind.columns.filter((column) => location.wide || !column.wide);
    // NAME stays first: it is what never leaves a narrow screen.
    const [name, ...others] = columns;
    this.columns = several && name ? [name, namespaceColumn, ...others] : columns;
    this.#readFilter(location.filter);
    const { filter, sort } = this;
    const { problemsOnly } = location;
    this.#model.shape(this.kind, { filter, sort, problemsOnly, belongs: this.#whose?.belongs }, clock.now());
    this.#follow();
  }

  /** Reads all rows in slices while the first word of a filter is still being thought of. */
  async readAhead(): Promise<void> {
    const { clock } = this.#options;
    const filters = this.#filters;
    const slicer = new Slicer(clock);
    for (const searched of this.#model.all) {
      filters.readAhead(searched, clock.now());
      const pause = slicer.pause();
      if (pause) await pause;
      if (this.#isDisposed || filters !== this.#filters) return;
    }
  }

  resize(height: number): void {
    this.#height = Math.max(1, height);
    this.#scroll();
  }

  moveTo(index: number): void {
    this.#cursorIndex = Math.max(0, Math.min(index, this.shown.length - 1));
    this.#cursorUid = this.selected?.row.uid;
    this.#standInUid = undefined;
    this.#line = undefined;
    this.#scroll();
  }

  move(delta: number): void {
    this.moveTo(this.#cursorIndex + delta);
  }

  /** Puts the cursor on an object, if it is shown. */
  select(uid: string): void {
    const index = this.shown.findIndex(({ row }) => row.uid === uid);
    if (index >= 0) this.moveTo(index);
  }

  toggleMark(): void {
    const uid = this.selected?.row.uid;
    if (uid !== undefined && !this.marked.delete(uid)) this.marked.add(uid);
  }

  /** Calling it twice is harmless. */
  dispose(): void {
    if (this.#isDisposed) return;
    this.#isDisposed = true;
    this.#unsubscribe();
    this.#whose?.close();
    this.#options.models.keep(this.#place, this.#model);
    this.#lease.release();
  }

  #setKind(kind: Kind): void {
    if (kind === this.kind) return;
    this.kind = kind;
    this.#filters = filtersOf(kind);
  }

  #readFilter(text: string): void {
    const { filter, problem } = this.#filters.read(text);
    this.filter = filter;
    this.filterError = problem;
  }

  /** The cursor goes where its object went; where that is not shown, it keeps to what stands at its height. */
  #follow(): void {
    if (this.#cursorUid === "") this.#cursorUid = this.#uidByName() ?? "";
    const wanted = this.#cursorUid;
    const isShown = wanted === undefined || this.#goTo(wanted);
    if (!isShown && this.#standInUid !== undefined) this.#goTo(this.#standInUid);
    this.#settle();
    this.#standInUid = isShown || !this.#isComplete ? undefined : this.selected?.row.uid;
    const isGone = !isShown && this.#isComplete && this.rows.get(wanted) === undefined;
    if (isGone) this.#cursorUid = this.#standInUid;
  }

  /** Keeps the row on its line of the screen while others come and go above it. Whether it is shown at all. */
  #goTo(uid: string): boolean {
    if (this.selected?.row.uid === uid) return true;
    const index = this.shown.findIndex(({ row }) => row.uid === uid);
    if (index < 0) return false;
    this.#top += index - this.#cursorIndex;
    this.#cursorIndex = index;
    return true;
  }

  #uidByName(): string | undefined {
    const { object } = this.location;
    return this.shown.find(({ row }) => row.name === object?.name && row.namespace === object.namespace)?.row
      .uid;
  }

  /** Whether what is not there is gone, and not only to come. */
  get #isComplete(): boolean {
    return !isToCome(this.rows.status);
  }

  #forgetMarks(): void {
    if (!this.#isComplete) return;
    for (const uid of this.marked) if (this.rows.get(uid) === undefined) this.marked.delete(uid);
  }

  #settle(): void {
    this.#cursorIndex = Math.max(0, Math.min(this.#cursorIndex, this.shown.length - 1));
    this.#scroll();
  }

  #scroll(): void {
    const last = Math.max(0, this.shown.length - this.#height);
    const lowest = Math.max(0, this.#cursorIndex - this.#height + 1);
    const wanted = this.#line === undefined ? this.#top : this.#cursorIndex - this.#line;
    this.#top = Math.min(Math.max(wanted, lowest), this.#cursorIndex, last);
  }
}

function sourceOf({ session, catalog, knownNamespaces }: TablePaneOptions) {
  const { multiplexer, discovery } = session;
  return { multiplexer, catalog, knownNamespaces, learnKinds: () => discovery.refresh() };
}

function filtersOf({ columns }: Kind): FilterReader {
  return new FilterReader([namespaceColumn, ...columns]);
}

/** What tells the rows of a table from those of others in its context. */
function placeOf({ entry, location: { namespaces, selection } }: TablePaneOptions): string {
  return JSON.stringify([entry.kind.gvr, namespaces, selection]);
}
