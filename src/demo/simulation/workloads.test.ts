import { beforeEach, describe, expect, test } from "vitest";
import type { KubeObject } from "../../kube/types.ts";
import { DemoCluster } from "../demo-cluster.ts";
import { ManualClock } from "../index.ts";
import { podSummary } from "../kinds/pods.ts";
import type {
  CoreEvent,
  CronJob,
  Deployment,
  EndpointSlice,
  Job,
  Pod,
  ReplicaSet,
  StatefulSet,
} from "../objects.ts";

let clock: ManualClock;
let demo: DemoCluster;
beforeEach(() => {
  clock = new ManualClock();
  demo = new DemoCluster({ world: "empty", clock, warmUp: 1000 });
});

const seconds = (count: number) => clock.advance(count * 1000);
const pods = (labelSelector = "app=web") =>
  demo.objects.list("pods", { namespace: "default", labelSelector }) as readonly Pod[];
const states = (labelSelector?: string) => pods(labelSelector).map((pod) => podSummary(pod).status);
const get = <T extends KubeObject>(resource: string, name: string) =>
  demo.objects.get(resource, `default/${name}`) as T;
const events = (reason: string) =>
  (demo.objects.list("events") as readonly CoreEvent[]).filter((event) => event.reason === reason);

interface Template {
  readonly image?: string;
  readonly command?: string;
  readonly restartPolicy?: string;
  readonly more?: object;
}

const podTemplate = (
  app: string,
  { image = "registry.example.com/web:1.0", command, restartPolicy, more }: Template,
) => ({
  metadata: { labels: { app } },
  spec: {
    ...(restartPolicy === undefined ? {} : { restartPolicy }),
    containers: [
      { name: "web", image, ...(command === undefined ? {} : { command: ["sh", "-c", command] }) },
    ],
    ...more,
  },
});

const workload = (kind: string, replicas: number, template: Template = {}, spec: object = {}) =>
  demo.objects.create({
    apiVersion: "apps/v1",
    kind,
    metadata: { name: "web", namespace: "default" },
    spec: {
      replicas,
      selector: { matchLabels: { app: "web" } },
      template: podTemplate("web", template),
      ...spec,
    },
  });

const setImage = (image: string) =>
  demo.objects.patch("deployments", "default/web", {
    spec: { template: { spec: { containers: [{ name: "web", image }] } } },
  });

