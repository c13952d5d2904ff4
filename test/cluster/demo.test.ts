// The demo cluster kept honest: the same requests go to it and to a real API server, and the answers must say the
// same. What differs by nature (uids, times, resourceVersions, addresses) is blanked out first.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type DemoCluster, ManualClock, startDemo } from "../../src/demo/index.ts";
import { eventually } from "../support/eventually.ts";
import {
  type RawAnswer,
  type RawBody,
  type RawEvent,
  type RawRequest,
  RawWatch,
  send,
} from "../support/raw-http.ts";
import { blanked } from "./blanked.ts";
import { type ControlPlane, startControlPlane } from "./control-plane.ts";

interface Side {
  readonly url: string;
  readonly certificate: string | undefined;
  readonly tokens: Readonly<Record<string, string>>;
}

let demo: DemoCluster;
let plane: ControlPlane;
let sides: readonly Side[];

beforeAll(async () => {
  [plane, demo] = await Promise.all([
    startControlPlane({ controllerManager: false, scheduler: false, kwok: false, kubelet: false }),
    // Its controllers stand still, as the real ones are not there.
    startDemo({
      world: "empty",
      clock: new ManualClock(Date.now()),
      futureVersionWait: 0,
      tokens: { nobody: { name: "viewer", uid: "2", groups: [] } },
    }),
  ]);
  const { server, caData, tokens } = plane.details;
  sides = [
    { url: server, certificate: Buffer.from(caData, "base64").toString(), tokens },
    { url: demo.url, certificate: demo.certificate, tokens: { admin: "demo-admin", viewer: "nobody" } },
  ];
  await both({ path: "/api/v1/namespaces", method: "POST", body: { metadata: { name: "honest" } } });
});
afterAll(async () => {
  await demo?.close();
  await plane?.stop();
});

interface Step extends Omit<RawRequest, "token"> {
  readonly path: string;
  readonly user?: string;
}

/** One answer from each side, the real one first. */
async function both({ path, user = "admin", ...request }: Step): Promise<readonly [RawAnswer, RawAnswer]> {
  const answers: RawAnswer[] = [];
  for (const side of sides)
    answers.push(
      await send(side, path, { ...request, token: user === "" ? "" : (side.tokens[user] ?? user) }),
    );
  const [real, ours] = answers;
  if (real === undefined || ours === undefined) throw new Error("a side is missing");
  return [real, ours];
}

const configMaps = "/api/v1/namespaces/honest/configmaps";
const deployments = "/apis/apps/v1/namespaces/honest/deployments";
const pods = "/api/v1/namespaces/honest/pods";
const table = { accept: "application/json;as=Table;v=v1;g=meta.k8s.io,application/json" };
const partial = {
  accept: "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io,application/json",
};
const patchOf = (type: string) => ({ "content-type": `application/${type}` });

const podSpec = { containers: [{ name: "web", image: "web:1" }] };
const deployment = {
  metadata: { name: "web" },
  spec: {
    selector: { matchLabels: { app: "web" } },
    template: { metadata: { labels: { app: "web" } }, spec: podSpec },
  },
};

