import type { Namespaces } from "../../state/location.ts";
import { ObjectPods } from "../../state/log-pods/object-pods.ts";
import { isPods, type ListedKind } from "../../state/log-pods/object-source.ts";
import { type ResolvedKind, resolveKinds } from "../get/resolve-kinds.ts";
import { allFoundPods, type FoundPods } from "./found-pods.ts";
import type { LogCluster } from "./log-cluster.ts";
import type { LogQuery } from "./log-query.ts";
import { PodByName } from "./pod-by-name.ts";
import type { PodChoice } from "./pod-choice.ts";

/** What was asked of one cluster. */
export interface Asked {
  readonly queries: readonly LogQuery[];
  readonly choice: PodChoice;
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
  const wants =
    query?.type === "pattern" ? ({ name }: { name: string }) => query.pattern.test(name) : () => true;
  const { namespaces, pods } = cluster;
  return {
    query,
    choice,
    found: new ObjectPods({ source: cluster, kind: pods, namespaces, wants, narrowing: choice }),
    hasObject: () => true,
    isWide: isWide(namespaces),
  };
}

async function podsOf(
  cluster: LogCluster,
  { choice }: Asked,
  query: Extract<LogQuery, { type: "object" }>,
): Promise<QueryPods> {
  const { namespaces } = cluster;
  const [resolved] = await resolveKinds(cluster.client, query.kind);
  if (resolved === undefined) throw new Error(`no kind was found for ${query.kind}`);
  const kind = listedKind(resolved);
  if (isPods(kind)) {
    const found = new PodByName({ cluster, choice, name: query.name });
    return { query, choice, found, hasObject: () => found.pods().length > 0, isWide: isWide(namespaces) };
  }
  const { namespacesOfNodes } = cluster;
  const found = new ObjectPods({
    source: cluster,
    kind,
    namespaces,
    selection: { fieldSelector: `metadata.name=${query.name}` },
    narrowing: choice,
    wide: namespacesOfNodes,
  });
  const around = kind.namespaced ? namespaces : namespacesOfNodes;
  return { query, choice, found, hasObject: () => [...found.rows()].length > 0, isWide: isWide(around) };
}

function listedKind({ record, resource: { gvr, namespaced } }: ResolvedKind): ListedKind {
  return record ?? { gvr, namespaced, form: "metadata", fields: [], summarize: () => undefined };
}

function isWide(namespaces: Namespaces): boolean {
  return namespaces === "all" || namespaces.length > 1;
}
