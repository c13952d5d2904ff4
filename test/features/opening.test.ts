import { afterEach, beforeEach, test } from "vitest";
import { type DemoCluster, startDemo } from "../../src/demo/index.ts";
import { openPeriplus, type Periplus } from "../support/periplus.ts";
import { ownerOf } from "../support/workload-objects.ts";

let cluster: DemoCluster;
let periplus: Periplus;

beforeEach(async () => {
  cluster = await startDemo({ world: "empty" });
  cluster.objects.create({
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: "kites.example.com" },
    spec: {
      group: "example.com",
      scope: "Namespaced",
      names: { plural: "kites", singular: "kite", kind: "Kite", listKind: "KiteList" },
      versions: [
        { name: "v1", served: true, storage: true, schema: { openAPIV3Schema: { type: "object" } } },
      ],
    },
  });
  const [, red] = ["blue", "red"].map((name) =>
    cluster.objects.create({
      apiVersion: "example.com/v1",
      kind: "Kite",
      metadata: { name, namespace: "default" },
    }),
  );
  cluster.objects.create({
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: "tail", namespace: "default", ...(red && { ownerReferences: [ownerOf(red)] }) },
  });
  const context = { name: "quiet", cluster, token: "demo-admin", namespace: "default" };
  periplus = await openPeriplus({ contexts: [context], request: { place: "kites" } });
  await periplus.screen.shows(/^▌.? *blue /m);
});

afterEach(async () => {
  await periplus[Symbol.asyncDispose]();
  await cluster.close();
});

test("of a kind nobody knows, an object that owns others opens as the list of those", async () => {
  const { screen } = periplus;
  screen.press("j", "enter");
  await screen.shows(/configmaps +1 configmap +tail/);
});

test("of a kind nobody knows, an object that owns nothing opens as itself", async () => {
  const { screen } = periplus;
  screen.press("enter");
  await screen.shows("kind: Kite");
  screen.press("esc");
  await screen.shows(/^▌.? *blue /m);
  screen.press("t");
  await screen.shows("blue owns nothing");
});
