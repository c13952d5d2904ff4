// The whole program on a real control plane, as a user starts it: with a kubeconfig file and a terminal.
import { readFile } from "node:fs/promises";
import { openPeriplus, type Periplus, type PeriplusOptions } from "../support/periplus.ts";
import type { ClusterAccess } from "./access.ts";
import type { KubeconfigContext } from "./kubeconfig.ts";

/** What is opened and how large the terminal is; the kubeconfig is made from the contexts. */
export type OpenOptions = Omit<PeriplusOptions, "contexts" | "kubeconfig" | "kubeconfigText">;

/** Opens the program on a kubeconfig file with these contexts, the first of which is the current one. */
export async function openOnContexts(
  cluster: ClusterAccess,
  contexts: readonly KubeconfigContext[],
  options: OpenOptions = {},
): Promise<Periplus> {
  const kubeconfigText = await readFile(await cluster.writeKubeconfig(contexts), "utf8");
  // A busy machine makes a control plane slow, and nothing here is about time.
  return openPeriplus({ patience: 30_000, ...options, kubeconfigText });
}

/** Opens the program as the cluster's admin, in a namespace. */
export function openOn(
  cluster: ClusterAccess,
  namespace: string,
  options: OpenOptions = {},
): Promise<Periplus> {
  const context = cluster.context(cluster.details.name, "admin", namespace);
  return openOnContexts(cluster, [context], options);
}
