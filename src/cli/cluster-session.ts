import { ApiError } from "../kube/api-error.ts";
import type { ClusterClient } from "../kube/cluster.ts";
import { type Kubeconfig, loadKubeconfig, resolveContext } from "../kube/kubeconfig/index.ts";
import { CliError, sayTo } from "./failure.ts";
import { kubeconfigSource } from "./kubeconfig-source.ts";
import type { DemoRequest, StartDemo } from "./open-app.ts";
import { openClient, pluginPolicyOf } from "./open-client.ts";
import { strangeServer } from "./strange-server.ts";
import { freeTerminal } from "./terminal-loan.ts";
import type { World } from "./world.ts";

/** Which cluster a subcommand is about. */
export interface ClusterRequest {
  readonly kubeconfig?: string | undefined;
  /** kubectl's current one where absent. */
  readonly context?: string | undefined;
  readonly demo?: DemoRequest | undefined;
}

/** Which clusters, where there may be several. */
export interface ClustersRequest extends Omit<ClusterRequest, "context"> {
  /** As typed: each a name, or several with commas. kubectl's current one where there is none. */
  readonly contexts: readonly string[];
}

/** One cluster for the time of a subcommand. Nothing it sends changes anything. */
export interface ClusterSession {
  readonly kubeconfig: Kubeconfig;
  readonly client: ClusterClient;
  /** The namespace of the context. */
  readonly namespace: string;
  /** An error in words that name whose credentials were refused, or which server is none of Kubernetes. */
  explain(error: unknown): Promise<unknown>;
  close(): Promise<void>;
}

/** Several clusters for the time of a subcommand. */
export interface ClusterSessions {
  readonly sessions: readonly Omit<ClusterSession, "close">[];
  close(): Promise<void>;
}

/** Sends nothing yet. Throws `KubeconfigError`, or `ApiError` where the server's address is none. */
export async function openClusterSession(
  world: World,
  { context, ...request }: ClusterRequest,
  startDemo: StartDemo,
): Promise<ClusterSession> {
  const { sessions, close } = await openContexts(world, request, startDemo, () => [context]);
  const [session] = sessions;
  if (session === undefined) throw new Error("one context was opened");
  return { ...session, close };
}

/** Each context once. Sends nothing yet. Throws as `openClusterSession` does. */
export function openClusterSessions(
  world: World,
  { contexts, ...request }: ClustersRequest,
  startDemo: StartDemo,
): Promise<ClusterSessions> {
  return openContexts(world, request, startDemo, (kubeconfig) => namedContexts(contexts, kubeconfig));
}

/** A name may have commas in it: what is a name as a whole is one. */
function namedContexts(typed: readonly string[], { contexts }: Kubeconfig): readonly (string | undefined)[] {
  const isName = (text: string) => contexts.some(({ name }) => name === text);
  const names = typed.flatMap((text) =>
    isName(text) ? [text] : text.split(",").filter((part) => part !== ""),
  );
  return names.length === 0 ? [undefined] : [...new Set(names)];
}

async function openContexts(
  world: World,
  { kubeconfig: file, demo: demoRequest }: Omit<ClusterRequest, "context">,
  startDemo: StartDemo,
  namesIn: (kubeconfig: Kubeconfig) => readonly (string | undefined)[],
): Promise<ClusterSessions> {
  const say = sayTo(world);
  const [origin, pluginPolicy] = await Promise.all([
    demoRequest === undefined ? undefined : startDemo(demoRequest),
    pluginPolicyOf(world, say),
  ]);
  const warnings = new Set<string>();
  const warnOnce = (text: string) => {
    if (warnings.has(text)) return;
    warnings.add(text);
    say(`Warning: ${text}`);
  };
  const clients: ClusterClient[] = [];
  const close = async () => {
    for (const client of clients) client.close();
    await origin?.close();
  };
  try {
    const kubeconfig = origin?.kubeconfig ?? (await loadKubeconfig(kubeconfigSource(world, file)));
    const resolved = namesIn(kubeconfig).map((name) => resolveContext(kubeconfig, name));
    const terminal = freeTerminal(world.stdin.isTTY === true);
    const sessions = resolved.map((context) => {
      const { client, credentials } = openClient(context, {
        world,
        terminal,
        pluginPolicy,
        isReadOnly: () => true,
        onCredentialNotice: say,
        waitHint: "; ctrl-c stops it",
        onWarning: warnOnce,
        patience: { sleep: world.clock.sleep, onWait: (ms) => sayWait(ms, say) },
      });
      clients.push(client);
      return {
        kubeconfig,
        client,
        namespace: context.namespace,
        explain: async (error: unknown) =>
          (await strangeServer(client, error)) ?? explained(error, client.server, credentials.description),
      };
    });
    return { sessions, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** A second or two need no words. */
function sayWait(ms: number, say: (sentence: string) => void): void {
  if (ms > 2000) say(`the server is busy; trying again in ${Math.ceil(ms / 1000)} s`);
}

/** Servers say no more than `Unauthorized`, and for paths that they do not know no more than `404 page not found`. */
function explained(error: unknown, server: string, user: string): unknown {
  if (!(error instanceof ApiError)) return error;
  const { kind, code, message, nextStep, status } = error;
  if (code === 401)
    return new CliError({ message: `${server} does not accept ${user}: ${message}`, nextStep });
  if (kind !== "status" || code !== 404 || status?.reason !== undefined) return error;
  return new CliError({ message: `${server} has no such page: ${message}`, nextStep });
}
