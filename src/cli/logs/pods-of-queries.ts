import type { Namespaces } from "../../state/location.ts";
import { resolveKinds } from "../get/resolve-kinds.ts";
import { allFoundPods, type FoundPods, PodList } from "./found-pods.ts";
import type { LogCluster } from "./log-cluster.ts";
import type { LogQuery } from "./log-query.ts";
import { PodByName } from "./pod-by-name.ts";
import type { PodChoice } from "./pod-choice.ts";
import { PodsOfObjects } from "./pods-of-objects.ts";

/** What was asked of one cluster. */
export interface Asked {
  readonly queries: readonly LogQuery[];
  readonly choice: PodChoice;
  /** Told of each kind that may not be looked at although it would tell whose pods are whose. */
  onGuess(what: string): void;
}

/** What one query finds. */
export interface QueryPods {
  /** Absent where selectors are all that was said. */
  readonly query: LogQuery | undefined;
  readonly found: FoundPods;
  readonly choice: PodChoice;
  /** Whether the object of the query is there, where it is about one. */
  hasObject(): boolean;
  /** Whether its pods may be in several namespaces. */
  readonly isWide: boolean;
}

/** The pods of each query in one cluster, live. @throws CliError for a kind there is not; `ApiError` of discovery. */
export async function podsOfQueries(cluster: LogCluster, asked: Asked): Promise<readonly QueryPods[]> {
  if (asked.queries.length === 0) return [podsBy(cluster, asked, undefined)];
  const found: QueryPods[] = [];
  try {
    for (const query of asked.queries)
      found.push(
        query.type === "pattern" ? podsBy(cluster, asked, query) : await podsOf(cluster, asked, query),
      );
    return found;
  } catch (error) {
    allFoundPods(found.map((one) => one.found)).close();
    throw error;
  }
}

function podsBy(cluster: LogCluster, { choice }: Asked, query: LogQuery | undefined): QueryPods {
  const matches =
    query?.type === "pattern" ? ({ name }: { name: string }) => query.pattern.test(name) : () => true;
  const { namespaces } = cluster;
  return {
    query,
    choice,
    found: new PodList({ cluster, choice, scope: {}, namespaces, matches }),
    hasObject: () => true,
    isWide: isWide(namespaces),
  };
}

async function podsOf(
  cluster: LogCluster,
  { choice, onGuess }: Asked,
  query: Extract<LogQuery, { type: "object" }>,
): Promise<QueryPods> {
  const { namespaces } = cluster;
  const [kind] = await resolveKinds(cluster.client, query.kind);
  if (kind === undefined) throw new Error(`no kind was found for ${query.kind}`);
  const scope = { fieldSelector: `metadata.name=${query.name}` };
  const { gvr } = kind.resource;
  if (gvr.resource === "pods" && gvr.group === "") {
    const found = new PodByName({ cluster, choice, name: query.name });
    return { query, choice, found, hasObject: () => found.pods().length > 0, isWide: isWide(namespaces) };
  }
  const found = new PodsOfObjects({ cluster, choice, kind, scope, namespaces, onGuess });
  const around = kind.resource.namespaced ? namespaces : cluster.namespacesOfNodes;
  return { query, choice, found, hasObject: () => found.hasObjects, isWide: isWide(around) };
}

function isWide(namespaces: Namespaces): boolean {
  return namespaces === "all" || namespaces.length > 1;
}
