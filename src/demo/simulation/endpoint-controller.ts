import { matchesLabels } from "../../lib/label-selector.ts";
import { nodes } from "../kinds/nodes.ts";
import { pods } from "../kinds/pods.ts";
import { endpointSlices, services } from "../kinds/services.ts";
import type { Endpoint, EndpointSlice, Labels, Node, Pod, Service } from "../objects.ts";
import { type ClusterState, isReady, keyOf } from "./cluster-state.ts";
import { ownerReference } from "./pod-factory.ts";
import { Worker } from "./worker.ts";

const sliceSize = 100;

/** Keeps the EndpointSlices of every Service with a selector in step with its pods. */
export class EndpointController {
  readonly #state: ClusterState;
  readonly #worker: Worker;

  constructor(state: ClusterState) {
    this.#state = state;
    this.#worker = new Worker(state.clock, 120, (key) => this.#sync(key));
    state.onChange(services, ({ type, current }) => {
      if (type !== "DELETED") this.#worker.add(current.key);
    });
    state.onChange(pods, ({ type, current, previous }) => {
      const pod = current.object as Pod;
      if (type === "MODIFIED" && sameEndpoint(pod, previous?.object as Pod)) return;
      for (const service of state.list<Service>(services, pod.metadata.namespace))
        if (selects(service, pod.metadata.labels) || selects(service, previous?.object.metadata.labels))
          this.#worker.add(keyOf(service));
    });
    for (const service of state.list<Service>(services)) this.#worker.add(keyOf(service));
  }

  #sync(key: string): void {
    const service = this.#state.get<Service>(services, key);
    if (service?.spec.selector === undefined) return;
    const matching = this.#state
      .list<Pod>(pods, service.metadata.namespace)
      .filter(
        (pod) => selects(service, pod.metadata.labels) && pod.status.podIP !== undefined && !isOver(pod),
      );
    const old = this.#state.ownedBy<EndpointSlice>(endpointSlices, service);
    const wanted = Math.max(1, Math.ceil(matching.length / sliceSize));
    for (let index = 0; index < wanted; index += 1) {
      const part = matching.slice(index * sliceSize, (index + 1) * sliceSize);
      this.#write(service, old[index], part);
    }
    for (const slice of old.slice(wanted)) this.#state.writer.delete(endpointSlices, keyOf(slice));
  }

  #write(service: Service, old: EndpointSlice | undefined, list: readonly Pod[]): void {
    const endpoints = list.map((pod) => this.#endpoint(pod));
    const ports = portsOf(service, list[0]);
    if (old !== undefined) return this.#state.write(endpointSlices, { ...old, endpoints, ports });
    const { name = "", namespace = "", labels } = service.metadata;
    const slice = {
      apiVersion: "discovery.k8s.io/v1",
      kind: "EndpointSlice",
      metadata: {
        generateName: `${name}-`,
        namespace,
        labels: {
          ...labels,
          "endpointslice.kubernetes.io/managed-by": "endpointslice-controller.k8s.io",
          "kubernetes.io/service-name": name,
        },
        ownerReferences: [ownerReference(service)],
      },
      addressType: "IPv4",
      endpoints,
      ports,
    };
    this.#state.writer.create(endpointSlices, slice, namespace);
  }

  #endpoint(pod: Pod): Endpoint {
    const { name = "", namespace = "", uid = "", deletionTimestamp } = pod.metadata;
    const { nodeName = "" } = pod.spec;
    const serving = isReady(pod.status);
    const terminating = deletionTimestamp !== undefined;
    const zone = this.#state.get<Node>(nodes, nodeName)?.metadata.labels?.["topology.kubernetes.io/zone"];
    return {
      addresses: [pod.status.podIP ?? ""],
      conditions: { ready: serving && !terminating, serving, terminating },
      nodeName,
      targetRef: { kind: "Pod", name, namespace, uid },
      ...(zone === undefined ? {} : { zone }),
    };
  }
}

function selects({ spec }: Service, labels: Labels | undefined): boolean {
  const { selector } = spec;
  if (selector === undefined || labels === undefined) return false;
  const requirements = Object.entries(selector).map(([key, value]) => ({
    key,
    operator: "in" as const,
    values: [value],
  }));
  return matchesLabels(requirements, labels);
}

function isOver({ status }: Pod): boolean {
  return status.phase === "Succeeded" || status.phase === "Failed";
}

function sameEndpoint(pod: Pod, old: Pod): boolean {
  return (
    pod.status.podIP === old.status.podIP &&
    isReady(pod.status) === isReady(old.status) &&
    pod.metadata.labels === old.metadata.labels &&
    pod.metadata.deletionTimestamp === old.metadata.deletionTimestamp &&
    isOver(pod) === isOver(old)
  );
}

function portsOf({ spec }: Service, pod: Pod | undefined): EndpointSlice["ports"] {
  return (spec.ports ?? []).map(({ name = "", port, protocol = "TCP", targetPort = port }) => {
    const declared = (pod?.spec.containers ?? []).flatMap((container) => container.ports ?? []);
    const number =
      typeof targetPort === "number"
        ? targetPort
        : declared.find((entry) => entry.name === targetPort)?.containerPort;
    return { name, protocol, ...(number === undefined ? {} : { port: number }) };
  });
}
