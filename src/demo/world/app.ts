import type { Container, Labels, PodTemplate, Probe, Toleration, Volume } from "../objects.ts";

/** One application of the demo world, in the terms its team would use. */
export interface App {
  readonly namespace: string;
  readonly name: string;
  readonly kind: "Deployment" | "StatefulSet" | "DaemonSet";
  readonly replicas: number;
  /** Without registry: `payments/api:3.18.2`. */
  readonly image: string;
  /** The release before, for a history of ReplicaSets. */
  readonly previousImage?: string;
  readonly port?: number;
  readonly portName?: string;
  readonly cpu: string;
  readonly memory: string;
  readonly memoryLimit?: string;
  readonly cpuLimit?: string;
  readonly tier?: "frontend" | "backend" | "data" | "platform";
  readonly partOf?: string;
  readonly command?: readonly string[];
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly configMap?: boolean;
  readonly sidecar?: "proxy";
  readonly migrates?: boolean;
  readonly healthPath?: string;
  /** A Service in front of it; `headless` for stateful sets, `public` for a load balancer. */
  readonly service?: "internal" | "headless" | "public" | "none";
  readonly host?: string;
  readonly volume?: { readonly size: string; readonly path: string };
  readonly autoscale?: { readonly min: number; readonly max: number; readonly cpuPercent: number };
  readonly minAvailable?: number | string;
  readonly serviceAccount?: string;
  readonly priorityClass?: string;
  readonly nodeSelector?: Labels;
  readonly tolerations?: readonly Toleration[];
  readonly hostNetwork?: boolean;
  readonly gpus?: number;
  /** Somebody has been in one of its pods with a debugger. */
  readonly debugged?: boolean;
  readonly volumes?: readonly Volume[];
  /** How long ago it was first installed, and last released. */
  readonly ageDays: number;
  readonly releasedHoursAgo: number;
}

/** The registry the demo world's own images come from. */
export const registry = "registry.example.com";

/** The labels by which an app's pods are selected. */
export function selectorOf({ name }: App): Labels {
  return { "app.kubernetes.io/name": name };
}

/** The labels on everything of an app. */
export function labelsOf(app: App): Labels {
  return {
    "app.kubernetes.io/name": app.name,
    "app.kubernetes.io/part-of": app.partOf ?? app.namespace,
    "app.kubernetes.io/version": app.image.split(":")[1] ?? "latest",
    tier: app.tier ?? "backend",
  };
}

/** The pod template of an app, at its present release or the one before. */
export function templateOf(app: App, image = app.image): PodTemplate {
  const version = image.split(":")[1] ?? "latest";
  const { serviceAccount, priorityClass, nodeSelector, tolerations, hostNetwork } = app;
  const volumes = volumesOf(app);
  return {
    metadata: {
      labels: { ...labelsOf(app), "app.kubernetes.io/version": version },
      ...(app.port === undefined
        ? {}
        : { annotations: { "prometheus.io/scrape": "true", "prometheus.io/port": String(app.port) } }),
    },
    spec: {
      ...(app.migrates === true ? { initContainers: [migration(app, image)] } : {}),
      containers: [mainContainer(app, image), ...(app.sidecar === "proxy" ? [proxy] : [])],
      ...(volumes.length > 0 ? { volumes } : {}),
      ...(nodeSelector === undefined ? {} : { nodeSelector }),
      ...(tolerations === undefined ? {} : { tolerations }),
      ...(hostNetwork === undefined ? {} : { hostNetwork }),
      ...(priorityClass === undefined ? {} : { priorityClassName: priorityClass }),
      serviceAccountName: serviceAccount ?? "default",
      terminationGracePeriodSeconds: app.kind === "StatefulSet" ? 60 : 30,
      ...(app.replicas > 1 && app.kind === "Deployment" ? { topologySpreadConstraints: spread(app) } : {}),
    },
  };
}