describe("a Deployment", () => {
  test("gets a ReplicaSet, its pods nodes, its containers run, and the status says so", () => {
    workload("Deployment", 3);
    clock.advance(100);
    expect(states()).toEqual(["Pending", "Pending", "Pending"]);
    clock.advance(300);
    expect(new Set(states())).toEqual(new Set(["ContainerCreating"]));
    seconds(20);
    expect(states()).toEqual(["Running", "Running", "Running"]);
    expect(pods().every(({ spec, status }) => spec.nodeName && status.podIP)).toBe(true);
    expect(get<Deployment>("deployments", "web").status).toMatchObject({
      readyReplicas: 3,
      conditions: [
        { type: "Available", status: "True", reason: "MinimumReplicasAvailable" },
        { type: "Progressing", status: "True", reason: "NewReplicaSetAvailable" },
      ],
    });
    const reasons = [
      "ScalingReplicaSet",
      "SuccessfulCreate",
      "Scheduled",
      "Pulling",
      "Pulled",
      "Created",
      "Started",
    ];
    for (const reason of reasons) expect(events(reason), reason).not.toHaveLength(0);
  });

  test("replaces a deleted pod, which first stops", () => {
    workload("Deployment", 2);
    seconds(20);
    const [victim] = pods();
    demo.objects.delete("pods", `default/${victim?.metadata.name}`);
    clock.advance(500);
    expect(states()).toContain("Terminating");
    seconds(20);
    expect(states()).toEqual(["Running", "Running"]);
    expect(pods().map(({ metadata }) => metadata.uid)).not.toContain(victim?.metadata.uid);
    expect(events("Killing")).toMatchObject([{ message: "Stopping container web" }]);
  });

  test("scales up and down", () => {
    workload("Deployment", 1);
    seconds(20);
    demo.objects.patch("deployments", "default/web", { spec: { replicas: 4 } });
    seconds(20);
    expect(states()).toHaveLength(4);
    demo.objects.patch("deployments", "default/web", { spec: { replicas: 0 } });
    seconds(20);
    expect(states()).toEqual([]);
    const messages = events("ScalingReplicaSet").map(({ message }) => message?.replace(/set \S+ /, "set X "));
    expect(messages).toEqual(
      expect.arrayContaining([
        "Scaled up replica set X from 0 to 1",
        "Scaled up replica set X from 1 to 4",
        "Scaled down replica set X from 4 to 0",
      ]),
    );
  });

  test("rolls a new template out without falling below what must be available", () => {
    workload("Deployment", 4);
    seconds(20);
    setImage("registry.example.com/web:2.0");
    let lowest = 4;
    for (let step = 0; step < 120; step += 1) {
      clock.advance(500);
      lowest = Math.min(lowest, get<Deployment>("deployments", "web").status.availableReplicas ?? 0);
    }
    expect(lowest).toBeGreaterThanOrEqual(3);
    expect(pods().map(({ spec }) => spec.containers[0]?.image)).toEqual(
      Array(4).fill("registry.example.com/web:2.0"),
    );
    const sets = demo.objects.list("rs", { namespace: "default" }) as readonly ReplicaSet[];
    expect(sets.map(({ spec }) => spec.replicas).sort()).toEqual([0, 4]);
    const revisions = sets.map(({ metadata }) => metadata.annotations?.["deployment.kubernetes.io/revision"]);
    expect(revisions.sort()).toEqual(["1", "2"]);
  });

  test("goes back to an old template by its old ReplicaSet, under a new revision", () => {
    workload("Deployment", 1);
    seconds(20);
    const [first] = demo.objects.list("rs", { namespace: "default" });
    setImage("registry.example.com/web:2.0");
    seconds(30);
    setImage("registry.example.com/web:1.0");
    seconds(30);
    expect(demo.objects.list("rs", { namespace: "default" })).toHaveLength(2);
    expect(get<ReplicaSet>("rs", first?.metadata.name ?? "")).toMatchObject({
      spec: { replicas: 1 },
      metadata: { annotations: { "deployment.kubernetes.io/revision": "3" } },
    });
  });

  test("keeps the old pods when the new image cannot be pulled, and gives up after its deadline", () => {
    workload("Deployment", 4);
    seconds(20);
    setImage("registry.example.com/web:missing");
    seconds(60);
    expect(states().filter((status) => status === "Running").length).toBeGreaterThanOrEqual(3);
    expect(states()).toEqual(
      expect.arrayContaining([expect.stringMatching(/^(ErrImagePull|ImagePullBackOff)$/)]),
    );
    seconds(600);
    expect(get<Deployment>("deployments", "web").status.conditions).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ type: "Available", status: "True" }),
        expect.objectContaining({ type: "Progressing", status: "False", reason: "ProgressDeadlineExceeded" }),
      ]),
    );
    expect(events("Failed").map(({ message }) => message)).toEqual(
      expect.arrayContaining([
        expect.stringContaining('Failed to pull image "registry.example.com/web:missing"'),
        "Error: ErrImagePull",
        "Error: ImagePullBackOff",
      ]),
    );
  });

  test("stands still while it is paused", () => {
    workload("Deployment", 1, {}, { paused: true });
    seconds(10);
    expect(states()).toEqual([]);
    demo.objects.patch("deployments", "default/web", { spec: { paused: null } });
    seconds(20);
    expect(states()).toEqual(["Running"]);
  });

  test("with Recreate is down before it comes up", () => {
    workload("Deployment", 2, {}, { strategy: { type: "Recreate" } });
    seconds(20);
    setImage("registry.example.com/web:2.0");
    const images = new Set<string>();
    for (let step = 0; step < 450; step += 1) {
      clock.advance(40);
      images.add([...new Set(pods().map(({ spec }) => spec.containers[0]?.image))].sort().join("+"));
    }
    expect([...images]).toEqual(["registry.example.com/web:1.0", "", "registry.example.com/web:2.0"]);
  });

  test("takes ReplicaSets and pods with it when it is deleted, unless they are orphaned", () => {
    workload("Deployment", 2);
    seconds(20);
    demo.objects.delete("deployments", "default/web", { propagationPolicy: "Orphan" });
    seconds(20);
    expect(get("deployments", "web")).toBeUndefined();
    expect(states()).toEqual(["Running", "Running"]);
    const [set] = demo.objects.list("rs", { namespace: "default" });
    expect(set?.metadata).not.toHaveProperty("ownerReferences");
    demo.objects.delete("rs", `default/${set?.metadata.name}`);
    seconds(20);
    expect(states()).toEqual([]);
  });

  test("deleted in the foreground is gone only after its pods", () => {
    workload("Deployment", 2);
    seconds(20);
    demo.objects.delete("deployments", "default/web", { propagationPolicy: "Foreground" });
    clock.advance(700);
    expect(get("deployments", "web")?.metadata.finalizers).toEqual(["foregroundDeletion"]);
    expect(states()).toEqual(["Terminating", "Terminating"]);
    seconds(20);
    expect(get("deployments", "web")).toBeUndefined();
    expect(states()).toEqual([]);
  });
});

