import type { Container, PodSpec, Toleration, Volume } from "../objects.ts";
import { templateHash } from "../random.ts";
import { asComplete } from "./pod-template.ts";

const priorities: Readonly<Record<string, number>> = {
  "system-node-critical": 2_000_001_000,
  "system-cluster-critical": 2_000_000_000,
  "business-critical": 100_000,
};

const patience: readonly Toleration[] = ["not-ready", "unreachable"].map((state) => ({
  key: `node.kubernetes.io/${state}`,
  operator: "Exists",
  effect: "NoExecute",
  tolerationSeconds: 300,
}));

/** What the API server's admission adds to a new pod: priority, patience with failing nodes, the service account's token. */
export function admittedSpec(spec: PodSpec): PodSpec {
  const { serviceAccountName = "default", priorityClassName, tolerations = [] } = spec;
  const missing = patience.filter(
    ({ key, effect }) => !tolerations.some((own) => tolerates(own, key, effect)),
  );
  const mounted = spec.automountServiceAccountToken === false || hasToken(spec) ? spec : withToken(spec);
  return {
    ...mounted,
    serviceAccountName,
    serviceAccount: serviceAccountName,
    enableServiceLinks: spec.enableServiceLinks ?? true,
    preemptionPolicy: "PreemptLowerPriority",
    priority: priorities[priorityClassName ?? ""] ?? 0,
    ...(tolerations.length + missing.length > 0 ? { tolerations: [...tolerations, ...missing] } : {}),
  };
}

function tolerates(
  { key, operator, effect }: Toleration,
  wanted: string | undefined,
  for_: string | undefined,
): boolean {
  const keyFits = key === wanted || (!key && operator === "Exists");
  return keyFits && (!effect || effect === for_);
}

const volumePrefix = "kube-api-access-";

function hasToken({ volumes = [] }: PodSpec): boolean {
  return volumes.some(({ name }) => name.startsWith(volumePrefix));
}

interface Mounted {
  readonly containers: readonly Container[];
  readonly volume: Volume;
}

// By the containers of a template, so that all pods of one template go on sharing theirs.
const mountedByContainers = new WeakMap<readonly Container[], Mounted>();

function withToken(spec: PodSpec): PodSpec {
  const known = mountedByContainers.get(spec.containers) ?? mounted(spec.containers);
  mountedByContainers.set(spec.containers, known);
  const { containers, volume } = known;
  const initContainers = spec.initContainers?.map((container) => withMount(container, volume.name));
  return {
    ...spec,
    containers,
    ...(initContainers === undefined ? {} : { initContainers }),
    volumes: [...(spec.volumes ?? []), volume],
  };
}

function mounted(containers: readonly Container[]): Mounted {
  const name = `${volumePrefix}${templateHash(containers).slice(0, 5)}`;
  const list = asComplete(containers.map((container) => withMount(container, name)));
  return { containers: list, volume: tokenVolume(name) };
}

function withMount(container: Container, name: string): Container {
  const mount = { name, readOnly: true, mountPath: "/var/run/secrets/kubernetes.io/serviceaccount" };
  const own = Array.isArray(container.volumeMounts) ? container.volumeMounts : [];
  return { ...container, volumeMounts: [...own, mount] };
}

function tokenVolume(name: string): Volume {
  const field = { path: "namespace", fieldRef: { apiVersion: "v1", fieldPath: "metadata.namespace" } };
  return {
    name,
    projected: {
      defaultMode: 420,
      sources: [
        { serviceAccountToken: { expirationSeconds: 3607, path: "token" } },
        { configMap: { name: "kube-root-ca.crt", items: [{ key: "ca.crt", path: "ca.crt" }] } },
        { downwardAPI: { items: [field] } },
      ],
    },
  };
}
