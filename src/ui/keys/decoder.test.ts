import { describe, expect, test } from "vitest";
import { parseKeySequence } from "../../config/keys.ts";
import { KeyDecoder, pasteLimit } from "./decoder.ts";
import type { InputEvent } from "./events.ts";

/** Everything a decoder makes of some chunks, followed by silence. */
function decode(...chunks: (string | Uint8Array)[]): InputEvent[] {
  const decoder = new KeyDecoder();
  return [...chunks.flatMap((chunk) => decoder.push(chunk)), ...decoder.flush()];
}

const keys = (...chunks: (string | Uint8Array)[]) =>
  decode(...chunks).map((event) => (event.type === "key" ? event.key : event.type));

const table: readonly (readonly [bytes: string, ...keys: string[]])[] = [
  // Characters
  ["a", "a"],
  ["A", "A"],
  ["?", "?"],
  [" ", "space"],
  ["é", "é"],
  ["日", "日"],
  ["jjj", "j", "j", "j"],
  ["ab\r", "a", "b", "enter"],
  // Control characters
  ["\x03", "ctrl-c"],
  ["\x1a", "ctrl-z"],
  ["\0", "ctrl-space"],
  ["\x1d", "ctrl-]"],
  ["\t", "tab"],
  ["\r", "enter"],
  ["\n", "enter"],
  ["\x7f", "backspace"],
  ["\b", "backspace"],
  // Escape, alone and before others
  ["\x1b", "esc"],
  ["\x1b\x1b", "esc", "esc"],
  ["\x1bx", "alt-x"],
  ["\x1bX", "alt-X"],
  ["\x1b\r", "alt-enter"],
  ["\x1b\x7f", "alt-backspace"],
  ["\x1b[", "alt-["],
  ["\x1bO", "alt-O"],
  ["\x1b]", "alt-]"],
  ["\x1bé", "alt-é"],
  // Arrows and the keys around them
  ["\x1b[A", "up"],
  ["\x1bOA", "up"],
  ["\x1b[1;5C", "ctrl-right"],
  ["\x1b[1;2D", "shift-left"],
  ["\x1b[1;3B", "alt-down"],
  ["\x1b[1;8A", "ctrl-alt-shift-up"],
  ["\x1b\x1b[A", "alt-up"],
  ["\x1b[a", "shift-up"],
  ["\x1bOd", "ctrl-left"],
  ["\x1b[H", "home"],
  ["\x1b[1~", "home"],
  ["\x1b[7~", "home"],
  ["\x1bOF", "end"],
  ["\x1b[4~", "end"],
  ["\x1b[5~", "pageup"],
  ["\x1b[6~", "pagedown"],
  ["\x1b[6^", "ctrl-pagedown"],
  ["\x1b[2~", "insert"],
  ["\x1b[3~", "delete"],
  ["\x1b[3;5~", "ctrl-delete"],
  ["\x1b[Z", "shift-tab"],
  // Function keys
  ["\x1bOP", "f1"],
  ["\x1bOR", "f3"],
  ["\x1b[11~", "f1"],
  ["\x1b[[C", "f3"],
  ["\x1b[15~", "f5"],
  ["\x1b[24~", "f12"],
  ["\x1b[1;2R", "shift-f3"],
  ["\x1b[15;5~", "ctrl-f5"],
  ["\x1b[25~", "f13"],
  // Keypad
  ["\x1bOM", "enter"],
  ["\x1bOk", "+"],
  // kitty's protocol
  ["\x1b[27u", "esc"],
  ["\x1b[97;5u", "ctrl-a"],
  ["\x1b[97;6u", "ctrl-shift-a"],
  ["\x1b[97:65;4u", "alt-A"],
  ["\x1b[49:33;4u", "alt-!"],
  ["\x1b[13;2u", "shift-enter"],
  ["\x1b[9;2u", "shift-tab"],
  ["\x1b[105;5u", "ctrl-i"],
  ["\x1b[1089::99;5u", "ctrl-c"],
  ["\x1b[32;5u", "ctrl-space"],
  ["\x1b[97;133u", "ctrl-a"],
  ["\x1b[57399u", "0"],
  ["\x1b[57414;5u", "ctrl-enter"],
  ["\x1b[97;1:2u", "a"],
  ["\x1b[97;1:3u"],
  ["\x1b[1;1:3A"],
  ["\x1b[57441u"],
  ["\x1b[27;5;9~", "ctrl-tab"],
  // What is no key
  ["\x1b[999Xa", "a"],
  ["\x1b[12\x03", "ctrl-c"],
  ["\u009b"],
];