describe("a container", () => {
  const lone = (name: string, template: Template) =>
    demo.objects.create({
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name, namespace: "default", labels: { app: name } },
      spec: podTemplate(name, template).spec,
    });
  const containerOf = (name: string) => get<Pod>("pods", name).status.containerStatuses?.[0];

  test("that keeps crashing waits longer and longer, and says for how long", () => {
    lone("crash", { command: "sleep 2; exit 3" });
    seconds(12);
    expect(containerOf("crash")?.restartCount).toBe(1);
    const backoffs = new Set<string>();
    for (let step = 0; step < 200; step += 1) {
      seconds(2);
      const message = containerOf("crash")?.state.waiting?.message;
      if (message !== undefined) backoffs.add(/back-off (\S+)/.exec(message)?.[1] ?? "");
    }
    expect([...backoffs]).toEqual(["10s", "20s", "40s", "1m20s", "2m40s", "5m0s"]);
    const pod = get<Pod>("pods", "crash");
    expect(containerOf("crash")).toMatchObject({
      lastState: { terminated: { exitCode: 3, reason: "Error" } },
    });
    const [backOff] = events("BackOff");
    expect(backOff).toMatchObject({
      type: "Warning",
      message: `Back-off restarting failed container web in pod crash_default(${pod.metadata.uid})`,
      involvedObject: { fieldPath: "spec.containers{web}", uid: pod.metadata.uid },
    });
    expect(backOff?.count).toBeGreaterThan(3);
  });

  test("without a restart policy ends its pod, good or bad", () => {
    lone("good", { command: "sleep 1", restartPolicy: "Never" });
    lone("bad", { command: "exit 7", restartPolicy: "Never" });
    seconds(20);
    expect(get<Pod>("pods", "good").status).toMatchObject({
      phase: "Succeeded",
      conditions: expect.arrayContaining([
        expect.objectContaining({ type: "Ready", status: "False", reason: "PodCompleted" }),
      ]),
    });
    expect(get<Pod>("pods", "bad").status.phase).toBe("Failed");
  });

  test("killed for its memory is OOMKilled with exit code 137", () => {
    lone("greedy", { image: "registry.example.com/analytics/embedder:0.8.2" });
    seconds(160);
    expect(
      containerOf("greedy")?.lastState.terminated ?? containerOf("greedy")?.state.terminated,
    ).toMatchObject({
      exitCode: 137,
      reason: "OOMKilled",
    });
  });

  test("is not made while its configuration is missing, and names what is missing", () => {
    lone("unset", { more: { volumes: [{ name: "settings", configMap: { name: "absent" } }] } });
    seconds(5);
    expect(podSummary(get<Pod>("pods", "unset")).status).toBe("ContainerCreating");
    expect(events("FailedMount")).toMatchObject([
      { message: 'MountVolume.SetUp failed for volume "settings" : configmap "absent" not found' },
    ]);
    demo.objects.create({
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: "absent", namespace: "default" },
    });
    seconds(30);
    expect(podSummary(get<Pod>("pods", "unset")).status).toBe("Running");
  });

  test("waits for init containers, one after the other", () => {
    const init = (name: string) => ({
      name,
      image: "registry.example.com/init:1",
      command: ["sh", "-c", "sleep 5"],
    });
    lone("prepared", { more: { initContainers: [init("first"), init("second")] } });
    const seen = new Set<string>();
    for (let step = 0; step < 60; step += 1) {
      clock.advance(500);
      seen.add(podSummary(get<Pod>("pods", "prepared")).status);
    }
    expect([...seen]).toEqual(["Init:0/2", "Init:1/2", "PodInitializing", "Running"]);
  });
});

