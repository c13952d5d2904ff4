import type { ClusterClient } from "../../kube/cluster.ts";
import type { ApiResource } from "../../kube/types.ts";
import { findKind, kindOf } from "../../resources/index.ts";
import type { Kind } from "../../resources/kind.ts";
import { CliError } from "../failure.ts";

/** A kind of the cluster: what its objects are, and our record of it where there is one. */
export interface ResolvedKind {
  readonly resource: Pick<ApiResource, "gvr" | "kind" | "namespaced">;
  readonly record: Kind | undefined;
}

/**
 * What a name of a kind means, or of a category such as `all`. Kinds with a record need no word from the server.
 * Throws `CliError` with the nearest names, or the `ApiError` of discovery.
 */
export async function resolveKinds(client: ClusterClient, text: string): Promise<readonly ResolvedKind[]> {
  const record = findKind(text);
  if (record !== undefined) return [{ resource: record, record }];
  const { discovery } = client;
  const known = resolveIn(await discovery.load(), text);
  if (known.length > 0) return known;
  // What an earlier run kept may be older than the kind.
  const catalog = await discovery.refresh();
  const found = resolveIn(catalog, text);
  if (found.length > 0) return found;
  const near = catalog.nearest(text, 3);
  throw new CliError({
    message: `${client.context} has no kind called ${text}`,
    nextStep:
      near.length > 0
        ? `did you mean ${near.join(", ")}`
        : "write its plural, its short name or plural.group",
  });
}

type Catalog = Awaited<ReturnType<ClusterClient["discovery"]["load"]>>;

function resolveIn(catalog: Catalog, text: string): readonly ResolvedKind[] {
  const resource = catalog.find(text);
  if (resource !== undefined) return [withRecord(resource)];
  return catalog
    .category(text)
    .filter(({ verbs }) => verbs.includes("list"))
    .map(withRecord);
}

/** A record reads one version of a kind; another version is printed as the server has it. */
function withRecord(resource: ApiResource): ResolvedKind {
  const record = kindOf(resource.gvr);
  return { resource, record: record?.gvr.version === resource.gvr.version ? record : undefined };
}
