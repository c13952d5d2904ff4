import { join } from "node:path";
import { expect, test } from "vitest";
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
  // And again, from what was kept.
  expect(draw(LineOutput, write)).toEqual(draw(InkOutput, write));
});

test("lines are right after more of them than are kept, and at another width", () => {
  for (let row = 0; row < 3000; row++) draw(LineOutput, atLines(`row ${row}`));
  expect(draw(LineOutput, atLines("row 0", "row 2999")).output).toBe("row 0\nrow 2999\n\n");
  const narrow = new LineOutput({ width: 5, height: 1 });
  narrow.write(0, 0, "row 0", plain);
  expect(narrow.get()).toEqual({ output: "row 0", height: 1 });
});

test("a table that scrolls is drawn from the lines that were there, and one new one", () => {
  let drawn = 0;
  const Counted = lineOutput(
    class extends InkOutput {
      override get() {
        drawn += this.height;
        return super.get();
      }
    },
  );
  // As `<Text>` without a style writes them.
  const rows =
    (...texts: string[]) =>
    (output: FrameOutput) => {
      for (const [y, text] of texts.entries()) output.write(0, y, text, { transformers: [(line) => line] });
    };
  draw(Counted, rows("one", "two", "three", "four"));
  draw(Counted, rows("two", "three", "four", "five"));
  expect(drawn).toBe(5);
});