describe("the scheduler", () => {
  const demanding = (spec: object) =>
    demo.objects.create({
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name: "big", namespace: "default" },
      spec: { containers: [{ name: "c", image: "registry.example.com/c:1", ...spec }] },
    });

  test("says why a pod fits nowhere, counted by cause", () => {
    demanding({ resources: { requests: { cpu: "900" } } });
    clock.advance(200);
    const message =
      "0/6 nodes are available: 3 Insufficient cpu, 3 node(s) had untolerated taint(s). preemption: 0/6 nodes are available: 3 No preemption victims found for incoming pod, 3 Preemption is not helpful for scheduling.";
    expect(get<Pod>("pods", "big").status.conditions).toMatchObject([
      { type: "PodScheduled", status: "False", reason: "Unschedulable", message },
    ]);
    expect(events("FailedScheduling")).toMatchObject([
      { type: "Warning", message, reportingComponent: "default-scheduler", firstTimestamp: null },
    ]);
  });

  test("tries again when there is room", () => {
    for (const node of ["node-a1", "node-b1", "node-c1"])
      demo.objects.patch("nodes", node, { spec: { unschedulable: true } });
    demanding({});
    seconds(5);
    expect(get<Pod>("pods", "big").status.conditions?.[0]?.message).toContain("3 node(s) were unschedulable");
    demo.objects.patch("nodes", "node-b1", { spec: { unschedulable: null } });
    seconds(10);
    expect(get<Pod>("pods", "big").spec.nodeName).toBe("node-b1");
  });
});

describe("a StatefulSet", () => {
  const claims = {
    serviceName: "web",
    volumeClaimTemplates: [
      {
        metadata: { name: "data" },
        spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } },
      },
    ],
  };

  test("makes its pods in order, each with a claim that gets bound", () => {
    workload("StatefulSet", 3, {}, claims);
    const growth = new Set<string>();
    for (let step = 0; step < 120; step += 1) {
      clock.advance(300);
      growth.add(
        pods()
          .map(({ metadata }) => metadata.name)
          .join(" "),
      );
    }
    expect([...growth]).toEqual(["web-0", "web-0 web-1", "web-0 web-1 web-2"]);
    expect(demo.objects.list("pvc", { namespace: "default" })).toMatchObject([
      { metadata: { name: "data-web-0" }, status: { phase: "Bound", capacity: { storage: "1Gi" } } },
      { status: { phase: "Bound" } },
      { status: { phase: "Bound" } },
    ]);
    expect(demo.objects.list("pv")).toHaveLength(3);
  });

  test("updates from the highest number down", () => {
    workload("StatefulSet", 2, {}, claims);
    seconds(30);
    const uids = pods().map(({ metadata }) => metadata.uid);
    demo.objects.patch("statefulsets", "default/web", {
      spec: { template: { metadata: { annotations: { restarted: "now" } } } },
    });
    seconds(4);
    expect(pods()[0]?.metadata.uid).toBe(uids[0]);
    expect(pods()[1]?.metadata.uid).not.toBe(uids[1]);
    seconds(40);
    expect(pods().some(({ metadata }) => uids.includes(metadata.uid))).toBe(false);
    const { status } = get<StatefulSet>("statefulsets", "web");
    expect(status.currentRevision).toBe(status.updateRevision);
    expect(demo.objects.list("controllerrevisions", { namespace: "default" })).toHaveLength(2);
  });
});

test("a DaemonSet has a pod on every node that takes it, new ones included", () => {
  workload("DaemonSet", 1);
  seconds(20);
  expect(
    pods()
      .map(({ spec }) => spec.nodeName)
      .sort(),
  ).toEqual(["node-a1", "node-b1", "node-c1"]);
  const node = demo.objects.get("nodes", "node-a1");
  demo.objects.create({ ...node, metadata: { name: "node-z9" } } as KubeObject);
  seconds(20);
  expect(pods().map(({ spec }) => spec.nodeName)).toContain("node-z9");
  expect(demo.objects.get("ds", "default/web")).toMatchObject({
    status: { desiredNumberScheduled: 4, numberReady: 4 },
  });
});

