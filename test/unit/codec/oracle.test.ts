// Kubernetes' own examples of every kind, each as protobuf and as JSON: what we decode of one must be the other.
import { describe, expect, test } from "vitest";
import { readEnvelope } from "../../../src/kube/codec/envelope.ts";
import { readObject } from "../../../src/kube/codec/index.ts";
import { messageOf } from "../../../src/kube/codec/schema.ts";
import { type CodecFixture, codecFixtures } from "../../support/codec/fixtures.ts";
import { findModule, release } from "../../tools/schema/modules.ts";

/** The examples of a module in Go's cache, less those of a type without envelope, which no server sends alone. */
function examplesOf(module: string, folder: string): CodecFixture[] | undefined {
  try {
    const { folder: root } = findModule(`${module}@${release}`, false);
    return codecFixtures(`${root}/${folder}`).filter(({ name }) => name !== "core.v1.WatchEvent");
  } catch {
    return undefined;
  }
}

const decode = ({ name, protobuf }: CodecFixture) =>
  readObject(protobuf, "application/vnd.kubernetes.protobuf", `read ${name}`);

/** A few kinds have no metadata; ours always do. */
const jsonOf = ({ json }: CodecFixture) => Object.assign({ metadata: {} }, json);

describe("what is decoded of protobuf is the API's JSON", () => {
  test.each(codecFixtures())("of $name", (example) => {
    expect(decode(example)).toEqual(jsonOf(example));
  });

  test.for([
    ["k8s.io/api", "testdata/HEAD", 192],
    ["k8s.io/apiextensions-apiserver", "pkg/apis/testdata/HEAD", 4],
    ["k8s.io/metrics", "pkg/apis/testdata/HEAD", 14],
    ["k8s.io/metrics", "pkg/apis/testdata/v1.36.0", 12],
  ] as const)("of every kind in %s, %s", ([module, folder, count], { skip }) => {
    const examples = examplesOf(module, folder);
    if (examples === undefined) return skip(`${module} ${release} is not in the cache of a Go here`);
    expect(examples).toHaveLength(count);
    for (const example of examples) expect(decode(example), example.name).toEqual(jsonOf(example));
  });

  test("of every kind of the release before, but for alpha fields that it has changed since", ({ skip }) => {
    const examples = examplesOf("k8s.io/api", "testdata/v1.36.0");
    if (examples === undefined) return skip(`k8s.io/api ${release} is not in the cache of a Go here`);
    const changed = [
      "core.v1.Pod",
      "resource.k8s.io.v1.ResourceSlice",
      "resource.k8s.io.v1beta1.ResourceSlice",
      "resource.k8s.io.v1beta2.ResourceSlice",
    ];
    const known = examples.filter(({ protobuf }) => messageOf(readEnvelope(protobuf).type) !== undefined);
    const removed = examples.filter((example) => !known.includes(example)).map(({ name }) => name);
    expect(removed).toEqual(["scheduling.k8s.io.v1alpha2.PodGroup", "scheduling.k8s.io.v1alpha2.Workload"]);
    for (const example of known.filter(({ name }) => !changed.includes(name))) {
      expect(decode(example), example.name).toEqual(jsonOf(example));
    }
  });
});
