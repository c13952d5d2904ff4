const legacy: Readonly<Record<string, string>> = {
  enter: "\r",
  tab: "\t",
  "shift-tab": "\x1b[Z",
  backspace: "\x7f",
  "alt-backspace": "\x1b\x7f",
  space: " ",
  // As kitty sends it: the plain byte would wait for what may follow.
  esc: "\x1b[27u",
  up: "\x1b[A",
  down: "\x1b[B",
  right: "\x1b[C",
  left: "\x1b[D",
  home: "\x1b[H",
  end: "\x1b[F",
  insert: "\x1b[2~",
  delete: "\x1b[3~",
  pageup: "\x1b[5~",
  pagedown: "\x1b[6~",
  f1: "\x1bOP",
  f2: "\x1bOQ",
  f3: "\x1bOR",
  f4: "\x1bOS",
  f5: "\x1b[15~",
  f6: "\x1b[17~",
  f7: "\x1b[18~",
  f8: "\x1b[19~",
  f9: "\x1b[20~",
  f10: "\x1b[21~",
  f11: "\x1b[23~",
  f12: "\x1b[24~",
};

const modifierBits: Readonly<Record<string, number>> = { shift: 1, alt: 2, ctrl: 4, super: 8 };

/** The bytes a terminal sends for a key named as in keymaps. */
export function encodeKey(name: string): string {
  const known = legacy[name];
  if (known !== undefined) return known;
  if ([...name].length === 1) return name;
  const parts = name.split(/-(?=.)/);
  const key = parts.pop() ?? "";
  if (parts.join() === "ctrl" && /^[a-z]$/.test(key)) return String.fromCharCode(key.charCodeAt(0) - 0x60);
  if (parts.join() === "alt" && [...key].length === 1) return `\x1b${key}`;
  const bits = parts.reduce((sum, modifier) => sum + (modifierBits[modifier] ?? Number.NaN), 0);
  const plain = legacy[key];
  const arrow = /^\x1b\[([A-DFH])$/.exec(plain ?? "");
  const numbered = /^\x1b\[(\d+)~$/.exec(plain ?? "");
  if (!Number.isNaN(bits) && arrow !== null) return `\x1b[1;${bits + 1}${arrow[1]}`;
  if (!Number.isNaN(bits) && numbered !== null) return `\x1b[${numbered[1]};${bits + 1}~`;
  const code = key === "space" ? 32 : key === "enter" ? 13 : key === "tab" ? 9 : key.codePointAt(0);
  if (Number.isNaN(bits) || code === undefined || ([...key].length > 1 && code > 32)) {
    throw new Error(`No terminal sends a key called ${name}.`);
  }
  return `\x1b[${code};${bits + 1}u`;
}
