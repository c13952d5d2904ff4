import { readFile, stat } from "node:fs/promises";
import { isIPv6 } from "node:net";
import { join } from "node:path";
import type { KubeconfigSource } from "./source.ts";
import type { Cluster, Context, User } from "./types.ts";

/** What a pod's service account gives: somewhere to connect to, and who asks. */
export interface InCluster {
  readonly context: Context;
  readonly cluster: Cluster;
  readonly user: User;
  /** POD_NAMESPACE, else the mounted namespace, else `default`. */
  readonly namespace: string;
}

const serviceAccount = "/var/run/secrets/kubernetes.io/serviceaccount";

/**
 * The pod's own service account, where this runs in a pod: both service variables are set and the token file exists
 * (client-go: inClusterClientConfig.Possible and InClusterConfig). Entries are called `name`.
 */
export async function findInCluster(source: KubeconfigSource, name: string): Promise<InCluster | undefined> {
  const { env, serviceAccountFolder: folder = serviceAccount } = source;
  const host = env.KUBERNETES_SERVICE_HOST;
  const port = env.KUBERNETES_SERVICE_PORT;
  if (host === undefined || host === "" || port === undefined || port === "") return undefined;
  const tokenFile = join(folder, "token");
  if (!(await isFile(tokenFile))) return undefined;
  const authority = join(folder, "ca.crt");
  return {
    context: { name, file: folder, cluster: name, user: name },
    cluster: {
      name,
      file: folder,
      server: `https://${isIPv6(host) ? `[${host}]` : host}:${port}`,
      ...((await isFile(authority)) ? { certificateAuthority: authority } : {}),
    },
    user: { name, file: folder, tokenFile },
    namespace: await podNamespace(env.POD_NAMESPACE, join(folder, "namespace")),
  };
}

async function podNamespace(fromEnvironment: string | undefined, file: string): Promise<string> {
  if (fromEnvironment !== undefined && fromEnvironment !== "") return fromEnvironment;
  const mounted = await readFile(file, "utf8").catch(() => "");
  return mounted.trim() || "default";
}

async function isFile(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  return found !== undefined && !found.isDirectory();
}
