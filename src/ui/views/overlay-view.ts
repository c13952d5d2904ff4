import { cellWidth, fitText } from "../../lib/text.ts";
import { grouped } from "../../lib/words.ts";
import type { DetailLook, Picker, PickerItem, PickerLine } from "../../state/picker.ts";
import { boxMargin, paintBox } from "../paint/box.ts";
import type { Span } from "../paint/line.ts";
import { printable } from "../paint/printable.ts";
import { type CommandHint, fittingHints, hintsBy, lineSpans } from "./bottom-line.ts";
import type { Frame } from "./frame.ts";
import { matchedText } from "./matched-text.ts";

const widest = 120;
/** Lists whose sentences have all the width there is. */
const wideLists: ReadonlySet<string> = new Set(["log-sources"]);

const footers: Readonly<Record<string, readonly CommandHint[]>> = {
  contexts: [
    ["prompt.accept", "switch"],
    ["picker.previous", "previous"],
    ["picker.kubectl-default", "kubectl's default"],
    ["prompt.cancel", "close"],
  ],
  namespaces: [
    ["picker.mark", "mark"],
    ["prompt.accept", "show"],
    ["picker.previous", "previous"],
    ["prompt.cancel", "close"],
  ],
  "go-to": [
    ["prompt.complete", "complete"],
    ["prompt.accept", "open"],
    ["prompt.cancel", "close"],
  ],
  children: [
    ["prompt.accept", "show"],
    ["prompt.cancel", "close"],
  ],
  "log-sources": [
    ["picker.mark", "mark"],
    ["prompt.accept", "show"],
    ["prompt.cancel", "close"],
  ],
  "log-contexts": [
    ["picker.mark", "mark"],
    ["prompt.accept", "read"],
    ["prompt.cancel", "close"],
  ],
  "log-columns": [
    ["picker.mark", "mark"],
    ["prompt.accept", "show"],
    ["prompt.cancel", "close"],
  ],
  "log-container": [
    ["prompt.accept", "read"],
    ["prompt.cancel", "close"],
  ],
};

/** A picker as a box of lines laid over the rows: at most so high, as wide as the screen allows. */
export function overlayLines(frame: Frame, picker: Picker, height: number): string[] {
  const { palette, size } = frame;
  const most = wideLists.has(picker.options.id) ? Number.POSITIVE_INFINITY : widest;
  const width = Math.min(size.columns - 2, most);
  const { lines } = picker;
  const cursor = picker.cursorIn(lines);
  const note = picker.options.note?.();
  const room = Math.max(1, height - 2 - (note === undefined ? 0 : 1));
  const top = Math.max(0, Math.min(cursor - Math.floor(room / 2), lines.length - room));
  const shown = lines.slice(top, top + room);
  const body =
    shown.length === 0
      ? [[{ text: printable(picker.options.empty(picker.query.text)), token: "dim" } as const]]
      : bodyOf(shown, picker, width - boxMargin);
  const box = paintBox(
    {
      title: [
        { text: `${picker.options.title} `, token: "text" },
        ...lineSpans("", picker.query, Math.floor(width / 2)),
      ],
      note: [{ text: countText(picker, lines.length, top, shown.length), token: "dim" }],
      lines: note === undefined ? body : [[{ text: printable(note.text), token: note.tone }], ...body],
      ...(shown.length > 0 && { cursor: cursor - top + (note === undefined ? 0 : 1) }),
      footer: fittingHints(hintsBy(frame, footers[picker.options.id] ?? []), width - boxMargin),
    },
    width,
    palette,
  );
  return box.map((line) => ` ${line}`);
}

/** `17`, `3 of 17` where something is typed, `5-20 of 61` where there are more above or below. */
function countText({ total }: Picker, found: number, top: number, shown: number): string {
  if (shown < found) return `${grouped(top + 1)}-${grouped(top + shown)} of ${grouped(found)}`;
  return found === total ? grouped(total) : `${grouped(found)} of ${grouped(total)}`;
}

function bodyOf(lines: readonly PickerLine[], picker: Picker, inner: number): Span[][] {
  const room = inner - bulletWidth;
  const longest = Math.max(...lines.map(({ item }) => cellWidth(printable(item.text))));
  const details = [0, 1, 2].map((at) =>
    Math.max(0, ...lines.map(({ item }) => cellWidth(printable(item.details[at] ?? "")))),
  );
  const least = Math.min(longest, Math.floor(inner / 2));
  squeeze(details, picker.options.detailLooks ?? [], room - least);
  const nameWidth = Math.max(least, Math.min(longest, room - widthOfDetails(details)));
  return lines.map((line) => lineOf(line, picker, nameWidth, details));
}

/** The cells before the name, at most. */
const bulletWidth = 4;
const gap = 2;
/** What is left of the widest detail so that others keep their room. */
const leastDetail = 12;

function widthOfDetails(widths: readonly number[]): number {
  return widths.reduce((sum, width) => sum + (width > 0 ? width + gap : 0), 0);
}

/**
 * Takes from the widest text what all details are too wide: one long sentence must not push the others out. Numbers
 * stay whole or leave, from the right.
 */
function squeeze(widths: number[], looks: readonly DetailLook[], room: number): void {
  const excess = () => widthOfDetails(widths) - room;
  const isNumber = (at: number) => looks[at]?.align === "right";
  if (excess() <= 0) return;
  const widest = Math.max(0, ...widths.filter((_, at) => !isNumber(at)));
  if (widest > leastDetail) widths[widths.indexOf(widest)] = Math.max(leastDetail, widest - excess());
  for (let at = widths.length - 1; at >= 0 && excess() > 0; at -= 1) if (isNumber(at)) widths[at] = 0;
}

function lineOf(
  { item, positions, marked }: PickerLine,
  picker: Picker,
  nameWidth: number,
  details: readonly number[],
): Span[] {
  const token = item.disabled ? "faint" : "text";
  const bullet = picker.options.multiple ? (marked ? "[x] " : "[ ] ") : standingBullet(item);
  const spans: Span[] = [{ text: bullet, token: item.current || marked ? "accent" : "faint" }];
  spans.push(...nameSpans(item.text, nameWidth, positions, token));
  item.details.forEach((detail, at) => {
    const text = printable(detail);
    const width = details[at] ?? 0;
    const { align, tone = "dim" } = picker.options.detailLooks?.[at] ?? {};
    if (width > 0) spans.push({ text: `  ${fitText(text, width, align)}`, token: tone });
  });
  return spans;
}

function standingBullet({ current, warm }: PickerItem): string {
  if (current) return "● ";
  return warm ? "○ " : "  ";
}

/** The name with what matched underlined. Offsets are into the text as it was searched: where it had to be changed, none fit. */
function nameSpans(
  name: string,
  width: number,
  positions: readonly number[],
  token: "text" | "faint",
): Span[] {
  const text = fitText(printable(name), width, "left");
  if (!text.startsWith(name.slice(0, width - 1))) return [{ text, token }];
  // What was found beyond the name is not in sight.
  return matchedText(
    text,
    positions.filter((at) => at < name.length),
    token,
  );
}
