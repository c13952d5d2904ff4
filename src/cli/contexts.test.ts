import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { eventually } from "../../test/support/eventually.ts";
import { type TempFolder, tempFolder } from "../../test/support/temp-folder.ts";
import { type DemoCluster, startDemo } from "../demo/index.ts";
import { createKubeconfigEditor, loadKubeconfig } from "../kube/kubeconfig/index.ts";
import { createClock } from "../lib/clock.ts";
import { pods } from "../resources/pods.ts";
import { type ContextsOptions, createContexts } from "./contexts.ts";
import { followKubeconfig } from "./kubeconfig-feed.ts";
import { freeTerminal } from "./terminal-loan.ts";

interface SetUp {
  readonly demo: DemoCluster;
  readonly home: TempFolder;
  readonly contexts: ReturnType<typeof createContexts>;
}

async function setUp(more: Partial<ContextsOptions> = {}): Promise<SetUp> {
  const demo = await startDemo({ warmUp: 0 });
  onTestFinished(() => demo.close());
  const home = await tempFolder();
  await home.write(".kube/config", JSON.stringify(demo.kubeconfig(), null, 2));
  const source = { env: {}, home: home.path, cwd: home.path };
  const clock = createClock(() => Date.now());
  const contexts = createContexts({
    kubeconfig: followKubeconfig(source, await loadKubeconfig(source)),
    editor: createKubeconfigEditor(source, { now: clock.now }),
    deps: {
      world: { env: {}, home: home.path, cwd: home.path, version: "1.2.3", clock },
      terminal: freeTerminal(false),
      pluginPolicy: { type: "AllowAll" },
      isReadOnly: (context) => context.endsWith("viewer"),
      onCredentialNotice: () => {},
    },
    log: (text) => expect.unreachable(text),
    ...more,
  });
  return { demo, home, contexts };
}

function open({ contexts }: SetUp, name = "demo-prod") {
  const session = contexts.open(name);
  onTestFinished(() => session.close());
  return session;
}

describe("the contexts of a kubeconfig", () => {
  test("are listed with what is known of them without asking", async () => {
    const { contexts, demo } = await setUp();
    expect(contexts.current).toBe("demo-prod");
    expect(contexts.list()[0]).toEqual({
      name: "demo-prod",
      cluster: "demo-prod",
      user: "demo-prod",
      server: demo.url,
      namespace: "payments",
    });
    expect(demo.requests.list()).toEqual([]);
  });

  test("say what keeps them from being used", async () => {
    const { contexts, home } = await setUp();
    const text = (await home.read(".kube/config")).replace('"cluster": "demo-prod"', '"cluster": "gone"');
    await home.write(".kube/config", text);
    await contexts.reload();
    expect(contexts.list()[0]?.problem).toContain("no file defines its cluster gone");
    expect(() => contexts.open("demo-prod")).toThrow("no file defines its cluster gone");
  });

  test("that are open stay listed when they leave the kubeconfig", async () => {
    const world = await setUp();
    open(world, "demo-prod-viewer");
    const text = (await world.home.read(".kube/config")).replaceAll('"demo-prod-viewer"', '"renamed"');
    await world.home.write(".kube/config", text);
    await world.contexts.reload();
    expect(world.contexts.list().map(({ name, problem }) => [name, problem])).toEqual([
      ["demo-prod", undefined],
      ["renamed", undefined],
      ["demo-prod-viewer", "no longer in the kubeconfig; works until the program ends"],
    ]);
  });

  test("one becomes kubectl's default by an explicit wish only, and the one before is told", async () => {
    const before: unknown[] = [];
    const world = await setUp({ onDefaultChanged: (name) => before.push(name) });
    open(world, "demo-prod-viewer");
    expect(world.contexts.current).toBe("demo-prod");
    expect(await world.contexts.makeDefault("demo-prod-viewer")).toMatch(/\.kube\/config$/);
    expect(world.contexts.current).toBe("demo-prod-viewer");
    expect(before).toEqual(["demo-prod"]);
  });

  test("are outdated when their entries changed, not when another became current", async () => {
    const world = await setUp();
    const session = open(world);
    await world.contexts.makeDefault("demo-prod-viewer");
    expect(world.contexts.isOutdated(session)).toBe(false);
    const text = (await world.home.read(".kube/config")).replace("demo-admin", "renewed");
    await world.home.write(".kube/config", text);
    await world.contexts.reload();
    expect(world.contexts.isOutdated(session)).toBe(true);
  });
});

describe("an open context", () => {
  test("says who asks without a secret, and whether it may change anything", async () => {
    const session = open(await setUp(), "demo-prod-viewer");
    expect(session.identity).toBe("user demo-prod-viewer (token)");
    expect(session.readOnly).toBe(true);
  });

  test("has rows, whole objects and the server's version", async () => {
    const session = open(await setUp());
    const lease = session.multiplexer.subscribe({
      ...pods,
      scope: { namespace: "payments" },
      summarizer: pods,
    });
    await eventually(() => expect(lease.rows.status.phase).toBe("live"));
    const [row] = lease.rows.values();
    const name = row?.name ?? "";
    const object = await session.fetchObject(pods.gvr, "payments", name, new AbortController().signal);
    expect(object.metadata.uid).toBe(row?.uid);
    expect(await session.serverVersion()).toMatch(/^v1\./);
  });

  test("learns of a kind when it is defined, without being asked", async () => {
    const world = await setUp();
    const { discovery } = open(world);
    const has = (plural: string) => discovery.resources.some(({ gvr }) => gvr.resource === plural);
    await discovery.refresh();
    expect([has("certificates"), has("widgets")]).toEqual([true, false]);
    world.demo.objects.create({
      apiVersion: "apiextensions.k8s.io/v1",
      kind: "CustomResourceDefinition",
      metadata: { name: "widgets.shop.example.com" },
      spec: {
        group: "shop.example.com",
        scope: "Namespaced",
        names: { plural: "widgets", singular: "widget", kind: "Widget" },
        versions: [
          { name: "v1", served: true, storage: true, schema: { openAPIV3Schema: { type: "object" } } },
        ],
      },
    });
    await eventually(() => expect(has("widgets")).toBe(true));
  });

  test("knows its kinds from an earlier run before the server has answered", async () => {
    const world = await setUp();
    await open(world).discovery.refresh();
    const kept = join(world.home.path, ".cache/periplus/discovery");
    await eventually(async () => expect(await readdir(kept)).toEqual([expect.stringMatching(/^\w+\.json$/)]));
    await world.demo.stop();
    const { discovery } = open(world);
    await eventually(() => expect(discovery.resources.length).toBeGreaterThan(20));
    await expect(discovery.refresh()).rejects.toThrow("refused the connection");
    expect(discovery.problem?.message).toContain("refused the connection");
  });
});
