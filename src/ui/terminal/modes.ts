/*
 * Terminal modes that are ours to switch; Ink knows only the alternate screen, the cursor and raw mode. Numbers are
 * DEC private modes and window operations as in xterm's ctlseqs.
 */

const autowrap = 7;
const focusReports = 1004;
const bracketedPaste = 2004;

const on = (mode: number) => `\x1b[?${mode}h`;
const off = (mode: number) => `\x1b[?${mode}l`;

// A title is text for the terminal, not for us: it must not end its own sequence.
const unsafe = /[\x00-\x1f\x7f-\x9f]/g;

/** What makes the terminal ours. Without autowrap a line that a terminal measures wider than we do stays one line. */
export const enterModes = off(autowrap) + on(focusReports) + on(bracketedPaste);

/** Everything back as a shell expects it, whatever was on. */
export const leaveModes = off(bracketedPaste) + off(focusReports) + on(autowrap);

/** The window's title; `saveTitle` before the first one, `restoreTitle` at the end. */
export function setTitle(title: string): string {
  return `\x1b]2;${title.replace(unsafe, "")}\x07`;
}
export const saveTitle = "\x1b[22;2t";
export const restoreTitle = "\x1b[23;2t";

/**
 * kitty's keyboard protocol: unambiguous keys and the key at the same place of a Latin keyboard (flags 1 and 4). The
 * stack of flags belongs to the alternate screen, so it is pushed after entering it and popped before leaving it.
 */
export const askKittyKeyboard = "\x1b[?u";
export const pushKittyKeyboard = "\x1b[>5u";
export const popKittyKeyboard = "\x1b[<u";

/** OSC 11 asks for the background; every terminal answers the device attributes after it, so silence is known early. */
export const askBackground = "\x1b]11;?\x07\x1b[c";

export const home = "\x1b[H";
/** From the cursor to the end of its line. */
export const eraseLine = "\x1b[K";
export const clearScreen = `${home}\x1b[2J`;
export const enterAlternateScreen = "\x1b[?1049h";
export const leaveAlternateScreen = "\x1b[?1049l";
export const hideCursor = "\x1b[?25l";
export const showCursor = "\x1b[?25h";

/** OSC 52: text for the clipboard of whoever sits at the terminal, also over ssh. */
export function copyToClipboard(text: string): string {
  return `\x1b]52;c;${Buffer.from(text, "utf8").toString("base64")}\x07`;
}
