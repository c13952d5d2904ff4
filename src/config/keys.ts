/*
 * How keys are written in keymaps, and the names the key decoder gives them: modifiers in the order
 * ctrl, alt, shift, super, each followed by a hyphen, then a character or one of the names below.
 * A shifted character is the character it makes: `A`, not `shift-a`.
 */

const named = new Set([
  "enter",
  "esc",
  "tab",
  "backspace",
  "space",
  "delete",
  "insert",
  "up",
  "down",
  "left",
  "right",
  "home",
  "end",
  "pageup",
  "pagedown",
  ...Array.from({ length: 24 }, (_, index) => `f${index + 1}`),
]);

const otherNames: Readonly<Record<string, string>> = {
  return: "enter",
  escape: "esc",
  del: "delete",
  ins: "insert",
  pgup: "pageup",
  pgdn: "pagedown",
  pgdown: "pagedown",
  "page-up": "pageup",
  "page-down": "pagedown",
  spacebar: "space",
  " ": "space",
  comma: ",",
  minus: "-",
  plus: "+",
};

const modifierNames: Readonly<Record<string, Modifier>> = {
  ctrl: "ctrl",
  control: "ctrl",
  c: "ctrl",
  alt: "alt",
  meta: "alt",
  option: "alt",
  shift: "shift",
  super: "super",
  cmd: "super",
};

/** In the order they are written. */
export const modifierOrder = ["ctrl", "alt", "shift", "super"] as const;
export type Modifier = (typeof modifierOrder)[number];

/** The one name of a key with these modifiers. */
export function keyName(key: string, modifiers: ReadonlySet<Modifier>): string {
  const held = new Set(modifiers);
  let name = key;
  // With ctrl, letters are lower-case and shift is named: terminals that tell ctrl-shift-a from ctrl-a say so.
  if (held.has("ctrl") && name.length === 1) name = name.toLowerCase();
  else if (held.has("shift") && isCharacter(name)) {
    if (name.toUpperCase() !== name && name.length === 1) name = name.toUpperCase();
    held.delete("shift");
  }
  return [...modifierOrder.filter((modifier) => held.has(modifier)), name].join("-");
}

/** The canonical name of one key as a person writes it, or undefined when there is no such key. */
export function parseKey(written: string): string | undefined {
  const modifiers = new Set<Modifier>();
  let rest = written;
  for (
    let match = /^([a-z]+)[-+](?=.)/i.exec(rest);
    match !== null;
    match = /^([a-z]+)[-+](?=.)/i.exec(rest)
  ) {
    const modifier = modifierNames[(match[1] ?? "").toLowerCase()];
    if (modifier === undefined) break;
    modifiers.add(modifier);
    rest = rest.slice(match[0].length);
  }
  const lower = rest.toLowerCase();
  const key = isCharacter(rest) ? rest : named.has(lower) ? lower : otherNames[lower];
  if (key === undefined) return undefined;
  // What shift makes of a digit or a sign depends on the keyboard: such a key is written as what it makes.
  const caseless = isCharacter(key) && key.toUpperCase() === key.toLowerCase();
  if (modifiers.has("shift") && caseless && !modifiers.has("ctrl")) return undefined;
  return keyName(key, modifiers);
}

/** A key, or several parted by blanks that are pressed one after the other, in canonical form. */
export function parseKeySequence(written: string): string | undefined {
  const keys = written.trim().split(/\s+/).map(parseKey);
  return keys.length > 0 && keys.every((key) => key !== undefined) ? keys.join(" ") : undefined;
}

/** The alternatives of one keymap entry: `g g, home` is two. The comma itself is written `comma`. */
export function splitAlternatives(written: string): string[] {
  return written.split(",").map((part) => part.trim());
}

/** One visible character, also outside the basic plane. */
function isCharacter(key: string): boolean {
  return [...key].length === 1 && key !== " ";
}
