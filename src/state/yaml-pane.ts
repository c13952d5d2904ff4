import { failureOf, type InformerStatus, type Lease, type Row } from "../cache/index.ts";
import type { KubeObject } from "../kube/types.ts";
import type { Clock } from "../lib/clock.ts";
import { sanitize } from "../lib/sanitize.ts";
import { cellWidth } from "../lib/text.ts";
import type { Kind } from "../resources/kind.ts";
import type { CatalogEntry } from "./catalog.ts";
import type { Location, ObjectRef } from "./location.ts";
import type { Session } from "./session.ts";
import { type Told, toldBy } from "./told.ts";
import type { SecretValues, YamlLine } from "./yaml-document.ts";

export interface YamlPaneOptions {
  readonly session: Session;
  readonly entry: CatalogEntry;
  readonly location: Location;
  readonly object: ObjectRef;
  readonly clock: Clock;
  onChange(): void;
}

/** Lines as they are numbered when nothing is folded. */
export interface ShownLine extends YamlLine {
  readonly number: number;
  readonly folded: boolean;
}

/** Two fetches of an object that changes all the time, or cannot be had, are at least this far apart, in ms. */
const refetchInterval = 1000;
/** Answers that stay what they are until the object changes or somebody asks again. */
const refusals: readonly number[] = [403, 404, 405];

/** The cells left of the text: for the cursor, for folds, and for what is scrolled off. */
const gutterWidth = 3;

/** Where somebody is, and what is folded there. */
export interface YamlPlace {
  readonly number: number;
  readonly top: number;
  readonly folded: ReadonlySet<string>;
}

/** One whole object as YAML, kept up to date, to be read, searched and folded. */
export class YamlPane {
  readonly view = "yaml" as const;
  readonly location: Location;
  readonly object: ObjectRef;
  readonly kind: Kind;
  text = "";
  resourceVersion = "";
  /** When the version that is shown was received; undefined before the first. */
  fetchedAt: number | undefined;
  /** When it last changed while it was looked at. */
  changedAt: number | undefined;
  /** Why it cannot be shown, or no longer be brought up to date. */
  problem: Told | undefined;
  gone = false;
  managedFields = false;
  /** How the values of a Secret are shown; means nothing to other kinds. */
  secretValues: SecretValues = "masked";
  search = "";
  /** The cells that are scrolled off on the left. */
  left = 0;
  readonly #options: YamlPaneOptions;
  readonly #lease: Lease;
  readonly #unsubscribe: () => void;
  readonly #closed = new AbortController();
  /** By their paths, so that what is folded stays folded while lines come and go above it. */
  #folded = new Set<string>();
  #lines: readonly YamlLine[] = [];
  #shown: readonly ShownLine[] = [];
  #object: KubeObject | undefined;
  #fetching = false;
  /** The version for which the server refused the object. */
  #refusedAt: string | undefined;
  /** `""` until the object that was asked for by its name alone is found. */
  #uid: string;
  #cursor = 0;
  #top = 0;
  #height = 1;
  /** Cells for the text of a line. */
  #room = 1;
  /** Cells of the longest line, once somebody asked. */
  #longest: number | undefined;

  constructor(options: YamlPaneOptions) {
    const { session, entry, location, object } = options;
    this.#options = options;
    this.location = location;
    // Who typed its name need not know that its kind is in no namespace.
    this.object = entry.kind.namespaced ? object : { ...object, namespace: "" };
    this.#uid = object.uid;
    this.kind = entry.kind;
    const scope = entry.kind.namespaced ? { namespace: object.namespace } : {};
    const { gvr, form } = entry.kind;
    this.#lease = session.multiplexer.subscribe({ gvr, form, scope, summarizer: entry.kind });
    this.#unsubscribe = this.#lease.rows.subscribe(() => this.#onRows());
    void this.#fetch();
  }

  /** How the rows stand that tell when the object changes. */
  get status(): InformerStatus {
    return this.#lease.rows.status;
  }

  /** What tables and lists know of the object; undefined until it was found there, and when it is gone. */
  get row(): Row | undefined {
    return this.#findRow();
  }

