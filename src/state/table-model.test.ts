import { describe, expect, test } from "vitest";
import { HandmadeRows, rowOf } from "../../test/support/rows.ts";
import type { Row } from "../cache/types.ts";
import { defineKind, type HealthLevel } from "../resources/kind.ts";
import { everything } from "./filter.ts";
import { TableModel, type TableShape } from "./table-model.ts";

const things = defineKind<{ readonly level?: HealthLevel; readonly rank?: number }>({
  gvr: { group: "", version: "v1", resource: "things" },
  kind: "Thing",
  singular: "thing",
  shortNames: [],
  namespaced: true,
  doc: "A thing.",
  form: "object",
  fields: [],
  abilities: [],
  summarize: () => ({}),
  columns: [
    { id: "name", header: "NAME", doc: "", value: (row) => row.name, priority: 0 },
    { id: "rank", header: "RANK", doc: "", value: (row) => row.summary.rank, priority: 1 },
    { id: "node", header: "NODE", doc: "", value: (row) => row.node, priority: 2 },
  ],
  health: (row, now) => ({
    level: row.summary.level ?? (now - row.createdAt > 10_000 ? "warn" : "busy"),
    reason: "",
  }),
});

const byName: TableShape = {
  filter: everything,
  sort: { column: "name", descending: false },
  problemsOnly: false,
};
const thing = (name: string, summary: object = { level: "ok" }, more: Partial<Row> = {}) =>
  rowOf({ name, summary, ...more });

function modelOf(rows: HandmadeRows, shape: Partial<TableShape> = {}): TableModel {
  const model = new TableModel(things, rows, 0);
  model.shape(things, { ...byName, ...shape }, 0);
  return model;
}

const childOf =
  (uid: string) =>
  ({ owners }: Row): boolean =>
    owners.some((owner) => owner.uid === uid);

const names = (model: TableModel) => model.shown.map(({ row }) => row.name).join(" ");

test("rows stand in order, and new ones go where they belong", () => {
  const rows = new HandmadeRows(["d", "b", "a", "f"].map((name) => thing(name)));
  const model = modelOf(rows);
  rows.put(thing("c"));
  rows.remove("uid-default-d");
  model.refresh(1);
  expect(names(model)).toBe("a b c f");
});

test("names and other texts stand as people count, in either direction", () => {
  const rows = new HandmadeRows([
    thing("web-10", {}, { node: "node-9" }),
    thing("web-9", {}, { node: "node-10" }),
    thing("web-2", {}, { node: "node-10" }),
  ]);
  const model = modelOf(rows);
  expect(names(model)).toBe("web-2 web-9 web-10");
  rows.put(thing("web-1"));
  model.refresh(1);
  expect(names(model)).toBe("web-1 web-2 web-9 web-10");
  rows.remove("uid-default-web-1");
  model.shape(things, { ...byName, sort: { column: "name", descending: true } }, 2);
  expect(names(model)).toBe("web-10 web-9 web-2");
  model.shape(things, { ...byName, sort: { column: "node", descending: false } }, 3);
  expect(names(model)).toBe("web-10 web-2 web-9");
});

test("a thousand changes in any order leave the same order as sorting once", () => {
  const rows = new HandmadeRows();
  const model = modelOf(rows, { sort: { column: "rank", descending: true } });
  let seed = 7;
  const random = () => {
    seed = (seed * 16807) % 2147483647;
    return seed / 2147483647;
  };
  for (let step = 0; step < 1000; step += 1) {
    const name = `t${Math.floor(random() * 200)}`;
    if (random() < 0.3) rows.remove(`uid-default-${name}`);
    else rows.put(thing(name, { level: "ok", rank: random() < 0.1 ? undefined : Math.floor(random() * 20) }));
    if (random() < 0.5) model.refresh(step);
  }
  model.refresh(1000);
  expect(names(model)).toBe(names(modelOf(rows, { sort: { column: "rank", descending: true } })));
});

test("a row that changes where it stands is the new version, without anything being sorted", () => {
  const rows = new HandmadeRows(["a", "b", "c"].map((name) => thing(name)));
  const model = modelOf(rows);
  const before = model.shown;
  rows.put(thing("b", { level: "bad" }));
  expect(model.refresh(1)).toBe(true);
  expect(model.shown).toBe(before);
  expect(model.shown[1]?.health.level).toBe("bad");
  expect(model.counts.bad).toBe(1);
});

