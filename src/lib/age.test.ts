import { expect, test } from "vitest";
import { formatAge } from "./age.ts";

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

test.each([
  [-3 * second, "<invalid>"],
  [-1, "0s"],
  [0, "0s"],
  [119 * second, "119s"],
  [2 * minute, "2m"],
  [2 * minute + 5 * second, "2m5s"],
  [10 * minute + 5 * second, "10m"],
  [179 * minute, "179m"],
  [3 * hour, "3h"],
  [7 * hour + 59 * minute, "7h59m"],
  [47 * hour, "47h"],
  [2 * day + hour, "2d1h"],
  [8 * day + hour, "8d"],
  [729 * day, "729d"],
  [730 * day, "2y"],
  [2 * 365 * day + 3 * day, "2y3d"],
  [9 * 365 * day + 3 * day, "9y"],
])("an age of %i ms prints as %s", (elapsed, text) => {
  expect(formatAge(elapsed)).toBe(text);
});