// Refusals and simple answers, compared whole. The order matters: later steps build on earlier ones.
const steps: readonly (readonly [string, Step])[] = [
  ["a token nobody knows", { path: "/api/v1/pods", user: "unknown" }],
  ["a list somebody may not make", { path: "/api/v1/pods", user: "viewer" }],
  ["a get somebody may not make", { path: `${deployments}/web`, user: "viewer" }],
  ["a subresource somebody may not read", { path: `${pods}/x/log`, user: "viewer" }],
  ["a path somebody may not read", { path: "/metrics", user: "viewer" }],
  ["an object that is not there", { path: `${configMaps}/nothing` }],
  ["an object of a group that is not there", { path: `${deployments}/nothing` }],
  ["a resource that is not there", { path: "/api/v1/gadgets" }],
  ["an empty list", { path: configMaps }],
  ["a new object", { path: configMaps, method: "POST", body: { metadata: { name: "a" }, data: { x: "1" } } }],
  ["a name that is taken", { path: configMaps, method: "POST", body: { metadata: { name: "a" } } }],
  ["a bad name", { path: configMaps, method: "POST", body: { metadata: { name: "Bad_Name" } } }],
  ["no name", { path: configMaps, method: "POST", body: { metadata: {} } }],
  [
    "a namespace that does not fit the path",
    { path: configMaps, method: "POST", body: { metadata: { name: "b", namespace: "other" } } },
  ],
  [
    "a namespace that is not there",
    { path: "/api/v1/namespaces/nowhere/configmaps", method: "POST", body: { metadata: { name: "b" } } },
  ],
  ["the object", { path: `${configMaps}/a` }],
  ["its metadata only", { path: configMaps, headers: partial }],
  ["a list of it", { path: configMaps }],
  ["its table", { path: configMaps, headers: table }],
  ["its table without objects", { path: `${configMaps}?includeObject=None`, headers: table }],
  ["an unknown includeObject", { path: `${configMaps}?includeObject=All`, headers: table }],
  [
    "a merge patch",
    {
      path: `${configMaps}/a`,
      method: "PATCH",
      headers: patchOf("merge-patch+json"),
      body: { data: { y: "2" } },
    },
  ],
  [
    "a JSON patch whose test fails",
    {
      path: `${configMaps}/a`,
      method: "PATCH",
      headers: patchOf("json-patch+json"),
      body: [{ op: "test", path: "/data/y", value: "3" }],
    },
  ],
  [
    "an update from a stale version",
    {
      path: `${configMaps}/a`,
      method: "PUT",
      body: { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "a", resourceVersion: "1" } },
    },
  ],
  [
    "an update of another uid",
    {
      path: `${configMaps}/a`,
      method: "PUT",
      body: {
        apiVersion: "v1",
        kind: "ConfigMap",
        metadata: { name: "a", uid: "00000000-0000-4000-8000-000000000000" },
      },
    },
  ],
  [
    "a deletion of another uid",
    {
      path: `${configMaps}/a`,
      method: "DELETE",
      body: {
        apiVersion: "v1",
        kind: "DeleteOptions",
        preconditions: { uid: "00000000-0000-4000-8000-000000000000" },
      },
    },
  ],
  [
    "a body in an unknown format",
    { path: configMaps, method: "POST", headers: { "content-type": "text/plain" }, body: "x" },
  ],
  ["a bad label selector", { path: `${configMaps}?labelSelector=a%20b` }],
  ["a field selector the kind does not have", { path: `${configMaps}?fieldSelector=data.x=1` }],
  ["a bad limit", { path: `${configMaps}?limit=many` }],
  ["a continue token of another sort", { path: `${configMaps}?continue=e30` }],
  ["exactness without a version", { path: `${configMaps}?resourceVersionMatch=Exact` }],
  ["initial events of a list", { path: `${configMaps}?sendInitialEvents=true` }],
  ["initial events without a match", { path: `${configMaps}?watch=true&sendInitialEvents=true` }],
  ["a version of the future", { path: `${configMaps}?resourceVersion=99999999` }],
  ["a pod without containers", { path: pods, method: "POST", body: { metadata: { name: "x" }, spec: {} } }],
  [
    "a pod whose containers share a name",
    {
      path: pods,
      method: "POST",
      body: { metadata: { name: "x" }, spec: { containers: [...podSpec.containers, ...podSpec.containers] } },
    },
  ],
  ["a new Deployment", { path: deployments, method: "POST", body: deployment }],
  ["its table", { path: deployments, headers: table }],
  ["its scale", { path: `${deployments}/web/scale` }],
  [
    "a scale below zero",
    {
      path: `${deployments}/web/scale`,
      method: "PATCH",
      headers: patchOf("merge-patch+json"),
      body: { spec: { replicas: -1 } },
    },
  ],
  [
    "a selector that cannot change",
    {
      path: `${deployments}/web`,
      method: "PATCH",
      headers: patchOf("merge-patch+json"),
      body: {
        spec: { selector: { matchLabels: { app: "x" } }, template: { metadata: { labels: { app: "x" } } } },
      },
    },
  ],
  ["a rehearsed deletion", { path: `${deployments}/web?dryRun=All`, method: "DELETE" }],
  ["a rehearsal of another sort", { path: `${deployments}/web?dryRun=Some`, method: "DELETE" }],
  [
    "an apply without a manager",
    {
      path: `${configMaps}/applied`,
      method: "PATCH",
      headers: patchOf("apply-patch+yaml"),
      body: { kind: "ConfigMap" },
    },
  ],
  [
    "an apply that creates",
    {
      path: `${configMaps}/applied?fieldManager=one`,
      method: "PATCH",
      headers: patchOf("apply-patch+yaml"),
      body: { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "applied" }, data: { x: "1" } },
    },
  ],
  [
    "an apply that conflicts",
    {
      path: `${configMaps}/applied?fieldManager=two`,
      method: "PATCH",
      headers: patchOf("apply-patch+yaml"),
      body: { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "applied" }, data: { x: "2" } },
    },
  ],
  ["a deletion", { path: `${configMaps}/a`, method: "DELETE" }],
  ["a deletion of what is gone", { path: `${configMaps}/a`, method: "DELETE" }],
  ["a deletion of all", { path: configMaps, method: "DELETE" }],
  ["a field selector pods do not have", { path: `${pods}?fieldSelector=spec.x=1` }],
  ["a group that is not there", { path: "/apis/nothing.example.com/v1" }],
  ["a resource of a group that is not there", { path: "/apis/nothing.example.com/v1/things" }],
  ["a path that is not there", { path: "/nothing" }],
  ["a method a resource does not have", { path: "/api/v1/namespaces", method: "DELETE" }],
  [
    "an eviction of nobody",
    { path: `${pods}/nobody/eviction`, method: "POST", body: { metadata: { name: "nobody" } } },
  ],
  ["health", { path: "/readyz" }],
];