describe("a Job", () => {
  const job = (command: string, spec: object = {}) =>
    demo.objects.create({
      apiVersion: "batch/v1",
      kind: "Job",
      metadata: { name: "work", namespace: "default" },
      spec: { template: podTemplate("work", { command, restartPolicy: "Never" }), ...spec },
    });

  test("completes when enough pods have succeeded", () => {
    job("sleep 3", { completions: 3, parallelism: 2 });
    seconds(60);
    expect(get<Job>("jobs", "work").status).toMatchObject({
      succeeded: 3,
      conditions: [
        { type: "SuccessCriteriaMet" },
        { type: "Complete", status: "True", reason: "CompletionsReached" },
      ],
    });
    expect(events("Completed")).toMatchObject([{ message: "Job completed" }]);
  });

  test("fails when its pods have failed too often", () => {
    job("exit 1", { backoffLimit: 2 });
    seconds(120);
    expect(get<Job>("jobs", "work").status).toMatchObject({
      failed: 3,
      conditions: [{}, { type: "Failed" }],
    });
    expect(events("BackoffLimitExceeded")).toMatchObject([
      { type: "Warning", message: "Job has reached the specified backoff limit" },
    ]);
  });

  test("fails when it takes too long", () => {
    job("sleep 600", { activeDeadlineSeconds: 20 });
    seconds(60);
    expect(get<Job>("jobs", "work").status.conditions?.[1]).toMatchObject({ reason: "DeadlineExceeded" });
  });

  test("is removed after its time to live", () => {
    job("sleep 1", { ttlSecondsAfterFinished: 30 });
    seconds(20);
    expect(get("jobs", "work")).toBeDefined();
    seconds(60);
    expect(get("jobs", "work")).toBeUndefined();
    expect(states("app=work")).toEqual([]);
  });
});

test("a CronJob starts a Job every minute and keeps the last three", () => {
  demo.objects.create({
    apiVersion: "batch/v1",
    kind: "CronJob",
    metadata: { name: "tick", namespace: "default" },
    spec: {
      schedule: "* * * * *",
      jobTemplate: {
        spec: { template: podTemplate("tick", { command: "sleep 2", restartPolicy: "Never" }) },
      },
    },
  });
  seconds(59);
  expect(demo.objects.list("jobs")).toEqual([]);
  seconds(5);
  expect(demo.objects.list("jobs")).toHaveLength(1);
  expect(get<CronJob>("cronjobs", "tick").status.active).toHaveLength(1);
  seconds(6 * 60);
  expect(demo.objects.list("jobs")).toHaveLength(3);
  expect(get<CronJob>("cronjobs", "tick").status.lastSuccessfulTime).toBeDefined();
  expect(events("SawCompletedJob").length).toBeGreaterThan(3);
});

test("a Service's endpoints follow the readiness of its pods", () => {
  demo.objects.create({
    apiVersion: "v1",
    kind: "Service",
    metadata: { name: "web", namespace: "default" },
    spec: { selector: { app: "web" }, ports: [{ port: 80, targetPort: 8080 }] },
  });
  workload("Deployment", 2);
  seconds(20);
  const slices = () =>
    demo.objects.list("endpointslices", { namespace: "default" }) as readonly EndpointSlice[];
  expect(slices()).toMatchObject([
    {
      metadata: { labels: { "kubernetes.io/service-name": "web" } },
      ports: [{ port: 8080 }],
      endpoints: [
        { conditions: { ready: true }, targetRef: { kind: "Pod" } },
        { conditions: { ready: true } },
      ],
    },
  ]);
  demo.objects.patch("deployments", "default/web", { spec: { replicas: 1 } });
  seconds(20);
  expect(slices()[0]?.endpoints).toHaveLength(1);
});

