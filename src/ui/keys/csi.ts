import { keyName, type Modifier } from "../../config/keys.ts";
import type { InputEvent, KeyEvent } from "./events.ts";
import { isKittyFunctionalKey, keyByKittyCode, keyByLetter, keyByNumber } from "./key-tables.ts";
import { parseCsiReply } from "./replies.ts";

/** A complete control sequence, `CSI marker parameters intermediates final`, ECMA-48 5.4. */
export interface ControlSequence {
  /** One of `<=>?`, or empty. */
  readonly marker: string;
  /** Digits, `;` and `:`. */
  readonly parameters: string;
  /** Intermediate bytes and the final one. */
  readonly final: string;
}

/** What a control sequence says; nothing when it says nothing to us. */
export function decodeCsi({ marker, parameters, final }: ControlSequence): InputEvent[] {
  // kitty parts sub-parameters by colons; the first of each group is the plain parameter.
  const groups = parameters.split(";").map((group) => group.split(":"));
  const numbers = groups.map(([value = ""]) => Number.parseInt(value, 10) || 0);
  // The mouse is never asked for: the terminal selects text with it, and most make arrow keys of its wheel.
  if (marker === "<") return [];
  if (marker === "") {
    const key = decodeKey(groups, numbers, final);
    if (key !== undefined) return key;
    if (final === "I" || final === "O") return [{ type: "focus", focused: final === "I" }];
  }
  const answer = parseCsiReply(marker, numbers, final);
  return answer === undefined ? [] : [answer];
}

function decodeKey(
  groups: readonly string[][],
  numbers: readonly number[],
  final: string,
): KeyEvent[] | undefined {
  const [number = 0, modifiers = 0, third = 0] = numbers;
  // `CSI 1 ; m R` is F3 with modifiers, `CSI row ; column R` a cursor position.
  if (final === "R" && !(number === 1 && modifiers >= 1 && modifiers <= 16)) return undefined;
  if (isRelease(groups)) return [];
  const letter = keyByLetter[final];
  if (letter !== undefined) return [pressed(letter, modifiersOf(modifiers))];
  if (final === "Z") return [pressed("tab", new Set(["shift"]))];
  if (final === "u") return kittyKey(groups, modifiers);
  if (final === "~" && number === 27 && third > 0) return character(third, undefined, modifiersOf(modifiers));
  const named = keyByNumber[number];
  if (named !== undefined && final === "~") return [pressed(named, modifiersOf(modifiers))];
  // rxvt marks ctrl and shift by the final character.
  if (named !== undefined && final === "^") return [pressed(named, new Set(["ctrl"]))];
  if (named !== undefined && final === "@") return [pressed(named, new Set(["ctrl", "shift"]))];
  if (/^[abcd]$/.test(final)) return [pressed(keyByLetter[final.toUpperCase()] ?? final, new Set(["shift"]))];
  return undefined;
}

// The second sub-parameter of the modifiers is the kind of event: 1 press, 2 repeat, 3 release.
function isRelease(groups: readonly string[][]): boolean {
  return groups[1]?.[1] === "3";
}

/** `CSI code[:shifted[:base]] ; modifiers u`, kitty's keyboard protocol. */
function kittyKey(groups: readonly string[][], modifierBits: number): KeyEvent[] {
  const [code = 0, shifted = 0, base = 0] = (groups[0] ?? []).map((value) => Number.parseInt(value, 10) || 0);
  const modifiers = modifiersOf(modifierBits);
  const named = keyByKittyCode.get(code);
  if (named !== undefined) {
    const isTyped = [...named].length === 1;
    return isTyped ? character(named.codePointAt(0) ?? 0, undefined, modifiers) : [pressed(named, modifiers)];
  }
  if (isKittyFunctionalKey(code)) return [];
  // With ctrl or alt, keyboards of other scripts mean the key at the same place of a Latin one.
  const isCommand = modifiers.has("ctrl") || modifiers.has("alt");
  const meant = isCommand && code > 127 && base > 0 ? base : code;
  return character(meant, shifted > 0 ? shifted : undefined, modifiers);
}

function character(code: number, shifted: number | undefined, modifiers: Set<Modifier>): KeyEvent[] {
  const name = keyByKittyCode.get(code);
  if (name !== undefined && name !== "space" && [...name].length > 1) return [pressed(name, modifiers)];
  if (code < 32 || code > 0x10ffff) return [];
  if (shifted !== undefined && modifiers.has("shift") && !modifiers.has("ctrl")) {
    modifiers.delete("shift");
    return [pressed(String.fromCodePoint(shifted), modifiers)];
  }
  return [pressed(code === 32 ? "space" : String.fromCodePoint(code), modifiers)];
}

/** A key press with its name in canonical form, and the text it types if it types any. */
export function pressed(key: string, modifiers: ReadonlySet<Modifier>): KeyEvent {
  const name = keyName(key, modifiers);
  const types = key === "space" ? " " : [...name].length === 1 ? name : undefined;
  const isCommand = modifiers.has("ctrl") || modifiers.has("alt") || modifiers.has("super");
  return types === undefined || isCommand
    ? { type: "key", key: name }
    : { type: "key", key: name, text: types };
}

// xterm and kitty send one more than the bits: 1 shift, 2 alt, 4 ctrl, 8 super, 32 meta. Hyper and the locks are ignored.
function modifiersOf(parameter: number): Set<Modifier> {
  const bits = Math.max(0, parameter - 1);
  const modifiers = new Set<Modifier>();
  if (bits & 1) modifiers.add("shift");
  if (bits & 2 || bits & 32) modifiers.add("alt");
  if (bits & 4) modifiers.add("ctrl");
  if (bits & 8) modifiers.add("super");
  return modifiers;
}