describe("the demo cluster answers as the real API server", () => {
  test.each(steps)("%s", async (_what, step) => {
    const [real, ours] = await both(step);
    const shown = ({ status, json, text, headers }: RawAnswer) => ({
      status,
      type: headers["content-type"],
      retryAfter: headers["retry-after"],
      body: Object.keys(json).length === 0 ? text : blanked(withBlankedCells(json)),
    });
    expect(shown(ours)).toEqual(shown(real));
  });
});

describe("a watch of the demo cluster", () => {
  const change = async (name: string) => {
    await both({ path: configMaps, method: "POST", body: { metadata: { name, labels: { kept: "yes" } } } });
    await both({
      path: `${configMaps}/${name}`,
      method: "PATCH",
      headers: patchOf("merge-patch+json"),
      body: { metadata: { labels: { kept: null } } },
    });
    await both({ path: `${configMaps}/${name}`, method: "DELETE" });
  };

  const initialEvents = "&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true";

  test.each([
    ["from nothing", "", {}],
    ["with a selector that stops to fit", "&labelSelector=kept", {}],
    ["as a WatchList", initialEvents, {}],
    ["as a table", "", table],
    ["as a table with initial events", `${initialEvents}&includeObject=None`, table],
  ])("%s sends the same events", async (what, query, headers) => {
    const path = `${configMaps}?watch=true${query}`;
    const watches = await Promise.all(
      sides.map((side) => RawWatch.open(side, path, { token: side.tokens.admin ?? "", headers })),
    );
    await change(`watched-${what.toLowerCase().replaceAll(/\W+/g, "-")}`);
    const [real, ours] = await Promise.all(watches.map(untilDeleted));
    for (const watch of watches) watch.close();
    expect(ours?.map(comparable)).toEqual(real?.map(comparable));
  });
});

// All events up to the deletion. When plain bookmarks come is each server's own affair.
async function untilDeleted(watch: RawWatch): Promise<readonly RawEvent[]> {
  const events: RawEvent[] = [];
  while (events.at(-1)?.type !== "DELETED") {
    const event = await watch.next();
    if (event === undefined) break;
    if (event.type !== "BOOKMARK" || JSON.stringify(event).includes("initial-events-end")) events.push(event);
  }
  return events;
}

// In the row of a bookmark the real server prints an empty object, which says nothing.
function comparable(event: RawEvent): unknown {
  const object = withBlankedCells(event.object);
  if (event.type !== "BOOKMARK" || object.rows === undefined) return blanked({ ...event, object });
  const rows = object.rows.map(({ cells, object: inner }) => ({ cells: cells.length, object: inner }));
  return blanked({ ...event, object: { ...object, rows } });
}

function withBlankedCells(body: RawBody): RawBody {
  if (body.rows === undefined) return body;
  return { ...body, rows: body.rows.map(({ cells, object }) => ({ cells: cells.map(blankedCell), object })) };
}

