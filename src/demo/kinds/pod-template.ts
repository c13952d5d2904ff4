import type { Container, PodSpec, PodTemplate, Probe } from "../objects.ts";
import { type Cause, invalid, required } from "./resource-kind.ts";

/** A pod spec with what the API server fills in, so that read-back objects look as they do in a real cluster. */
export function withPodDefaults(spec: PodSpec): PodSpec {
  const { initContainers } = spec;
  return {
    ...spec,
    ...(initContainers === undefined ? {} : { initContainers: completed(initContainers) }),
    containers: completed(spec.containers ?? []),
    restartPolicy: spec.restartPolicy ?? "Always",
    terminationGracePeriodSeconds: spec.terminationGracePeriodSeconds ?? 30,
    dnsPolicy: spec.dnsPolicy ?? "ClusterFirst",
    schedulerName: spec.schedulerName ?? "default-scheduler",
    securityContext: spec.securityContext ?? {},
  };
}

/** A pod template with its spec completed. */
export function withTemplateDefaults(template: PodTemplate | undefined): PodTemplate {
  return {
    ...template,
    metadata: template?.metadata ?? {},
    spec: withPodDefaults(template?.spec ?? { containers: [] }),
  };
}

/** What is wrong with a pod spec, by the rules people meet most often. */
export function podSpecFaults(spec: PodSpec | undefined, path: string): readonly Cause[] {
  if (spec === undefined || !Array.isArray(spec.containers) || spec.containers.length === 0)
    return [required(`${path}.containers`)];
  const faults: Cause[] = [];
  const names = new Set<string>();
  spec.containers.forEach((container, index) => {
    const at = `${path}.containers[${index}]`;
    if (!container.name) faults.push(required(`${at}.name`));
    else if (!dnsLabel.test(container.name)) faults.push(invalid(`${at}.name`, container.name, dnsLabelRule));
    else if (names.has(container.name))
      faults.push({
        reason: "FieldValueDuplicate",
        field: `${at}.name`,
        message: `Duplicate value: ${JSON.stringify(container.name)}`,
      });
    names.add(container.name);
    if (!container.image) faults.push(required(`${at}.image`));
  });
  return faults;
}

export const dnsLabel = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;
export const dnsLabelRule =
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";

// Lists that are complete. Ten thousand pods of one template share theirs with it, in memory and in every cache.
const complete = new WeakSet<readonly Container[]>();
const completions = new WeakMap<readonly Container[], readonly Container[]>();

/** Marks a list of containers as complete, so that it is kept as it is. */
export function asComplete(containers: readonly Container[]): readonly Container[] {
  complete.add(containers);
  return containers;
}

function completed(containers: readonly Container[]): readonly Container[] {
  if (complete.has(containers)) return containers;
  const known = completions.get(containers);
  if (known !== undefined) return known;
  const list = containers.map(withContainerDefaults);
  completions.set(containers, list);
  return asComplete(list);
}

function withContainerDefaults(container: Container): Container {
  const { livenessProbe, readinessProbe, startupProbe } = container;
  return {
    ...container,
    ...(livenessProbe === undefined ? {} : { livenessProbe: withProbeDefaults(livenessProbe) }),
    ...(readinessProbe === undefined ? {} : { readinessProbe: withProbeDefaults(readinessProbe) }),
    ...(startupProbe === undefined ? {} : { startupProbe: withProbeDefaults(startupProbe) }),
    ...(container.ports === undefined
      ? {}
      : { ports: container.ports.map((port) => ({ protocol: "TCP", ...port })) }),
    resources: container.resources ?? {},
    imagePullPolicy: container.imagePullPolicy ?? pullPolicy(container.image),
    terminationMessagePath: container.terminationMessagePath ?? "/dev/termination-log",
    terminationMessagePolicy: container.terminationMessagePolicy ?? "File",
  };
}

function withProbeDefaults(probe: Probe): Probe {
  const scheme =
    probe.httpGet === undefined ? {} : { httpGet: { path: "/", scheme: "HTTP", ...probe.httpGet } };
  return {
    timeoutSeconds: 1,
    periodSeconds: 10,
    successThreshold: 1,
    failureThreshold: 3,
    ...probe,
    ...scheme,
  };
}

function pullPolicy(image: string | undefined): string {
  const tag = /:([^/@]+)$/.exec(image ?? "")?.[1];
  return tag === undefined || tag === "latest" ? "Always" : "IfNotPresent";
}