describe("the bytes of a key", () => {
  test.each(table.map(([bytes, ...expected]) => ({ bytes, expected })))(
    "$bytes are $expected",
    ({ bytes, expected }) => {
      expect(keys(bytes)).toEqual(expected);
    },
  );

  test.each(table.map(([bytes, ...expected]) => ({ bytes, expected })))(
    "$bytes are the same one byte at a time",
    ({ bytes, expected }) => {
      const buffer = Buffer.from(bytes);
      expect(keys(...Array.from(buffer, (_, at) => buffer.subarray(at, at + 1)))).toEqual(expected);
    },
  );

  test("each have the name a keymap would use", () => {
    for (const name of table.flatMap(([, ...expected]) => expected))
      expect(parseKeySequence(name)).toBe(name);
  });

  test("are told apart in one chunk", () => {
    expect(keys("j\x1b[A\x1bx\x1b[97;5uq")).toEqual(["j", "up", "alt-x", "ctrl-a", "q"]);
  });
});

describe("typed text", () => {
  test("comes with the keys that type it", () => {
    expect(decode("aé ")).toEqual([
      { type: "key", key: "a", text: "a" },
      { type: "key", key: "é", text: "é" },
      { type: "key", key: "space", text: " " },
    ]);
    expect(decode("\x1b[57399u")).toEqual([{ type: "key", key: "0", text: "0" }]);
  });

  test("does not come with commands", () => {
    for (const bytes of ["\x03", "\x1bx", "\r", "\x1b[A", "\x1b[97;9u"])
      expect(decode(bytes)[0]).not.toHaveProperty("text");
  });

  test("keeps what belongs to one character together", () => {
    expect(keys("👩‍💻e\u0301")).toEqual(["👩‍💻", "e\u0301"]);
  });

  test("with broken bytes shows that they were broken", () => {
    expect(keys(Uint8Array.of(0x61, 0xff, 0x62))).toEqual(["a", "\ufffd", "b"]);
  });
});

describe("a paste", () => {
  test("is one event, whatever is in it", () => {
    expect(decode("x\x1b[200~one\r\ntwo\x1b[A\x03q\x1b[201~y")).toEqual([
      { type: "key", key: "x", text: "x" },
      { type: "paste", text: "one\ntwo\x1b[A\x03q", truncated: false },
      { type: "key", key: "y", text: "y" },
    ]);
  });

  test("of 100 kB in small pieces is one event", () => {
    const text = "0123456789".repeat(10_000);
    const bytes = `\x1b[200~${text}\x1b[201~`;
    const pieces = Array.from({ length: Math.ceil(bytes.length / 7) }, (_, at) =>
      bytes.slice(at * 7, at * 7 + 7),
    );
    expect(decode(...pieces)).toEqual([{ type: "paste", text, truncated: false }]);
  });

  test("above the limit loses its end and says so", () => {
    const [event] = decode(`\x1b[200~${"x".repeat(pasteLimit + 5)}\x1b[201~`);
    expect(event).toMatchObject({ type: "paste", truncated: true });
    expect(event?.type === "paste" && event.text.length).toBe(pasteLimit);
  });

  test("is not ended by silence", () => {
    const decoder = new KeyDecoder();
    expect(decoder.push("\x1b[200~rm -rf")).toEqual([]);
    expect(decoder.pending).toBe("paste");
    expect(decoder.flush()).toEqual([]);
    expect(decoder.push(" /\x1b[201~")).toEqual([{ type: "paste", text: "rm -rf /", truncated: false }]);
  });

  test("whose end was lost is ended by ctrl-c", () => {
    expect(keys("\x1b[200~lost", "\x03")).toEqual(["paste", "ctrl-c"]);
  });

  test("of nothing is nothing", () => {
    expect(decode("\x1b[200~\x1b[201~")).toEqual([]);
  });
});

