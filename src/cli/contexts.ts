import { Multiplexer } from "../cache/index.ts";
import { ApiError } from "../kube/api-error.ts";
import { type ClusterClient, openCluster } from "../kube/cluster.ts";
import { createCredentials, type CredentialsDeps } from "../kube/credentials/index.ts";
import { KubeconfigError, type Kubeconfig, problemsOf, resolveContext } from "../kube/kubeconfig/index.ts";
import type { ApiResource } from "../kube/types.ts";
import { kindOf } from "../resources/index.ts";
import type { Clock } from "../lib/clock.ts";
import { Listeners } from "../lib/listeners.ts";
import type { ContextInfo, Contexts, Discovery, Failure, Session } from "../state/session.ts";

/** How long an informer nobody looks at stays warm, in ms. */
const grace = 10 * 60_000;

export interface ContextsOptions {
  readonly kubeconfig: Kubeconfig;
  readonly clock: Clock;
  readonly version: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly credentials: Omit<CredentialsDeps, "resolved">;
  isReadOnly(context: string): boolean;
  log(text: string): void;
}

/** The contexts of a kubeconfig, and how each is opened. Opening sends nothing. */
export function createContexts(options: ContextsOptions): Contexts {
  const { kubeconfig } = options;
  return {
    current: kubeconfig.currentContext,
    list: () => kubeconfig.contexts.map(({ name }) => contextInfo(kubeconfig, name)),
    open: (name) => openSession(name, options),
  };
}

/** What is known of a context without asking its server. */
function contextInfo(kubeconfig: Kubeconfig, name: string): ContextInfo {
  const context = kubeconfig.contexts.find((candidate) => candidate.name === name);
  const cluster = kubeconfig.clusters.find((candidate) => candidate.name === context?.cluster);
  const problem = context && problemsOf(kubeconfig, context)[0]?.message;
  return {
    name,
    cluster: context?.cluster ?? "",
    user: context?.user ?? "",
    server: cluster?.server ?? "",
    namespace: context?.namespace ?? kubeconfig.implicitNamespace ?? "default",
    ...(problem !== undefined && { problem }),
  };
}

/** @throws KubeconfigError where the context cannot be used as it is written. */
export function openClient(name: string | undefined, options: ContextsOptions): ClusterClient {
  const resolved = resolveContext(options.kubeconfig, name);
  const credentials = createCredentials(resolved, options.credentials);
  const { version, env } = options;
  return openCluster(resolved, { credentials, version, env, readOnly: options.isReadOnly(resolved.context.name) });
}

function openSession(name: string, options: ContextsOptions): Session {
  const client = openClient(name, options);
  const { clock } = options;
  const multiplexer = new Multiplexer({
    open: (gvr, form) => client.listWatch({ gvr, kind: kindName(client, gvr) }, form),
    probe: async (signal) => (await client.transport.send({ method: "GET", path: "/version", signal })).status < 500,
    clock,
    grace,
    onBrokenRow: (error, what) => options.log(`no row could be made of ${what}: ${describe(error)}`),
  });
  const info = contextInfo(options.kubeconfig, name);
  return {
    info,
    readOnly: options.isReadOnly(name),
    multiplexer,
    discovery: discoveryOf(client),
    identity: client.identity,
    fetchObject: (gvr, namespace, objectName, signal) =>
      client.requests.get({ gvr, name: objectName, ...(namespace !== "" && { namespace }) }, { signal }),
    close() {
      multiplexer.close();
      client.close();
    },
  };
}

/** The codec reads an object by its kind; records know theirs, discovery knows the others. */
function kindName(client: ClusterClient, gvr: ApiResource["gvr"]): string {
  return kindOf(gvr)?.kind ?? client.discovery.catalog?.get(gvr)?.kind ?? "";
}

function discoveryOf(client: ClusterClient): Discovery {
  const listeners = new Listeners();
  let problem: Failure | undefined;
  return {
    get resources() {
      return client.discovery.catalog?.resources ?? none;
    },
    get problem() {
      return problem;
    },
    async refresh() {
      try {
        await client.discovery.refresh();
        problem = undefined;
      } catch (error) {
        problem = error instanceof ApiError ? error : undefined;
        throw error;
      } finally {
        listeners.tell();
      }
    },
    subscribe: (listener) => listeners.add(listener),
  };
}

const none: readonly ApiResource[] = [];

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

export { KubeconfigError };
