import type { Clock } from "../lib/clock.ts";
import { type LineEdit, lineOf } from "../lib/line-edit.ts";
import { Listeners } from "../lib/listeners.ts";
import { inNaturalOrder } from "../lib/natural-order.ts";
import { isolatedKind } from "../resources/isolated-kind.ts";
import { namespaces as namespacesKind } from "../resources/namespaces.ts";
import { Catalog, type CatalogEntry } from "./catalog.ts";
import { KeptModels } from "./kept-models.ts";
import { type Location, type Namespaces, tableOf } from "./location.ts";
import { KeptLogPanes } from "./logs/kept-log-panes.ts";
import type { LogLimits, LogPane } from "./logs/log-pane.ts";
import type { PlacePodsOptions } from "./logs/place-pods.ts";
import type { Memory } from "./memory.ts";
import { Picker, type PickerOptions } from "./picker.ts";
import { isTooOld, tooOldText } from "./server-version.ts";
import type { ContextInfo, Contexts, InformerStatus, Lease, Session } from "./session.ts";
import { TablePane } from "./table-pane.ts";
import { type Told, toldBy } from "./told.ts";
import { YamlPane } from "./yaml-pane.ts";

/** A place that cannot be shown, and why. */
export interface ProblemPane extends Told {
  readonly view: "problem";
  readonly location: Location;
  refresh(now: number): void;
  resize(height: number): void;
  dispose(): void;
}

export type Pane = TablePane | YamlPane | LogPane | ProblemPane;

/** What a line is typed for at the bottom of the screen. */
export interface PromptOptions {
  /** Stands before the line: `/`, `search `. */
  readonly sign: string;
  /** What is there to begin with, and comes back on Escape. */
  readonly text: string;
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
}

/** A context that was opened, with what its server offers. */
export interface OpenContext {
  readonly session: Session;
  readonly catalog: Catalog;
  readonly models: KeptModels;
  /** All namespaces, live: what pickers offer. Forbidden for many users, which is a state like any other. */
  readonly namespaces: Lease;
  /** What was shown before the present set, for `-`. */
  previousNamespaces: Namespaces | undefined;
  /** What to know of its server, such as that it is too old. */
  warning: string | undefined;
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
  readonly #open = new Map<string, OpenContext>();
  readonly #back: Location[] = [];
  readonly #forward: Location[] = [];
  readonly #logPanes = new KeptLogPanes();
  /** What reads logs; undefined until somebody wants to. */
  #logReading: typeof import("./logs/index.ts") | undefined;
  #bodyHeight = 1;
  #toastEnd: AbortController | undefined;

  constructor(options: AppOptions) {
    this.options = options;
  }

  get location(): Location | undefined {
    return this.pane?.location;
  }

  get now(): number {
    return this.options.clock.now();
  }

  /** Sessions that are open, in the order they were first used. */
  get openContexts(): ReadonlyMap<string, OpenContext> {
    return this.#open;
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
    return this.location && this.#open.get(this.location.context);
  }

  get namespaces(): Lease | undefined {
    return this.here?.namespaces;
  }

  get previousNamespaces(): Namespaces | undefined {
    return this.here?.previousNamespaces;
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
    // A table that says it is complete shows all its rows, whatever it is drawn for.
    if (this.table?.isBehind) this.table.refresh(this.now);
    this.overlay?.invalidate();
    this.revision += 1;
    this.#listeners.tell();
  }

