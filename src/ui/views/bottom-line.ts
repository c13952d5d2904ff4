import type { LineEdit } from "../../lib/line-edit.ts";
import { sanitize } from "../../lib/sanitize.ts";
import { takeEnd } from "../../lib/text.ts";
import type { Pane } from "../../state/app.ts";
import { composeEnds, type Span } from "../paint/line.ts";
import type { Frame } from "./frame.ts";
import { troubleText } from "./link-text.ts";

const hintsAtMost = 6;

/** The last line: on the left one sentence about what matters most now, on the right keys that work here. */
export function bottomLine(frame: Frame): string {
  const { size, palette } = frame;
  return composeEnds([{ text: " " }, ...sentenceSpans(frame)], hintSpans(frame), size.columns, palette);
}

function sentenceSpans({ app, now, size }: Frame): Span[] {
  const { prompt, toast, pane } = app;
  if (prompt) {
    const sign = prompt.purpose === "filter" ? "/" : "search ";
    const error = app.table?.filterError;
    return [
      ...lineSpans(sign, prompt.line, Math.floor(size.columns / 2)),
      ...(error ? [{ text: `   ${sanitize(error)}`, token: "bad" } as const] : []),
    ];
  }
  if (app.pendingKeys !== "") return [{ text: `${app.pendingKeys} …`, token: "info" }];
  if (toast) return [{ text: sanitize(toast.text), token: toast.tone === "bad" ? "bad" : "info" }];
  return pane === undefined ? [] : paneSpans(pane, now);
}

/** A line being typed, with its cursor; its end is what stays visible. */
export function lineSpans(sign: string, { text, cursor }: LineEdit, width: number): Span[] {
  const before = takeEnd(sanitize(text.slice(0, cursor)), width);
  const under = sanitize(text.slice(cursor, cursor + 1)) || " ";
  return [
    { text: sign, token: "accent" },
    { text: before, token: "text" },
    { text: under, reverse: true },
    { text: sanitize(text.slice(cursor + 1)), token: "text" },
  ];
}

function paneSpans(pane: Pane, now: number): Span[] {
  if (pane.view === "problem") return [];
  if (pane.view === "yaml") return yamlSpans(pane);
  const trouble = troubleText(pane.rows.status, now);
  if (trouble !== undefined)
    return [{ text: sanitize(trouble), token: pane.rows.status.phase === "forbidden" ? "bad" : "warn" }];
  const { filter } = pane.location;
  const filterSpans: Span[] =
    filter === "" ? [] : [{ text: `/${sanitize(filter)}`, token: "accent" }, { text: "   " }];
  if (pane.location.problemsOnly)
    filterSpans.push({ text: "only what is broken", token: "accent" }, { text: "   " });
  if (pane.filterError) return [...filterSpans, { text: sanitize(pane.filterError), token: "bad" }];
  return [...filterSpans, ...aboutSelected(pane)];
}

function aboutSelected(pane: Extract<Pane, { view: "table" }>): Span[] {
  const { denied, parts } = pane.rows;
  const sentence = pane.selected?.health.sentence;
  if (sentence) return [{ text: sanitize(sentence), token: "text" }];
  if (denied && parts) {
    const shown = parts.map(({ namespace }) => namespace).join(", ");
    return [
      {
        text: `you may not list ${pane.kind.gvr.resource} cluster-wide; showing ${sanitize(shown)}`,
        token: "warn",
      },
    ];
  }
  const refused = parts?.find(({ status }) => status.phase === "forbidden");
  if (refused)
    return [
      { text: `you may not list ${pane.kind.gvr.resource} in ${sanitize(refused.namespace)}`, token: "warn" },
    ];
  const reason = pane.selected?.health.reason;
  return reason ? [{ text: sanitize(reason), token: "text" }] : [];
}

function yamlSpans(pane: Extract<Pane, { view: "yaml" }>): Span[] {
  if (pane.gone)
    return [{ text: `${sanitize(pane.object.name)} was deleted; this is its last state`, token: "warn" }];
  if (pane.problem !== undefined) return [{ text: sanitize(pane.problem), token: "bad" }];
  if (pane.search === "") return [];
  const { matches } = pane;
  const at = matches.indexOf(pane.cursor);
  const count = matches.length === 0 ? "nothing found" : `${at < 0 ? "-" : at + 1} of ${matches.length}`;
  return [{ text: `"${sanitize(pane.search)}" ${count}`, token: matches.length === 0 ? "warn" : "info" }];
}

/** At most six, in the records' order; in a prompt those that end it. */
function hintSpans(frame: Frame): Span[] {
  if (frame.app.prompt)
    return keyHints([
      ["enter", "keep"],
      ["esc", "as before"],
    ]);
  const usable = frame
    .help()
    .filter(
      ({ command, keys, reason }) => command.hint !== undefined && keys.length > 0 && reason === undefined,
    )
    .sort((a, b) => (a.command.hintOrder ?? 99) - (b.command.hintOrder ?? 99));
  const wanted = frame.size.columns < 100 ? hintsAtMost - 3 : hintsAtMost;
  const first = usable.slice(0, wanted - 1);
  const help = usable.find(
    ({ command }) => command.id === "app.help" && !first.some((hint) => hint.command === command),
  );
  const hints = [...first, ...(help ? [help] : [])];
  return keyHints(hints.map(({ command, keys }) => [keys[0] ?? "", command.hint ?? ""]));
}

export function keyHints(hints: readonly (readonly [key: string, label: string])[]): Span[] {
  return hints
    .flatMap(([key, label]) => [
      { text: `  ${key} `, token: "accent" } as const,
      { text: label, token: "dim" } as const,
    ])
    .concat([{ text: " ", token: "dim" }]);
}
