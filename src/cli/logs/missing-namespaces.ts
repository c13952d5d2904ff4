import type { LogPod } from "../../logs/types.ts";
import type { Told } from "../../state/told.ts";
import { hasNamespace, unknownNamespace } from "../namespace-names.ts";
import type { LogCluster } from "./log-cluster.ts";

/** A namespace that was named and is not there, and what is said of that. */
export interface MissingNamespace {
  readonly name: string;
  readonly told: Told;
}

/** The namespaces there are not, of those in which no pod was found. Who may not ask is not told. */
export async function missingNamespaces(
  { client, namespaces }: LogCluster,
  pods: readonly LogPod[],
  signal: AbortSignal,
): Promise<readonly MissingNamespace[]> {
  if (namespaces === "all") return [];
  const found = new Set(pods.map(({ namespace }) => namespace));
  const empty = namespaces.filter((name) => !found.has(name));
  const answers = await Promise.all(
    empty.map(async (name) => {
      const isThere = await hasNamespace(client, name, signal).catch(() => undefined);
      return isThere === false ? [{ name, told: await unknownNamespace(client, name, signal) }] : [];
    }),
  );
  return answers.flat();
}

/** A cluster with those of its namespaces that are there. */
export function without(cluster: LogCluster, missing: readonly MissingNamespace[]): LogCluster {
  const { namespaces } = cluster;
  if (namespaces === "all" || missing.length === 0) return cluster;
  const names = new Set(missing.map(({ name }) => name));
  return { ...cluster, namespaces: namespaces.filter((name) => !names.has(name)) };
}
