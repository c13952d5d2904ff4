import { expect, test } from "vitest";
import type { EncodedObject } from "../kube/types.ts";
import { KeptObject, Packer } from "./kept-object.ts";

const type = { apiVersion: "v1", kind: "Pod" };

/** Objects as a list brings them: much alike, and none of them the same. */
function podsOf(count: number): EncodedObject[] {
  const spec = {
    containers: [{ name: "app", image: "registry/app:1.2.3", args: ["--verbose", "--port=8080"] }],
  };
  return Array.from({ length: count }, (_, index) => {
    const object = { metadata: { name: `app-${index}`, uid: crypto.randomUUID() }, spec };
    return { encoding: "json", type, bytes: Buffer.from(JSON.stringify(object)) } as const;
  });
}

function packed(objects: readonly EncodedObject[]): KeptObject[] {
  const packer = new Packer();
  return objects.map((object) => {
    const kept = new KeptObject(object);
    packer.add(kept);
    return kept;
  });
}

test("what was packed is what it was", () => {
  const pods = podsOf(100);
  const kept = packed(pods);
  expect(kept.filter(({ isPacked }) => isPacked).length).toBeGreaterThan(90);
  expect(kept.map(({ bytes }) => Buffer.from(bytes).toString())).toEqual(
    pods.map(({ bytes }) => bytes.toString()),
  );
  expect(kept.map(({ size }) => size)).toEqual(pods.map(({ bytes }) => bytes.length));
  expect(kept.map(({ encoding }) => encoding)).toEqual(pods.map(({ encoding }) => encoding));
});

test("an object without bytes is packed like any other", () => {
  const empty: EncodedObject = { encoding: "table", type, bytes: new Uint8Array() };
  const kept = packed([...podsOf(8), empty, ...podsOf(23)]);
  expect([kept[8]?.isPacked, kept[8]?.bytes.length, kept[8]?.size]).toEqual([true, 0, 0]);
});

test("what is packed already stays where it is", () => {
  const kept = packed(podsOf(16));
  const again = new Packer();
  for (const object of kept) again.add(object);
  expect(Buffer.from(kept[3]?.bytes ?? []).toString()).toContain("app-3");
});
