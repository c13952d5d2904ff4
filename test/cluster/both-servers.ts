// A real API server and the demo cluster, to be asked the same. Neither has controllers: the demo's time stands still.
import { type DemoCluster, ManualClock, startDemo } from "../../src/demo/index.ts";
import { FollowedLog } from "../support/followed-log.ts";
import { type RawAnswer, type RawRequest, RawWatch, send } from "../support/raw-http.ts";
import { startControlPlane } from "./control-plane.ts";
import { compact } from "./etcd.ts";
import { createNodes } from "./nodes.ts";
import type { ContainerReference, LogLine } from "./pod-logs.ts";

/** One of the two, as stories see it. */
export interface Server {
  readonly url: string;
  readonly certificate: string | undefined;
  /** The admin may do everything, the viewer nothing. */
  readonly tokens: Readonly<Record<"admin" | "viewer", string>>;
  /** Forgets the past: versions from before, and lists that were begun at them, are too old from now on. */
  forget(): Promise<void>;
  /** Lets time pass where it does not by itself. */
  pass(milliseconds: number): void;
  /** Makes a node, the first time it is asked, whose kubelet answers for the logs of its pods. Gives its name. */
  loggingNode(): Promise<string>;
  /** Makes a node whose kubelet cannot be reached. Gives its name. */
  unreachableNode(): Promise<string>;
  readonly logs: ServerLogs;
}

/** What containers on such a node write, and what becomes of them; nothing but what a story says. */
export interface ServerLogs {
  append(container: ContainerReference, lines: readonly LogLine[]): Promise<void>;
  rotate(container: ContainerReference): Promise<void>;
  restart(container: ContainerReference): Promise<void>;
  end(container: ContainerReference): Promise<void>;
}

export interface BothServers extends AsyncDisposable {
  readonly real: Server;
  readonly demo: Server;
}

export async function startBoth(): Promise<BothServers> {
  const clock = new ManualClock(Date.now());
  const [plane, demo] = await Promise.all([
    startControlPlane({ controllerManager: false, scheduler: false, kwok: false }),
    startDemo({
      world: "empty",
      clock,
      futureVersionWait: 0,
      tokens: { nobody: { name: "viewer", uid: "2", groups: [] } },
    }),
  ]);
  const { details } = plane;
  let node: Promise<string> | undefined;
  const makeNode = async () => {
    await createNodes(plane, ["logging"], { managed: false });
    return "logging";
  };
  const makeUnreachableNode = async () => {
    await createNodes(plane, ["unreachable"], { managed: false });
    const body = { status: { daemonEndpoints: { kubeletEndpoint: { Port: 1 } } } };
    await plane.request("PATCH", "/api/v1/nodes/unreachable/status", { body });
    return "unreachable";
  };
  return {
    real: {
      url: details.server,
      certificate: Buffer.from(details.caData, "base64").toString(),
      tokens: { admin: details.tokens.admin ?? "", viewer: details.tokens.viewer ?? "" },
      async forget() {
        await compact(details.etcd);
        // It keeps snapshots of its own.
        await plane.apiServer.restart();
      },
      pass() {},
      loggingNode: () => (node ??= makeNode()),
      unreachableNode: makeUnreachableNode,
      logs: plane.logs,
    },
    demo: {
      url: demo.url,
      certificate: demo.certificate,
      tokens: { admin: "demo-admin", viewer: "nobody" },
      async forget() {
        demo.compact();
      },
      pass: (milliseconds) => clock.advance(milliseconds),
      loggingNode: async () => "node-a1",
      async unreachableNode() {
        demo.failNode("node-b1");
        return "node-b1";
      },
      logs: demoLogs(demo),
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([plane.stop(), demo.close()]);
    },
  };
}

function demoLogs(demo: DemoCluster): ServerLogs {
  const logOf = ({ namespace, pod, container }: ContainerReference) =>
    demo.logs.of(`${namespace}/${pod}`, container).silence();
  return {
    async append(container, lines) {
      logOf(container).write(...lines);
    },
    async rotate(container) {
      logOf(container).rotate();
    },
    async restart(container) {
      logOf(container).restart();
    },
    async end(container) {
      logOf(container).kill({ exitCode: 0 });
    },
  };
}

/** What goes with a request beside its path. */
export interface Question extends Pick<RawRequest, "headers" | "body"> {
  readonly user?: "admin" | "viewer";
}

export function ask(
  server: Server,
  method: string,
  path: string,
  { user = "admin", ...request }: Question = {},
): Promise<RawAnswer> {
  return send(server, path, { ...request, method, token: server.tokens[user] });
}

export function get(server: Server, path: string, question?: Question): Promise<RawAnswer> {
  return ask(server, "GET", path, question);
}

export function post(server: Server, path: string, body: unknown, question?: Question): Promise<RawAnswer> {
  return ask(server, "POST", path, { ...question, body });
}

/** In a patch language: `merge`, `json`, `strategic-merge` or `apply`. */
export function patch(server: Server, language: string, path: string, body: unknown): Promise<RawAnswer> {
  const type = `application/${language}-patch+${language === "apply" ? "yaml" : "json"}`;
  return ask(server, "PATCH", path, { headers: { "content-type": type }, body });
}

export function remove(server: Server, path: string, body?: unknown): Promise<RawAnswer> {
  return ask(server, "DELETE", path, body === undefined ? {} : { body });
}

/** A log that is followed. */
export function follow(server: Server, path: string): Promise<FollowedLog> {
  return FollowedLog.open(server, path, { token: server.tokens.admin });
}

/** A watch of a collection, with these parameters. */
export function watch(
  server: Server,
  path: string,
  query: string,
  headers: RawRequest["headers"] = {},
): Promise<RawWatch> {
  return RawWatch.open(server, `${path}?watch=true${query}`, { token: server.tokens.admin, headers });
}
