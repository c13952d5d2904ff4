import type { KubeObject } from "../../kube/types.ts";
import { timestamp } from "../clock.ts";
import {
  type MetricUsage,
  type NodeMetrics,
  nodeMetrics,
  type PodMetrics,
  podMetrics,
} from "../kinds/metrics.ts";
import { nodes } from "../kinds/nodes.ts";
import { pods } from "../kinds/pods.ts";
import { conditionOf, type Node, type Pod } from "../objects.ts";
import { podUsageAt, type Usage, usageAt } from "../simulation/usage.ts";
import { StoredObject } from "../store/stored-object.ts";
import type { ApiContext, ResourceRequest } from "./api-context.ts";
import { namespaceOf, presentationFor, selectorOf } from "./read.ts";
import { sendBytes, sendStream } from "./send.ts";
import { notFound } from "./status-error.ts";

/** How metrics-server does: it answers, its APIService is unavailable (503), or it was never installed (404). */
export type MetricsMode = "on" | "unavailable" | "absent";

/** What metrics-server serves. */
export const metricsKinds = [nodeMetrics, podMetrics] as const;

/** Milliseconds between two samples, metrics-server's default. */
const resolution = 15_000;

/** Answers GET and LIST of pod and node usage. There is no watch, as in the real API. */
export async function serveMetrics(context: ApiContext, request: ResourceRequest): Promise<void> {
  const { reply, target } = request;
  const presentation = presentationFor(context, request);
  const measured = measure(context, request).map((object) => new StoredObject("", object, 0));
  if (target.name === undefined) {
    const matches = selectorOf(request);
    const fitting = matches === undefined ? measured : measured.filter(({ object }) => matches(object));
    return sendStream(reply, presentation.list(fitting, { resourceVersion: "" }), false);
  }
  const one = measured.find(({ object }) => object.metadata.name === target.name);
  if (one === undefined) throw notFound({ group: "metrics.k8s.io", resource: target.resource }, target.name);
  sendBytes(reply, 200, presentation.object(one));
}

function measure(context: ApiContext, request: ResourceRequest): readonly KubeObject[] {
  const time = Math.floor(context.clock.now() / resolution) * resolution;
  if (request.kind === nodeMetrics) return measureNodes(context, time);
  const list = context.store.collection(pods.storedAs).list(namespaceOf(request));
  return list.flatMap(({ object }) => measurePod(object as Pod, time) ?? []);
}

// Pods are missing until their containers have been seen twice.
function measurePod(pod: Pod, time: number): PodMetrics | undefined {
  const running = (pod.status.containerStatuses ?? []).filter(
    ({ state }) => Date.parse(state.running?.startedAt ?? "") < time - resolution,
  );
  if (running.length === 0) return undefined;
  const { name = "", namespace = "", labels } = pod.metadata;
  return {
    apiVersion: "metrics.k8s.io/v1beta1",
    kind: "PodMetrics",
    metadata: {
      name,
      namespace,
      creationTimestamp: timestamp(time),
      ...(labels === undefined ? {} : { labels }),
    },
    timestamp: timestamp(time),
    window: "15.012s",
    containers: pod.spec.containers
      .filter((container) => running.some((status) => status.name === container.name))
      .map((container) => ({ name: container.name, usage: written(usageAt(pod, container, time)) })),
  };
}

function measureNodes({ store }: ApiContext, time: number): readonly NodeMetrics[] {
  const used = new Map<string, Usage>();
  for (const { object } of store.collection(pods.storedAs).list()) {
    const pod = object as Pod;
    const own = podUsageAt(pod, time);
    const name = pod.spec.nodeName ?? "";
    const sum = used.get(name) ?? { cpu: 180, memory: 1400 };
    used.set(name, { cpu: sum.cpu + own.cpu, memory: sum.memory + own.memory });
  }
  return store
    .collection(nodes.storedAs)
    .list()
    .flatMap(({ object }): NodeMetrics | readonly [] => {
      const { metadata, status } = object as Node;
      const { name = "", labels } = metadata;
      if (conditionOf(status.conditions, "Ready")?.status !== "True") return [];
      return {
        apiVersion: "metrics.k8s.io/v1beta1",
        kind: "NodeMetrics",
        metadata: { name, creationTimestamp: timestamp(time), ...(labels === undefined ? {} : { labels }) },
        timestamp: timestamp(time),
        window: "20.031s",
        usage: written(used.get(name) ?? { cpu: 180, memory: 1400 }),
      };
    });
}

function written({ cpu, memory }: Usage): MetricUsage {
  return { cpu: `${Math.round(cpu * 1_000_000)}n`, memory: `${Math.round(memory * 1024)}Ki` };
}
