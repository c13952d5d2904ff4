// Texts as nobody should put them into a cluster: what a terminal would act on, reorder, hide or measure in its own way.

/** The mulberry32 generator: small, and the same numbers for the same seed everywhere. */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

const fragments: readonly string[] = [
  // Sequences: clear, move, colours, scroll region, reset, charset, status report, alternate screen, mouse, pointer.
  "\x1b[2J\x1b[H",
  "\x1b[31;1m",
  "\x1b[1;3r",
  "\x1bc",
  "\x1b(0",
  "\x1b[6n",
  "\x1b[?1049l\x1b[?1003h",
  "\x1b[99999999C",
  "\x1b[3g",
  // Strings: clipboard, title, link, colour, notification, DCS, APC, and one that never ends.
  "\x1b]52;c;cm0gLXJmIC8=\x07",
  "\x1b]2;owned\x1b\\",
  "\x1b]8;;http://evil.example.com\x07link\x1b]8;;\x07",
  "\x1b]11;#ff0000\x07",
  "\x1b]777;notify;a;b\x07",
  "\x1bP$q q\x1b\\",
  "\x1b_Gf=100;AAAA\x1b\\",
  "\x1bX",
  // The same in eight bits.
  "\u009b2J",
  "\u009d52;c;AAAA\u009c",
  "\u0090\u0085\u008d",
  // Controls.
  "\r",
  "\n",
  "\r\n",
  "\t",
  "\b\b\b\b",
  "\x07\x00\x0e\x0f\x7f\x05",
  "\u2028",
  "\u2029",
  // Bidirectional controls.
  "\u202egnp.exe",
  "\u2066\u2067\u2068\u2069",
  "\u200e\u200f\u061c",
  // What cannot be seen.
  "\u200b\u200c\u200d\u2060\ufeff",
  "\u00ad",
  "\u{e0041}\u{e0042}\u{e007f}",
  "\u3164\u115f\uffa0",
  "\u034f\u17b4",
  // What terminals measure each in its own way.
  `z${"\u0335\u0301\u0489".repeat(40)}`,
  "\u0301\u0300",
  "e\u0301 n\u0303",
  "👩‍👩‍👧‍👦",
  "👍🏽🏿",
  "🇩🇪🇺🇸🇦",
  "1️⃣ ❤️ ☎︎",
  "世界 한국어 日本語ﾊﾝｶｸ",
  "각",
  "นี้ नमस्ते ﷽",
  "שלום عليكم",
  "İstanbul ẞ ﬃ",
  "\ud83d",
  "\udc00\ud800",
  "\ufffe\u{10ffff}\u{1fffe}",
  // Plain words, and what ends things elsewhere.
  "api",
  "payments",
  " ",
  "'\"`$(){}[]<>&|;#",
  "%s%n%x",
  "- a: b",
];

/** A hostile text of one to eight fragments, and sometimes one of a hundred thousand characters. */
export function hostileText(random: () => number): string {
  const pick = () => fragments[Math.floor(random() * fragments.length)] ?? "";
  if (random() < 0.02) return pick().repeat(2 + Math.floor(100_000 / Math.max(1, pick().length)));
  return Array.from({ length: 1 + Math.floor(random() * 8) }, pick).join("");
}
