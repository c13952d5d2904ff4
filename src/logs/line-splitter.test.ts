import { describe, expect, test } from "vitest";
import { LineSplitter } from "./line-splitter.ts";

function split(chunks: readonly string[], longest = 100, keepsReturns = false) {
  const lines: string[] = [];
  const splitter = new LineSplitter(
    longest,
    (bytes, start, end, omitted) => {
      lines.push(
        Buffer.from(bytes.subarray(start, end)).toString() + (omitted > 0 ? ` (${omitted} more)` : ""),
      );
    },
    keepsReturns,
  );
  for (const chunk of chunks) splitter.push(Buffer.from(chunk));
  return { lines, splitter };
}

describe("lines", () => {
  const text = "one\ntwo\r\n\n  three 世界\n";

  test("are the same however the stream is cut", () => {
    const bytes = Buffer.from(text);
    for (let cut = 0; cut <= bytes.length; cut++) {
      const lines: string[] = [];
      const splitter = new LineSplitter(100, (part, start, end) => {
        lines.push(Buffer.from(part.subarray(start, end)).toString());
      });
      splitter.push(bytes.subarray(0, cut));
      splitter.push(bytes.subarray(cut));
      expect(lines).toEqual(["one", "two", "", "  three 世界"]);
      expect(splitter.hasRest).toBe(false);
    }
  });

  test("byte by byte too", () => {
    expect(split([...text]).lines).toEqual(["one", "two", "", "  three 世界"]);
  });

  test("keep the carriage return at their end for those who want each byte", () => {
    expect(split(["one\r\ntwo\r", "\nthree\n"], 100, true).lines).toEqual(["one\r", "two\r", "three"]);
  });

  test("longer than is kept say how much is missing", () => {
    expect(split(["abcdefgh", "ijkl\nshort\n"], 5).lines).toEqual(["abcde (7 more)", "short"]);
    expect(split(["abcdefghijkl\nshort\n"], 5).lines).toEqual(["abcde (7 more)", "short"]);
  });
});

describe("a line that has not ended", () => {
  test("is told when the end is known to be its end", () => {
    const { lines, splitter } = split(["one\ntw", "o"]);
    expect(lines).toEqual(["one"]);
    expect(splitter.hasRest).toBe(true);
    splitter.finishRest();
    splitter.finishRest();
    expect(lines).toEqual(["one", "two"]);
  });

  test("takes no more memory than a line may have, however long it is", () => {
    const { lines, splitter } = split([]);
    for (let count = 0; count < 1000; count++) splitter.push(Buffer.alloc(1000, 0x61));
    splitter.finishRest();
    expect(lines).toEqual([`${"a".repeat(100)} (999900 more)`]);
  });
});
