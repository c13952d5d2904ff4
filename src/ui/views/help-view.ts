import { fitText } from "../../lib/text.ts";
import { wrapText } from "../../lib/wrap.ts";
import type { Picker, PickerLine } from "../../state/picker.ts";
import { boxMargin, paintBox } from "../paint/box.ts";
import { fitSpans, type Span } from "../paint/line.ts";
import { printable } from "../paint/printable.ts";
import { type CommandHint, fittingHints, hintsBy, lineSpans } from "./bottom-line.ts";
import type { Frame } from "./frame.ts";
import { matchedText } from "./matched-text.ts";

/** A line of help: a group's heading, a command, or what of a command did not fit on its first line. */
interface HelpLine {
  readonly spans: readonly Span[];
  readonly isUnderCursor: boolean;
}

const widest = 150;
/** A column narrower than this breaks most titles. */
const leastColumn = 46;
const widestKeys = 16;
const gap = "   ";
const footer: readonly CommandHint[] = [
  ["prompt.accept", "do it"],
  ["prompt.cancel", "close"],
];

/** Help over the whole body: commands by group, with their keys and, where one cannot be used, why. */
export function helpLines(frame: Frame, picker: Picker, height: number): string[] {
  const { palette, size } = frame;
  const width = Math.min(size.columns - 2, widest);
  const inner = width - boxMargin;
  const isTwofold = inner >= 2 * leastColumn + gap.length;
  const columnWidth = isTwofold ? Math.floor((inner - gap.length) / 2) : inner;
  const groups = groupsOf(picker, columnWidth);
  const columns = isTwofold ? inTwo(groups) : [joined(groups)];
  const [top, shown] = window(columns, Math.max(1, height - 2));
  const total = Math.max(0, ...columns.map((lines) => lines.length));
  const lines = Array.from({ length: shown }, (_, at) => rowOf(columns, top + at, columnWidth));
  const empty: Span[][] = [[{ text: printable(picker.options.empty(picker.query.text)), token: "dim" }]];
  const box = paintBox(
    {
      title: [{ text: "help ", token: "text" }, ...lineSpans("", picker.query, Math.floor(width / 2))],
      note: [{ text: countText(picker, top > 0, top + shown < total), token: "dim" }],
      lines: lines.length === 0 ? empty : lines,
      footer: fittingHints(hintsBy(frame, footer), inner),
    },
    width,
    palette,
  );
  return box.map((line) => ` ${line}`);
}

/** How many commands there are, and whether more of them are above or below. */
function countText({ lines, total }: Picker, isMoreAbove: boolean, isMoreBelow: boolean): string {
  const count = lines.length === total ? String(total) : `${lines.length} of ${total}`;
  return `${count}${isMoreAbove ? " ▴" : ""}${isMoreBelow ? " ▾" : ""}`;
}

function groupsOf(picker: Picker, width: number): HelpLine[][] {
  const { lines } = picker;
  const cursor = picker.cursorIn(lines);
  // Where there is little room one key is enough to know.
  const most = width < leastColumn ? 1 : undefined;
  const keysOf = ({ item }: PickerLine) =>
    printable((item.details[0] ?? "").split(", ").slice(0, most).join(", "));
  const keyWidth = Math.min(widestKeys, Math.max(0, ...lines.map((line) => keysOf(line).length)));
  const groups: HelpLine[][] = [];
  let heading: string | undefined;
  lines.forEach((line, at) => {
    const { group = "" } = line.item;
    if (group !== heading) {
      heading = group;
      groups.push([{ spans: [{ text: group, token: "text", bold: true }], isUnderCursor: false }]);
    }
    const keys = fitText(keysOf(line), keyWidth);
    const spans = commandLines(line, keys, width - keyWidth - gap.length);
    groups.at(-1)?.push(...spans.map((own) => ({ spans: own, isUnderCursor: at === cursor })));
  });
  return groups;
}

/** The keys, the title, and the reason behind it, in as many lines as they need. */
function commandLines({ item, positions }: PickerLine, keys: string, width: number): Span[][] {
  const { text: title, details, disabled = false } = item;
  const reason = details[1] ?? "";
  const text = printable(reason === "" ? title : `${title}: ${reason}`);
  let end = 0;
  return wrapText(text, Math.max(1, width)).map((part, at) => {
    const start = text.indexOf(part, end);
    end = start + part.length;
    const matched = positions.filter((offset) => offset < title.length).map((offset) => offset - start);
    return [
      { text: ` ${at === 0 ? keys : " ".repeat(keys.length)}  `, token: disabled ? "dim" : "accent" },
      ...matchedText(part, matched, disabled ? "dim" : "text"),
    ];
  });
}

const blank: HelpLine = { spans: [], isUnderCursor: false };

function joined(groups: readonly (readonly HelpLine[])[]): readonly HelpLine[] {
  return groups.flatMap((group, at) => (at === 0 ? group : [blank, ...group]));
}

/** The groups in two columns of about one height, in their order and each in one piece. */
function inTwo(groups: readonly (readonly HelpLine[])[]): readonly (readonly HelpLine[])[] {
  const splits = groups.map((_, at) => [joined(groups.slice(0, at + 1)), joined(groups.slice(at + 1))]);
  const heightOf = (split: readonly (readonly HelpLine[])[]) =>
    Math.max(...split.map((lines) => lines.length));
  return splits.reduce((best, split) => (heightOf(split) < heightOf(best) ? split : best), splits[0] ?? []);
}

/** The first line that is shown, and how many are: those around the cursor. */
function window(columns: readonly (readonly HelpLine[])[], room: number): [top: number, shown: number] {
  const total = Math.max(0, ...columns.map((lines) => lines.length));
  const cursor = Math.max(0, ...columns.map((lines) => lines.findIndex((line) => line.isUnderCursor)));
  const top = Math.max(0, Math.min(cursor - Math.floor(room / 2), total - room));
  return [top, Math.min(room, total)];
}

function rowOf(columns: readonly (readonly HelpLine[])[], at: number, width: number): Span[] {
  return columns.flatMap((lines, index) => {
    const { spans, isUnderCursor } = lines[at] ?? blank;
    const look = isUnderCursor ? ({ background: "surface" } as const) : {};
    const cells = fitSpans(spans, width).map((span) => ({ ...look, ...span }));
    return index === 0 ? cells : [{ text: gap }, ...cells];
  });
}
