import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { goJson } from "./go-json.ts";
import { goYaml } from "./go-yaml.ts";

const awkward: readonly (readonly [string, unknown])[] = [
  ["nothing", {}],
  ["empty members", { a: {}, b: [], c: "", d: null }],
  ["keys out of order", { b: 1, a: { z: 1, y: [3, 2, 1] } }],
  [
    "texts that look like something else",
    ["yes", "1", "null", "~", "0x1f", "1e3", "2001-01-01", "012", "=", "y"],
  ],
  [
    "texts with meaning in YAML",
    ["- a", "a: b", "#a", "!a", "@a", "`a", "%a", "*", "&a", " a ", "a\\b", "'\""],
  ],
  ["lines", { script: "#!/bin/sh\necho hi\n\n", two: "a\nb", blank: "\n", tab: "a\tb" }],
  ["control characters", { esc: "a\x1b[31mb\x07", c1: "\x9b31m", lines: "a\nb\x1b[0m\n", "k\x9by": "v" }],
  ["invisible ones", ["\u2028", "\ufeff", "\u202eevil", "\ud800"]],
  ["HTML", "<a href='x'>&</a>"],
  ["other scripts", "é ü 漢 😀"],
  ["numbers", [0, -1, 1.5, 1e21, 1e-7]],
];

const safe = /^[\t\n\x20-\x7e\u00a0-\u2027\u202f-\ud7ff\ue000-\ufefe\uff00-\uffff\u{10000}-\u{10ffff}]*$/u;

describe.each(awkward)("%s", (_, value) => {
  test("survive as JSON, and nothing in it speaks to a terminal", () => {
    const text = goJson(value);
    expect(JSON.parse(text)).toEqual(value);
    expect(text).toMatch(safe);
  });

  test("survive as YAML, and nothing in it speaks to a terminal", () => {
    const text = goYaml(value);
    expect(parse(text, { version: "1.1" })).toEqual(value);
    expect(text).toMatch(safe);
  });
});

test("JSON has the look of Go's: four blanks, keys in order, HTML escaped", () => {
  expect(goJson({ b: [1, "<&>"], a: { c: null }, d: [], e: {} })).toBe(
    '{\n    "a": {\n        "c": null\n    },\n    "b": [\n        1,\n        "\\u003c\\u0026\\u003e"\n    ],\n    "d": [],\n    "e": {}\n}',
  );
});

test("YAML has the look of kubectl's: keys in order, lists not indented", () => {
  expect(goYaml({ b: [{ y: 1, x: "1" }], a: "yes" })).toBe('a: "yes"\nb:\n- x: "1"\n  "y": 1\n');
});

test("whole numbers of any size are printed in full", () => {
  expect(goJson({ big: 12345678901234567890n })).toContain('"big": 12345678901234567890');
  expect(goYaml({ big: 12345678901234567890n })).toBe("big: 12345678901234567890\n");
});