// Objects with every field the columns look at, made on both sides; the real controllers are off.
const printed: readonly (readonly [string, string, object])[] = [
  ["pods", pods, { metadata: { name: "p" }, spec: podSpec }],
  [
    "services",
    "/api/v1/namespaces/honest/services",
    { metadata: { name: "s" }, spec: { clusterIP: "None", selector: { a: "b" }, ports: [{ port: 80 }] } },
  ],
  ["secrets", "/api/v1/namespaces/honest/secrets", { metadata: { name: "s" }, stringData: { a: "b" } }],
  ["serviceaccounts", "/api/v1/namespaces/honest/serviceaccounts", { metadata: { name: "sa" } }],
  [
    "persistentvolumeclaims",
    "/api/v1/namespaces/honest/persistentvolumeclaims",
    {
      metadata: { name: "c" },
      spec: {
        accessModes: ["ReadWriteOnce"],
        storageClassName: "fast",
        resources: { requests: { storage: "1Gi" } },
      },
    },
  ],
  [
    "persistentvolumes",
    "/api/v1/persistentvolumes",
    {
      metadata: { name: "v" },
      spec: { capacity: { storage: "1Gi" }, accessModes: ["ReadWriteMany"], hostPath: { path: "/x" } },
    },
  ],
  ["nodes", "/api/v1/nodes", { metadata: { name: "n", labels: { "node-role.kubernetes.io/edge": "" } } }],
  [
    "events",
    "/api/v1/namespaces/honest/events",
    {
      metadata: { name: "e" },
      involvedObject: { kind: "Pod", name: "p", namespace: "honest", fieldPath: "spec.containers{web}" },
      reason: "Seen",
      message: "it was seen",
      type: "Normal",
      source: { component: "kubelet", host: "n" },
      count: 3,
      firstTimestamp: "2020-01-01T00:00:00Z",
      lastTimestamp: "2020-01-01T00:00:00Z",
    },
  ],
  ["replicasets", "/apis/apps/v1/namespaces/honest/replicasets", { ...deployment, metadata: { name: "r" } }],
  [
    "statefulsets",
    "/apis/apps/v1/namespaces/honest/statefulsets",
    { metadata: { name: "s" }, spec: { ...deployment.spec, serviceName: "s" } },
  ],
  ["daemonsets", "/apis/apps/v1/namespaces/honest/daemonsets", { ...deployment, metadata: { name: "d" } }],
  [
    "jobs",
    "/apis/batch/v1/namespaces/honest/jobs",
    { metadata: { name: "j" }, spec: { template: { spec: { ...podSpec, restartPolicy: "Never" } } } },
  ],
  [
    "cronjobs",
    "/apis/batch/v1/namespaces/honest/cronjobs",
    {
      metadata: { name: "c" },
      spec: {
        schedule: "0 1 * * *",
        jobTemplate: { spec: { template: { spec: { ...podSpec, restartPolicy: "Never" } } } },
      },
    },
  ],
  [
    "horizontalpodautoscalers",
    "/apis/autoscaling/v2/namespaces/honest/horizontalpodautoscalers",
    {
      metadata: { name: "h" },
      spec: {
        scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "web" },
        maxReplicas: 3,
        metrics: [
          {
            type: "Resource",
            resource: { name: "cpu", target: { type: "Utilization", averageUtilization: 70 } },
          },
        ],
      },
    },
  ],
  [
    "poddisruptionbudgets",
    "/apis/policy/v1/namespaces/honest/poddisruptionbudgets",
    { metadata: { name: "b" }, spec: { minAvailable: "50%", selector: { matchLabels: { a: "b" } } } },
  ],
  [
    "ingresses",
    "/apis/networking.k8s.io/v1/namespaces/honest/ingresses",
    {
      metadata: { name: "i" },
      spec: {
        tls: [{ hosts: ["a.example.com"] }],
        rules: ["a", "b", "c", "d"].map((name) => ({
          host: `${name}.example.com`,
          http: {
            paths: [
              { path: "/", pathType: "Prefix", backend: { service: { name: "s", port: { number: 80 } } } },
            ],
          },
        })),
      },
    },
  ],
  [
    "networkpolicies",
    "/apis/networking.k8s.io/v1/namespaces/honest/networkpolicies",
    { metadata: { name: "n" }, spec: { podSelector: { matchLabels: { a: "b" } } } },
  ],
  [
    "storageclasses",
    "/apis/storage.k8s.io/v1/storageclasses",
    {
      metadata: { name: "c", annotations: { "storageclass.kubernetes.io/is-default-class": "true" } },
      provisioner: "p.example.com",
    },
  ],
  ["priorityclasses", "/apis/scheduling.k8s.io/v1/priorityclasses", { metadata: { name: "c" }, value: 5 }],
  [
    "leases",
    "/apis/coordination.k8s.io/v1/namespaces/honest/leases",
    { metadata: { name: "l" }, spec: { holderIdentity: "me" } },
  ],
  [
    "roles",
    "/apis/rbac.authorization.k8s.io/v1/namespaces/honest/roles",
    { metadata: { name: "r" }, rules: [{ apiGroups: [""], resources: ["pods"], verbs: ["get"] }] },
  ],
  [
    "rolebindings",
    "/apis/rbac.authorization.k8s.io/v1/namespaces/honest/rolebindings",
    {
      metadata: { name: "b" },
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: "r" },
      subjects: [
        { kind: "User", apiGroup: "rbac.authorization.k8s.io", name: "u" },
        { kind: "ServiceAccount", name: "sa", namespace: "honest" },
      ],
    },
  ],
  [
    "resourcequotas",
    "/api/v1/namespaces/honest/resourcequotas",
    { metadata: { name: "q" }, spec: { hard: { pods: "1000", "limits.cpu": "2" } } },
  ],
  [
    "endpointslices",
    "/apis/discovery.k8s.io/v1/namespaces/honest/endpointslices",
    {
      metadata: { name: "e" },
      addressType: "IPv4",
      ports: [{ name: "http", port: 80, protocol: "TCP" }],
      endpoints: [{ addresses: ["10.1.2.3"] }, { addresses: ["10.1.2.4"] }],
    },
  ],
  [
    "certificates",
    "/apis/apiextensions.k8s.io/v1/customresourcedefinitions",
    {
      metadata: { name: "things.example.com" },
      spec: {
        group: "example.com",
        scope: "Namespaced",
        names: { plural: "things", singular: "thing", kind: "Thing", listKind: "ThingList" },
        versions: [
          {
            name: "v1",
            served: true,
            storage: true,
            schema: { openAPIV3Schema: { type: "object", "x-kubernetes-preserve-unknown-fields": true } },
          },
        ],
      },
    },
  ],
];

