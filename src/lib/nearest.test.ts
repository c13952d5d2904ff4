import { expect, test } from "vitest";
import { editDistance, nearest } from "./nearest.ts";

test.each([
  ["pods", "pods", 0],
  ["pod", "pods", 1],
  ["", "abc", 3],
  ["cursor.donw", "cursor.down", 1],
  ["kitten", "sitting", 3],
])("from %j to %j it takes %i steps", (from, to, steps) => {
  expect(editDistance(from, to)).toBe(steps);
});

const commands = ["cursor.up", "cursor.down", "row.open", "row.owner"];

test("a misspelt word finds its neighbour", () => {
  expect(nearest("cursor.donw", commands)).toEqual(["cursor.down"]);
  expect(nearest("Row.Open", commands)).toEqual(["row.open"]);
});

test("a word unlike all others finds none", () => {
  expect(nearest("quit", commands)).toEqual([]);
});

test.each([
  ["foo", []],
  ["a", []],
  ["op", ["po"]],
  ["svv", ["svc"]],
])("of short words only those are near that are one step away: %s", (word, near) => {
  expect(nearest(word, ["po", "svc", "no", "job"])).toEqual(near);
});

test("the nearest come first", () => {
  expect(nearest("row.owne", commands, 2)).toEqual(["row.owner", "row.open"]);
});
