import { type CommandHelp, secretValuesText } from "../../commands/index.ts";
import type { LineEdit } from "../../lib/line-edit.ts";
import { graphemes, takeEnd } from "../../lib/text.ts";
import { counted } from "../../lib/words.ts";
import { wrapText } from "../../lib/wrap.ts";
import type { Pane } from "../../state/panes.ts";
import type { TablePane } from "../../state/table-pane.ts";
import type { YamlPane } from "../../state/yaml-pane.ts";
import { composeEnds, composeLine, type Span, spansWidth } from "../paint/line.ts";
import type { Color } from "../paint/palette.ts";
import { printable } from "../paint/printable.ts";
import type { Frame, Size } from "./frame.ts";
import { isSaidInPlaceOfRows, sentence, troubleText, waitText } from "./link-text.ts";
import { saidOfLogs } from "./log-bottom.ts";
import { missingNamespaceNote } from "./nothing-sentences.ts";
import { columnsBeyond } from "./table-view.ts";

const hintsAtMost = 6;
/** The cells that are kept for the one hint that never goes: the way to all keys, and while one types the way out. */
const leastForHints = 11;
const leastWhileTyping = 18;
/** And for trying again, where the screen is not so narrow that the sentence would suffer. */
const leastInTrouble = 23;
const roomInTrouble = 60;
/** The share of the screen that a long sentence may take, and the lines it may take at all. */
const share = 4;
const linesAtMost = 4;

/** What the bottom says: what never leaves its last line, and a note that may go on above it. */
interface Said {
  readonly spans: readonly Span[];
  readonly note?: Span | undefined;
  /** Something is to be tried again. */
  readonly isTrouble?: boolean;
  /** Whether the note may take lines from the rows. What goes with the cursor may not: rows would jump with it. */
  readonly wraps?: boolean;
}

/** The lowest lines: on the left one sentence about what matters most now, on the right keys that work here. */
export function bottomLines(frame: Frame): string[] {
  const { size, palette } = frame;
  const lines = sentenceLines(frame);
  const sentence = lines.pop() ?? [];
  // What the line says matters more than the keys.
  const room = size.columns - spansWidth(sentence) - 1;
  return [
    ...lines.map((line) => composeLine(line, size.columns, palette)),
    composeEnds(sentence, fittingHints(hintsOf(frame), room), size.columns, palette),
  ];
}

/** How many lines `bottomLines` has. */
export function bottomHeight(frame: Frame): number {
  return Math.max(1, sentenceLines(frame).length);
}

function sentenceLines(frame: Frame): Span[][] {
  const { app, size } = frame;
  const { spans, note, wraps = false, isTrouble = false } = saidBy(frame);
  if (note === undefined) return [[{ text: " " }, ...spans]];
  const gap: Span[] = spans.length === 0 ? [] : [{ text: "   " }];
  const together = [{ text: " " }, ...spans, ...gap, note];
  const kept =
    isTrouble && size.columns >= roomInTrouble
      ? leastInTrouble
      : app.prompt
        ? leastWhileTyping
        : leastForHints;
  const width = Math.max(1, size.columns - 1 - kept);
  const most = Math.min(linesAtMost, Math.floor(size.rows / share)) - (spans.length === 0 ? 0 : 1);
  if (!wraps || most < 1 || spansWidth(together) <= width) return [together];
  const above = wrapText(note.text, width, most).map((text): Span[] => [{ text: " " }, { ...note, text }]);
  return spans.length === 0 ? above : [...above, [{ text: " " }, ...spans]];
}

