import { expect, test } from "vitest";
import { shippedTheme } from "../../config/open.ts";
import { paintBox } from "./box.ts";
import { makePalette } from "./palette.ts";

const plain = { ...makePalette(shippedTheme("none") ?? expect.unreachable(), "none"), open: () => "" };

test("a box has its title and state in the upper border and its keys in the lower one", () => {
  const box = {
    title: [{ text: "context ─ pr▏" }],
    note: [{ text: "3 of 14" }],
    lines: [[{ text: "● prod-eu   live" }], [{ text: "○ prod-us   warm" }]],
    cursor: 1,
    footer: [{ text: "enter switch" }],
  };
  expect(paintBox(box, 36, plain)).toEqual([
    "┌ context ─ pr▏─────────── 3 of 14 ┐".replace("▏─", "▏ "),
    "│ ● prod-eu   live                 │",
    "│ ○ prod-us   warm                 │",
    "└ enter switch ────────────────────┘",
  ]);
});

test("what does not fit is cut or left out, and every line keeps its width", () => {
  const box = {
    title: [{ text: "a long title" }],
    note: [{ text: "99" }],
    lines: [[{ text: "0123456789" }]],
  };
  expect(paintBox(box, 12, plain)).toEqual(["┌ a long … ┐", "│ 0123456… │", "└──────────┘"]);
  expect(paintBox(box, 3, plain).map((line) => line.length)).toEqual([3, 3, 3]);
});

test("the line under the cursor has its background from border to border", () => {
  const dark = makePalette(shippedTheme("dark") ?? expect.unreachable(), "truecolor");
  const [, line = ""] = paintBox({ title: [], lines: [[{ text: "a", token: "bad" }]], cursor: 0 }, 8, dark);
  const inside = line.split("│")[1] ?? "";
  expect(inside.split("\x1b[0m").filter((part) => part !== "")).toSatisfy((parts: string[]) =>
    parts.every((part) => part.includes("48;2;44;49;68") || part.includes("38;2;108;116;136")),
  );
});
