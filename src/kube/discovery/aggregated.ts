import { isRecord, recordsOf, textOf, textsOf } from "../read-json.ts";
import type { ApiResource } from "../types.ts";

type Fields = Readonly<Record<string, unknown>>;

/** Asked for in this order; every server knows one of them. */
export const DISCOVERY_ACCEPT = [
  "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList",
  "application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList",
  "application/json",
].join(",");

/** Whether the answer is an aggregated one: servers before 1.27 answer with the old document, which has the old type. */
export function isAggregated(contentType: string | undefined): boolean {
  return /;\s*as=APIGroupDiscoveryList/i.test(contentType ?? "");
}

/**
 * The resources of an APIGroupDiscoveryList, v2 or v2beta1, in the server's order of preference. A stale version
 * may come without any; those it had in `before` are better than none.
 */
export function readAggregated(value: unknown, before: readonly ApiResource[] = []): ApiResource[] {
  return recordsOf(isRecord(value) ? value.items : undefined).flatMap((group) => {
    const name = isRecord(group.metadata) ? textOf(group.metadata.name) : "";
    const versions = recordsOf(group.versions).map((version) => {
      const resources = resourcesOf(name, version);
      if (resources.length > 0 || version.freshness !== "Stale") return resources;
      return lastKnown(before, name, textOf(version.version));
    });
    return markPreferred(versions.flat());
  });
}

/** What was known of a group and version that cannot be asked at the moment. */
export function lastKnown(before: readonly ApiResource[], group: string, version: string): ApiResource[] {
  return before
    .filter(({ gvr }) => gvr.group === group && gvr.version === version)
    .map((resource) => ({ ...resource, stale: true }));
}

/** The first version in a group that has a resource is the one to use for it. */
export function markPreferred(resources: readonly ApiResource[]): ApiResource[] {
  const seen = new Set<string>();
  return resources.map((resource) => {
    const preferred = !seen.has(resource.gvr.resource);
    seen.add(resource.gvr.resource);
    return { ...resource, preferred };
  });
}

function resourcesOf(group: string, version: Fields): ApiResource[] {
  return recordsOf(version.resources).flatMap((resource) => {
    const kind = isRecord(resource.responseKind) ? textOf(resource.responseKind.kind) : "";
    // Without a kind it is only the parent of subresources.
    if (kind === "") return [];
    return {
      gvr: { group, version: textOf(version.version), resource: textOf(resource.resource) },
      kind,
      namespaced: resource.scope === "Namespaced",
      singular: textOf(resource.singularResource) || kind.toLowerCase(),
      shortNames: textsOf(resource.shortNames),
      categories: textsOf(resource.categories),
      verbs: textsOf(resource.verbs),
      subresources: recordsOf(resource.subresources).map(({ subresource }) => textOf(subresource)),
      preferred: false,
      stale: version.freshness === "Stale",
    };
  });
}
