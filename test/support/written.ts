// What a program wrote to its terminal, taken apart: the sequences that are ours to send, and the rest.

const sequences: readonly RegExp[] = [
  // Colours and attributes.
  /\x1b\[[0-9;]*m/y,
  // Moves and erasures, as Ink draws with.
  /\x1b\[\d*(?:;\d*)?[ABCDEFGHJK]/y,
  // Autowrap, cursor, alternate screen, focus, paste, synchronised output.
  /\x1b\[\?(?:7|25|1004|1049|2004|2026)[hl]/y,
  // The window's title, kept and given back.
  /\x1b\[2[23];2t/y,
  // kitty's keyboard: asked for, pushed, popped.
  /\x1b\[(?:\?u|>5u|<u)/y,
  // The background, and the device attributes that follow it.
  /\x1b\]11;\?\x07\x1b\[c/y,
];
const title = /\x1b\]2;([^\x07]*)\x07/y;
const clipboard = /\x1b\]52;c;[A-Za-z0-9+/=]*\x07/y;

/** Whatever a terminal acts on, reorders, hides or measures in its own way, but for the line ends we draw with. */
const unsafe =
  /[^\P{Cc}\n\r]|[\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Bidi_Control}\p{Regional_Indicator}\p{Emoji_Modifier}]/u;

/** The first thing in what was written that is not ours to send, with what stands around it; undefined where all is well. */
export function firstUnsafe(written: string): string | undefined {
  const titles: string[] = [];
  let text = "";
  for (let at = 0; at < written.length; ) {
    const length = lengthOfSequence(written, at, titles);
    if (length === 0) text += written[at];
    at += Math.max(1, length);
  }
  for (const one of [text, ...titles]) {
    const found = unsafe.exec(one);
    if (found) return JSON.stringify(one.slice(Math.max(0, found.index - 40), found.index + 40));
  }
  return undefined;
}

function lengthOfSequence(written: string, at: number, titles: string[]): number {
  if (written[at] !== "\x1b") return 0;
  for (const sequence of [...sequences, clipboard, title]) {
    sequence.lastIndex = at;
    const found = sequence.exec(written);
    if (found === null) continue;
    if (sequence === title) titles.push(found[1] ?? "");
    return found[0].length;
  }
  return 0;
}
