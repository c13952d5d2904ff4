// A bad day of the network and of the API server, packed into a minute, while the objects change through a server of
// their own. However it went, in the end the rows are the cluster's objects, each in its last version.
import { afterAll, beforeAll, expect, test } from "vitest";
import { type InformerSpec, Multiplexer, type Rows } from "../../src/cache/index.ts";
import { openCluster } from "../../src/kube/cluster.ts";
import type { GroupVersionResource, KubeObject } from "../../src/kube/types.ts";
import { createClock } from "../../src/lib/clock.ts";
import { kindOf } from "../../src/resources/index.ts";
import { eventually } from "../support/eventually.ts";
import { versionsIn, versionsOf } from "../support/watched-demo.ts";
import { ClusterAccess, StatusError } from "./access.ts";
import { type ControlPlane, startControlPlane } from "./control-plane.ts";
import { Relay } from "./relay.ts";
import { until } from "./until.ts";

const group = "soak.periplus.test";
const watched: readonly Watched[] = [
  {
    path: "/api/v1/namespaces/default/pods",
    gvr: { group: "", version: "v1", resource: "pods" },
    kind: "Pod",
    body: { spec: { containers: [{ name: "app", image: "registry.example/app:1.0" }] } },
  },
  {
    path: "/api/v1/namespaces/default/configmaps",
    gvr: { group: "", version: "v1", resource: "configmaps" },
    kind: "ConfigMap",
    body: { data: { key: "value" } },
  },
  {
    path: `/apis/${group}/v1/namespaces/default/gadgets`,
    gvr: { group, version: "v1", resource: "gadgets" },
    kind: "Gadget",
    body: { apiVersion: `${group}/v1`, kind: "Gadget", spec: { size: 1 } },
  },
];

interface Watched {
  readonly path: string;
  readonly gvr: GroupVersionResource;
  readonly kind: string;
  /** What a new object is made of beside its name. */
  readonly body: object;
}

let cluster: ControlPlane;
/** The same objects through an API server that nothing happens to. */
let other: ClusterAccess;

beforeAll(async () => {
  cluster = await startControlPlane({
    name: "soak",
    apiServers: 2,
    controllerManager: false,
    scheduler: false,
    kwok: false,
    kubelet: false,
    clientCertificates: false,
    users: { reader: [] },
  });
  other = new ClusterAccess({ ...cluster.details, server: cluster.details.servers[1] ?? "" });
  const resources = `--resource=pods,configmaps,gadgets.${group}`;
  await defineGadgets();
  await cluster.kubectl(["create", "clusterrole", "reader", "--verb=list,watch", resources]);
  await cluster.kubectl(["create", "clusterrolebinding", "reader", "--clusterrole=reader", "--user=reader"]);
});

afterAll(async () => {
  await other?.close();
  await cluster?.stop();
});

async function defineGadgets(): Promise<void> {
  const openAPIV3Schema = { type: "object", "x-kubernetes-preserve-unknown-fields": true };
  const columns = [{ name: "Size", type: "integer", jsonPath: ".spec.size" }];
  const version = { name: "v1", served: true, storage: true, additionalPrinterColumns: columns };
  await cluster.request("POST", "/apis/apiextensions.k8s.io/v1/customresourcedefinitions", {
    body: {
      metadata: { name: `gadgets.${group}` },
      spec: {
        group,
        scope: "Namespaced",
        names: { plural: "gadgets", singular: "gadget", kind: "Gadget" },
        versions: [{ ...version, schema: { openAPIV3Schema } }],
      },
    },
  });
  await until("gadgets are served", () => other.request("GET", `/apis/${group}/v1/gadgets`));
}

test("after cuts, pauses, silences and restarts the rows of every form are the cluster's objects", {
  timeout: 300_000,
}, async () => {
  await using relay = await Relay.to(cluster.details.server);
  using day = watchThrough(relay);
  await settled(day.rows);
  const random = seeded(5);
  for (const fault of plan(random)) {
    const { connections } = relay;
    await happen[fault](relay, change(random));
    if (fault === "pause") continue;
    // A fault that nobody felt proves nothing.
    await until(`a ${fault} is felt`, async () => relay.connections > connections, { within: 60_000 });
    relay.resume();
  }
  await settled(day.rows);
  expect(day.wentBack).toEqual([]);
  expect(day.broken).toEqual([]);
});

/** The faults of the day in their order, the same in every run. */
function plan(random: () => number): readonly Fault[] {
  const counts: Readonly<Record<Fault, number>> = { cut: 40, pause: 15, silence: 4, restart: 4 };
  return Object.entries(counts)
    .flatMap(([fault, count]) =>
      Array.from({ length: count }, () => ({ fault: fault as Fault, at: random() })),
    )
    .sort((a, b) => a.at - b.at)
    .map(({ fault }) => fault);
}