function saidBy(frame: Frame): Said {
  const { app, size } = frame;
  const { prompt, toast, pane, overlay } = app;
  if (prompt) {
    const spans = lineSpans(prompt.sign, prompt.line, Math.floor(size.columns / 2));
    const problem = noteOf(prompt.problem?.(prompt.line.text), "bad");
    const note = problem ?? noteOf(toast?.text, toast?.tone ?? "info");
    return { spans, note, wraps: true };
  }
  if (app.pendingKeys !== "") return { spans: [{ text: `${app.pendingKeys} …`, token: "info" }] };
  if (toast) return { spans: [], note: noteOf(toast.text, toast.tone), wraps: true };
  if (overlay) return { spans: [], note: noteOf(overlay.under?.about, "text"), wraps: true };
  return pane === undefined ? nothing : saidByPane(frame, pane);
}

const nothing: Said = { spans: [] };
/** As much of a line being typed as any screen shows before its cursor, and as a character may have, in code units. */
const longestLine = 1000;
const longestGrapheme = 50;

function noteOf(text: string | undefined, token: Color): Span | undefined {
  if (text === undefined || text === "") return undefined;
  return { text: printable(text, { newline: "space", tab: "space" }), token };
}

/** A line being typed, with its cursor; its end is what stays visible. */
export function lineSpans(sign: string, line: LineEdit, width: number): Span[] {
  const { text, cursor, isSelected = false } = line;
  const before = takeEnd(printable(text.slice(Math.max(0, cursor - longestLine), cursor)), width);
  const [under = ""] = graphemes(text.slice(cursor, cursor + longestGrapheme));
  return [
    { text: sign, token: "accent" },
    { text: before, token: "text", reverse: isSelected },
    { text: printable(under) || " ", reverse: true },
    { text: printable(text.slice(cursor + under.length)), token: "text", reverse: isSelected },
  ];
}

function saidByPane(frame: Frame, pane: Pane): Said {
  const { now, size } = frame;
  if (pane.view === "problem") return nothing;
  if (pane.view === "yaml") return saidByYaml(pane, now);
  if (pane.view === "logs") {
    const { shape, note, token } = saidOfLogs(frame, pane);
    return { spans: shape === "" ? [] : [{ text: shape, token: "accent" }], note: noteOf(note, token) };
  }
  const { status } = pane.rows;
  const isTold = pane.shown.length === 0 && isSaidInPlaceOfRows(status);
  const trouble = isTold ? waitText(status, now) : troubleText(status, now);
  if (isTold || trouble !== undefined) {
    const token = status.phase === "forbidden" ? "bad" : "warn";
    return { spans: [], note: noteOf(trouble, token), wraps: true, isTrouble: true };
  }
  const shape = shapeTexts(pane, now, size).join("   ");
  const spans: Span[] = shape === "" ? [] : [{ text: shape, token: "accent" }];
  const fault = pane.filterError ?? (pane.sortFault && sentence(pane.sortFault));
  if (fault !== undefined) return { spans, note: noteOf(fault, "bad"), wraps: true };
  return { spans, note: aboutSelected(frame, pane) };
}

/** How the rows and the columns are narrowed, and what of the columns asked for is out of sight. */
function shapeTexts(pane: TablePane, now: number, size: Size): string[] {
  const { filter, problemsOnly, wide } = pane.location;
  const beyond = wide ? columnsBeyond(pane, size, now) : 0;
  return [
    filter === "" ? "" : `/${printable(filter)}`,
    problemsOnly ? "broken only" : "",
    beyond === 0 ? "" : `${counted(beyond, "more column", "more columns")} to the right`,
  ].filter(Boolean);
}

function aboutSelected(frame: Frame, pane: TablePane): Span | undefined {
  const { denied, parts } = pane.rows;
  const { health } = pane.selected ?? {};
  if (health?.sentence) return noteOf(health.sentence, "text");
  const { resource } = pane.kind.gvr;
  if (denied && parts) {
    const shown = parts.map(({ namespace }) => namespace).join(", ");
    return noteOf(`you may not list ${resource} cluster-wide; showing ${shown}`, "warn");
  }
  const refused = parts?.find(({ status }) => status.phase === "forbidden");
  if (refused) return noteOf(`you may not list ${resource} in ${refused.namespace}`, "warn");
  return noteOf(health?.reason, "text") ?? noteOf(missingNamespaceNote(frame), "warn");
}

