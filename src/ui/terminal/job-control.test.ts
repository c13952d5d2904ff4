import { expect, test } from "vitest";
import { hasJobControl } from "./job-control.ts";

test.each([
  ["started from a shell, in a process group of its own", "4711 (node) S 4000 4711 4000 34816 4711", true],
  ["started directly by a terminal, as the session's leader", "4711 (node) S 1 4711 4711 34816 4711", false],
  ["in a container, as its first process", "1 (node) S 0 1 1 34816 1", false],
  ["with a name made to deceive", "4711 (a) S 1 2) S 4000 4711 4000 34816 4711", true],
  ["on a system that says nothing", "", false],
  ["on a system without /proc, such as macOS", undefined, true],
])("a process %s can be continued by a shell: %s", (_, stat, answer) => {
  expect(hasJobControl(stat)).toBe(answer);
});
