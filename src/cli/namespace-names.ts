import { ApiError } from "../kube/api-error.ts";
import type { ClusterClient } from "../kube/cluster.ts";
import type { Kubeconfig } from "../kube/kubeconfig/index.ts";
import { nearest } from "../lib/nearest.ts";
import { namespaces } from "../resources/namespaces.ts";
import { CliError } from "./failure.ts";

/** Every namespace's name, by pages of 500. Throws `ApiError`. */
export async function namespaceNames(client: ClusterClient, signal: AbortSignal): Promise<string[]> {
  const { list } = client.listWatch(namespaces, "metadata");
  const names: string[] = [];
  let next = "";
  do {
    let last = "";
    for await (const { objects, page } of list({ limit: 500, continue: next }, signal)) {
      names.push(...objects.map(({ identity }) => identity.name));
      last = page?.continue ?? last;
    }
    next = last;
  } while (next !== "");
  return names;
}

/** Whether the server has a namespace; undefined where one may not ask. Throws `ApiError` for everything else. */
export async function hasNamespace(
  client: ClusterClient,
  name: string,
  signal: AbortSignal,
): Promise<boolean | undefined> {
  try {
    await client.requests.get({ gvr: namespaces.gvr, name }, { signal, form: "metadata" });
    return true;
  } catch (error) {
    // A server that is none has no page for namespaces.
    if (error instanceof ApiError && error.code === 404 && error.status?.reason !== undefined) return false;
    if (error instanceof ApiError && error.code === 403) return undefined;
    throw error;
  }
}

/** There is no such namespace; names those that look like it, as far as they may be listed. */
export async function unknownNamespace(
  client: ClusterClient,
  name: string,
  signal: AbortSignal,
): Promise<CliError> {
  const names = await namespaceNames(client, signal).catch(() => []);
  const near = nearest(name, names, 3);
  return new CliError({
    message: `there is no namespace ${name} in ${client.context}`,
    nextStep: near.length > 0 ? `did you mean ${near.join(", ")}` : "periplus ns lists those there are",
  });
}

/** Namespaces one may know of without listing them: those of contexts for the same cluster and user. */
export function configuredNamespaces({ contexts }: Kubeconfig, context: string): string[] {
  const here = contexts.find(({ name }) => name === context);
  const named = contexts
    .filter(({ cluster, user }) => cluster === here?.cluster && user === here.user)
    .flatMap(({ namespace }) => namespace ?? []);
  return [...new Set(named)].sort();
}
