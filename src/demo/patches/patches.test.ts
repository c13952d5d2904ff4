import { describe, expect, test } from "vitest";
import { applyConfiguration, type FieldWriter, noteUpdate } from "./apply.ts";
import { fieldsOf, fieldText, fromFieldsV1, readField, removeField, toFieldsV1 } from "./field-paths.ts";
import { JsonPatchError, jsonPatch } from "./json-patch.ts";
import { mergePatch } from "./merge-patch.ts";
import { strategicMerge } from "./strategic-merge.ts";

// The examples of RFC 7386, appendix A.
test.each([
  [{ a: "b" }, { a: "c" }, { a: "c" }],
  [{ a: "b" }, { b: "c" }, { a: "b", b: "c" }],
  [{ a: "b" }, { a: null }, {}],
  [{ a: "b", b: "c" }, { a: null }, { b: "c" }],
  [{ a: ["b"] }, { a: "c" }, { a: "c" }],
  [{ a: { b: "c" } }, { a: { b: "d", c: null } }, { a: { b: "d" } }],
  [{ a: [{ b: "c" }] }, { a: [1] }, { a: [1] }],
  [
    ["a", "b"],
    ["c", "d"],
    ["c", "d"],
  ],
  [{ e: null }, { a: 1 }, { e: null, a: 1 }],
  [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
])("merging %j with %j gives %j", (target, patch, expected) => {
  expect(mergePatch(target, patch)).toEqual(expected);
});

describe("a JSON patch", () => {
  const target = { a: { b: [1, 2, 3] }, "x/y": "z" };

  test.each([
    [[{ op: "add", path: "/a/c", value: 4 }], { a: { b: [1, 2, 3], c: 4 }, "x/y": "z" }],
    [[{ op: "add", path: "/a/b/1", value: 9 }], { a: { b: [1, 9, 2, 3] }, "x/y": "z" }],
    [[{ op: "add", path: "/a/b/-", value: 9 }], { a: { b: [1, 2, 3, 9] }, "x/y": "z" }],
    [[{ op: "remove", path: "/a/b/0" }], { a: { b: [2, 3] }, "x/y": "z" }],
    [[{ op: "replace", path: "/x~1y", value: 1 }], { a: { b: [1, 2, 3] }, "x/y": 1 }],
    [[{ op: "copy", from: "/a/b/2", path: "/c" }], { a: { b: [1, 2, 3] }, "x/y": "z", c: 3 }],
    [[{ op: "move", from: "/a/b", path: "/b" }], { a: {}, "x/y": "z", b: [1, 2, 3] }],
    [[{ op: "test", path: "/a/b", value: [1, 2, 3] }], target],
  ])("%j gives %j", (patch, expected) => {
    expect(jsonPatch(target, patch)).toEqual(expected);
    expect(target).toEqual({ a: { b: [1, 2, 3] }, "x/y": "z" });
  });

  test.each([
    [[{ op: "remove", path: "/nothing" }]],
    [[{ op: "replace", path: "/a/nothing", value: 1 }]],
    [[{ op: "add", path: "/a/b/7", value: 1 }]],
    [[{ op: "test", path: "/x~1y", value: "other" }]],
    [[{ op: "fold", path: "/a" }]],
    [[{ op: "add", path: "a", value: 1 }]],
    [{ op: "add" }],
  ])("%j is refused", (patch) => {
    expect(() => jsonPatch(target, patch)).toThrow(JsonPatchError);
  });
});

describe("a strategic merge", () => {
  const pod = {
    metadata: { finalizers: ["a"] },
    spec: {
      containers: [
        { name: "web", image: "web:1", ports: [{ containerPort: 80 }], args: ["x"] },
        { name: "proxy", image: "proxy:1" },
      ],
    },
  };

  test.each([
    [
      "changes one entry of a keyed list",
      { spec: { containers: [{ name: "web", image: "web:2" }] } },
      [
        { name: "web", image: "web:2", ports: [{ containerPort: 80 }], args: ["x"] },
        { name: "proxy", image: "proxy:1" },
      ],
    ],
    [
      "adds to nested keyed lists and replaces plain ones",
      { spec: { containers: [{ name: "web", ports: [{ containerPort: 81 }], args: ["y"] }] } },
      [
        { name: "web", image: "web:1", ports: [{ containerPort: 80 }, { containerPort: 81 }], args: ["y"] },
        { name: "proxy", image: "proxy:1" },
      ],
    ],
    [
      "deletes an entry by directive",
      { spec: { containers: [{ name: "proxy", $patch: "delete" }] } },
      [{ name: "web", image: "web:1", ports: [{ containerPort: 80 }], args: ["x"] }],
    ],
    [
      "replaces a list by directive",
      { spec: { containers: [{ name: "only", image: "only:1" }, { $patch: "replace" }] } },
      [{ name: "only", image: "only:1" }],
    ],
  ])("%s", (_what, patch, containers) => {
    expect(strategicMerge(pod, patch)).toEqual({ ...pod, spec: { containers } });
  });

  test("merges finalizers as a set, and takes single ones away", () => {
    expect(strategicMerge(pod, { metadata: { finalizers: ["b", "a"] } })).toMatchObject({
      metadata: { finalizers: ["a", "b"] },
    });
    expect(strategicMerge(pod, { metadata: { "$deleteFromPrimitiveList/finalizers": ["a"] } })).toMatchObject(
      {
        metadata: { finalizers: [] },
      },
    );
  });

  test("keeps only what $retainKeys names", () => {
    const strategy = { strategy: { type: "RollingUpdate", rollingUpdate: { maxSurge: 1 } } };
    const patch = { strategy: { type: "Recreate", $retainKeys: ["type"] } };
    expect(strategicMerge(strategy, patch)).toEqual({ strategy: { type: "Recreate" } });
  });
});

describe("field paths", () => {
  const object = {
    apiVersion: "v1",
    metadata: { name: "x", labels: { a: "1" } },
    spec: { containers: [{ name: "web", image: "i", args: ["a"] }], empty: {} },
  };

  test("name every leaf, and survive the form managedFields has", () => {
    const paths = fieldsOf(object);
    expect(paths.map(fieldText)).toEqual([
      ".metadata.labels.a",
      '.spec.containers[name="web"]',
      '.spec.containers[name="web"].name',
      '.spec.containers[name="web"].image',
      '.spec.containers[name="web"].args',
      ".spec.empty",
    ]);
    expect(fromFieldsV1(toFieldsV1(paths))).toEqual(paths);
  });

  test("read and remove what they name", () => {
    const image = ["f:spec", "f:containers", 'k:{"name":"web"}', "f:image"];
    expect(readField(object, image)).toBe("i");
    expect(readField(removeField(object, image), image)).toBeUndefined();
    const entry = ["f:spec", "f:containers", 'k:{"name":"web"}', "."];
    expect(removeField(object, entry)).toMatchObject({ spec: { containers: [] } });
  });
});

describe("field owners", () => {
  const writer = (manager: string): FieldWriter => ({
    manager,
    apiVersion: "v1",
    time: "2026-11-17T14:00:00Z",
  });
  const config = (data: object) => ({ metadata: { name: "x" }, data });
  const applied = (live: object, data: object, manager: string, force = false) =>
    applyConfiguration(config(live), config(data), writer(manager), force);

  test("an update takes over the fields it changes", () => {
    const first = noteUpdate(undefined, config({ a: "1", b: "1" }), writer("one"));
    const second = noteUpdate(first, { ...first, data: { a: "2", b: "1" } }, writer("two"));
    expect(second.metadata).toMatchObject({
      managedFields: [
        { manager: "one", fieldsV1: { "f:data": { "f:b": {} } } },
        { manager: "two", fieldsV1: { "f:data": { "f:a": {} } } },
      ],
    });
  });

  test("an apply that agrees shares a field, one that does not conflicts", () => {
    const first = applied({}, { a: "1" }, "one");
    if (!("object" in first)) throw new Error("the first apply cannot conflict");
    const agreeing = applyConfiguration(first.object, config({ a: "1" }), writer("two"), false);
    expect(agreeing).toHaveProperty("object.metadata.managedFields.length", 2);
    const other = applyConfiguration(first.object, config({ a: "2" }), writer("two"), false);
    expect(other).toEqual({ conflicts: [{ manager: "one", path: ["f:data", "f:a"] }] });
  });
});
