import { cellWidth, fitText } from "../../lib/text.ts";
import type { Picker, PickerLine } from "../../state/picker.ts";
import { paintBox } from "../paint/box.ts";
import type { Span } from "../paint/line.ts";
import { printable } from "../paint/printable.ts";
import { keyHints, lineSpans } from "./bottom-line.ts";
import type { Frame } from "./frame.ts";
import { matchedText } from "./matched-text.ts";

const widest = 120;

const footers: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
  contexts: [
    ["enter", "switch"],
    ["-", "previous"],
    ["D", "kubectl's default"],
    ["esc", "close"],
  ],
  namespaces: [
    ["space", "mark"],
    ["enter", "show"],
    ["-", "previous"],
    ["esc", "close"],
  ],
  "go-to": [
    ["tab", "complete"],
    ["enter", "open"],
    ["esc", "close"],
  ],
  children: [
    ["enter", "show"],
    ["esc", "close"],
  ],
};

/** A picker as a box of lines laid over the rows: at most so high, as wide as the screen allows. */
export function overlayLines({ palette, size }: Frame, picker: Picker, height: number): string[] {
  const width = Math.min(size.columns - 2, widest);
  const { lines } = picker;
  const cursor = picker.cursorIn(lines);
  const note = picker.options.note?.();
  const room = Math.max(1, height - 2 - (note === undefined ? 0 : 1));
  const top = Math.max(0, Math.min(cursor - Math.floor(room / 2), lines.length - room));
  const shown = lines.slice(top, top + room);
  const body =
    shown.length === 0
      ? [[{ text: printable(picker.options.empty(picker.query.text)), token: "dim" } as const]]
      : bodyOf(shown, picker, width - 4);
  const box = paintBox(
    {
      title: [
        { text: `${picker.options.title} `, token: "text" },
        ...lineSpans("", picker.query, Math.floor(width / 2)),
      ],
      note: [{ text: countText(picker, lines.length, top, shown.length), token: "dim" }],
      lines: note === undefined ? body : [[{ text: printable(note), token: "warn" }], ...body],
      ...(shown.length > 0 && { cursor: cursor - top + (note === undefined ? 0 : 1) }),
      footer: keyHints(footers[picker.options.id] ?? []),
    },
    width,
    palette,
  );
  return box.map((line) => ` ${line}`);
}

/** `17`, `3 of 17` where something is typed, `5-20 of 61` where there are more above or below. */
function countText({ total }: Picker, found: number, top: number, shown: number): string {
  if (shown < found) return `${top + 1}-${top + shown} of ${found}`;
  return found === total ? String(total) : `${found} of ${total}`;
}

function bodyOf(lines: readonly PickerLine[], picker: Picker, inner: number): Span[][] {
  const nameWidth = Math.min(
    Math.max(...lines.map(({ item }) => cellWidth(printable(item.text)))),
    Math.floor(inner / 2),
  );
  const detailWidths = [0, 1, 2].map((at) =>
    Math.max(0, ...lines.map(({ item }) => cellWidth(printable(item.details[at] ?? "")))),
  );
  squeeze(detailWidths, inner - bulletWidth - nameWidth);
  return lines.map((line) => lineOf(line, picker, nameWidth, detailWidths));
}

/** The cells before the name, at most. */
const bulletWidth = 4;
const gap = 2;
/** What is left of the widest detail so that others keep their room. */
const leastDetail = 12;

/** Takes from the widest detail what all of them are too wide: one long sentence must not push the others out. */
function squeeze(widths: number[], room: number): void {
  const excess = widths.reduce((sum, width) => sum + (width > 0 ? width + gap : 0), 0) - room;
  if (excess <= 0) return;
  const widest = widths.indexOf(Math.max(...widths));
  widths[widest] = Math.max(leastDetail, (widths[widest] ?? 0) - excess);
}

function lineOf(
  { item, positions, marked }: PickerLine,
  picker: Picker,
  nameWidth: number,
  details: readonly number[],
): Span[] {
  const token = item.disabled ? "faint" : "text";
  const bullet = picker.options.multiple ? (marked ? "[x] " : "[ ] ") : item.current ? "● " : "  ";
  const spans: Span[] = [{ text: bullet, token: item.current || marked ? "accent" : "faint" }];
  spans.push(...nameSpans(item.text, nameWidth, positions, token));
  item.details.forEach((detail, at) => {
    const text = printable(detail);
    const width = details[at] ?? 0;
    if (width > 0) spans.push({ text: `  ${fitText(text, width, "left")}`, token: "dim" });
  });
  return spans;
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
