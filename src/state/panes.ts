import type { Clock } from "../lib/clock.ts";
import type { CatalogEntry } from "./catalog.ts";
import type { Location } from "./location.ts";
import { KeptLogPanes } from "./logs/kept-log-panes.ts";
import type { LogLimits, LogPane } from "./logs/log-pane.ts";
import type { PlacePodsOptions } from "./logs/place-pods.ts";
import type { OpenContext, OpenContexts } from "./open-contexts.ts";
import { TablePane } from "./table-pane.ts";
import { type Told, toldBy } from "./told.ts";
import { YamlPane } from "./yaml-pane.ts";

/** A place that cannot be shown, and why. */
export interface ProblemPane extends Told {
  readonly view: "problem";
  readonly location: Location;
  refresh(now: number): void;
  resize(height: number, columns: number): void;
  dispose(): void;
}

/** What is shown of a place. */
export type Pane = TablePane | YamlPane | LogPane | ProblemPane;

export interface PanesOptions {
  readonly contexts: OpenContexts;
  readonly clock: Clock;
  readonly logLimits: LogLimits;
  /** Namespaces one may know of without listing them. */
  knownNamespaces(context: string): readonly string[];
  /** The pane has something new to show. */
  onChange(pane: Pane): void;
  /** A place can now be shown otherwise than it was. */
  onOutdated(location: Location): void;
}

/** Makes what is shown of places, and keeps the logs that go on being read while nobody looks. */
export class Panes {
  readonly #options: PanesOptions;
  readonly #logPanes = new KeptLogPanes();
  /** What reads logs; undefined until somebody wants to. */
  #logReading: typeof import("./logs/index.ts") | undefined;

  constructor(options: PanesOptions) {
    this.#options = options;
  }

  /** From what is known now; a place that cannot be shown says why. */
  make(location: Location): Pane {
    try {
      const context = this.#options.contexts.open(location.context);
      const entry = context.catalog.find(location.resource);
      const { otherwise } = location;
      if (entry === undefined && otherwise && context.catalog.find(otherwise.resource))
        return this.make(otherwise);
      if (entry === undefined) return unknownKind(location, context);
      return this.#paneOf(location, context, entry);
    } catch (error) {
      return problemPane(location, toldBy(error));
    }
  }

  async loadLogReading(): Promise<void> {
    this.#logReading ??= await import("./logs/index.ts");
  }

  /** Ends the logs that are read from a context. */
  forget(context: string): void {
    this.#logPanes.forget(context);
  }

  close(): void {
    this.#logPanes.close();
  }

  #paneOf(location: Location, { session, catalog, models }: OpenContext, entry: CatalogEntry): Pane {
    if (location.view === "logs") return this.#logPane(location);
    const { clock, onChange, knownNamespaces } = this.#options;
    const common = { session, entry, location, clock, onChange: () => onChange(pane) };
    const pane: TablePane | YamlPane =
      location.view === "yaml" && location.object
        ? new YamlPane({ ...common, object: location.object })
        : new TablePane({
            ...common,
            catalog,
            models,
            knownNamespaces: () => knownNamespaces(location.context),
          });
    return pane;
  }

  #logPane(location: Location): LogPane | ProblemPane {
    const logs = this.#logReading;
    if (logs === undefined) {
      void this.loadLogReading().then(() => this.#options.onOutdated(location));
      return problemPane(location, { message: "opening the logs" });
    }
    const { contexts, clock, logLimits: limits, onChange } = this.#options;
    const problem = logs.whyNotRead(location, clock.now());
    if (problem !== undefined) return problemPane(location, problem);
    const names = new Set([location.context, ...(location.logs?.contexts ?? [])]);
    return this.#logPanes.open(location, () => {
      // A context that cannot be opened is found before any pods are watched.
      const places = Array.from(names, (name) => this.#placeOn(name, location));
      const pane: LogPane = new logs.LogPane({
        location,
        places: places.map((place) => new logs.PlacePods(place)),
        server(name) {
          const { openLog: open, multiplexer } = contexts.open(name).session;
          return { open, link: multiplexer.link };
        },
        clock,
        limits,
        onChange: () => onChange(pane),
      });
      return pane;
    });
  }

  /** A place on a context, which may be another than the place's own. */
  #placeOn(context: string, location: Location): PlacePodsOptions {
    const { contexts, clock, knownNamespaces } = this.#options;
    const { session, catalog } = contexts.open(context);
    const entry = catalog.find(location.resource);
    if (entry === undefined) throw new Error(`${context} has no kind called ${location.resource}`);
    return {
      session,
      catalog,
      entry,
      location,
      knownNamespaces: () => knownNamespaces(context),
      now: () => clock.now(),
    };
  }
}

/** Discovery may still be under way: the place is tried again when it has more to say. */
function unknownKind(location: Location, { session, catalog }: OpenContext): ProblemPane {
  const { info, discovery } = session;
  if (discovery.problem) return problemPane(location, discovery.problem);
  const tried = [location, location.otherwise].flatMap((place) => place?.resource ?? []);
  if (discovery.resources.length === 0) {
    return problemPane(location, {
      message: `asking ${info.name} what kinds it has, to find ${tried.join(" or ")}`,
    });
  }
  const near = new Set(tried.flatMap((name) => catalog.nearest(name)));
  const nextStep =
    near.size > 0
      ? `did you mean ${[...near].join(", ")}`
      : "write its plural, its short name or plural.group";
  return problemPane(location, {
    message: `${info.name} has no kind called ${tried.join(", and none called ")}`,
    nextStep,
  });
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
