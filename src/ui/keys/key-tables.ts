/*
 * Names of keys by the numbers and letters terminals send. Sources: xterm's ctlseqs (PC-style function keys), the
 * VT220 and rxvt numbers, and kitty's keyboard protocol, "Functional key definitions".
 */

/** `CSI n ~`. */
export const keyByNumber: Readonly<Record<number, string>> = {
  1: "home",
  2: "insert",
  3: "delete",
  4: "end",
  5: "pageup",
  6: "pagedown",
  7: "home",
  8: "end",
  11: "f1",
  12: "f2",
  13: "f3",
  14: "f4",
  15: "f5",
  17: "f6",
  18: "f7",
  19: "f8",
  20: "f9",
  21: "f10",
  23: "f11",
  24: "f12",
  25: "f13",
  26: "f14",
  28: "f15",
  29: "f16",
  31: "f17",
  32: "f18",
  33: "f19",
  34: "f20",
};

/** `CSI 1 ; modifiers letter`, and `SS3 letter` without modifiers. */
export const keyByLetter: Readonly<Record<string, string>> = {
  A: "up",
  B: "down",
  C: "right",
  D: "left",
  F: "end",
  H: "home",
  P: "f1",
  Q: "f2",
  R: "f3",
  S: "f4",
};

/** `SS3 letter` of the keypad in application mode: what is printed on the key, or enter. */
export const keypadByLetter: Readonly<Record<string, string>> = {
  M: "enter",
  X: "=",
  j: "*",
  k: "+",
  l: ",",
  m: "-",
  n: ".",
  o: "/",
  p: "0",
  q: "1",
  r: "2",
  s: "3",
  t: "4",
  u: "5",
  v: "6",
  w: "7",
  x: "8",
  y: "9",
};

/** The Linux console's `CSI [ letter`. */
export const linuxFunctionKeys: Readonly<Record<string, string>> = {
  A: "f1",
  B: "f2",
  C: "f3",
  D: "f4",
  E: "f5",
};

const keypadCharacters = "0123456789./*-+";

/** kitty's code points for keys that have no character; those that are no key to us (media, modifiers) are absent. */
export const keyByKittyCode: ReadonlyMap<number, string> = new Map([
  [9, "tab"],
  [13, "enter"],
  [27, "esc"],
  [32, "space"],
  [127, "backspace"],
  ...Array.from({ length: 12 }, (_, at): [number, string] => [57376 + at, `f${13 + at}`]),
  ...Array.from(keypadCharacters, (character, at): [number, string] => [57399 + at, character]),
  [57414, "enter"],
  [57415, "="],
  [57416, ","],
  [57417, "left"],
  [57418, "right"],
  [57419, "up"],
  [57420, "down"],
  [57421, "pageup"],
  [57422, "pagedown"],
  [57423, "home"],
  [57424, "end"],
  [57425, "insert"],
  [57426, "delete"],
]);

/** kitty's private use code points: functional keys, whether or not we have a name for them. */
export function isKittyFunctionalKey(code: number): boolean {
  return code >= 57344 && code <= 63743;
}
