import { ApiError } from "../kube/api-error.ts";
import type { ClusterClient } from "../kube/cluster.ts";
import { type Kubeconfig, loadKubeconfig, resolveContext } from "../kube/kubeconfig/index.ts";
import { CliError, sayTo } from "./failure.ts";
import { kubeconfigSource } from "./kubeconfig-source.ts";
import type { Demo, StartDemo } from "./open-app.ts";
import { openClient, pluginPolicyOf } from "./open-client.ts";
import { freeTerminal } from "./terminal-loan.ts";
import type { World } from "./world.ts";

/** Which cluster a subcommand is about. */
export interface ClusterRequest {
  readonly kubeconfig?: string | undefined;
  /** kubectl's current one where absent. */
  readonly context?: string | undefined;
  readonly demo?: { readonly pods?: number | undefined } | undefined;
}

/** One cluster for the time of a subcommand. Nothing it sends changes anything. */
export interface ClusterSession {
  readonly kubeconfig: Kubeconfig;
  readonly client: ClusterClient;
  /** The namespace of the context. */
  readonly namespace: string;
  /** An error in words that name whose credentials were refused, where that is what it is about. */
  explain(error: unknown): unknown;
  close(): Promise<void>;
}

/** Sends nothing yet. Throws `KubeconfigError`, or `ApiError` where the server's address is none. */
export async function openClusterSession(
  world: World,
  { kubeconfig: file, context, demo: demoRequest }: ClusterRequest,
  startDemo: StartDemo,
): Promise<ClusterSession> {
  const say = sayTo(world);
  const [origin, pluginPolicy] = await Promise.all([
    demoRequest === undefined ? undefined : startDemo(demoRequest),
    pluginPolicyOf(world, say),
  ]);
  const kubeconfig = origin?.kubeconfig ?? (await loadKubeconfig(kubeconfigSource(world, file)));
  const resolved = await resolveOrClose(kubeconfig, context, origin);
  const { client, credentials } = openClient(resolved, {
    world,
    terminal: freeTerminal(world.stdin.isTTY === true),
    pluginPolicy,
    isReadOnly: () => true,
    onCredentialNotice: say,
  });
  return {
    kubeconfig,
    client,
    namespace: resolved.namespace,
    explain: (error) => namingUser(error, client.server, credentials.description),
    async close() {
      client.close();
      await origin?.close();
    },
  };
}

/** Servers say no more than `Unauthorized`. */
function namingUser(error: unknown, server: string, user: string): unknown {
  if (!(error instanceof ApiError) || error.code !== 401) return error;
  const { message, nextStep } = error;
  return new CliError({ message: `${server} does not accept ${user}: ${message}`, nextStep });
}

async function resolveOrClose(kubeconfig: Kubeconfig, context: string | undefined, demo: Demo | undefined) {
  try {
    return resolveContext(kubeconfig, context);
  } catch (error) {
    await demo?.close();
    throw error;
  }
}