describe("the mouse, which another program may have left on", () => {
  test.each([
    ["in the SGR encoding", "\x1b[<0;10;5Ma"],
    ["in the old encoding", "\x1b[M !!a"],
  ])("types nothing %s", (_, bytes) => {
    expect(keys(bytes)).toEqual(["a"]);
  });
});

describe("what the terminal says of itself", () => {
  test.each([
    ["\x1b[I", { type: "focus", focused: true }],
    ["\x1b[O", { type: "focus", focused: false }],
    ["\x1b]11;rgb:1e1e/1e1e/2e2e\x1b\\", { type: "reply", reply: { kind: "background", color: "#1e1e2e" } }],
    ["\x1b]11;rgb:ff/ff/fa\x07", { type: "reply", reply: { kind: "background", color: "#fffffa" } }],
    ["\x1b]10;rgb:f/f/0\x07", { type: "reply", reply: { kind: "foreground", color: "#ffff00" } }],
    ["\x1b[?62;4c", { type: "reply", reply: { kind: "device-attributes", attributes: [62, 4] } }],
    ["\x1b[?1u", { type: "reply", reply: { kind: "kitty-keyboard", flags: 1 } }],
    ["\x1b[?2026;2$y", { type: "reply", reply: { kind: "mode", mode: 2026, state: 2 } }],
    ["\x1b[24;80R", { type: "reply", reply: { kind: "cursor-position", row: 23, column: 79 } }],
    ["\x1bP>|kitty(0.42)\x1b\\", { type: "reply", reply: { kind: "version", text: "kitty(0.42)" } }],
    ["\x1b]52;c;aGk=\x07", { type: "reply", reply: { kind: "other", text: "52;c;aGk=" } }],
  ] as const)("%j is no typing", (bytes, event) => {
    expect(decode(bytes)).toEqual([event]);
    expect(decode(...bytes)).toEqual([event]);
  });

  test("in an unfinished way does not become keys, and does not hold up keys for ever", () => {
    const decoder = new KeyDecoder();
    expect(decoder.push("\x1b]11;rgb:1e1e/")).toEqual([]);
    expect(decoder.pending).toBe("reply");
    expect(decoder.flush()).toEqual([]);
    expect(decoder.push("j")).toEqual([{ type: "key", key: "j", text: "j" }]);
    expect(keys("\x1b]11;rgb", "\x03")).toEqual(["ctrl-c"]);
    expect(keys("\x1b]11;rgb\x1b[A")).toEqual(["up"]);
  });

  test("without end is not kept without end", () => {
    const decoder = new KeyDecoder();
    for (let piece = 0; piece < 100; piece += 1)
      expect(decoder.push(`\x1b]52;c;${"A".repeat(5000)}`.slice(piece === 0 ? 0 : 2))).toEqual([]);
    expect(decoder.push("\x07")).toHaveLength(1);
    expect(decoder.pending).toBe("nothing");
  });
});

test("no sequence of bytes makes the decoder throw or forget the key after it", () => {
  let seed = 11;
  const random = (below: number) => {
    seed = (seed * 1103515245 + 12345) & 0x7fffffff;
    return Math.floor((seed / 0x7fffffff) * below) % below;
  };
  const interesting = [
    0x1b, 0x5b, 0x4f, 0x5d, 0x50, 0x3b, 0x3a, 0x31, 0x75, 0x7e, 0x4d, 0x3c, 0x07, 0x5c, 0xc3, 0xff,
  ];
  for (let round = 0; round < 3000; round += 1) {
    const decoder = new KeyDecoder();
    const bytes = Uint8Array.from({ length: random(20) }, () =>
      random(3) === 0 ? random(256) : (interesting[random(16)] ?? 0),
    );
    decoder.push(bytes);
    decoder.flush();
    decoder.push("\x03");
    decoder.flush();
    const events = decoder.push("q");
    expect({ bytes: [...bytes], last: events.at(-1) }).toEqual({
      bytes: [...bytes],
      last: { type: "key", key: "q", text: "q" },
    });
  }
});
