import { expect, test } from "vitest";
import { fuzzyList } from "./fuzzy.ts";

const kinds = ["pods", "podtemplates", "poddisruptionbudgets", "deployments", "ledger-0", "pods in ledger"];
const list = fuzzyList(kinds, (kind) => kind);
const found = (query: string, options?: Parameters<typeof list.rank>[1]) =>
  list.rank(query, options).map(({ item }) => item);

test("an exact word comes first, then what starts with it", () => {
  expect(found("pods").slice(0, 1)).toEqual(["pods"]);
  expect(found("pod")).toContain("podtemplates");
});

test("letters match across the parts of a name", () => {
  expect(found("pdb")).toEqual(["poddisruptionbudgets"]);
});

test("several words may match in any order", () => {
  expect(found("led po")[0]).toBe("pods in ledger");
});

test("what does not match is left out", () => {
  expect(found("zzz")).toEqual([]);
});

test("the matched characters are named in order", () => {
  const [match] = list.rank("led po");
  expect(match?.positions.map((at) => "pods in ledger"[at]).join("")).toBe("poled");
  expect(list.rank("pods")[0]?.positions).toEqual([0, 1, 2, 3]);
});

test("without a query the preferred items come first and the rest keep their order", () => {
  expect(found("", { boost: (kind) => (kind === "deployments" ? 1 : 0) })).toEqual([
    "deployments",
    "pods",
    "podtemplates",
    "poddisruptionbudgets",
    "ledger-0",
    "pods in ledger",
  ]);
});

test("use decides among similar hits, and never beats an exact one", () => {
  const often = (kind: string) => (kind === "podtemplates" ? 1 : 0);
  expect(found("pod", { boost: often })[0]).toBe("podtemplates");
  expect(found("pods", { boost: often })[0]).toBe("pods");
});

test("a limit cuts the list after ranking", () => {
  expect(found("pod", { limit: 1 })).toEqual(["pods"]);
});
