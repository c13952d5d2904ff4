import { describe, expect, test } from "vitest";
import type { LogEntry, LogLine, LogSource } from "../../logs/types.ts";
import { ReaderGone } from "../get/line-writer.ts";
import { type ByteOutput, OutputFailure } from "./byte-output.ts";
import type { LineFormat } from "./line-format.ts";
import { LogPrinter } from "./log-printer.ts";

const source: LogSource = {
  number: 0,
  pod: { context: "east", uid: "u", namespace: "payments", name: "api-0", node: "node-1" },
  container: "app",
  role: "app",
};

const line = (seconds: number, text = `line ${seconds}`): LogLine => ({
  kind: "line",
  source,
  seconds,
  nanos: 0,
  bytes: Buffer.from(text),
  omitted: 0,
  late: false,
});

const note = (text: string): LogEntry => ({ kind: "note", source, seconds: 0, nanos: 0, about: "gap", text });

const asItIs: LineFormat = {
  write({ bytes }, into) {
    into.add(bytes);
    into.endLine();
    return true;
  },
};

/** Prints into a list that is told about notes, too. */
function printerInto(write: (text: string) => void, from?: { seconds: number; nanos: number }) {
  const output: ByteOutput = { write: async (bytes) => write(Buffer.from(bytes).toString()) };
  return new LogPrinter({
    output,
    format: asItIs,
    from,
    onNote: ({ text }) => write(`[${text}]`),
    onCut: ({ omitted }) => write(`[${omitted} left out]`),
  });
}

test("lines are written together, and notes are told where they stand between them", async () => {
  const written: string[] = [];
  const printer = printerInto((text) => written.push(text));
  await printer.print([line(1), line(2), note("gap"), line(3)]);
  await printer.print([line(4)]);
  expect(written).toEqual(["line 1\nline 2\n", "[gap]", "line 3\n", "line 4\n"]);
  expect(printer.printed).toMatchObject({ lines: 4, last: { seconds: 4 } });
});

test("lines before the time that was asked for are left out, to the nanosecond", async () => {
  const written: string[] = [];
  const printer = printerInto((text) => written.push(text), { seconds: 2, nanos: 5 });
  await printer.print([line(1), line(2), { ...line(2, "two and 5 ns"), nanos: 5 }, line(3)]);
  expect(written).toEqual(["two and 5 ns\nline 3\n"]);
});

test("a line of which something is missing is told", async () => {
  const written: string[] = [];
  const printer = printerInto((text) => written.push(text));
  await printer.print([{ ...line(1), omitted: 7 }]);
  expect(written).toEqual(["[7 left out]", "line 1\n"]);
});

test("many lines are handed on piece by piece, and a huge one whole", async () => {
  const written: number[] = [];
  const printer = printerInto((text) => written.push(text.length));
  await printer.print([
    line(1, "x".repeat(10_000_000)),
    ...Array.from({ length: 5000 }, () => line(2, "y".repeat(99))),
  ]);
  expect(written[0]).toBe(10_000_001);
  expect(written.reduce((sum, size) => sum + size, 0)).toBe(10_000_001 + 500_000);
  expect(Math.max(...written.slice(1))).toBeLessThan(300_000);
});

describe("when the output fails", () => {
  test("it is known which lines were written, the last of them only if all of it was", async () => {
    let room = 20;
    const output: ByteOutput = {
      async write(bytes) {
        if (bytes.length > room) throw new OutputFailure(new Error("no space"), room);
        room -= bytes.length;
      },
    };
    const printer = new LogPrinter({
      output,
      format: asItIs,
      from: undefined,
      onNote() {},
      onCut() {},
    });
    await printer.print([line(1)]);
    await printer.print([line(2), line(3), line(4)]);
    expect(printer.printed).toMatchObject({ lines: 2, last: { seconds: 2 } });
    expect(await printer.failure).toBeInstanceOf(OutputFailure);
  });

  test("nothing more is written", async () => {
    const written: string[] = [];
    const printer = printerInto((text) => {
      written.push(text);
      throw new ReaderGone();
    });
    await printer.print([line(1)]);
    await printer.print([line(2), note("gap")]);
    expect(written).toEqual(["line 1\n"]);
    expect(await printer.failure).toBeInstanceOf(ReaderGone);
  });
});
