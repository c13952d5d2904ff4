import { describe, expect, test } from "vitest";
import { shippedTheme } from "../../config/open.ts";
import { cellWidth } from "../../lib/text.ts";
import { type ColumnWish, layoutColumns } from "./columns.ts";
import { generatedPart } from "./generated-name.ts";
import { makePalette } from "./palette.ts";
import { type PaintedRow, paintHeader, paintRow } from "./row.ts";

const columns: ColumnWish[] = [
  { id: "name", header: "NAME", width: 19, priority: 0, cut: "middle" },
  { id: "ready", header: "READY", width: 3, priority: 1, align: "right" },
  { id: "status", header: "STATUS", width: 16, priority: 2 },
];
const layout = layoutColumns(columns, 52);
const none = shippedTheme("none") ?? expect.unreachable();
const dark = makePalette(shippedTheme("dark") ?? expect.unreachable(), "truecolor");
const plain = { ...makePalette(none, "none"), open: () => "" };
const row = (more: Partial<PaintedRow> = {}): PaintedRow => ({
  cells: [{ text: "api-7d9c6b5f4-9hz2m" }, { text: "1/2" }, { text: "CrashLoopBackOff", token: "bad" }],
  ...more,
});
const text = (more: Partial<PaintedRow> = {}) => paintRow(row(more), layout, plain);

// A palette that writes what it would switch on, so that a test can read a line.
const tags = {
  ...plain,
  open: ({ token, background }: { token?: string; background?: string }, under?: string) =>
    token === undefined && background === undefined
      ? ""
      : `<${token ?? ""}${background === undefined || background === under ? "" : `/${background}`}>`,
};
const tagged = (line: string) => line.replaceAll("\x1b[0m", "");

describe("a row", () => {
  test("has a gutter, then its cells with two blanks between them", () => {
    expect(text()).toBe("   api-7d9c6b5f4-9hz2m        1/2  CrashLoopBackOff ");
  });

  test.each([
    ["bad", "✖"],
    ["warn", "▲"],
    ["busy", "◌"],
    ["done", "·"],
    ["ok", " "],
  ] as const)("in %s health carries the glyph %j", (health, glyph) => {
    expect(text({ health }).slice(0, 3)).toBe(` ${glyph} `);
  });

  test("under the cursor has a bar and its background over the whole line", () => {
    expect(text({ cursor: true, health: "bad" }).slice(0, 3)).toBe("▌✖ ");
    const line = paintRow(row({ cursor: true }), layout, dark);
    expect(line.endsWith("\x1b[0m")).toBe(true);
    expect(
      line
        .split("\x1b[0m")
        .filter((part) => part !== "")
        .every((part) => part.includes("[48;2;44;49;68m")),
    ).toBe(true);
  });

  test("that is marked shows it, under the cursor too", () => {
    expect(text({ marked: true }).slice(0, 2)).toBe("◆ ");
    expect(text({ marked: true, cursor: true }).slice(0, 2)).toBe("◆ ");
  });

  test("whose data is stale is dim all over", () => {
    expect(tagged(paintRow(row({ stale: true, health: "bad" }), layout, tags))).not.toMatch(
      /<(?!dim>|cursor>)/,
    );
  });

  test("has the generated end of its name dim", () => {
    const name = "api-7d9c6b5f4-9hz2m";
    const cells = [
      { text: name, dimFrom: generatedPart(name, "ReplicaSet") },
      { text: "1/2" },
      { text: "Running" },
    ];
    expect(tagged(paintRow({ cells }, layout, tags))).toContain("<text>api<dim>-7d9c6b5f4-9hz2m");
  });

  test("shows what a filter matched, where it still stands after shortening", () => {
    const narrow = layoutColumns(columns.slice(0, 1), 17);
    const cells = [
      {
        text: "api-7d9c6b5f4-9hz2m",
        dimFrom: 3,
        matches: [
          [0, 2],
          [8, 16],
        ] as const,
      },
    ];
    expect(tagged(paintRow({ cells }, narrow, tags))).toContain(
      "</match>ap<text>i<dim>-7d9…</match>9h<dim>z2m",
    );
  });

  test("with fewer cells than columns stays blank there", () => {
    expect(paintRow({ cells: [{ text: "api" }] }, layout, plain)).toBe("   api".padEnd(52));
  });

  test("is exactly as wide as the line, also with wide characters", () => {
    for (const name of ["日本語日本語日本語日本語", "x".repeat(80), "", "e\u0301".repeat(40)])
      for (let width = 8; width < 90; width += 1) {
        const painted = paintRow(
          { cells: [{ text: name, dimFrom: 2 }, { text: name }, { text: "ok" }] },
          layoutColumns(columns, width),
          plain,
        );
        expect(cellWidth(painted)).toBe(width);
      }
  });
});

describe("the headers", () => {
  test("stand over their columns, numbers on the right", () => {
    expect(paintHeader(layout, plain)).toBe("   NAME                     READY  STATUS           ");
  });

  test("show the sorted column with its direction", () => {
    const sorted = layoutColumns(columns, 52, { sorted: "ready" });
    expect(paintHeader(sorted, plain, { column: "ready", descending: true })).toContain("  READY ▾  STATUS");
    expect(tagged(paintHeader(sorted, tags, { column: "ready", descending: false }))).toContain(
      "<text>READY ▴",
    );
  });

  test("say on which side there are more columns", () => {
    const ends = (scroll: number) => {
      const line = paintHeader(layoutColumns(columns, 34, { scroll }), plain);
      return [line.at(0), line.at(-1)].join("");
    };
    expect([ends(0), ends(1)]).toEqual([" ›", "‹ "]);
    expect(paintHeader(layout, plain)).not.toMatch(/[‹›]/);
  });
});

test.each([
  ["api-7d9c6b5f4-9hz2m", "ReplicaSet", "api"],
  ["checkout-5f6d8c9b7-lm2nv", "ReplicaSet", "checkout"],
  ["fluentd-x7k2p", "DaemonSet", "fluentd"],
  ["ledger-0", "StatefulSet", "ledger-0"],
  ["report-28817640-x7k2p", "Job", "report"],
  ["migrate-x7k2p", "Job", "migrate"],
  ["report-28817640", "CronJob", "report"],
  ["api-7d9c6b5f4", "Deployment", "api"],
  ["debug-shell", undefined, "debug-shell"],
  ["debug-shell", "ReplicaSet", "debug-shell"],
])("in %s made by %s the name people gave is %s", (name, owner, given) => {
  expect(name.slice(0, generatedPart(name, owner))).toBe(given);
});
