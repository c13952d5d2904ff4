import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { FakeTerminal } from "../../../test/support/fake-terminal.ts";
import { shippedTheme } from "../../config/open.ts";
import { composeLine, type Span } from "../paint/line.ts";
import { makePalette } from "../paint/palette.ts";
import { type FrameOutput, type FrameOutputClass, lineOutput } from "./line-output.ts";

// Ink does not export it.
const file = join(import.meta.dirname, "../../../node_modules/ink/build/output.js");
const { default: InkOutput } = (await import(file)) as { default: FrameOutputClass };
const LineOutput = lineOutput(InkOutput);

const size = { width: 20, height: 4 };
const plain = { transformers: [] };

function draw(Output: FrameOutputClass, write: (output: FrameOutput) => void) {
  const output = new Output(size);
  write(output);
  return output.get();
}

function atLines(...texts: string[]) {
  return (output: FrameOutput) => {
    for (const [y, text] of texts.entries()) output.write(0, y, text, plain);
  };
}

const frames: Record<string, (output: FrameOutput) => void> = {
  "plain lines": atLines("api-7d9c6b5f4-2xkqp", "web", "", "q quit"),
  "colours, and blanks with a background": atLines(
    "\x1b[31mred\x1b[39m plain \x1b[1;32mbold\x1b[0m",
    "\x1b[44mtwenty cells of it  \x1b[49m",
    "\x1b[7mreverse\x1b[27m   ",
  ),
  "characters of two cells, of none, and several in one": atLines(
    "日本語 names",
    "e\u0301 zero\u200bwidth",
    "👩‍💻 work",
  ),
  "fewer lines than the screen has": atLines("one"),
  "a line without an end": atLines("\x1b[31mred to the end", "next"),
  "a line that is longer than the screen": atLines("a line that is longer than the screen", "next"),
  "texts beside each other": (output) => {
    output.write(0, 0, "left", plain);
    output.write(10, 0, "right", plain);
  },
  "one text over another": (output) => {
    output.write(0, 1, "below", plain);
    output.write(0, 1, "up", plain);
  },
  "several lines in one text": (output) => output.write(0, 0, "one\n\x1b[31mtwo\nthree\x1b[39m", plain),
  "a text that is changed as it is drawn": (output) =>
    output.write(0, 2, "loud", { transformers: [(line: string) => line.toUpperCase()] }),
  "a text that stands for another": (output) =>
    output.write(0, 1, " ", { transformers: [() => "\x1b[31mred\x1b[39m words  ", (line) => `${line}!`] }),
  "a text that stands for nothing": (output) => output.write(0, 1, " ", { transformers: [() => ""] }),
  "colours that are changed as they are drawn": (output) =>
    output.write(0, 1, "\x1b[31m\x1b[32mgreen\x1b[39m", {
      transformers: [(line) => line.replaceAll("\x1b", "^")],
    }),
  "a text that is drawn without a style": (output) =>
    output.write(0, 2, "as it is", { transformers: [(line: string) => line] }),
  "a text that is clipped": (output) => {
    output.clip({ x1: 0, x2: 3, y1: 0, y2: 4 });
    output.write(0, 0, "abcdef", plain);
    output.unclip();
  },
  "texts beyond the screen": (output) => {
    output.write(0, -1, "above", plain);
    output.write(0, 4, "below", plain);
  },
};

test.each(Object.entries(frames))("%s come out as Ink draws them", (_, write) => {
  expect(draw(LineOutput, write)).toEqual(draw(InkOutput, write));
});

describe("composed lines", () => {
  const palette = makePalette(shippedTheme("dark") ?? expect.unreachable(), "truecolor");
  const rows: Record<string, Span[]> = {
    plain: [{ text: "api-7d9c6b5f4-2xkqp" }],
    coloured: [{ text: "red", token: "bad" }, { text: " and " }, { text: "bold", bold: true }],
    "of wide characters": [{ text: "日本語 names" }],
    "of marks and joined characters": [{ text: "e\u0301 👩\u200d💻 🇩🇪", token: "info" }],
    empty: [],
  };
  const put =
    (lines: readonly string[]) =>
    (output: FrameOutput): void => {
      for (const [y, line] of lines.entries()) output.write(0, y, " ", { transformers: [() => line] });
    };
  /** What a terminal shows of a frame: characters and colours of all cells. */
  async function shown(Output: FrameOutputClass, lines: readonly string[]) {
    const fake = new FakeTerminal({ columns: size.width, rows: size.height });
    fake.stdout.write(draw(Output, put(lines)).output.replaceAll("\n", "\r\n"));
    await fake.parsed();
    return Array.from({ length: size.width * size.height }, (_, index) =>
      fake.cell(index % size.width, Math.floor(index / size.width)),
    );
  }

  test.each(Object.entries(rows))("%s look as if Ink had drawn them", async (_, spans) => {
    const lines = [undefined, "surface" as const].map((background) =>
      composeLine(spans, size.width, palette, background && { background }),
    );
    expect(await shown(LineOutput, lines)).toEqual(await shown(InkOutput, lines));
  });

  test("reach the frame untouched, but for blanks at their ends", () => {
    const line = composeLine([{ text: "red", token: "bad" }], size.width, palette);
    expect(draw(LineOutput, put([line])).output.split("\n")[0]).toBe(line.trimEnd());
  });
});