describe("a node that falls silent", () => {
  beforeEach(() => {
    workload("Deployment", 6);
    seconds(20);
    demo.failNode("node-a1");
  });

  test("is noticed after forty seconds, and its pods with it", () => {
    seconds(39);
    expect(demo.objects.get("nodes", "node-a1")).toMatchObject({
      status: { conditions: { 3: { status: "True" } } },
    });
    seconds(2);
    expect(demo.objects.get("nodes", "node-a1")).toMatchObject({
      spec: {
        taints: [{ key: "node.kubernetes.io/unreachable", effect: "NoSchedule" }, { effect: "NoExecute" }],
      },
      status: { conditions: { 3: { type: "Ready", status: "Unknown", reason: "NodeStatusUnknown" } } },
    });
    expect(events("NodeNotReady").map(({ message }) => message)).toEqual(
      expect.arrayContaining(["Node node-a1 status is now: NodeNotReady", "Node is not ready"]),
    );
    seconds(2);
    expect(get<Deployment>("deployments", "web").status.availableReplicas).toBeLessThan(6);
  });

  test("loses its pods after five minutes, which stay Terminating until it is back", () => {
    seconds(360);
    expect(states().filter((status) => status === "Running")).toHaveLength(6);
    expect(states()).toContain("Terminating");
    demo.recoverNode("node-a1");
    seconds(20);
    expect(states()).toEqual(Array(6).fill("Running"));
    expect(demo.objects.get("nodes", "node-a1")?.spec).not.toHaveProperty("taints");
  });
});

test("a quota keeps count, and keeps out the pods it has no room for", () => {
  demo.objects.create({
    apiVersion: "v1",
    kind: "ResourceQuota",
    metadata: { name: "compute", namespace: "default" },
    spec: { hard: { pods: "3", "limits.memory": "1Gi" } },
  });
  workload("Deployment", 5, {
    more: {
      containers: [
        { name: "web", image: "registry.example.com/web:1", resources: { limits: { memory: "256Mi" } } },
      ],
    },
  });
  seconds(10);
  expect(states()).toHaveLength(3);
  expect(demo.objects.get("quota", "default/compute")).toMatchObject({
    status: { used: { pods: "3", "limits.memory": "768Mi" } },
  });
  const message = expect.stringMatching(
    /^pods "web-\w+-\w+" is forbidden: exceeded quota: compute, requested: pods=1, used: pods=3, limited: pods=3$/,
  );
  const [set] = demo.objects.list("rs", { namespace: "default" }) as readonly ReplicaSet[];
  expect(set?.status.conditions).toMatchObject([{ type: "ReplicaFailure", reason: "FailedCreate", message }]);
  expect(events("FailedCreate")[0]?.message).toContain("Error creating: pods");
  demo.objects.patch("quota", "default/compute", { spec: { hard: { pods: "5", "limits.memory": "2Gi" } } });
  seconds(60);
  expect(states()).toHaveLength(5);
  const [healed] = demo.objects.list("rs", { namespace: "default" }) as readonly ReplicaSet[];
  expect(healed?.status).not.toHaveProperty("conditions");
});

test("a namespace is emptied before it goes, and says what holds it", () => {
  demo.objects.create({ apiVersion: "v1", kind: "Namespace", metadata: { name: "preview" } });
  const held = { name: "held", namespace: "preview", finalizers: ["example.com/hold"] };
  demo.objects.create({ apiVersion: "v1", kind: "ConfigMap", metadata: held });
  demo.objects.create({
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: "free", namespace: "preview" },
  });
  demo.objects.delete("namespaces", "preview");
  seconds(5);
  expect(demo.objects.list("configmaps", { namespace: "preview" })).toHaveLength(1);
  expect(demo.objects.get("namespaces", "preview")).toMatchObject({
    status: {
      phase: "Terminating",
      conditions: expect.arrayContaining([
        expect.objectContaining({
          type: "NamespaceFinalizersRemaining",
          status: "True",
          message:
            "Some content in the namespace has finalizers remaining: example.com/hold in 1 resource instances",
        }),
      ]),
    },
  });
  demo.objects.patch("configmaps", "preview/held", { metadata: { finalizers: null } });
  seconds(5);
  expect(demo.objects.get("namespaces", "preview")).toBeUndefined();
});

test("the same seed and clock give the same cluster", () => {
  const once = () => {
    const cluster = new DemoCluster({ clock: new ManualClock(), seed: 3, warmUp: 300_000 });
    return JSON.stringify(
      ["pods", "events", "replicasets"].map((resource) => cluster.objects.list(resource)),
    );
  };
  expect(once()).toBe(once());
});
