import { describe, expect, test } from "vitest";
import { expandLine } from "./expand-line.ts";

const shown = (text: string) =>
  expandLine(text).map(
    (line) => `${"  ".repeat(line.indent)}${line.name === "" ? "" : `${line.name}: `}${line.text}`,
  );

describe("a record in its long form", () => {
  test("has a line for each field of JSON, nothing left out", () => {
    const text =
      'at start {"level":"error","msg":"it broke","request":{"path":"/x","tags":["a",{"b":1}]},"none":{},"n":1.50} at end';
    expect(shown(text)).toEqual([
      "at start",
      "level: error",
      "msg: it broke",
      "request: ",
      "  path: /x",
      "  tags: ",
      "    -: a",
      "    -: ",
      "      b: 1",
      "none: {}",
      "n: 1.50",
      "at end",
    ]);
  });

  test("has a stack on as many lines as it has", () => {
    expect(shown('{"msg":"x","stack":"Error: x\\n    at main\\n"}')).toEqual([
      "msg: x",
      "stack: ",
      "  Error: x",
      "      at main",
    ]);
  });

  test("has a line for each pair", () => {
    expect(shown('it broke path=/x status=500 why="no ledger"')).toEqual([
      "it broke",
      "path: /x",
      "status: 500",
      "why: no ledger",
    ]);
  });

  test("is the line itself where it has no form", () => {
    expect(shown("plain text")).toEqual(["plain text"]);
    expect(shown("{}")).toEqual(["{}"]);
    expect(shown("")).toEqual([]);
  });

  test("says what its values are, for those who colour them", () => {
    expect(expandLine('{"a":"x","b":1,"c":null,"d":[1]}').map(({ kind }) => kind)).toEqual([
      "string",
      "number",
      "literal",
      "json",
      "number",
    ]);
  });
});
