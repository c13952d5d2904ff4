import { expect, test } from "vitest";
import { withoutOwnTime } from "./own-time.ts";

const stamp = { seconds: Date.parse("2026-11-22T14:04:58Z") / 1000, nanos: 131_000_000 };

test.each([
  ["2026-11-22 14:04:58,131 ERROR it broke", "ERROR it broke"],
  ["2026-11-22T14:04:58.131Z ERROR it broke", "ERROR it broke"],
  ["2026-11-22T15:04:58.131+01:00 it broke", "it broke"],
  ["[2026-11-22T14:04:58.131Z] GET /orders", "GET /orders"],
  ["2026/11/22 14:04:57 [error] 31#31: no", "[error] 31#31: no"],
  ["2026-11-22 14:04:58.131 UTC [17] LOG:  ready", "[17] LOG:  ready"],
  ["14:04:58.131 | INFO | ready", "INFO | ready"],
  ["22/Nov/2026:14:04:58 +0000 GET", "GET"],
  ["\x1b[90m14:04:58\x1b[0m \x1b[32minfo\x1b[0m GET", "\x1b[90m\x1b[0m\x1b[32minfo\x1b[0m GET"],
  ["2026-11-22 19:34:58 half an hour away", "half an hour away"],
])("%s is shown as %s", (text, shown) => {
  expect(withoutOwnTime(text, stamp)).toBe(shown);
});

test.each([
  "it broke at 14:04:58",
  "2026-11-22 14:10:00 another time",
  "2026-11-22 14:04:58",
  "14:04 ready",
  "10.0.0.1 - - [22/Nov/2026:14:04:58 +0000] GET",
  "",
])("%j stays as it is", (text) => {
  expect(withoutOwnTime(text, stamp)).toBe(text);
});
