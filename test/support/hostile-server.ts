// An API server that lies in every text it sends, for stories of what reaches the terminal. It serves one list of each
// of its resources, as a watch that never changes.
import type { IncomingMessage, ServerResponse } from "node:http";
import { type Loopback, startHttps } from "./loopback.ts";

export interface HostileOptions {
  /** A text to put somewhere; asked for each place anew. */
  text(): string;
  /** How many objects each list has. */
  readonly objects: number;
}

type Json = Readonly<Record<string, unknown>>;

/** Serves pods, nodes, events, namespaces and a custom kind `widgets`; secrets are denied. Ends with the test. */
export function startHostileServer({ text, objects }: HostileOptions): Promise<Loopback> {
  const many = (make: (index: number) => Json) => Array.from({ length: objects }, (_, index) => make(index));
  const lists: Readonly<Record<string, readonly Json[]>> = {
    pods: many((index) => pod(index, text)),
    nodes: many((index) => node(index, text)),
    events: many((index) => event(index, text)),
    namespaces: many((index) => object("v1", "Namespace", index, text)),
    widgets: many((index) => widget(index, text)),
  };
  const columns = many(() => ({
    name: text(),
    type: "string",
    format: "",
    description: text(),
    priority: 0,
  }));
  const tables = (lists.widgets ?? []).map((row) => ({
    apiVersion: "meta.k8s.io/v1",
    kind: "Table",
    metadata: { resourceVersion: "1" },
    columnDefinitions: columns,
    rows: [{ cells: columns.map(() => text()), object: row }],
  }));
  const watch = (response: ServerResponse, resource: string) => {
    const rows = resource === "widgets" ? tables : (lists[resource] ?? []);
    const end = { apiVersion: "v1", kind: "Pod", metadata: endOfList };
    const events = [
      ...rows.map((row) => ({ type: "ADDED", object: row })),
      { type: "BOOKMARK", object: end },
    ];
    response.writeHead(200, { "content-type": "application/json" });
    for (const one of events) response.write(`${JSON.stringify(one)}\n`);
  };
  // Everything is said before the first question, so that the order of questions changes nothing.
  const answers = discovery(text);
  const [denied, missing] = [failure(text, 403), failure(text, 404)];
  return startHttps((request, response) => {
    const { resource = "", name } = pathOf(request);
    const answer = answers[(request.url ?? "").split("?", 1)[0] ?? ""];
    if (answer !== undefined) return send(response, 200, answer);
    if (lists[resource] === undefined) return send(response, 403, denied);
    if (name === undefined) return watch(response, resource);
    const asked = lists[resource].find(({ metadata }) => sameName(metadata, name));
    return asked ? send(response, 200, asked) : send(response, 404, missing);
  });
}

/** Half a surrogate pair cannot be asked for. */
function sameName(metadata: unknown, name: string): boolean {
  return (metadata as { readonly name: string }).name.toWellFormed() === name;
}

const endOfList = { resourceVersion: "2", annotations: { "k8s.io/initial-events-end": "true" } };

function pathOf({ url = "" }: IncomingMessage): { resource?: string | undefined; name?: string | undefined } {
  const parts = (url.split("?", 1)[0] ?? "").split("/").slice(1).map(decodeURIComponent);
  const rest = parts[0] === "api" ? parts.slice(2) : parts.slice(3);
  const [resource, name] = rest[0] === "namespaces" && rest.length > 2 ? rest.slice(2) : rest;
  return { resource, name };
}

function send(response: ServerResponse, code: number, body: Json): void {
  response.writeHead(code, { "content-type": "application/json" }).end(JSON.stringify(body));
}

function failure(text: () => string, code: number): Json {
  const reason = text();
  return { apiVersion: "v1", kind: "Status", metadata: {}, status: "Failure", message: text(), reason, code };
}