type Fault = "cut" | "pause" | "silence" | "restart";

const happen: Readonly<Record<Fault, (relay: Relay, changes: Promise<void>) => Promise<void>>> = {
  async cut(relay, changes) {
    relay.cut();
    await changes;
  },
  /** Shorter than anybody would notice. */
  async pause(relay, changes) {
    relay.hold();
    await changes;
    relay.resume();
  },
  /** Until somebody notices. */
  async silence(relay, changes) {
    relay.hold();
    await changes;
  },
  async restart(_, changes) {
    await cluster.apiServer.restart();
    await changes;
  },
};

/** Every kind's rows, seen through the relay by a user whose rights a server that starts has to read first. */
function watchThrough(relay: Relay) {
  const client = openCluster(contextOf(relay), {
    version: "test",
    timing: { readIdle: 500, pingDeadline: 1500, connect: 2000, headers: 2000 },
    credentials: {
      description: "reader",
      current: async () => ({
        headers: { authorization: `Bearer ${cluster.details.tokens.reader}` },
        generation: 0,
      }),
      refresh: async () => false,
    },
  });
  const broken: string[] = [];
  const multiplexer = new Multiplexer({
    open: (gvr, form) => client.listWatch({ gvr, kind: kindNameOf(gvr) }, form),
    probe: async (signal) => {
      const { status, body } = await client.transport.send({ method: "GET", path: "/version", signal });
      // A body that is not read keeps its stream.
      for await (const _ of body);
      return status < 500;
    },
    clock: createClock(() => Date.now()),
    grace: 60_000,
    onBrokenRow: (error, what) => broken.push(`${what}: ${error}`),
  });
  const rows = watched.map((resource) => multiplexer.subscribe(specOf(resource)).rows);
  return {
    rows,
    broken,
    wentBack: versionsThatWentBack(rows),
    [Symbol.dispose]() {
      multiplexer.close();
      client.close();
    },
  };
}

/** Filled with each row that ever was followed by an older version of itself. */
function versionsThatWentBack(rows: readonly Rows[]): readonly string[] {
  const newest = new Map<string, bigint>();
  const wentBack: string[] = [];
  for (const set of rows) {
    set.subscribe(() => {
      for (const { uid, name, resourceVersion } of set.values()) {
        const version = BigInt(resourceVersion);
        const before = newest.get(uid) ?? 0n;
        if (version < before) wentBack.push(`${name} from ${before} to ${version}`);
        newest.set(uid, version);
      }
    });
  }
  return wentBack;
}

function contextOf(relay: Relay) {
  const { caData } = cluster.details;
  return {
    context: { name: "soak", file: "", cluster: "soak", user: "reader" },
    cluster: { name: "soak", file: "", server: relay.url, certificateAuthorityData: caData },
    user: { name: "reader", file: "" },
    namespace: "default",
  };
}

function kindNameOf({ resource }: GroupVersionResource): string {
  return watched.find(({ gvr }) => gvr.resource === resource)?.kind ?? "";
}

function specOf({ gvr }: Watched): InformerSpec {
  const summarizer = kindOf(gvr) ?? { form: "table" as const, fields: [], summarize: () => undefined };
  return { gvr, form: summarizer.form, scope: { namespace: "default" }, summarizer };
}

/** Resolves when all rows are live and the same objects in the same versions as a list made now. */
async function settled(rows: readonly Rows[]): Promise<void> {
  await eventually(async () => {
    for (const [index, { path }] of watched.entries()) {
      const { items } = await other.request<{ items: readonly KubeObject[] }>("GET", path);
      const ours = rows[index];
      expect(ours?.status.phase).toBe("live");
      expect(ours && versionsOf(ours)).toEqual(versionsIn(items));
    }
  }, 30_000);
}

/** Makes, changes, removes and replaces an object or two of each kind. */
async function change(random: () => number): Promise<void> {
  for (const { path, body } of watched) {
    const name = `soak-${Math.floor(random() * 20)}`;
    const metadata = { name, labels: { changed: String(random()) } };
    const make = () => other.request("POST", path, { body: { ...body, metadata } });
    const remove = () => other.request("DELETE", `${path}/${name}`, { body: { gracePeriodSeconds: 0 } });
    if (!(await exists(`${path}/${name}`))) await make();
    else if (random() < 0.5) {
      const contentType = "application/merge-patch+json";
      await other.request("PATCH", `${path}/${name}`, { body: { metadata }, contentType });
    } else {
      await remove();
      if (random() < 0.5) await make();
    }
  }
}

function exists(path: string): Promise<boolean> {
  return other.request("GET", path).then(
    () => true,
    (error: unknown) => {
      if (error instanceof StatusError && error.code === 404) return false;
      throw error;
    },
  );
}

/** Numbers from 0 to 1, the same in every run. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 16807) % 2147483647;
    return state / 2147483647;
  };
}
