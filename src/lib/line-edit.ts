/** A line of text being typed, and where the cursor stands in it (an index into `text`, on a grapheme boundary). */
export interface LineEdit {
  readonly text: string;
  readonly cursor: number;
  /** Text that is typed takes the place of all that is there; anything else done to the line ends that. */
  readonly isSelected?: boolean;
}

export const emptyLine: LineEdit = { text: "", cursor: 0 };

export function lineOf(text: string): LineEdit {
  return { text, cursor: text.length };
}

const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });

function before({ text, cursor }: LineEdit): number {
  let start = 0;
  for (const { index } of graphemes.segment(text.slice(0, cursor))) start = index;
  return start;
}

function after({ text, cursor }: LineEdit): number {
  const next = graphemes.segment(text.slice(cursor))[Symbol.iterator]().next();
  return next.done ? cursor : cursor + next.value.segment.length;
}

const cut = ({ text }: LineEdit, from: number, to: number): LineEdit => ({
  text: text.slice(0, from) + text.slice(to),
  cursor: from,
});

const moved = ({ text }: LineEdit, cursor: number): LineEdit => ({ text, cursor });

function wordBefore({ text, cursor }: LineEdit): number {
  return text.slice(0, cursor).replace(/\S*\s*$/, "").length;
}

function wordAfter({ text, cursor }: LineEdit): number {
  return cursor + (/^\s*\S*/.exec(text.slice(cursor))?.[0].length ?? 0);
}

/** Every way to change a line, by the name the keymap uses after `prompt.`. */
export const lineEdits = {
  left: (line: LineEdit): LineEdit => moved(line, before(line)),
  right: (line: LineEdit): LineEdit => moved(line, after(line)),
  "word-left": (line: LineEdit): LineEdit => moved(line, wordBefore(line)),
  "word-right": (line: LineEdit): LineEdit => moved(line, wordAfter(line)),
  home: (line: LineEdit): LineEdit => moved(line, 0),
  end: (line: LineEdit): LineEdit => moved(line, line.text.length),
  "delete-left": (line: LineEdit): LineEdit => cut(line, before(line), line.cursor),
  "delete-right": (line: LineEdit): LineEdit => cut(line, line.cursor, after(line)),
  "delete-word": (line: LineEdit): LineEdit => cut(line, wordBefore(line), line.cursor),
  "delete-to-end": (line: LineEdit): LineEdit => cut(line, line.cursor, line.text.length),
  clear: (line: LineEdit): LineEdit => cut(line, 0, line.text.length),
} as const;

/** The most a line holds: more than anybody types, and little enough that every key can be acted on at once. */
export const longestLine = 2000;

/** Puts typed or pasted text where the cursor is, as much of it as the line has room for. */
export function typeInto(line: LineEdit, typed: string): LineEdit {
  const { text, cursor } = line.isSelected ? emptyLine : line;
  const taken = startOf(typed, Math.max(0, longestLine - text.length)).toWellFormed();
  return { text: text.slice(0, cursor) + taken + text.slice(cursor), cursor: cursor + taken.length };
}

/** At most so much of a text's beginning, up to the end of a grapheme. */
function startOf(text: string, length: number): string {
  if (text.length <= length) return text;
  // One that is longer than this is nothing anybody sees as a character.
  const near = text.slice(0, length + longestGrapheme);
  return text.slice(0, graphemes.segment(near).containing(length)?.index ?? length);
}

const longestGrapheme = 100;
