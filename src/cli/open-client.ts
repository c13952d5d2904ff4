import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type ClusterClient, openCluster } from "../kube/cluster.ts";
import {
  type Credentials,
  createCredentials,
  kubercFile,
  type PluginPolicy,
  readPluginPolicy,
  type Terminal,
} from "../kube/credentials/index.ts";
import type { DiscoveryStore } from "../kube/discovery/index.ts";
import type { ResolvedContext } from "../kube/kubeconfig/index.ts";
import { replaceFile } from "../kube/kubeconfig/replace-file.ts";
import type { Patience } from "../kube/transport/patient.ts";
import { foldersOf } from "./folders.ts";
import type { World } from "./world.ts";

/** What opening a context's cluster needs beside the context itself. */
export interface ClientDeps {
  readonly world: Pick<World, "env" | "home" | "cwd" | "version" | "clock">;
  readonly terminal: Terminal;
  readonly pluginPolicy: PluginPolicy;
  isReadOnly(context: string): boolean;
  /** Words of a credential plugin or about credentials, safe to show, without secrets. */
  onCredentialNotice(text: string, context: string): void;
  /** How waiting for a plugin is ended, to follow the sentence that says that it is waited for. */
  readonly waitHint?: string;
  /** Waits for servers that are busy, where nobody looks at rows meanwhile. */
  readonly patience?: Patience;
  /** What servers warn of, as they say it. */
  onWarning?(text: string): void;
}

export interface OpenedClient {
  readonly client: ClusterClient;
  readonly credentials: Credentials;
}

/** Sends nothing and runs no plugin. Throws `ApiError` where the server's address cannot be used. */
export function openClient(resolved: ResolvedContext, deps: ClientDeps): OpenedClient {
  const { env, cwd, home, clock, version } = deps.world;
  const tell = (text: string) => deps.onCredentialNotice(text, resolved.context.name);
  const credentials = createCredentials(resolved, {
    env,
    cwd,
    now: clock.now,
    terminal: deps.terminal,
    pluginPolicy: deps.pluginPolicy,
    onPluginOutput: (plugin, line) => tell(`${plugin}: ${line}`),
    onPluginSlow: (plugin) =>
      tell(`waiting for the exec plugin ${plugin} of user ${resolved.user.name}${deps.waitHint ?? ""}`),
    onNotice: tell,
  });
  const client = openCluster(resolved, {
    credentials,
    version,
    env,
    readOnly: deps.isReadOnly(resolved.context.name),
    timing: { now: clock.now },
    ...(deps.patience && { patience: deps.patience }),
    ...(deps.onWarning && { onWarning: deps.onWarning }),
    discoveryStore: discoveryStore(foldersOf({ env, home }).cache, resolved),
  });
  return { client, credentials };
}

/** The user's rules about credential plugins, as kubectl reads them. */
export async function pluginPolicyOf(
  { env, home }: Pick<World, "env" | "home">,
  warn: (text: string) => void,
): Promise<PluginPolicy> {
  const kuberc = kubercFile(env, home);
  if (kuberc === undefined) return { type: "AllowAll" };
  const { policy, warning } = await readPluginPolicy(kuberc.file, kuberc.explicit);
  if (warning !== undefined) warn(warning);
  return policy;
}

/** One file for each server and user: two users may see different kinds. */
function discoveryStore(cacheFolder: string, { cluster, user }: ResolvedContext): DiscoveryStore {
  const hash = createHash("sha256").update(`${cluster.server}\0${user.file}\0${user.name}`).digest("hex");
  const file = join(cacheFolder, "discovery", `${hash.slice(0, 24)}.json`);
  return {
    read: () => readFile(file, "utf8"),
    write: (text) => replaceFile(file, Buffer.from(text)),
  };
}
