import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { fixture, fixtureRow, fixtureStates, fixtureTime, rowOf } from "../../test/support/fixtures.ts";
import type { KubeObject } from "../kube/types.ts";
import { findKind, kindOf, kinds } from "./index.ts";
import type { Kind } from "./kind.ts";

const everyKind = kinds.map((kind) => [kind.gvr.resource, kind] as const);
const everyFixture = kinds.flatMap((kind) =>
  fixtureStates(kind).map((state) => [kind.gvr.resource, state, kind] as const),
);

/** What every row has of an object, whatever its kind. */
const rowFields = [
  "name",
  "namespace",
  "uid",
  "creationTimestamp",
  "deletionTimestamp",
  "labels",
  "ownerReferences",
];

/** An object as the wire may give it: only the masked fields. */
function masked(object: KubeObject, { fields }: Kind): KubeObject {
  const paths = [...rowFields.map((field) => `metadata.${field}`), ...fields].map((path) => path.split("."));
  return { metadata: {}, ...(pick(object, paths) as object) };
}

function pick(value: unknown, paths: readonly (readonly string[])[]): unknown {
  if (paths.some((path) => path.length === 0) || typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((entry) => pick(entry, paths));
  const kept = Object.entries(value).flatMap(([key, inner]) => {
    const below = paths.filter(([first]) => first === key).map((path) => path.slice(1));
    return below.length === 0 ? [] : [[key, pick(inner, below)] as const];
  });
  return Object.fromEntries(kept);
}

describe("the list of kinds", () => {
  test("names every record file of this folder", () => {
    const records = readdirSync(import.meta.dirname).filter((file) =>
      /^export const \w+ = defineKind</m.test(readFileSync(join(import.meta.dirname, file), "utf8")),
    );
    expect(records.sort()).toEqual(kinds.map(({ gvr }) => `${gvr.resource}.ts`).sort());
  });

  test("has no kind twice", () => {
    const names = kinds.map(({ gvr }) => `${gvr.resource}.${gvr.group}`);
    expect(new Set(names).size).toBe(names.length);
  });

  test("gives no name to two kinds", () => {
    const names = kinds.flatMap(({ gvr, singular, shortNames }) => [gvr.resource, singular, ...shortNames]);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });

  test.each([
    ["pods", "pods"],
    ["po", "pods"],
    ["Pod", "pods"],
    ["deploy", "deployments"],
    ["deployments.apps", "deployments"],
    ["HorizontalPodAutoscaler", "horizontalpodautoscalers"],
    ["crd", "customresourcedefinitions"],
    ["nothing", undefined],
  ])("%s is found as %s", (name, resource) => {
    expect(findKind(name)?.gvr.resource).toBe(resource);
  });

  test("tells resources of equal name in different groups apart", () => {
    expect(kindOf({ group: "", resource: "events" })?.kind).toBe("Event");
    expect(kindOf({ group: "events.k8s.io", resource: "events" })).toBeUndefined();
    expect(kindOf({ group: "metrics.k8s.io", resource: "pods" })).toBeUndefined();
  });
});

describe.each(everyKind)("the record of %s", (resource, kind) => {
  const { columns } = kind;
  const headers = columns.map(({ header }) => header);

  test("goes by the API's lower-case plural", () => {
    expect(resource).toMatch(/^[a-z]+$/);
    expect(kind.singular).toBe(kind.kind.toLowerCase());
    expect(kind.form).toBe("object");
    expect(kind.fields.length).toBeGreaterThan(0);
  });

  test("says in one sentence what the kind and each column is", () => {
    for (const doc of [kind.doc, ...columns.map((column) => column.doc)]) {
      expect(doc).toMatch(/^[A-Z0-9*].*[^.]\.$/);
      expect(doc).not.toMatch(/\. /);
    }
  });

  test("starts with NAME and ends with AGE, but for events, whose table is kubectl's", () => {
    const ends = resource === "events" ? ["LAST SEEN", "NAME"] : ["NAME", "AGE"];
    expect([headers[0], headers.at(-1)]).toEqual(ends);
  });

  test("has columns that can be told apart", () => {
    expect(new Set(columns.map(({ id }) => id)).size).toBe(columns.length);
    expect(new Set(headers).size).toBe(columns.length);
    for (const { id, header } of columns) {
      expect(id).toMatch(/^[a-z][a-z0-9-]*$/);
      expect(header).toBe(header.toUpperCase());
    }
  });

  test("says in which order columns leave a narrow screen, the first and the elastic one never", () => {
    const staying = columns
      .filter((column, at) => at === 0 || column.elastic)
      .map(({ priority }) => priority);
    const rest = columns.filter((column, at) => at > 0 && !column.elastic).map(({ priority }) => priority);
    expect(new Set(staying)).toEqual(new Set([0]));
    expect(Math.min(...rest)).toBeGreaterThan(0);
    expect(new Set(rest).size).toBe(rest.length);
  });

  test("drops wide columns before any other", () => {
    const priorities = (wide: boolean) =>
      columns.filter((column) => (column.wide ?? false) === wide).map(({ priority }) => priority);
    const narrowest = Math.min(...priorities(true), Number.POSITIVE_INFINITY);
    expect(Math.max(...priorities(false))).toBeLessThan(narrowest);
  });

  test("does not name the namespace, which the table does", () => {
    expect(headers).not.toContain("NAMESPACE");
  });

  test("opens sorted by a column that it has", () => {
    const { column } = kind.sort ?? { column: "name" };
    expect(columns.map(({ id }) => id)).toContain(column);
  });

  test("prints and judges an object with nothing in it", () => {
    const row = rowOf(kind, { metadata: { name: "bare" } });
    for (const column of columns) expect(column.text?.(row, fixtureTime) ?? "").not.toMatch(/undefined|NaN/);
    expect(kind.health(row, fixtureTime).level).toMatch(/^(bad|warn|busy|ok|done)$/);
  });
});

/** Copies of an object, each with another part of it `null`: Go writes lists and maps that were never made so. */
function withNulls(value: unknown): readonly unknown[] {
  if (typeof value !== "object" || value === null) return [];
  if (Array.isArray(value))
    return value.flatMap((entry, index) => withNulls(entry).map((part) => value.with(index, part)));
  return Object.entries(value).flatMap(([key, inner]) => {
    const parts = typeof inner === "object" ? [null, ...withNulls(inner)] : [];
    return parts.map((part) => ({ ...value, [key]: part }));
  });
}

describe.each(everyFixture)("%s, %s", (_resource, state, kind) => {
  test("reads no field outside its mask", () => {
    const object = fixture(kind, state);
    expect(rowOf(kind, masked(object, kind)).summary).toEqual(rowOf(kind, object).summary);
  });

  test("is read and judged whatever part of it is null", () => {
    const { metadata, ...rest } = fixture(kind, state);
    for (const broken of withNulls(rest)) {
      const row = rowOf(kind, { metadata, ...(broken as object) });
      expect(kind.health(row, fixtureTime).level).toMatch(/^(bad|warn|busy|ok|done)$/);
    }
  });

  test("says one line, and opens a kind that is known or named with its group", () => {
    const row = fixtureRow(kind, state);
    const { sentence = "-" } = kind.health(row, fixtureTime);
    expect(sentence).toMatch(/^\S.{0,300}\S$|^-$/);
    const { resource } = kind.drill?.(row) ?? { resource: "pods" };
    expect(findKind(resource) !== undefined || resource.includes(".")).toBe(true);
  });
});
