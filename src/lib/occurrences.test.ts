import { expect, test } from "vitest";
import { occurrences, type Wanted } from "./occurrences.ts";

const marked = (text: string, ...wanted: readonly Wanted[]) =>
  occurrences(text, wanted).map(([start, end]) => text.slice(start, end));

test.each([
  ["a word in another case", "API-Server", ["api"], ["API"]],
  ["several words, each wherever it stands", "web api web", ["api", "web"], ["api", "web", "web"]],
  ["what an expression matches more than once", "api-7d9c", [/\d/i], ["7", "9"]],
  ["a word that overlaps itself", "aaaa", ["aa"], ["aa", "aa"]],
  ["a word that is not there", "web", ["api"], []],
  ["nothing", "web", [""], []],
  ["what stands behind a letter whose lower case is longer", "İİ api", ["api"], ["api"]],
  ["a letter without its accent marks the letter with it", "z\u0335 api", ["z"], ["z\u0335"]],
  ["an accent alone marks the letter it stands on", "z\u0335 api", ["\u0335"], ["z\u0335"]],
  ["half a surrogate pair marks the whole", "a😀b", ["\ude00b"], ["😀b"]],
  ["half a wide character's letters", "世界", ["界"], ["界"]],
  ["what an expression matches", "api-7dxc", [/\d./i], ["7d"]],
  ["an expression that matches nothing at all", "api", [/x*/], []],
  ["an expression behind a letter whose lower case is longer", "İİ api", [/a.i/], ["api"]],
  ["an expression that matches half a surrogate pair marks the whole", "a😀b", [/.b/], ["😀b"]],
  ["an expression that matches a letter marks its accent too", "z\u0335 api", [/^z/], ["z\u0335"]],
  ["an expression and a word", "世界 api", ["api", /世./], ["api", "世界"]],
] satisfies readonly (readonly [string, string, readonly Wanted[], readonly string[]])[])(
  "%s",
  (_, text, words, expected) => {
    expect(marked(text, ...words)).toEqual(expected);
  },
);