  get lines(): readonly ShownLine[] {
    return this.#shown;
  }

  get top(): number {
    return this.#top;
  }

  get cursor(): number {
    return this.#cursor;
  }

  /** The numbers of the lines that the search finds, folded away or not. */
  get matches(): readonly number[] {
    const needle = this.search.toLowerCase();
    if (needle === "") return [];
    return this.#lines.flatMap((line, number) =>
      textOf(line).toLowerCase().includes(needle) ? [number] : [],
    );
  }

  /** The number of the line under the cursor; -1 where there is none. */
  get cursorNumber(): number {
    return this.#shown[this.#cursor]?.number ?? -1;
  }

  refresh(_now: number): void {}

  resize(height: number, columns: number): void {
    this.#height = Math.max(1, height);
    this.#room = Math.max(1, columns - gutterWidth);
    this.moveTo(this.#cursor);
    if (this.left > 0) this.scrollBy(0);
  }

  moveTo(index: number): void {
    this.#cursor = Math.max(0, Math.min(index, this.#shown.length - 1));
    const lowest = this.#cursor - this.#height + 1;
    this.#top = Math.min(Math.max(this.#top, lowest, 0), this.#cursor);
  }

  move(delta: number): void {
    this.moveTo(this.#cursor + delta);
  }

  get height(): number {
    return this.#height;
  }

  /** Scrolls sideways, until the end of the longest line is in sight. */
  scrollBy(cells: number): void {
    this.#longest ??= this.#shown.reduce((longest, line) => Math.max(longest, widthOf(line)), 0);
    this.left = Math.max(0, Math.min(this.left + cells, this.#longest - this.#room));
  }

  /** Folds the part under the cursor, or the one it stands in; unfolds it when it is folded. */
  toggleFold(): void {
    const line = this.#shown[this.#cursor];
    if (line === undefined) return;
    const number = line.folds > 0 ? line.number : this.#holders(line.number).at(-1);
    const path = number === undefined ? undefined : this.#lines[number]?.path;
    if (number === undefined || path === undefined) return;
    if (!this.#folded.delete(path)) this.#folded.add(path);
    this.#show();
    this.#moveToNumber(number);
  }

  /** Folds every part below the top level, or unfolds all where some are folded. */
  toggleFoldAll(): void {
    if (this.#folded.size > 0) {
      this.#folded.clear();
    } else {
      for (const { folds, indent, path } of this.#lines) {
        if (folds > 0 && indent > 0) this.#folded.add(path);
      }
    }
    this.#show();
  }

  get hasManagedFields(): boolean {
    return this.#object !== undefined && "managedFields" in this.#object.metadata;
  }

  async toggleManagedFields(): Promise<void> {
    this.managedFields = !this.managedFields;
    await this.#render();
  }

  /** Shows the values of a Secret as they are stored, then decoded, then not. */
  async turnSecretValues(): Promise<void> {
    const { base64Fields = [] } = this.kind;
    const ways: SecretValues[] = [
      "masked",
      "stored",
      ...(base64Fields.length > 0 ? ["decoded" as const] : []),
    ];
    this.secretValues = ways[(ways.indexOf(this.secretValues) + 1) % ways.length] ?? "masked";
    await this.#render();
  }

  /** Where one is, and what is folded there, to come back to. */
  get place(): YamlPlace {
    return { number: this.cursorNumber, top: this.#top, folded: new Set(this.#folded) };
  }

  returnTo({ number, top, folded }: YamlPlace): void {
    this.#folded = new Set(folded);
    this.#top = top;
    this.#show();
    this.#moveToNumber(number);
  }

  searchFor(text: string): void {
    this.search = text;
    this.#step(0);
  }

  nextMatch(): void {
    this.#step(1);
  }

  previousMatch(): void {
    this.#step(-1);
  }

  retry(): void {
    this.#refusedAt = undefined;
    void this.#fetch();
  }

  dispose(): void {
    this.#closed.abort(new Error("the view was closed"));
    this.#unsubscribe();
    this.#lease.release();
  }

  #step(direction: -1 | 0 | 1): void {
    const { matches, cursorNumber } = this;
    const after = matches.find((at) => (direction === 1 ? at > cursorNumber : at >= cursorNumber));
    const before = matches.findLast((at) => at < cursorNumber);
    const target = direction === -1 ? (before ?? matches.at(-1)) : (after ?? matches[0]);
    if (target === undefined) return;
    for (const holder of this.#holders(target)) this.#folded.delete(this.#lines[holder]?.path ?? "");
    this.#show();
    this.#moveToNumber(target);
  }

  #moveToNumber(number: number): void {
    this.moveTo(this.#shown.findIndex((shown) => shown.number === number));
  }

  /** The numbers of the lines that a line goes away with when they are folded, outermost first. */
  #holders(number: number): readonly number[] {
    return this.#lines.flatMap(({ folds }, index) =>
      index < number && index + folds >= number ? [index] : [],
    );
  }

  /** Whether the server tells of changes, by itself or when it is asked again. */
  get #isHeardOf(): boolean {
    return this.status.phase === "live" || this.status.phase === "polling";
  }

  #onRows(): void {
    const row = this.#findRow();
    if (row !== undefined) this.gone = false;
    else if (this.#object !== undefined && this.#isHeardOf) this.gone = true;
    this.#fetchIfOutdated();
    this.#options.onChange();
  }

  #findRow(): Row | undefined {
    const { rows } = this.#lease;
    if (this.#uid === "") {
      for (const { name, uid } of rows.inNamespace(this.object.namespace))
        if (name === this.object.name) this.#uid = uid;
    }
    return rows.get(this.#uid);
  }

  #fetchIfOutdated(): void {
    const row = this.#findRow();
    if (row === undefined || row.resourceVersion === this.#refusedAt) return;
    const canBeHad = this.problem === undefined || this.#isHeardOf;
    const isOutdated = this.problem !== undefined || row.resourceVersion !== this.resourceVersion;
    if (canBeHad && isOutdated) void this.#fetch();
  }

  async #fetch(): Promise<void> {
    if (this.#fetching) return;
    this.#fetching = true;
    const { session, clock, onChange } = this.#options;
    const { namespace, name } = this.object;
    try {
      this.#object = await session.fetchObject(this.kind.gvr, namespace, name, this.#closed.signal);
      this.resourceVersion = this.#object.metadata.resourceVersion ?? "";
      this.changedAt = this.fetchedAt === undefined ? undefined : clock.now();
      this.fetchedAt = clock.now();
      this.problem = undefined;
      await this.#render();
    } catch (error) {
      this.problem = toldBy(error);
      if (refusals.includes(failureOf(error, "").code)) this.#refusedAt = this.#findRow()?.resourceVersion;
      onChange();
    }
    await clock.sleep(refetchInterval, this.#closed.signal).catch(() => {});
    this.#fetching = false;
    if (!this.#closed.signal.aborted) this.#fetchIfOutdated();
  }

  /** The YAML library is loaded by the first view that needs it, not at start. */
  async #render(): Promise<void> {
    if (this.#object === undefined) return;
    const { yamlText, yamlLines } = await import("./yaml-document.ts");
    const { managedFields, secretValues } = this;
    const { secretFields = [], base64Fields = [] } = this.kind;
    this.text = yamlText(this.#object, { managedFields, secretValues, secretFields, base64Fields });
    this.#lines = yamlLines(this.text);
    this.#show();
    this.#options.onChange();
  }

  #show(): void {
    const shown: ShownLine[] = [];
    for (let number = 0; number < this.#lines.length; number += 1) {
      const line = this.#lines[number];
      if (line === undefined) continue;
      const folded = line.folds > 0 && this.#folded.has(line.path);
      shown.push({ ...line, number, folded });
      if (folded) number += line.folds;
    }
    this.#shown = shown;
    this.#longest = undefined;
    this.moveTo(this.#cursor);
  }
}

function widthOf(line: ShownLine): number {
  return line.indent + cellWidth(sanitize(textOf(line)));
}

function textOf({ spans }: YamlLine): string {
  return spans.map(({ text }) => text).join("");
}
