import { nodes } from "../kinds/nodes.ts";
import { containersOf, type Instance, statusesOf } from "../logs/container-logs.ts";
import { LogReader } from "../logs/log-reader.ts";
import type { Container, ContainerStatus, Node, Pod, TerminatedState } from "../objects.ts";
import type { ApiContext, ResourceRequest } from "./api-context.ts";
import { logOptionsOf } from "./log-options.ts";
import { negotiateForm } from "./media-type.ts";
import { findObject } from "./read.ts";
import { isTrue } from "./request-info.ts";
import { badRequest, notFound, StatusError } from "./status-error.ts";

const headers = { "content-type": "text/plain", "cache-control": "no-cache, private" } as const;
const kubeletPort = 10250;

/** Answers GET of `log`: what a container has written, and with `follow` what it goes on to write. */
export async function serveLogs(context: ApiContext, request: ResourceRequest): Promise<void> {
  const { clock, logs } = context;
  const { reply, target } = request;
  const { query } = request.info;
  negotiateForm(request.headers.accept);
  const options = logOptionsOf(query, target.name ?? "", clock.now());
  const pod = findObject(context, request).object as Pod;
  const container = chosenContainer(pod, query.get("container") ?? "");
  const { nodeName = "" } = pod.spec;
  if (nodeName === "") {
    // Nobody to ask yet.
    reply.begin(204, { "cache-control": "no-cache, private" });
    return reply.end();
  }
  const node = context.store.collection(nodes.storedAs).get(nodeName)?.object as Node | undefined;
  // The real server mixes these up too.
  if (node === undefined) throw notFound(request.kind, nodeName);
  const isSilent = () => context.isNodeSilent(nodeName);
  if (isSilent()) throw unreachable(request, node, container);
  const { log, readers } = logs.of(pod, container, instanceOf(pod, container, isTrue(query.get("previous"))));
  const reader = new LogReader({ log, options, reply, clock, isSilent });
  readers.add(reader);
  reply.begin(200, headers);
  await reader.run().finally(() => readers.delete(reader));
}

// In the words and the order of the API server (pkg/registry/core/pod/strategy.go). @throws StatusError 400
function chosenContainer(pod: Pod, asked: string): Container {
  const { name } = pod.metadata;
  const all = containersOf(pod);
  if (asked !== "") {
    const named = all.find((container) => container.name === asked);
    if (named === undefined) throw badRequest(`container ${asked} is not valid for pod ${name}`);
    return named;
  }
  const [only, ...others] = pod.spec.containers;
  if (only !== undefined && others.length === 0) return only;
  const names = all.map((container) => container.name).join(" ");
  throw badRequest(`a container name must be specified for pod ${name}, choose one of: [${names}]`);
}

// In the words and the order of kubelets (validateContainerLogStatus). @throws StatusError 400 where there is no log.
function instanceOf(pod: Pod, container: Container, previous: boolean): Instance {
  const where = `container "${container.name}" in pod "${pod.metadata.name}"`;
  const status = statusesOf(pod).find(({ name }) => name === container.name);
  if (status === undefined) throw badRequest(`${where} is not available`);
  const last = endedInstance(status.lastState.terminated);
  if (previous) {
    if (last === undefined) throw badRequest(`previous terminated ${where} not found`);
    return last;
  }
  const { running, terminated, waiting } = status.state;
  const present = running === undefined ? endedInstance(terminated) : runningInstance(status);
  const found = present ?? last;
  if (found !== undefined) return found;
  if (terminated !== undefined) throw badRequest(`${where} is terminated`);
  if (waiting === undefined) throw badRequest(`${where} is waiting to start - no logs yet`);
  throw badRequest(`${where} is waiting to start: ${waitingWords(waiting.reason ?? "")}`);
}

function runningInstance({ state, containerID = "" }: ContainerStatus): Instance {
  return { id: containerID, startedAt: state.running?.startedAt, ended: undefined };
}

function endedInstance(terminated: TerminatedState | undefined): Instance | undefined {
  const { containerID = "", startedAt } = terminated ?? {};
  return containerID === "" ? undefined : { id: containerID, startedAt, ended: terminated };
}

function waitingWords(reason: string): string {
  if (reason === "ErrImagePull") return "image can't be pulled";
  return reason === "ImagePullBackOff" ? "trying and failing to pull image" : reason;
}

// The API server's own words for a node that it cannot connect to.
function unreachable({ info, target }: ResourceRequest, { status }: Node, container: Container): StatusError {
  const host = `${status.addresses?.[0]?.address}:${kubeletPort}`;
  const query = new URLSearchParams([...info.query].filter(([name]) => name !== "container"));
  query.sort();
  const path = `/containerLogs/${target.namespace}/${target.name}/${container.name}`;
  const url = `https://${host}${path}${query.size === 0 ? "" : `?${query}`}`;
  return new StatusError(500, "", `Get "${url}": dial tcp ${host}: i/o timeout`);
}