// Ages and times pass between the two answers.
function blankedCell(cell: unknown): unknown {
  if (typeof cell !== "string") return cell;
  if (/^\d+s$/.test(cell)) return "AGE";
  return /^\d{4}-\d\d-\d\dT/.test(cell) ? "TIME" : blanked(cell);
}

describe("the demo cluster prints", () => {
  test.each(printed)("%s as the real API server prints them", async (_resource, path, body) => {
    const [created] = await both({ path, method: "POST", body });
    expect(created.status, created.text).toBe(201);
    const name = created.json.metadata.name ?? "";
    const one = `${path}?includeObject=None&fieldSelector=metadata.name=${name}`;
    const shown = ({ json }: RawAnswer) => ({
      columns: blanked(json.columnDefinitions),
      cells: json.rows.map(({ cells }) => cells.map(blankedCell)),
    });
    // A real server needs a moment to accept what it was told.
    await eventually(async () => {
      const [real, ours] = await both({ path: one, headers: table });
      expect(shown(ours)).toEqual(shown(real));
    }, 10_000);
  });
});

describe("discovery of the demo cluster", () => {
  interface Resource {
    readonly name: string;
  }

  test.each([
    "/api/v1",
    "/apis/apps/v1",
    "/apis/batch/v1",
    "/apis/policy/v1",
    "/apis/rbac.authorization.k8s.io/v1",
  ])("describes what it has of %s as the real one does", async (path) => {
    const [real, ours] = await both({ path });
    const byName = ({ json }: RawAnswer) =>
      new Map((json.resources as readonly Resource[]).map((resource) => [resource.name, resource]));
    const theirs = byName(real);
    for (const [name, resource] of byName(ours)) {
      const { storageVersionHash: _ours, ...own } = resource as Resource & { storageVersionHash?: string };
      const { storageVersionHash: _theirs, ...wanted } = theirs.get(name) as typeof own & {
        storageVersionHash?: string;
      };
      expect(own).toEqual(wanted);
    }
  });
});
