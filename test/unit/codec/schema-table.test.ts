import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { schemaSource, schemaTable } from "../../../src/kube/codec/schema.generated.ts";
import { messageOf } from "../../../src/kube/codec/schema.ts";
import { generatorHash, makeFile, sha256 } from "../../tools/schema/generate.ts";
import { type ApiModule, findModules } from "../../tools/schema/modules.ts";

test("the committed table is what its generator wrote, untouched", () => {
  expect(schemaSource.table).toBe(sha256(schemaTable));
});

test("the generator has not changed since it wrote the committed table", () => {
  expect(schemaSource.generator, "run node test/tools/schema/generate.ts").toBe(generatorHash());
});

test("the committed table is what the API's Go modules say", (context) => {
  const modules = modulesInCache();
  if (modules === undefined) context.skip("no Go here, or no Kubernetes modules in its cache");
  else expect(readFileSync("src/kube/codec/schema.generated.ts", "utf8") === makeFile(modules)).toBe(true);
});

const apiVersions = [...schemaTable.matchAll(/^@(\S+\/\S+|v1)$/gm)].map(([, apiVersion = ""]) => apiVersion);
const kinds = schemaTable
  .split("\n@")
  .flatMap((section) => {
    const [apiVersion = "", ...lines] = section.replace(/^@/, "").split("\n");
    return lines.map((line) => ({ apiVersion, kind: line.split(" ")[0] ?? "", line }));
  })
  .filter(({ apiVersion }) => apiVersion !== "-");

test("the table holds the groups a cluster serves", () => {
  expect(apiVersions).toEqual(
    expect.arrayContaining([
      "v1",
      "apps/v1",
      "batch/v1",
      "networking.k8s.io/v1",
      "rbac.authorization.k8s.io/v1",
      "apiextensions.k8s.io/v1",
      "apiregistration.k8s.io/v1",
      "metrics.k8s.io/v1beta1",
    ]),
  );
});

test("every message of the table can be read, with all messages below it", () => {
  for (const { apiVersion, kind } of kinds) {
    const message = messageOf({ apiVersion, kind: kind.replace(/\[\]|\|/, "") });
    expect(message, `${apiVersion} ${kind}`).toBeDefined();
    for (const field of message?.fields ?? []) if (field.type === "m") expect(field.message()).toBeDefined();
  }
});

test("every object has its metadata in field 1, and every list its items in field 2", () => {
  const objects = kinds.filter(({ line }) => /metadata:\w+\.ObjectMeta/.test(line));
  expect(objects.length).toBeGreaterThan(150);
  expect(objects.filter(({ line }) => !/^\w+ metadata:\w+\.ObjectMeta/.test(line))).toEqual([]);
  const lists = kinds.filter(({ line }) => /metadata:\w+\.ListMeta/.test(line));
  expect(lists.length).toBeGreaterThan(100);
  expect(lists.filter(({ line }) => !/^\w+ metadata:\w+\.ListMeta items\*/.test(line))).toEqual([
    // Nobody asks for this one: meta.k8s.io/v1 has taken its place.
    expect.objectContaining({ apiVersion: "meta.k8s.io/v1beta1", kind: "PartialObjectMetadataList" }),
  ]);
});

function modulesInCache(): ApiModule[] | undefined {
  try {
    return findModules(false);
  } catch {
    return undefined;
  }
}
