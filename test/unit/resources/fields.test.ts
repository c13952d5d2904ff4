// The masks of the kind records, against the models that @kubernetes/client-node generates from the API's description.
import * as models from "@kubernetes/client-node";
import { describe, expect, test } from "vitest";
import { kinds } from "../../../src/resources/index.ts";
import type { Kind } from "../../../src/resources/kind.ts";

interface Model {
  readonly attributeTypeMap: readonly { readonly baseName: string; readonly type: string }[];
}

const byName: ReadonlyMap<string, unknown> = new Map(Object.entries(models));

const isModel = (value: unknown): value is Model =>
  typeof value === "function" && "attributeTypeMap" in value;

function modelNamed(name: string): Model | undefined {
  const model = byName.get(name);
  return isModel(model) ? model : undefined;
}

/** `V1Pod`; events, of which there are two, have their group in the name. */
function modelOf({ gvr, kind }: Kind): Model {
  const name = `${gvr.version[0]?.toUpperCase()}${gvr.version.slice(1)}${kind}`;
  const model = modelNamed(name) ?? modelNamed(`Core${name}`);
  return model ?? expect.unreachable(`client-node has no model ${name}`);
}

/** Whether a dotted path names a field. Below a map, or what is not described, any key is one. */
function hasField(model: Model, [first, ...rest]: readonly string[]): boolean {
  const attribute = model.attributeTypeMap.find(({ baseName }) => baseName === first);
  if (attribute === undefined) return false;
  if (rest.length === 0 || /^\{|^any$/.test(attribute.type)) return true;
  const below = modelNamed(attribute.type.replace(/^Array<(.+)>$/, "$1"));
  return below !== undefined && hasField(below, rest);
}

test("a field that is misspelt is found out", () => {
  const pods = kinds.find(({ gvr }) => gvr.resource === "pods") ?? expect.unreachable();
  expect(hasField(modelOf(pods), ["status", "containerStatuses", "restartCount"])).toBe(true);
  expect(hasField(modelOf(pods), ["status", "containerStatuses", "restarts"])).toBe(false);
});

describe("every field that a row is made of is a field of the API", () => {
  test.each(kinds.map((kind) => [kind.gvr.resource, kind] as const))("of %s", (_, kind) => {
    const unknown = kind.fields.filter((path) => !hasField(modelOf(kind), path.split(".")));
    expect(unknown).toEqual([]);
  });
});
