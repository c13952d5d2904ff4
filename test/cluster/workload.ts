// What a load is made of: Deployments whose pods are as big as real ones, 14 KB of JSON with the managedFields that the
// API server adds for each writer.
import { createHash } from "node:crypto";

export interface Workload {
  readonly namespace: string;
  readonly name: string;
  readonly replicas: number;
  /** In a crash loop, so that there is something to find. */
  readonly broken: boolean;
}

/** A Deployment as its author writes it. */
export function deployment(workload: Workload) {
  const { name, namespace, replicas } = workload;
  const template = podTemplate(workload);
  const selector = { matchLabels: { "app.kubernetes.io/name": name } };
  return {
    metadata: { name, namespace, labels: template.metadata.labels },
    spec: { replicas, selector, template },
  };
}

/** The ReplicaSet a Deployment controller makes of it. */
export function replicaSet(workload: Workload, owner: object) {
  const made = deployment(workload);
  const hash = { "pod-template-hash": templateHash(workload) };
  const labels = { ...made.metadata.labels, ...hash };
  return {
    metadata: {
      ...made.metadata,
      name: `${workload.name}-${hash["pod-template-hash"]}`,
      labels,
      ownerReferences: [owner],
    },
    spec: {
      replicas: workload.replicas,
      selector: { matchLabels: { ...made.spec.selector.matchLabels, ...hash } },
      template: { ...made.spec.template, metadata: { ...made.spec.template.metadata, labels } },
    },
  };
}

export function podTemplate({ name, broken }: Workload) {
  return {
    metadata: {
      labels: {
        "app.kubernetes.io/name": name,
        "app.kubernetes.io/part-of": "load",
        "app.kubernetes.io/version": "2.14.1",
        team: `team-${name.slice(-1)}`,
      },
      ...(broken && { annotations: { "periplus.test/state": "crash-loop" } }),
    },
    spec: {
      containers: [container("app", 8080), container("proxy", 15001)],
      volumes: [
        { name: "config", configMap: { name: `${name}-config`, optional: true } },
        { name: "cache", emptyDir: { sizeLimit: "1Gi" } },
        { name: "tls", secret: { secretName: `${name}-tls`, optional: true } },
      ],
      terminationGracePeriodSeconds: 30,
    },
  };
}

function container(name: string, port: number) {
  const probe = {
    httpGet: { path: "/healthz", port },
    periodSeconds: 10,
    failureThreshold: 3,
    timeoutSeconds: 2,
  };
  return {
    name,
    image: `registry.example/load/${name}:2.14.1`,
    args: ["--listen", `:${port}`, "--log-format", "json"],
    ports: [{ name: "http", containerPort: port }],
    env: Array.from({ length: 20 }, (_, index) => ({
      name: `SETTING_${name.toUpperCase()}_${index}`,
      value: `a value of a usual length ${index}`,
    })),
    resources: { requests: { cpu: "10m", memory: "32Mi" }, limits: { memory: "128Mi" } },
    livenessProbe: probe,
    readinessProbe: { ...probe, periodSeconds: 5 },
    volumeMounts: [
      { name: "config", mountPath: "/etc/app", readOnly: true },
      { name: "cache", mountPath: "/var/cache/app" },
      { name: "tls", mountPath: "/etc/tls", readOnly: true },
    ],
  };
}

type PodTemplate = ReturnType<typeof podTemplate>;

/** Where one replica is and what it is called beyond its name; every field is as long in every replica. */
export interface Replica {
  readonly nodeName: string;
  readonly ip: string;
  readonly containerIds: readonly string[];
}

/** What a kubelet reports of a running pod; in a broken one the first container is in a crash loop. */
export function podStatus({ spec }: PodTemplate, broken: boolean, { ip, containerIds }: Replica) {
  const now = new Date().toISOString();
  const ready = broken ? "False" : "True";
  const condition = (type: string, status: string) => ({ type, status, lastTransitionTime: now });
  const always = ["PodReadyToStartContainers", "Initialized", "PodScheduled"].map((type) =>
    condition(type, "True"),
  );
  return {
    phase: "Running",
    startTime: now,
    hostIP: "127.0.0.1",
    hostIPs: [{ ip: "127.0.0.1" }],
    podIP: ip,
    podIPs: [{ ip }],
    conditions: [...always, condition("Ready", ready), condition("ContainersReady", ready)],
    containerStatuses: spec.containers.map(({ name, image }, position) => ({
      name,
      image,
      imageID: `${image}@sha256:${sha256(image)}`,
      containerID: `containerd://${containerIds[position]}`,
      ...(broken && position === 0 ? crashLoop(now) : running(now)),
    })),
  };
}

function running(now: string) {
  return { ready: true, started: true, restartCount: 0, state: { running: { startedAt: now } } };
}

function crashLoop(now: string) {
  const terminated = { exitCode: 1, reason: "Error", startedAt: now, finishedAt: now };
  const waiting = { reason: "CrashLoopBackOff", message: "back-off 5m0s restarting failed container=app" };
  return { ready: false, started: false, restartCount: 7, state: { waiting }, lastState: { terminated } };
}

export function templateHash({ name }: Workload): string {
  return suffix(name, 9);
}

/** Letters as Kubernetes puts them behind names (no vowels, so no words), the same in every run. */
export function suffix(text: string, length: number): string {
  const letters = "bcdfghjklmnpqrstvwxz2456789";
  const bytes = createHash("sha256").update(text).digest().subarray(0, length);
  return Array.from(bytes, (byte) => letters[byte % letters.length]).join("");
}

export function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
