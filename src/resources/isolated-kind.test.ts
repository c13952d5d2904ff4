import { describe, expect, test } from "vitest";
import { rowOf } from "../../test/support/rows.ts";
import { ageColumn, nameColumn } from "./columns.ts";
import { isolatedKind } from "./isolated-kind.ts";
import { defineKind, type Kind } from "./kind.ts";

/** Counts things by what its summary holds, and believes that there always is one. */
const things = defineKind<{ readonly parts: readonly string[] }>({
  gvr: { group: "", version: "v1", resource: "things" },
  kind: "Thing",
  singular: "thing",
  shortNames: [],
  namespaced: true,
  doc: "A thing.",
  form: "object",
  fields: [],
  abilities: [],
  columns: [
    nameColumn,
    { id: "parts", header: "PARTS", doc: "", value: ({ summary }) => summary.parts.length, priority: 1 },
    {
      id: "first",
      header: "FIRST",
      doc: "",
      value: () => 1,
      text: ({ summary }) => String(summary.parts[0]?.toUpperCase()),
      tone: ({ summary }) => (summary.parts.length > 0 ? "good" : "dim"),
      priority: 1,
    },
    ageColumn,
  ],
  health: ({ summary }) => ({ level: summary.parts.length > 0 ? "ok" : "bad", reason: "" }),
  drill: ({ summary }) => ({ resource: summary.parts.join(), scope: {} }),
  summarize: ({ spec }) => ({ parts: (spec as { parts: string }).parts.split(" ") }),
});

function isolated() {
  const faults: string[] = [];
  const kind = isolatedKind(things, (error, what) => faults.push(`${what}: ${(error as Error).name}`));
  return { kind, faults };
}

const cells = ({ columns }: Kind, row: Parameters<Kind["health"]>[0]) =>
  columns.map(({ text }) => text?.(row, 61_000));
const good = rowOf({ name: "good", createdAt: 1000, summary: { parts: ["wheel"] } });
const bad = rowOf({ name: "bad", createdAt: 1000, summary: {} });

describe("a kind whose record meets an object it did not foresee", () => {
  test("says of any other object what the record says", () => {
    const { kind, faults } = isolated();
    expect(cells(kind, good)).toEqual(cells(things, good).map((text, at) => text ?? ["good", "1"][at]));
    expect(kind.columns[2]?.tone?.(good, 0)).toBe("good");
    expect(kind.health(good, 0).level).toBe("ok");
    expect(kind.drill?.(good)?.resource).toBe("wheel");
    expect(faults).toEqual([]);
  });

  test("has a question mark in the cells it cannot make, and all others", () => {
    const { kind } = isolated();
    expect(cells(kind, bad)).toEqual(["bad", "?", "?", "60s"]);
    expect(kind.columns[1]?.value(bad, 0)).toBeUndefined();
    expect(kind.columns[2]?.value(bad, 0)).toBe(1);
    expect(kind.columns[2]?.tone?.(bad, 0)).toBeUndefined();
    expect(kind.drill?.(bad)).toBeUndefined();
  });

  test("has the object looked at, since nobody knows whether it is well", () => {
    expect(isolated().kind.health(bad, 0)).toMatchObject({ level: "warn", reason: "?" });
  });

  test("reports each part of an object once, however often it is drawn", () => {
    const { kind, faults } = isolated();
    for (let frame = 0; frame < 3; frame += 1) {
      cells(kind, bad);
      kind.health(bad, frame);
    }
    expect(faults).toEqual([
      "PARTS of Thing default/bad: TypeError",
      "FIRST of Thing default/bad: TypeError",
      "health of Thing default/bad: TypeError",
    ]);
  });

  test("reports ten objects of a thousand", () => {
    const { kind, faults } = isolated();
    for (let at = 0; at < 1000; at += 1) kind.health(rowOf({ name: `bad-${at}`, summary: {} }), 0);
    expect(faults).toHaveLength(10);
  });

  test("shows also an object whose summary cannot be made, and reports that alone", () => {
    const { kind, faults } = isolated();
    const summary = kind.summarize({ metadata: {} });
    const row = rowOf({ name: "odd", namespace: "", createdAt: 1000, summary });
    expect(cells(kind, row)).toEqual(["odd", "?", "?", "60s"]);
    expect(kind.health(row, 0).level).toBe("warn");
    expect(faults).toEqual(["summary of Thing odd: TypeError"]);
  });
});