function saidByYaml(pane: YamlPane, now: number): Said {
  const isSecret = pane.kind.secretFields !== undefined && pane.lines.length > 0;
  const spans: Span[] = isSecret ? [{ text: secretValuesText[pane.secretValues], token: "accent" }] : [];
  if (pane.gone)
    return { spans, note: noteOf(`${pane.object.name} was deleted; this is its last state`, "warn") };
  if (pane.problem !== undefined) {
    // Without lines the problem stands in their place.
    const isTold = pane.lines.length === 0;
    return { spans, note: isTold ? undefined : noteOf(pane.problem.message, "bad"), wraps: true };
  }
  const trouble = troubleText(pane.status, now);
  if (pane.search === "")
    return { spans, note: noteOf(trouble, "warn"), wraps: true, isTrouble: trouble !== undefined };
  const { matches } = pane;
  const at = matches.indexOf(pane.cursorNumber);
  const count = matches.length === 0 ? "nothing found" : `${at < 0 ? "-" : at + 1} of ${matches.length}`;
  return {
    spans,
    note: noteOf(`"${pane.search}" ${count}`, matches.length === 0 ? "warn" : "info"),
  };
}

export type Hint = readonly [key: string, label: string];
/** What the key of a command does. */
export type CommandHint = readonly [id: string, label: string];

/** Hints of those commands that have a key. */
export function hintsBy({ keyOf }: Frame, hints: readonly CommandHint[]): Hint[] {
  return hints.flatMap(([id, label]): Hint[] => {
    const key = keyOf(id);
    return key === undefined ? [] : [[key, label]];
  });
}

/** At most six, in the records' order, and last the way to all of them; while something is typed those that end it. */
function hintsOf(frame: Frame): Hint[] {
  if (frame.app.overlay) return [];
  const { prompt } = frame.app;
  if (prompt)
    return hintsBy(frame, [
      ["prompt.accept", prompt.verb ?? "keep"],
      ["prompt.cancel", prompt.edit === undefined ? "leave" : "as before"],
    ]);
  const { pendingKeys } = frame.app;
  if (pendingKeys !== "") return continuations(frame.help(), `${pendingKeys} `);
  const usable = frame
    .help()
    .filter(({ isHinted, keys, reason }) => isHinted && keys.length > 0 && reason === undefined)
    .sort((a, b) => (a.command.hintOrder ?? 99) - (b.command.hintOrder ?? 99));
  const isHelp = ({ command }: CommandHelp) => command.id === "app.help";
  const shown = [
    ...usable.filter((hint) => !isHelp(hint)).slice(0, hintsAtMost - 1),
    ...usable.filter(isHelp),
  ];
  return shown.map(({ command, keys }) => [keys[0] ?? "", command.hint ?? ""]);
}

/** What may follow the keys of a sequence that is not complete. */
function continuations(help: readonly CommandHelp[], begun: string): Hint[] {
  return help.flatMap(({ command, keys }) =>
    keys.filter((key) => key.startsWith(begun)).map((key): Hint => [key.slice(begun.length), command.title]),
  );
}

/** As many hints as there is room for: they go one by one, and the last, which leads on or out, stays. */
export function fittingHints(hints: readonly Hint[], room: number): Span[] {
  const left = [...hints];
  while (left.length > 1 && spansWidth(keyHints(left)) > room) left.splice(-2, 1);
  return keyHints(left);
}

function keyHints(hints: readonly Hint[]): Span[] {
  return hints
    .flatMap(([key, label]) => [
      { text: `  ${key} `, token: "accent" } as const,
      { text: label, token: "dim" } as const,
    ])
    .concat([{ text: " ", token: "dim" }]);
}
