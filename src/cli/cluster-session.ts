import type { ClusterClient } from "../kube/cluster.ts";
import { type Kubeconfig, loadKubeconfig, resolveContext } from "../kube/kubeconfig/index.ts";
import { sayTo } from "./failure.ts";
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
  const { client } = openClient(resolved, {
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
    async close() {
      client.close();
      await origin?.close();
    },
  };
}

async function resolveOrClose(kubeconfig: Kubeconfig, context: string | undefined, demo: Demo | undefined) {
  try {
    return resolveContext(kubeconfig, context);
  } catch (error) {
    await demo?.close();
    throw error;
  }
}