function mainContainer(app: App, image: string): Container {
  const { port, cpu, memory, memoryLimit, cpuLimit, gpus } = app;
  const gpu = gpus === undefined ? {} : { "nvidia.com/gpu": String(gpus) };
  const limits = {
    ...(cpuLimit === undefined ? {} : { cpu: cpuLimit }),
    memory: memoryLimit ?? memory,
    ...gpu,
  };
  return {
    name: app.sidecar === undefined && app.kind !== "Deployment" ? app.name : mainName(app),
    image: image.includes(".") && /^[^/]+\.[^/]+\//.test(image) ? image : `${registry}/${image}`,
    ...(app.command === undefined ? {} : { command: app.command }),
    ...(app.args === undefined ? {} : { args: app.args }),
    ...(port === undefined
      ? {}
      : { ports: [{ name: app.portName ?? "http", containerPort: port, protocol: "TCP" }] }),
    ...environment(app),
    resources: { requests: { cpu, memory, ...gpu }, limits },
    ...probes(app),
    ...mounts(app),
    securityContext: { allowPrivilegeEscalation: false, runAsNonRoot: true, capabilities: { drop: ["ALL"] } },
  };
}

function mainName({ namespace, name }: App): string {
  return namespace.startsWith("shop-") || name.includes("-") ? name : "app";
}

function environment(app: App): { readonly env?: readonly unknown[]; readonly envFrom?: readonly unknown[] } {
  const fixed = Object.entries(app.env ?? {}).map(([name, value]) => ({ name, value }));
  const own = { name: "POD_NAME", valueFrom: { fieldRef: { apiVersion: "v1", fieldPath: "metadata.name" } } };
  return {
    env: [own, ...fixed],
    ...(app.configMap === true ? { envFrom: [{ configMapRef: { name: `${app.name}-config` } }] } : {}),
  };
}

function probes({ port, healthPath, portName }: App): {
  readonly readinessProbe?: Probe;
  readonly livenessProbe?: Probe;
} {
  if (port === undefined) return {};
  if (healthPath === undefined)
    return { readinessProbe: { tcpSocket: { port: portName ?? "http" }, periodSeconds: 10 } };
  const httpGet = { path: healthPath, port: portName ?? "http" };
  return {
    readinessProbe: { httpGet, initialDelaySeconds: 2, periodSeconds: 5 },
    livenessProbe: { httpGet: { ...httpGet, path: "/livez" }, initialDelaySeconds: 15, periodSeconds: 10 },
  };
}

function mounts({ volume, configMap }: App): { readonly volumeMounts?: readonly unknown[] } {
  const list = [
    ...(volume === undefined ? [] : [{ name: "data", mountPath: volume.path }]),
    ...(configMap === true ? [{ name: "config", mountPath: "/etc/app", readOnly: true }] : []),
  ];
  return list.length === 0 ? {} : { volumeMounts: list };
}

function volumesOf({ name, configMap, volumes = [] }: App): readonly Volume[] {
  return [
    ...(configMap === true ? [{ name: "config", configMap: { name: `${name}-config` } }] : []),
    ...volumes,
  ];
}

function migration(app: App, image: string): Container {
  return {
    name: "migrate",
    image: `${registry}/${image}`,
    args: ["migrate", "up"],
    resources: { requests: { cpu: "50m", memory: "64Mi" }, limits: { memory: app.memory } },
  };
}

const proxy: Container = {
  name: "proxy",
  image: `${registry}/mesh/proxy:1.31.4`,
  args: ["proxy", "sidecar", "--domain", "$(POD_NAMESPACE).svc.cluster.local"],
  ports: [{ name: "metrics", containerPort: 15020, protocol: "TCP" }],
  resources: { requests: { cpu: "25m", memory: "48Mi" }, limits: { memory: "128Mi" } },
  readinessProbe: { httpGet: { path: "/healthz/ready", port: 15020 }, periodSeconds: 5 },
};

function spread(app: App): readonly unknown[] {
  return [
    {
      maxSkew: 1,
      topologyKey: "topology.kubernetes.io/zone",
      whenUnsatisfiable: "ScheduleAnyway",
      labelSelector: { matchLabels: selectorOf(app) },
    },
  ];
}
