import { expect, test } from "vitest";
import { EvenChoice } from "./even-choice.ts";

const choice = () => new EvenChoice(["a", "b", "c"]);

test("a name has the same in every run, where it comes first", () => {
  const names = ["api-0", "api-1", "ledger-0"];
  const chosen = names.map((name) => choice().of(name));
  expect(chosen).toEqual(["c", "b", "a"]);
});

test("as many names as there are things have one each, and keep it", () => {
  const one = choice();
  // Each by itself would have the second.
  const names = ["a-0", "b-0", "c-0"];
  const chosen = names.map((name) => one.of(name));
  expect(chosen).toEqual(["b", "c", "a"]);
  expect(one.of("mailer-0")).toBeDefined();
  expect(names.map((name) => one.of(name))).toEqual(chosen);
});

test("of many names each thing has as many", () => {
  const one = choice();
  const chosen = Array.from({ length: 30 }, (_, at) => one.of(`api-${at}`));
  expect(["a", "b", "c"].map((thing) => chosen.filter((each) => each === thing).length)).toEqual([
    10, 10, 10,
  ]);
});
