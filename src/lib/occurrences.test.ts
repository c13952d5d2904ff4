import { expect, test } from "vitest";
import { occurrences } from "./occurrences.ts";

const marked = (text: string, ...words: string[]) =>
  occurrences(text, words).map(([start, end]) => text.slice(start, end));

test.each([
  ["a word in another case", "API-Server", ["api"], ["API"]],
  ["several words, each where it stands first", "web api web", ["api", "web"], ["api", "web"]],
  ["a word that is not there", "web", ["api"], []],
  ["nothing", "web", [""], []],
  ["what stands behind a letter whose lower case is longer", "İİ api", ["api"], ["api"]],
  ["a letter without its accent marks the letter with it", "z\u0335 api", ["z"], ["z\u0335"]],
  ["an accent alone marks the letter it stands on", "z\u0335 api", ["\u0335"], ["z\u0335"]],
  ["half a surrogate pair marks the whole", "a😀b", ["\ude00b"], ["😀b"]],
  ["half a wide character's letters", "世界", ["界"], ["界"]],
])("%s", (_, text, words, expected) => {
  expect(marked(text, ...words)).toEqual(expected);
});
