import { describe, expect, test } from "vitest";
import { type ColumnWish, layoutColumns } from "./columns.ts";

const pods: ColumnWish[] = [
  { id: "name", header: "NAME", width: 24, priority: 0 },
  { id: "ready", header: "READY", width: 3, priority: 1, align: "right" },
  { id: "status", header: "STATUS", width: 17, priority: 1, maxWidth: 20 },
  { id: "restarts", header: "RESTARTS", width: 8, priority: 2, align: "right" },
  { id: "cpu", header: "CPU", width: 5, priority: 4, align: "right" },
  { id: "memory", header: "MEM", width: 6, priority: 4, align: "right" },
  { id: "node", header: "NODE", width: 8, priority: 5 },
  { id: "age", header: "AGE", width: 5, priority: 1, align: "right" },
];
const ids = (width: number, wishes = pods, options = {}) =>
  layoutColumns(wishes, width, options).columns.map(({ id }) => id);
const widthOf = (id: string, width: number, wishes = pods) =>
  layoutColumns(wishes, width).columns.find((column) => column.id === id)?.width;
const end = (layout: ReturnType<typeof layoutColumns>) => {
  const last = layout.columns.at(-1);
  return last === undefined ? 0 : last.x + last.width;
};

describe("columns", () => {
  test("all show where there is room", () => {
    expect(ids(120)).toEqual(pods.map(({ id }) => id));
    expect(layoutColumns(pods, 120).hidden).toEqual([]);
  });

  test("leave by priority, and those left out are named", () => {
    expect(ids(90)).toEqual(["name", "ready", "status", "restarts", "cpu", "memory", "age"]);
    expect(layoutColumns(pods, 90).hidden).toEqual(["node"]);
    expect(ids(72)).toEqual(["name", "ready", "status", "restarts", "age"]);
    expect(ids(66)).toEqual(["name", "ready", "status", "age"]);
  });

  test("of one priority leave from the right", () => {
    expect(ids(84)).toEqual(["name", "ready", "status", "restarts", "cpu", "age"]);
  });

  test("stand after the gutter with two cells between them", () => {
    const [name, ready] = layoutColumns(pods, 96).columns;
    expect(name?.x).toBe(3);
    expect(ready?.x).toBe(3 + (name?.width ?? 0) + 2);
  });

  test("never pass the right edge", () => {
    for (let width = 12; width < 260; width += 1) {
      const layout = layoutColumns(pods, width);
      expect({ width, fits: end(layout) < width }).toEqual({ width, fits: true });
    }
  });
});

describe("a text that may be cut", () => {
  const wishes: ColumnWish[] = [
    { id: "name", header: "NAME", width: 20, priority: 0 },
    { id: "status", header: "STATUS", width: 16, priority: 1, minWidth: 10 },
    { id: "message", header: "MESSAGE", width: 200, priority: 4, maxWidth: 60, minWidth: 12 },
    { id: "age", header: "AGE", width: 4, priority: 3, align: "right" },
  ];
  const widths = (width: number) =>
    layoutColumns(wishes, width).columns.map((column) => [column.id, column.width]);

  test("is cut before it leaves", () => {
    expect(widths(64)).toEqual([
      ["name", 20],
      ["status", 16],
      ["message", 14],
      ["age", 4],
    ]);
    expect(ids(62, wishes)).toContain("message");
    expect(ids(61, wishes)).toEqual(["name", "status", "age"]);
  });

  test("is cut for none that matters less", () => {
    for (let width = 42; width < 120; width += 1)
      expect({ width, status: widthOf("status", width, wishes) }).toEqual({ width, status: 16 });
  });

  test("stays, cut, when nothing else is left", () => {
    expect(widths(38)).toEqual([
      ["name", 20],
      ["status", 12],
    ]);
  });

  test("leaves room to others when it is long, and gets what they leave", () => {
    const first = wishes.map((wish) => (wish.id === "message" ? { ...wish, priority: 1 } : wish));
    expect(ids(80, first)).toEqual(["name", "status", "message", "age"]);
    expect(widthOf("message", 80, first)).toBe(30);
  });
});

describe("the name", () => {
  const long = pods.map((column) => (column.id === "name" ? { ...column, width: 63 } : column));

  test("keeps 24 cells while other columns may leave", () => {
    for (let width = 32; width < 200; width += 1) {
      expect({ width, wide: (widthOf("name", width, long) ?? 0) >= 24 }).toEqual({ width, wide: true });
    }
  });

  test("gives way below that only when it stands alone", () => {
    expect(ids(20, long)).toEqual(["name"]);
    expect(widthOf("name", 20, long)).toBe(16);
  });

  test("gets the room left over first, up to what it needs", () => {
    expect(widthOf("name", 135, long)).toBe(63);
  });
});

test("a column held back by its widest width gets room that is left over", () => {
  const wishes = pods.map((column) => (column.id === "status" ? { ...column, width: 40 } : column));
  expect(widthOf("status", 99, wishes)).toBe(20);
  expect(widthOf("status", 250, wishes)).toBe(40);
});

test("up to twenty blanks after the name bring the last column to the right edge", () => {
  const layout = layoutColumns(pods, 110);
  expect(end(layout)).toBe(109);
});

test("on a very wide screen the columns stay together", () => {
  const layout = layoutColumns(pods, 250);
  expect(layout.columns[0]?.width).toBe(44);
  for (const [index, column] of layout.columns.entries()) {
    const before = layout.columns[index - 1];
    if (before !== undefined) expect(column.x - before.x - before.width).toBeLessThanOrEqual(4);
  }
});

test("the sorted column's header has room for its mark", () => {
  const find = (sorted: string) =>
    layoutColumns(pods, 120, { sorted }).columns.find(({ id }) => id === "restarts");
  expect(find("restarts")?.width).toBe(10);
  expect(find("name")?.width).toBe(8);
});

test("scrolled sideways, the name stays and the others follow in order", () => {
  expect(ids(54, pods, { scroll: 3 })).toEqual(["name", "cpu", "memory", "node"]);
  expect(ids(36, pods, { scroll: 99 })).toEqual(["name", "age"]);
});

test("scrolling ends where the last column is on the line, and does nothing where all of them are", () => {
  expect(ids(60, pods, { scroll: 99 })).toEqual(["name", "cpu", "memory", "node", "age"]);
  expect(layoutColumns(pods, 60, { scroll: 99 }).scroll).toBe(3);
  expect(layoutColumns(pods, 120, { scroll: 1 }).scroll).toBe(0);
  expect(ids(120, pods, { scroll: 1 })).toEqual(pods.map(({ id }) => id));
});

test("the sorted column leaves after all others", () => {
  expect(ids(66, pods, { sorted: "node" })).toEqual(["name", "ready", "status", "node"]);
  expect(ids(40, pods, { sorted: "node" })).toEqual(["name", "node"]);
});

test("no columns and no room are no trouble", () => {
  expect(layoutColumns([], 80).columns).toEqual([]);
  expect(ids(1)).toEqual(["name"]);
});

test("the room left over goes to the column that says it is elastic", () => {
  const wishes = [
    { id: "last-seen", header: "LAST SEEN", width: 4, priority: 0, align: "right" as const },
    { id: "reason", header: "REASON", width: 16, priority: 1 },
    { id: "message", header: "MESSAGE", width: 300, priority: 0, elastic: true },
  ];
  const { columns } = layoutColumns(wishes, 120);
  expect(columns.map(({ id, width }) => [id, width])).toEqual([
    ["last-seen", 9],
    ["reason", 16],
    ["message", 120 - 3 - 1 - 9 - 16 - 2 * 2],
  ]);
});
