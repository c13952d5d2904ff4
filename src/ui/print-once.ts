import { stripVTControlCharacters } from "node:util";
import type { Config } from "../config/index.ts";
import { settingsFor } from "../config/settings.ts";
import type { Clock } from "../lib/clock.ts";
import { isNoSuchPath } from "../lib/no-such-path.ts";
import type { App } from "../state/app.ts";
import { isToCome } from "../state/is-to-come.ts";
import type { TablePane } from "../state/table-pane.ts";
import type { Told } from "../state/told.ts";
import { makePalette } from "./paint/palette.ts";
import { explained } from "./views/failure-sentences.ts";
import { nothingSentences } from "./views/nothing-sentences.ts";
import { upperLines } from "./views/screen.ts";

export interface PrintOptions {
  readonly app: App;
  readonly config: Config;
  readonly clock: Clock;
  readonly ascii: boolean;
  /** Cells of a line; as many as its rows take where absent. */
  readonly columns?: number | undefined;
  /** Milliseconds to wait for what is shown to be complete. */
  readonly deadline: number;
}

/** The first view as text, and why it is not what was asked for, where it is not. */
export interface Printed {
  readonly lines: readonly string[];
  readonly problem: Told | undefined;
}

/** Nobody presses keys. */
const noKeys = () => undefined;

/** Waits until what the app shows is complete or has failed, and gives it without colours, cursor and hints. */
export async function printOnce(options: PrintOptions): Promise<Printed> {
  const { app, columns } = options;
  const problem = (await settled(options)) ?? faultOf(app.table);
  if (problem !== undefined && (app.table?.shown.length ?? 0) === 0) return { lines: [], problem };
  const width =
    columns ??
    Math.max(
      60,
      ...linesOf(options, 2000)
        .slice(1)
        .map((line) => line.length),
    );
  return { lines: linesOf(options, width), problem };
}

/** Rows that are not narrowed or sorted as the place asks for are not what was asked for. */
function faultOf(table: TablePane | undefined): Told | undefined {
  return table?.filterError === undefined ? table?.sortFault : { message: table.filterError };
}

function settled({ app, clock, deadline }: PrintOptions): Promise<Printed["problem"]> {
  const late = new AbortController();
  const outcome = Promise.withResolvers<Printed["problem"]>();
  const look = () => {
    const standing = standingOf(app);
    if (standing !== "waiting") outcome.resolve(standing === "complete" ? undefined : standing);
  };
  const unsubscribe = app.subscribe(look);
  clock.sleep(deadline, late.signal).then(
    // Who waits for a plugin in vain wants to know for which.
    () =>
      outcome.resolve({
        message: `no complete answer came within ${deadline / 1000} seconds`,
        nextStep: app.here?.session.identity,
      }),
    () => {},
  );
  look();
  return outcome.promise.finally(() => {
    unsubscribe();
    late.abort();
  });
}

type Standing = "waiting" | "complete" | Told;

function standingOf(app: App): Standing {
  const { pane } = app;
  if (pane === undefined) return "waiting";
  if (pane.view === "problem") return isAsking(app) ? "waiting" : pane;
  if (pane.view === "yaml") {
    if (pane.fetchedAt === undefined) return pane.problem ?? "waiting";
    return isToCome(pane.status) ? "waiting" : "complete";
  }
  if (pane.view === "logs") return pane.isSettled ? "complete" : "waiting";
  const { status } = pane.rows;
  if (isToCome(status)) return "waiting";
  if (!("error" in status) || status.phase === "polling") return nothingOf(app, pane);
  // Whether this is a Kubernetes API server at all is known when it was asked for its kinds.
  return isNoSuchPath(status.error) && isAsking(app) ? "waiting" : explained(app, status.error);
}

/** Whether the server has not said yet what kinds it has. */
function isAsking({ here }: App): boolean {
  const { discovery } = here?.session ?? {};
  return discovery !== undefined && discovery.resources.length === 0 && discovery.problem === undefined;
}

/** No rows are a problem where there is no such namespace, or no such object as was asked for by its name. */
function nothingOf(app: App, pane: TablePane): Standing {
  const { kind, location, shown, total } = pane;
  if (shown.length > 0) return "complete";
  const isSomewhere = kind.namespaced && location.namespaces !== "all";
  const { status } = app.namespaces?.rows ?? {};
  // Where there are objects there are namespaces.
  if (isSomewhere && total === 0 && status && isToCome(status)) return "waiting";
  // What is no namespace may be a kind.
  if (app.missingNamespaces.length > 0 && isAsking(app)) return "waiting";
  const isNamed = /^name[:=]\S+$/.test(location.filter);
  if (!isNamed && app.missingNamespaces.length === 0) return "complete";
  const [{ text, hint } = { text: "", hint: undefined }] = nothingSentences({ app, keyOf: noKeys }, pane);
  const elsewhere = isSomewhere ? "-n NAMESPACE looks in another, -A in all of them" : undefined;
  return { message: text.replace(/\.$/, ""), nextStep: hint ?? elsewhere };
}

function linesOf({ app, config, clock, ascii }: PrintOptions, columns: number): string[] {
  const palette = makePalette(config.theme({ background: undefined, colors: false }), "none", ascii);
  const height = heightOf(app);
  app.resizeBody(Math.max(1, height), columns);
  const size = { columns, rows: Math.max(12, height + 3) };
  const accent = (context: string) => settingsFor(context, config.settings).accent;
  const frame = { app, size, palette, now: clock.now(), help: () => [], keyOf: noKeys, accent };
  const lines = upperLines(frame, size.rows);
  const texts = lines.map((line) => withoutCursor(stripVTControlCharacters(line)).trimEnd());
  return texts.slice(0, texts.findLastIndex((line) => line !== "") + 1);
}

/** Rows of the screen on which all of it has room. */
function heightOf({ yaml, logs, table }: App): number {
  if (yaml !== undefined) return yaml.lines.length;
  // A line may have one more row, which says what is folded under it.
  return logs === undefined ? (table?.shown.length ?? 2) : logs.lines.length * 2;
}

function withoutCursor(line: string): string {
  return line.replace(/^[▌>]/, " ");
}
