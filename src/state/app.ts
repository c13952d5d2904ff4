import type { Clock } from "../lib/clock.ts";
import { type LineEdit, lineOf } from "../lib/line-edit.ts";
import { Listeners } from "../lib/listeners.ts";
import { inNaturalOrder } from "../lib/natural-order.ts";
import type { Kind } from "../resources/kind.ts";
import { type Location, type Namespaces, namespacesText, parseLocation, tableOf } from "./location.ts";
import { leadsToPods } from "./logs/leads-to-pods.ts";
import type { LogLimits, LogPane } from "./logs/log-pane.ts";
import type { Memory } from "./memory.ts";
import { type OpenContext, OpenContexts } from "./open-contexts.ts";
import { type Pane, Panes } from "./panes.ts";
import { Picker, type PickerOptions } from "./picker.ts";
import type { ContextInfo, Contexts, Lease } from "./session.ts";
import type { TableRow } from "./table-model.ts";
import type { TablePane } from "./table-pane.ts";
import type { Told } from "./told.ts";
import type { YamlPane } from "./yaml-pane.ts";

/** What a line is typed for at the bottom of the screen. */
export interface PromptOptions {
  /** Stands before the line: `/`, `search `. */
  readonly sign: string;
  /** What is there to begin with, and comes back on Escape. */
  readonly text: string;
  /** What taking it does, for the hint; `keep` where absent. */
  readonly verb?: string;
  /** Acts on what is typed, with every key. */
  edit?(text: string): void;
  /** Why the line cannot be taken as it stands: it stays open until it can be, or is left. */
  problem?(text: string): string | undefined;
  accept?(text: string): void;
  /** What is likely meant by what is typed. */
  complete?(): string | undefined;
}

/** A line being typed at the bottom of the screen. */
export interface Prompt extends PromptOptions {
  readonly line: LineEdit;
}

export interface Toast {
  readonly text: string;
  readonly tone: "info" | "bad";
  /** Whether it is still so; where absent it stays until its time is over or something else is said or shown. */
  isSo?(): boolean;
}

/**
 * Writes a new file only its owner may read, and answers where it is. Rejects with a sentence: where there is one of that
 * name already, no room, or no right; then nothing is left of it.
 */
export type SaveFile = (
  name: string,
  pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
) => Promise<string>;

export interface AppOptions {
  readonly contexts: Contexts;
  readonly memory: Memory;
  readonly clock: Clock;
  /** Ends the program. */
  readonly quit: () => void;
  /** Told of objects that could not be made sense of; what is known of them is shown all the same. */
  onFault(error: unknown, what: string): void;
  /** What of the user's own files could not be used. */
  problems?(): readonly Told[];
  readonly logLimits: LogLimits;
  readonly saveFile: SaveFile;
}

/** How long a toast stays at least, and for each character it has, in ms. */
const toastTime = 4000;
const readingTime = 60;

/**
 * What is on the screen and how it changes. Views read it and call nothing but commands; commands call the methods
 * below. `revision` grows with every change; listeners are told of each.
 */
export class App {
  readonly options: AppOptions;
  pane: Pane | undefined;
  overlay: Picker | undefined;
  prompt: Prompt | undefined;
  toast: Toast | undefined;
  /** Keys of a sequence that is not complete. */
  pendingKeys = "";
  revision = 0;
  readonly #listeners = new Listeners();
  readonly #contexts: OpenContexts;
  readonly #panes: Panes;
  readonly #back: Location[] = [];
  readonly #forward: Location[] = [];
  #body = { height: 1, columns: 1 };
  #toastEnd: AbortController | undefined;

