import { afterEach, beforeEach, expect, test } from "vitest";
import { kubeconfigOf } from "../../src/cli/kubeconfig-source.ts";
import { openClient } from "../../src/cli/open-client.ts";
import { freeTerminal } from "../../src/cli/terminal-loan.ts";
import { defaultKeymap } from "../../src/config/open.ts";
import { type DemoCluster, startDemo } from "../../src/demo/index.ts";
import type { ClusterClient } from "../../src/kube/cluster.ts";
import { resolveContext } from "../../src/kube/kubeconfig/index.ts";
import { createClock } from "../../src/lib/clock.ts";
import { openPeriplus } from "../support/periplus.ts";
import { tempFolder } from "../support/temp-folder.ts";
import { switchTo, twoContexts } from "../support/two-contexts.ts";

let demo: DemoCluster;

beforeEach(async () => {
  demo = await startDemo();
});

afterEach(() => demo.close());

const settings = (text: string) => ({ ".config/periplus/settings.yaml": text });

test("a context that the settings protect says so, and others do not", async () => {
  await using periplus = await openPeriplus({
    kubeconfigText: twoContexts(demo),
    files: settings("contexts:\n  - { match: ba*, readOnly: true }\n"),
  });
  const { screen } = periplus;
  await screen.shows(/^ good .*live *$/m);
  await switchTo(periplus, "bad");
  await screen.shows(/^ bad .*live +read-only/);
  screen.press("y");
  await screen.shows(/YAML .*read-only/);
});

test("--read-only protects every context, whatever the settings say", async () => {
  await using periplus = await openPeriplus({
    kubeconfigText: twoContexts(demo),
    files: settings("readOnly: false\ncontexts:\n  - { match: good, readOnly: false }\n"),
    request: { readOnly: true },
  });
  await periplus.screen.shows(/^ good .*live +read-only/);
});

test("a line that may have meant to protect a context protects all of them until it is corrected", async () => {
  await using periplus = await openPeriplus({
    kubeconfigText: twoContexts(demo),
    files: settings("contexts:\n  - { match: bad, readOnly: yes }\n"),
  });
  await periplus.screen.shows(/^ good .*live +read-only/);
  await periplus.screen.shows("Until then every context is read-only.");
});

test("no key and no command of a read-only context sends anything but reads", async () => {
  await using periplus = await openPeriplus({
    kubeconfigText: twoContexts(demo),
    request: { readOnly: true },
  });
  const { screen, app } = periplus;
  await screen.shows(/^ good .*live +read-only/);
  const ends = new Set(["app.quit", "app.suspend"]);
  for (const [scope, bindings] of defaultKeymap) {
    for (const [sequence, command] of bindings) {
      if (ends.has(command)) continue;
      app.goTable("good", ["payments"], "deployments");
      if (scope === "yaml") screen.press("y");
      if (scope === "picker") screen.press("ctrl-n");
      if (scope === "prompt") screen.press("/");
      screen.press(...sequence.split(" "), "enter");
    }
  }
  await screen.shows(/^ good /);
  const sent = demo.requests.list({}).filter(({ method }) => method !== "GET");
  expect(sent.filter(({ path }) => !/selfsubject(access|rules)reviews$/.test(path))).toEqual([]);
  expect(periplus.errors).toEqual([]);
});

async function protectedClient(): Promise<ClusterClient> {
  const { path } = await tempFolder();
  const kubeconfig = kubeconfigOf(demo.kubeconfig());
  const { client } = openClient(resolveContext(kubeconfig, "demo-prod"), {
    world: { env: {}, home: path, cwd: path, version: "test", clock: createClock(() => Date.now()) },
    terminal: freeTerminal(false),
    pluginPolicy: { type: "AllowAll" },
    isReadOnly: (context) => context === "demo-prod",
    onCredentialNotice: () => {},
  });
  return client;
}

const gvr = { group: "apps", version: "v1", resource: "deployments" };
const api = { gvr, namespace: "payments", name: "api" };
const configMap = {
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name: "new", namespace: "payments" },
};
const configMaps = { gvr: { group: "", version: "v1", resource: "configmaps" }, namespace: "payments" };

const writes: readonly (readonly [string, (client: ClusterClient) => Promise<unknown>])[] = [
  ["create", ({ requests }) => requests.create(configMaps, configMap)],
  ["replace", ({ requests }) => requests.replace({ ...configMaps, name: "new" }, configMap)],
  ["merge patch", ({ requests }) => requests.patch(api, { type: "merge", value: { spec: { replicas: 0 } } })],
  [
    "server-side apply",
    ({ requests }) => requests.patch(api, { type: "apply", value: configMap, fieldManager: "periplus" }),
  ],
  ["scale", ({ requests }) => requests.patch({ ...api, subresource: "scale" }, { type: "merge", value: {} })],
  ["delete", ({ requests }) => requests.delete(api)],
  ["delete by force", ({ requests }) => requests.delete(api, { gracePeriodSeconds: 0 })],
  [
    "evict",
    ({ requests }) => requests.create({ ...configMaps, name: "api", subresource: "eviction" }, configMap),
  ],
  ["exec", ({ transport }) => transport.upgrade({ path: "/api/v1/namespaces/payments/pods/a/exec" }, ["v5"])],
  [
    "port-forward",
    ({ transport }) => transport.upgrade({ path: "/api/v1/namespaces/payments/pods/a/portforward" }, ["v5"]),
  ],
  ["any request at all", ({ transport }) => transport.send({ method: "DELETE", path: "/api/v1/nodes" })],
];

test.each(writes)("whoever asks, %s never leaves a read-only context", async (_, write) => {
  const client = await protectedClient();
  await expect(write(client)).rejects.toMatchObject({ name: "ApiError", kind: "read-only" });
  expect(demo.requests.list({})).toEqual([]);
  client.close();
});

test("what only asks or tries is sent from a read-only context", async () => {
  const client = await protectedClient();
  await client.requests.get(api);
  const before = demo.objects.get("deployments", "payments/api")?.metadata.resourceVersion;
  await client.requests.patch(api, { type: "merge", value: { spec: { replicas: 0 } } }, { dryRun: true });
  expect(demo.objects.get("deployments", "payments/api")?.metadata.resourceVersion).toBe(before);
  expect(demo.requests.list({ method: "PATCH" })).toHaveLength(1);
  client.close();
});
