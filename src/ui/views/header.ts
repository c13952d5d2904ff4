import { formatAge } from "../../lib/age.ts";
import { shortenMiddle } from "../../lib/text.ts";
import { grouped, pluralTitle } from "../../lib/words.ts";
import type { App } from "../../state/app.ts";
import { isToCome } from "../../state/is-to-come.ts";
import type { Location } from "../../state/location.ts";
import type { Pane } from "../../state/panes.ts";
import { composeLine, fitSpans, type Span, spansWidth } from "../paint/line.ts";
import { printable } from "../paint/printable.ts";
import type { Frame } from "./frame.ts";
import { linkText } from "./link-text.ts";
import { logStateSpans, logSteps } from "./log-header.ts";

/** Line 1: where you are on the left, how many, how healthy and how fresh on the right, always in the same places. */
export function headerLine(frame: Frame): string {
  const { app, size, palette } = frame;
  const right = [...stateSpans(frame), { text: " " }];
  const room = Math.max(0, size.columns - spansWidth(right) - 1);
  const left = fitSpans(trailSpans(frame, room), room);
  return composeLine([...left, { text: " " }, ...(app.pane ? right : [])], size.columns, palette);
}

function trailSpans({ app, accent }: Frame, room: number): Span[] {
  const { location } = app;
  if (location === undefined) return [{ text: " periplus ", token: "accent", reverse: true }];
  const all = trailOf(app, location).map((step) => printable(step));
  const last = all.slice(-1);
  const name = shortenMiddle(
    printable(location.context),
    Math.max(leastContext, room - trailWidth(last) - 2),
  );
  const block: Span = { text: ` ${name} `, token: accent(location.context) ?? "accent", reverse: true };
  // Shortened from the left: what one looks at stays, where one came from goes first.
  const shorter = all.map((_, at) => (at === 0 ? all : ["…", ...all.slice(at)]));
  const steps = shorter.find((trail) => spansWidth([block]) + trailWidth(trail) <= room) ?? last;
  const spans: Span[] = [block];
  steps.forEach((step, index) => {
    spans.push({ text: " ▸ ", token: "faint" });
    spans.push(
      index === steps.length - 1
        ? { text: step, token: "accent", bold: true }
        : { text: step, token: "text" },
    );
  });
  return spans;
}

/** As much of a context's name as tells it from others. */
const leastContext = 12;

function trailWidth(steps: readonly string[]): number {
  return spansWidth(steps.map((step) => ({ text: ` ▸ ${step}` })));
}

function trailOf(app: App, location: Location): string[] {
  const entry = app.here?.catalog.find(location.resource);
  const kind = entry?.kind;
  const title = kind ? pluralTitle(kind.kind, kind.gvr.resource) : location.resource;
  const where = kind?.namespaced === false ? [] : [namespacesText(app, location)];
  const steps = [...where, ...(location.via ?? []), title];
  if (location.view === "logs") return [...steps, ...logSteps(location)];
  return location.view === "yaml" && location.object ? [...steps, location.object.name, "YAML"] : steps;
}

function namespacesText(app: App, { namespaces }: Location): string {
  const { parts, denied } = app.table?.rows ?? {};
  const seen = parts?.filter(({ status }) => status.phase !== "forbidden").length ?? 0;
  if (namespaces === "all") return denied && seen > 0 ? `${seen} of ? namespaces` : "all namespaces";
  return namespaces.length > 2 ? `${namespaces.length} namespaces` : namespaces.join(", ");
}

/** Below these every cell of the right end costs one of the trail. */
const narrow = 100;
const veryNarrow = 60;

function stateSpans(frame: Frame): Span[] {
  const { app, now, size } = frame;
  const { pane } = app;
  if (pane === undefined) return [];
  const gap: Span = { text: size.columns < veryNarrow ? " " : size.columns < narrow ? "  " : "   " };
  const readOnly: Span[] = app.here?.session.readOnly
    ? [{ text: size.columns < narrow ? "RO" : "read-only", token: "info" }]
    : [];
  if (pane.view === "logs") return [...logStateSpans(pane, size), ...readOnly.flatMap((span) => [gap, span])];
  const states =
    pane.view === "table" ? tableStates(pane, now) : pane.view === "yaml" ? yamlStates(pane, now) : [];
  return [...states, ...readOnly].flatMap((span, at) => (at === 0 ? [span] : [gap, span]));
}

type TableOf<P> = P extends { readonly view: "table" } ? P : never;
type YamlOf<P> = P extends { readonly view: "yaml" } ? P : never;

function tableStates(pane: TableOf<Pane>, now: number): Span[] {
  return [...countSpans(pane), linkText(pane.rows.status, now)];
}

/** Before any answer, or without one, nobody knows how many there are. */
function isUncounted({ total, rows }: TableOf<Pane>): boolean {
  return total === 0 && ["connecting", "unreachable", "forbidden"].includes(rows.status.phase);
}

function countSpans(pane: TableOf<Pane>): Span[] {
  if (isUncounted(pane)) return [];
  const { bad, warn } = pane.counts;
  const shown = pane.shown.length;
  const count = shown === pane.total ? grouped(shown) : `${grouped(shown)} of ${grouped(pane.total)}`;
  const spans: Span[] = [{ text: count, token: "text" }];
  if (pane.marked.size > 0) spans.push({ text: `${pane.marked.size} ◆`, token: "accent" });
  if (bad > 0) spans.push({ text: `${grouped(bad)} ✖`, token: "bad" });
  if (warn > 0) spans.push({ text: `${grouped(warn)} ▲`, token: "warn" });
  return spans;
}

function yamlStates(pane: YamlOf<Pane>, now: number): Span[] {
  if (pane.gone) return [{ text: "deleted", token: "bad" }];
  if (pane.fetchedAt === undefined)
    return [{ text: pane.problem === undefined ? "fetching" : "not shown", token: "busy" }];
  return [{ text: `rv ${pane.resourceVersion}`, token: "dim" }, ...yamlLink(pane, pane.fetchedAt, now)];
}

function yamlLink({ status, changedAt }: YamlOf<Pane>, fetchedAt: number, now: number): Span[] {
  // It has just been fetched; that it stays so is still to be seen to.
  if (isToCome(status)) return [];
  // What may be read and not listed is as it was then.
  if (status.phase === "forbidden")
    return [{ text: `fetched ${formatAge(now - fetchedAt)} ago`, token: "warn" }];
  const link = linkText(status, now);
  if (status.phase !== "live" || changedAt === undefined) return [link];
  return [{ ...link, text: `${link.text}: changed ${formatAge(now - changedAt)} ago` }];
}