  constructor(options: AppOptions) {
    const { contexts, clock, logLimits, onFault } = options;
    this.options = options;
    this.#contexts = new OpenContexts({
      contexts,
      clock,
      onFault,
      onDiscovery: (context) => this.#onDiscovery(context),
      onNamespaces: () => (this.overlay || this.table?.total === 0) && this.changed(),
      onWarning: (context, warning) => this.location?.context === context && this.notify(warning, "bad"),
    });
    this.#panes = new Panes({
      contexts: this.#contexts,
      clock,
      logLimits,
      knownNamespaces: (context) => this.knownNamespaces(context),
      onChange: (pane) => this.pane === pane && this.takeIn(),
      onOutdated: (location) => this.location === location && this.#show(location),
    });
  }

  get location(): Location | undefined {
    return this.pane?.location;
  }

  get now(): number {
    return this.options.clock.now();
  }

  /** Contexts that are open, in the order they were first used. */
  get openContexts(): ReadonlyMap<string, OpenContext> {
    return this.#contexts.all;
  }

  get table(): TablePane | undefined {
    return this.pane?.view === "table" ? this.pane : undefined;
  }

  get yaml(): YamlPane | undefined {
    return this.pane?.view === "yaml" ? this.pane : undefined;
  }

  get logs(): LogPane | undefined {
    return this.pane?.view === "logs" ? this.pane : undefined;
  }

  /** The open context the pane is in; undefined where it could not be opened. */
  get here(): OpenContext | undefined {
    return this.location && this.#contexts.get(this.location.context);
  }

  get namespaces(): Lease | undefined {
    return this.here?.namespaces;
  }

  /** The namespaces that were last shown of this context and are not those shown now; undefined where there were none. */
  get previousNamespaces(): Namespaces | undefined {
    const { location } = this;
    if (location === undefined) return undefined;
    const shown = namespacesText(location.namespaces);
    return [...this.#forward, ...this.#back].findLast(
      ({ context, namespaces }) => context === location.context && namespacesText(namespaces) !== shown,
    )?.namespaces;
  }

  /** The namespaces to show instead of all: those shown before, or the context's own. */
  get someNamespaces(): Namespaces {
    const { previousNamespaces } = this;
    if (previousNamespaces !== undefined && previousNamespaces !== "all") return previousNamespaces;
    const context = this.location?.context ?? "";
    const first = this.firstNamespaces(context);
    return first === "all" ? this.#ownNamespaces(context) : first;
  }

  subscribe(listener: () => void): () => void {
    return this.#listeners.add(listener);
  }

  /** Data came or time passed: takes it in and has it drawn. No key waits for that. */
  takeIn(): void {
    this.pane?.refresh(this.now);
    this.changed();
  }

  /** Something of the app's own changed: has it drawn. */
  changed(): void {
    if (this.toast?.isSo?.() === false) this.dropToast();
    // A table that says it is complete shows all its rows, whatever it is drawn for.
    if (this.table?.isBehind) this.table.refresh(this.now);
    this.overlay?.invalidate();
    this.revision += 1;
    this.#listeners.tell();
  }

  /** Lines the pane has between the header and the bottom line, and cells of each. */
  resizeBody(height: number, columns: number): void {
    if (height === this.#body.height && columns === this.#body.columns) return;
    this.#body = { height, columns };
    this.pane?.resize(height, columns);
  }

  /** Goes to a place, remembering this one; or `instead` of this one, to which nothing leads back then. */
  go(location: Location, how: "on" | "instead" = "on"): void {
    this.dropToast();
    if (this.#standing && how === "on") this.#back.push(this.#standing);
    this.#forward.length = 0;
    this.#show(location);
  }

  /** The place of a text form, as the command line takes it; undefined where it is none, or on no context there is. */
  placeOf(text: string): Location | undefined {
    const place = parseLocation(text);
    return this.options.contexts.list().some(({ name }) => name === place?.context) ? place : undefined;
  }

  /** Goes to a view of logs, as `go` does. */
  async goLogs(location: Location, how: "on" | "instead" = "on"): Promise<void> {
    await this.#panes.loadLogReading();
    this.go(location, how);
  }

  /** Goes to a table. */
  goTable(context: string, namespaces: Namespaces, resource: string, more: Partial<Location> = {}): void {
    this.go({ ...tableOf(context, namespaces, resource), ...more });
  }

  /** Changes how the present place is narrowed or sorted, without a step in the history. */
  reshape(change: Partial<Location>): void {
    const pane = this.table;
    if (pane === undefined) return;
    pane.reshape({ ...pane.location, ...change });
    this.changed();
  }

  /** Where `back` goes to. */
  get placeBefore(): Location | undefined {
    return this.#back.at(-1);
  }

  back(): boolean {
    return this.#step(this.#back, this.#forward);
  }

  forward(): boolean {
    return this.#step(this.#forward, this.#back);
  }

  /** Opens a context with what was shown there last, or what is shown here. Never waits for a network. */
  switchContext(name: string): void {
    this.go(tableOf(name, this.firstNamespaces(name), this.location?.resource ?? "pods"));
  }

  /** The namespaces a context is shown with when none are asked for: those shown last, or its own. */
  firstNamespaces(context: string): Namespaces {
    return this.options.memory.namespacesOf(context) ?? this.#ownNamespaces(context);
  }

  setNamespaces(namespaces: Namespaces): void {
    const { location } = this;
    if (location === undefined) return;
    this.options.memory.rememberNamespaces(location.context, namespaces);
    const entry = this.here?.catalog.find(location.resource);
    const resource = entry?.kind.namespaced === false ? "pods" : location.resource;
    const { sort, wide, problemsOnly, filter } = location;
    this.go({
      ...tableOf(location.context, namespaces, resource),
      ...(sort && { sort }),
      wide,
      problemsOnly,
      filter,
    });
  }

  openOverlay(options: PickerOptions): void {
    // What was said before is read by now, and the list has things of its own to say.
    this.dropToast();
    this.overlay?.options.onClose?.();
    this.overlay = new Picker(options);
    this.changed();
  }

  closeOverlay(): void {
    this.dropToast();
    this.#dropOverlay();
    this.changed();
  }

  openPrompt(options: PromptOptions): void {
    this.prompt = { ...options, line: lineOf(options.text) };
    this.changed();
  }

  /** Changes the line that is typed, wherever it is typed, and acts on it at once. */
  editLine(edit: (line: LineEdit) => LineEdit): void {
    if (this.overlay) this.overlay.edit(edit(this.overlay.query));
    else if (this.prompt) this.#editPrompt(this.prompt, edit(this.prompt.line));
    this.changed();
  }

  closePrompt(keep: boolean): void {
    const { prompt } = this;
    if (prompt === undefined) return;
    const { text } = prompt.line;
    if (keep && prompt.problem?.(text) !== undefined) return;
    this.prompt = undefined;
    if (keep) prompt.accept?.(text);
    else prompt.edit?.(prompt.text);
    this.changed();
  }

  /** Says something for a while, or as long as it is so. */
  notify(text: string, tone: Toast["tone"] = "info", isSo?: () => boolean): void {
    this.dropToast();
    const end = new AbortController();
    this.#toastEnd = end;
    this.toast = { text, tone, ...(isSo && { isSo }) };
    this.options.clock.sleep(Math.max(toastTime, text.length * readingTime), end.signal).then(
      () => {
        this.toast = undefined;
        this.changed();
      },
      () => {},
    );
    this.changed();
  }

  /** What was said last is not so any more. */
  dropToast(): void {
    this.#toastEnd?.abort();
    this.toast = undefined;
  }

  /** Namespaces one may know of without listing them: those of contexts for the same cluster and user, and those seen. */
  knownNamespaces(context: string): readonly string[] {
    const { contexts, memory } = this.options;
    const all = contexts.list();
    const here = all.find(({ name }) => name === context);
    const sameRights = (other: ContextInfo) => other.cluster === here?.cluster && other.user === here?.user;
    const named = all.filter(sameRights).map(({ namespace }) => namespace);
    return inNaturalOrder(new Set([...named, ...memory.seenNamespaces(context)]));
  }

  /** The namespaces of the context, as far as it may be known which there are. */
  get namespaceNames(): readonly string[] {
    return Array.from(this.namespaces?.rows.values() ?? [], ({ name }) => name);
  }

  /** Namespaces the table or the logs on the screen show although the cluster has none of that name. */
  get missingNamespaces(): readonly string[] {
    const { table, logs, namespaces } = this;
    const kind = table?.kind ?? logs?.places[0]?.entry.kind;
    const shown = (kind?.namespaced && (table ?? logs)?.location.namespaces) || "all";
    if (shown === "all" || namespaces?.rows.status.phase !== "live") return [];
    const names = new Set(this.namespaceNames);
    return shown.filter((name) => !names.has(name));
  }

  /** Whether any objects of a kind can have pods, whose logs are to be read. */
  haveLogs(kind: Kind, objects: readonly Pick<TableRow, "row">[]): boolean {
    const { catalog } = this.here ?? {};
    return catalog !== undefined && objects.some(({ row }) => leadsToPods(kind, row, catalog));
  }

  /** Tries at once whatever waits for another try where one is, with the kubeconfig as it is now. */
  async retry(): Promise<void> {
    await this.options.contexts.reload();
    this.contextsChanged();
    const { pane, here } = this;
    here?.session.retry();
    this.yaml?.retry();
    this.logs?.retry();
    if (pane?.view === "problem" || here?.session.discovery.problem !== undefined)
      here?.session.discovery.refresh().catch(() => this.#onDiscovery(here.session.info.name));
  }

  /** The kubeconfig was read anew: what could not be opened, or was lost, is opened as it says now. */
  contextsChanged(): void {
    for (const name of this.#contexts.outdated) this.#forget(name);
    const standing = this.#standing;
    if (standing !== undefined && this.here === undefined) this.#makeAnew(standing);
    this.changed();
  }

  close(): void {
    if (this.logs === undefined) this.pane?.dispose();
    this.#panes.close();
    // Answers that come too late find nothing to be shown again.
    this.pane = undefined;
    this.#contexts.close();
  }

  #ownNamespaces(context: string): Namespaces {
    const info = this.options.contexts.list().find(({ name }) => name === context);
    return [info?.namespace ?? "default"];
  }

  #dropOverlay(): void {
    const { overlay } = this;
    this.overlay = undefined;
    overlay?.options.onClose?.();
  }

  #editPrompt(prompt: Prompt, line: LineEdit): void {
    this.prompt = { ...prompt, line };
    if (line.text === prompt.line.text) return;
    // What is said is said of what was typed before.
    this.dropToast();
    prompt.edit?.(line.text);
  }

  #step(from: Location[], to: Location[]): boolean {
    const location = from.pop();
    if (location === undefined) return false;
    this.dropToast();
    if (this.#standing) to.push(this.#standing);
    this.#show(location);
    return true;
  }

  /** The present place as it stands, so that coming back finds it. */
  get #standing(): Location | undefined {
    return this.table?.standing ?? this.location;
  }

  /** Goes to a place; whatever was being typed or chosen is over. */
  #show(location: Location): void {
    this.options.memory.rememberContext(location.context);
    this.#makeAnew(location);
    this.prompt = undefined;
    this.#dropOverlay();
    this.changed();
  }

  /** The pane of a place, from what is known now: there before the old one goes, so that what both look at stays open. */
  #makeAnew(location: Location): void {
    const before = this.pane;
    this.pane = this.#panes.make(location);
    this.pane.resize(this.#body.height, this.#body.columns);
    // Logs go on being read.
    if (before?.view !== "logs") before?.dispose();
  }

  /** Its pane, if it is the one shown, is made again by whoever calls this. */
  #forget(name: string): void {
    if (this.location?.context === name && this.logs === undefined) this.pane?.dispose();
    this.#panes.forget(name);
    this.#contexts.forget(name);
  }

  #onDiscovery(context: string): void {
    const { pane } = this;
    const standing = this.#standing;
    if (standing?.context === context && pane !== undefined && this.#isOutdated(pane))
      this.#makeAnew(standing);
    this.changed();
  }

  /** Whether what discovery says makes another pane of its location. */
  #isOutdated(pane: Pane): boolean {
    if (pane.view === "problem") return true;
    if (pane.view === "logs") return false;
    const version = this.here?.catalog.find(pane.location.resource)?.kind.gvr.version;
    return version !== undefined && version !== pane.kind.gvr.version;
  }
}
