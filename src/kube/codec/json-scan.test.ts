import { describe, expect, test } from "vitest";
import { JsonValueScanner, memberRange } from "./json-scan.ts";

const values = [
  '{"a":[1,{"b":"]}"}],"c":"\\"\\\\"}',
  '["x",[],{}]',
  '"ends with a backslash \\\\"',
  '"quotes \\" and \\\\\\" within"',
  "-12.5e3",
  "true",
  "null",
  '"näme 日本"',
];

describe("the end of a JSON value", () => {
  test.each(values)("%s is found whatever follows", (value) => {
    for (const after of [",1", "}", "]", " \n"]) {
      const bytes = Buffer.from(value + after);
      expect(new JsonValueScanner().scan(bytes, 0, bytes.length)).toBe(Buffer.byteLength(value));
    }
  });

  test.each(values)("%s is found when it comes in two pieces, cut anywhere", (value) => {
    const bytes = Buffer.from(`${value},`);
    const length = Buffer.byteLength(value);
    for (let cut = 0; cut <= length; cut++) {
      const scanner = new JsonValueScanner();
      const first = scanner.scan(bytes, 0, cut);
      if (first !== -1) expect(first).toBe(length);
      else expect(scanner.scan(bytes, 0, bytes.length)).toBe(length);
    }
  });

  test("is found byte by byte, and the scanner is ready for the next value then", () => {
    const scanner = new JsonValueScanner();
    for (const value of values) {
      const bytes = Buffer.from(`${value},`);
      let end = -1;
      for (let have = 0; end === -1 && have <= bytes.length; have++) end = scanner.scan(bytes, 0, have);
      expect(end).toBe(Buffer.byteLength(value));
    }
  });
});

describe("a member of a JSON object", () => {
  const text = '{ "spec" : {"metadata":1}, "name":"a", "metadata" :\n{"resourceVersion":"7"} }';
  const bytes = Buffer.from(text);

  test.each([
    ["name", '"a"'],
    ["metadata", '{"resourceVersion":"7"}'],
    ["absent", undefined],
  ])("%s is found by its name at the top only", (name, value) => {
    const range = memberRange(bytes, 0, name);
    expect(range && text.slice(...range)).toBe(value);
  });

  test.each(['{"a"', '{"a":', '{"a" 1}', '{"a":1 "b":2}', '{"a":"'])(
    "of damaged JSON such as %s is an error",
    (damaged) => {
      expect(() => memberRange(Buffer.from(damaged), 0, "z")).toThrow(/JSON object/);
    },
  );
});