function discovery(text: () => string): Readonly<Record<string, Json>> {
  const group = { groupVersion: "evil.example.com/v1", version: "v1" };
  return {
    "/version": { major: "1", minor: "8", gitVersion: `v1.8.${text()}` },
    "/api": { kind: "APIVersions", versions: ["v1"] },
    "/apis": {
      kind: "APIGroupList",
      apiVersion: "v1",
      groups: [{ name: "evil.example.com", versions: [group], preferredVersion: group }],
    },
    "/api/v1": resources("v1", [
      resource("pods", "Pod", true),
      resource("nodes", "Node", false),
      resource("events", "Event", true),
      resource("namespaces", "Namespace", false),
      resource("secrets", "Secret", true),
    ]),
    "/apis/evil.example.com/v1": resources("evil.example.com/v1", [
      resource("widgets", `Widget${text()}`, true, [text(), "wd"]),
      resource(`gadgets${text()}`, text(), false, [text()]),
    ]),
  };
}

function resources(groupVersion: string, list: readonly Json[]): Json {
  return { kind: "APIResourceList", apiVersion: "v1", groupVersion, resources: list };
}

function resource(name: string, kind: string, namespaced: boolean, shortNames: readonly string[] = []): Json {
  return { name, singularName: "", kind, namespaced, shortNames, verbs: ["get", "list", "watch"] };
}

function object(apiVersion: string, kind: string, index: number, text: () => string): Json {
  return {
    apiVersion,
    kind,
    metadata: {
      name: `${index} ${text()}`,
      namespace: "payments",
      uid: `${kind}-${index}`,
      resourceVersion: String(index + 1),
      creationTimestamp: "2026-11-01T00:00:00Z",
      labels: { [text()]: text(), app: text() },
      annotations: { [text()]: text() },
      ownerReferences: [{ apiVersion: text(), kind: text(), name: text(), uid: text(), controller: true }],
      finalizers: [text()],
    },
  };
}

function pod(index: number, text: () => string): Json {
  const waiting = { waiting: { reason: text(), message: text() } };
  const status = { name: text(), ready: false, restartCount: index, image: text(), state: waiting };
  return {
    ...object("v1", "Pod", index, text),
    spec: {
      nodeName: text(),
      readinessGates: [{ conditionType: text() }],
      containers: [
        { name: text(), image: text(), command: [text()], env: [{ name: text(), value: text() }] },
      ],
    },
    status: {
      phase: index % 3 === 0 ? text() : "Pending",
      reason: index % 3 === 1 ? text() : undefined,
      message: text(),
      podIP: text(),
      podIPs: [{ ip: text() }],
      nominatedNodeName: text(),
      conditions: [{ type: "PodScheduled", status: "False", reason: text(), message: text() }],
      containerStatuses: [status],
    },
  };
}

function node(index: number, text: () => string): Json {
  const base = object("v1", "Node", index, text);
  const labels = { [`node-role.kubernetes.io/${text()}`]: "", "kubernetes.io/role": text() };
  return {
    ...base,
    metadata: { ...(base.metadata as Json), labels },
    spec: { taints: [{ key: text(), value: text(), effect: text() }] },
    status: {
      addresses: [
        { type: "InternalIP", address: text() },
        { type: "ExternalIP", address: text() },
      ],
      nodeInfo: {
        kubeletVersion: text(),
        osImage: text(),
        kernelVersion: text(),
        containerRuntimeVersion: text(),
        architecture: text(),
      },
      conditions: [{ type: "Ready", status: "False", reason: text(), message: text() }],
    },
  };
}

function event(index: number, text: () => string): Json {
  return {
    ...object("v1", "Event", index, text),
    type: "Warning",
    reason: text(),
    message: text(),
    count: index,
    lastTimestamp: "2026-11-01T00:00:00Z",
    involvedObject: { apiVersion: "v1", kind: text(), name: text(), namespace: text(), fieldPath: text() },
    source: { component: text(), host: text() },
  };
}

function widget(index: number, text: () => string): Json {
  return {
    ...object("evil.example.com/v1", "Widget", index, text),
    spec: { [text()]: text(), list: [text()] },
  };
}