test("what has no value stands last in either direction", () => {
  const rows = new HandmadeRows([
    thing("none", { level: "ok" }),
    thing("low", { level: "ok", rank: 1 }),
    thing("high", { level: "ok", rank: 10 }),
  ]);
  expect(names(modelOf(rows, { sort: { column: "rank", descending: false } }))).toBe("low high none");
  expect(names(modelOf(rows, { sort: { column: "rank", descending: true } }))).toBe("high low none");
});

test("problems are counted whatever the filter hides", () => {
  const rows = new HandmadeRows([
    thing("a", { level: "bad" }),
    thing("b", { level: "warn" }),
    thing("c", { level: "ok" }),
  ]);
  const model = modelOf(rows, { filter: { text: "c", terms: [], matches: ({ row }) => row.name === "c" } });
  expect([names(model), model.counts.bad, model.counts.warn, model.total]).toEqual(["c", 1, 1, 3]);
});

test("only what is broken is shown when that is asked for", () => {
  const rows = new HandmadeRows([
    thing("a", { level: "bad" }),
    thing("b", { level: "done" }),
    thing("c", { level: "warn" }),
  ]);
  expect(names(modelOf(rows, { problemsOnly: true }))).toBe("a c");
});

test("a row that becomes a problem by time alone turns up without any event", () => {
  const rows = new HandmadeRows([thing("waits", {}, { createdAt: 0 })]);
  const model = modelOf(rows, { problemsOnly: true });
  expect(names(model)).toBe("");
  model.refresh(11_000);
  expect([names(model), model.counts.warn, model.counts.busy]).toEqual(["waits", 1, 0]);
});

describe("one that was laid aside", () => {
  test("goes on with the rows as they are now, and looks only at those that differ", () => {
    const looked: string[] = [];
    const watched = {
      ...things,
      health: (row: Row) => ({ level: looked.push(row.name) ? "ok" : "bad", reason: "" }) as const,
    };
    const [a, b, c] = ["a", "b", "c"].map((name) => thing(name));
    const model = new TableModel(watched, new HandmadeRows([a, b, c].flatMap((row) => row ?? [])), 0);
    model.shape(watched, byName, 0);
    looked.length = 0;
    model.goOnWith(new HandmadeRows([b, thing("c"), thing("d")].flatMap((row) => row ?? [])));
    model.shape(watched, byName, 1);
    expect([names(model), looked, model.counts.ok]).toEqual(["b c d", ["c", "d"], 3]);
  });

  test("can be sorted and narrowed otherwise", () => {
    const rows = new HandmadeRows(["a", "b", "c"].map((name) => thing(name)));
    const model = modelOf(rows, { filter: { text: "b", terms: [], matches: ({ row }) => row.name === "b" } });
    model.goOnWith(rows);
    model.shape(things, { ...byName, sort: { column: "name", descending: true } }, 1);
    expect(names(model)).toBe("c b a");
  });

  test("is another's children without the ones before", () => {
    const ownedBy = (uid: string) => ({ owners: [{ apiVersion: "v1", kind: "Owner", name: uid, uid }] });
    const rows = new HandmadeRows([thing("a", {}, ownedBy("one")), thing("b", {}, ownedBy("two"))]);
    const model = modelOf(rows, { belongs: childOf("one") });
    model.shape(things, { ...byName, belongs: childOf("two") }, 1);
    expect([names(model), model.total]).toEqual(["b", 1]);
  });
});

describe("children", () => {
  const owners = [{ apiVersion: "v1", kind: "Owner", name: "o", uid: "owner" }];

  test("are those whose owner it is, and only they are counted", () => {
    const rows = new HandmadeRows([
      thing("mine", { level: "ok" }, { owners }),
      thing("other", { level: "bad" }),
    ]);
    const model = modelOf(rows, { belongs: childOf("owner") });
    expect([names(model), model.total, model.counts.bad]).toEqual(["mine", 1, 0]);
  });

  test("go when they are given away, and come when they are adopted", () => {
    const rows = new HandmadeRows([thing("mine", { level: "ok" }, { owners }), thing("other")]);
    const model = modelOf(rows, { belongs: childOf("owner") });
    rows.put(thing("mine"));
    rows.put(thing("other", { level: "ok" }, { owners }));
    model.refresh(1);
    expect([names(model), model.total, model.counts.ok]).toEqual(["other", 1, 1]);
  });
});
