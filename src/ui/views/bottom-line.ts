import type { CommandHelp } from "../../commands/index.ts";
import type { LineEdit } from "../../lib/line-edit.ts";
import { sanitize } from "../../lib/sanitize.ts";
import { takeEnd } from "../../lib/text.ts";
import type { Pane } from "../../state/app.ts";
import { composeEnds, type Span, spansWidth } from "../paint/line.ts";
import type { Frame } from "./frame.ts";
import { troubleText } from "./link-text.ts";

const hintsAtMost = 6;

/** The last line: on the left one sentence about what matters most now, on the right keys that work here. */
export function bottomLine(frame: Frame): string {
  const { size, palette } = frame;
  const sentence: Span[] = [{ text: " " }, ...sentenceSpans(frame)];
  const hints = hintsOf(frame);
  // What the line says matters more than the keys: those go one by one, and the way to all of them last.
  const room = size.columns - spansWidth(sentence) - 1;
  while (hints.length > 1 && spansWidth(keyHints(hints)) > room) hints.splice(-2, 1);
  return composeEnds(sentence, keyHints(hints), size.columns, palette);
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

type Hint = readonly [key: string, label: string];

/** At most six, in the records' order, and last the way to all of them; while something is typed those that end it. */
function hintsOf(frame: Frame): Hint[] {
  if (frame.app.overlay) return [];
  if (frame.app.prompt)
    return [
      ["enter", "keep"],
      ["esc", "as before"],
    ];
  const usable = frame
    .help()
    .filter(
      ({ command, keys, reason }) => command.hint !== undefined && keys.length > 0 && reason === undefined,
    )
    .sort((a, b) => (a.command.hintOrder ?? 99) - (b.command.hintOrder ?? 99));
  const isHelp = ({ command }: CommandHelp) => command.id === "app.help";
  const shown = [
    ...usable.filter((hint) => !isHelp(hint)).slice(0, hintsAtMost - 1),
    ...usable.filter(isHelp),
  ];
  return shown.map(({ command, keys }) => [keys[0] ?? "", command.hint ?? ""]);
}

export function keyHints(hints: readonly Hint[]): Span[] {
  return hints
    .flatMap(([key, label]) => [
      { text: `  ${key} `, token: "accent" } as const,
      { text: label, token: "dim" } as const,
    ])
    .concat([{ text: " ", token: "dim" }]);
}