  /** Lines the pane has between the header and the bottom line. */
  resizeBody(height: number): void {
    if (height === this.#bodyHeight) return;
    this.#bodyHeight = height;
    this.pane?.resize(height);
  }

  /** Goes to a place, remembering this one. */
  go(location: Location): void {
    if (this.#standing) this.#back.push(this.#standing);
    this.#forward.length = 0;
    this.#show(location);
  }

  /** Goes to a view of logs. */
  async goLogs(location: Location): Promise<void> {
    await this.#loadLogReading();
    this.go(location);
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
    const { memory, contexts } = this.options;
    const info = contexts.list().find(({ name }) => name === context);
    return memory.namespacesOf(context) ?? [info?.namespace ?? "default"];
  }

  setNamespaces(namespaces: Namespaces): void {
    const { location } = this;
    if (location === undefined) return;
    this.options.memory.rememberNamespaces(location.context, namespaces);
    if (this.here) this.here.previousNamespaces = location.namespaces;
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
    this.#dropToast();
    this.overlay?.options.onClose?.();
    this.overlay = new Picker(options);
    this.changed();
  }

  closeOverlay(): void {
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

  notify(text: string, tone: Toast["tone"] = "info"): void {
    this.#dropToast();
    const end = new AbortController();
    this.#toastEnd = end;
    this.toast = { text, tone };
    this.options.clock.sleep(Math.max(toastTime, text.length * readingTime), end.signal).then(
      () => {
        this.toast = undefined;
        this.changed();
      },
      () => {},
    );
    this.changed();
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

  /** Namespaces the table on the screen shows although the cluster has none of that name. */
  get missingNamespaces(): readonly string[] {
    const { table, namespaces } = this;
    const shown = table?.kind.namespaced === true ? table.location.namespaces : "all";
    if (shown === "all" || namespaces?.rows.status.phase !== "live") return [];
    const names = new Set(this.namespaceNames);
    return shown.filter((name) => !names.has(name));
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
    for (const [name, { session }] of this.#open) {
      if (isCut(session) && this.options.contexts.isOutdated(session)) this.#forget(name);
    }
    const standing = this.#standing;
    if (standing !== undefined && !this.#open.has(standing.context)) this.#makeAnew(standing);
    this.changed();
  }

  close(): void {
    if (this.logs === undefined) this.pane?.dispose();
    this.#logPanes.close();
    // Answers that come too late find nothing to be shown again.
    this.pane = undefined;
    for (const open of this.#open.values()) close(open);
    this.#open.clear();
  }

  #dropToast(): void {
    this.#toastEnd?.abort();
    this.toast = undefined;
  }

  #dropOverlay(): void {
    const { overlay } = this;
    this.overlay = undefined;
    overlay?.options.onClose?.();
  }

  #editPrompt(prompt: Prompt, line: LineEdit): void {
    this.prompt = { ...prompt, line };
    if (line.text !== prompt.line.text) prompt.edit?.(line.text);
  }

  #step(from: Location[], to: Location[]): boolean {
    const location = from.pop();
    if (location === undefined) return false;
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
    this.pane = this.#makePane(location);
    this.pane.resize(this.#bodyHeight);
    // Logs go on being read.
    if (before?.view !== "logs") before?.dispose();
  }

  #makePane(location: Location): Pane {
    try {
      const context = this.#openContext(location.context);
      const entry = context.catalog.find(location.resource);
      const { otherwise } = location;
      if (entry === undefined && otherwise && context.catalog.find(otherwise.resource))
        return this.#makePane(otherwise);
      if (entry === undefined) return this.#unknownKind(location, context);
      return this.#paneOf(location, context, entry);
    } catch (error) {
      return problemPane(location, toldBy(error));
    }
  }

  #paneOf(location: Location, { session, catalog, models }: OpenContext, entry: CatalogEntry): Pane {
    const { clock } = this.options;
    const common = { session, entry, location, clock, onChange: () => this.takeIn() };
    if (location.view === "yaml" && location.object)
      return new YamlPane({ ...common, object: location.object });
    if (location.view === "logs") return this.#logPane(location);
    const knownNamespaces = () => this.knownNamespaces(location.context);
    return new TablePane({ ...common, catalog, models, knownNamespaces });
  }

  #logPane(location: Location): LogPane | ProblemPane {
    const logs = this.#logReading;
    if (logs === undefined) {
      void this.#loadLogReading().then(() => this.location === location && this.#show(location));
      return problemPane(location, { message: "opening the logs" });
    }
    const problem = logs.whyNotRead(location, this.now);
    if (problem !== undefined) return problemPane(location, problem);
    const contexts = new Set([location.context, ...(location.logs?.contexts ?? [])]);
    return this.#logPanes.open(location, () => {
      // A context that cannot be opened is found before any pods are watched.
      const places = Array.from(contexts, (name) => this.#placeOn(name, location));
      const pane: LogPane = new logs.LogPane({
        location,
        places: places.map((place) => new logs.PlacePods(place)),
        open: (context) => this.#openContext(context).session.openLog,
        clock: this.options.clock,
        limits: this.options.logLimits,
        onChange: () => this.pane === pane && this.takeIn(),
      });
      return pane;
    });
  }

  async #loadLogReading(): Promise<void> {
    this.#logReading ??= await import("./logs/index.ts");
  }

  /** A place on a context, which may be another than the place's own. */
  #placeOn(context: string, location: Location): PlacePodsOptions {
    const { session, catalog } = this.#openContext(context);
    const entry = catalog.find(location.resource);
    if (entry === undefined) throw new Error(`${context} has no kind called ${location.resource}`);
    const knownNamespaces = () => this.knownNamespaces(context);
    return { session, catalog, entry, location, knownNamespaces, now: () => this.now };
  }

  /** Discovery may still be under way: the place is tried again when it has more to say. */
  #unknownKind(location: Location, { session, catalog }: OpenContext): Pane {
    const { info, discovery } = session;
    if (discovery.problem) return problemPane(location, discovery.problem);
    const tried = [location, location.otherwise].flatMap((place) => place?.resource ?? []);
    if (discovery.resources.length === 0) {
      return problemPane(location, {
        message: `asking ${info.name} what kinds it has, to find ${tried.join(" or ")}`,
      });
    }
    const near = new Set(tried.flatMap((name) => catalog.nearest(name).slice(0, 3)));
    const nextStep = near.size === 0 ? undefined : `did you mean ${[...near].join(", ")}`;
    return problemPane(location, {
      message: `${info.name} has no kind called ${tried.join(", and none called ")}`,
      nextStep,
    });
  }

  /** Its pane, if it is the one shown, is made again by whoever calls this. */
  #forget(name: string): void {
    if (this.location?.context === name && this.logs === undefined) this.pane?.dispose();
    this.#logPanes.forget(name);
    const open = this.#open.get(name);
    if (open !== undefined) close(open);
    this.#open.delete(name);
  }

  #openContext(name: string): OpenContext {
    const open = this.#open.get(name);
    if (open) return open;
    const session = this.options.contexts.open(name);
    const catalog = new Catalog(session.discovery, this.options.onFault);
    const summarizer = isolatedKind(namespacesKind, this.options.onFault);
    const namespaces = session.multiplexer.subscribe({ ...namespacesKind, scope: {}, summarizer });
    namespaces.rows.subscribe(() => (this.overlay || this.table?.total === 0) && this.changed());
    const context: OpenContext = {
      session,
      catalog,
      models: new KeptModels(this.options.clock, session.multiplexer.grace),
      namespaces,
      previousNamespaces: undefined,
      warning: undefined,
    };
    this.#open.set(name, context);
    let knowsVersion = false;
    session.discovery.subscribe(() => {
      this.#onDiscovery(name);
      if (knowsVersion || session.discovery.problem !== undefined) return;
      knowsVersion = true;
      void this.#checkVersion(context);
    });
    session.discovery.refresh().catch(() => this.#onDiscovery(name));
    return context;
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

  async #checkVersion(context: OpenContext): Promise<void> {
    const { info } = context.session;
    const version = await context.session.serverVersion().catch(() => "");
    if (!isTooOld(version)) return;
    context.warning = tooOldText(info.name, version);
    if (this.location?.context === info.name) this.notify(context.warning, "bad");
  }
}

function close({ session, models }: OpenContext): void {
  session.close();
  models.close();
}

/** Whether nothing more comes from a context's server, or never did. */
function isCut({ discovery, multiplexer }: Session): boolean {
  const isDown = ({ phase }: InformerStatus) => phase === "unreachable" || phase === "stale";
  return discovery.problem !== undefined || multiplexer.statuses.some(({ status }) => isDown(status));
}

function problemPane(location: Location, problem: Told): ProblemPane {
  return {
    view: "problem",
    location,
    message: problem.message,
    nextStep: problem.nextStep,
    refresh() {},
    resize() {},
    dispose() {},
  };
}
