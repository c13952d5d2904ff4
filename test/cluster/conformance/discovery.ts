import { get, type Server } from "../both-servers.ts";
import type { Stories } from "./story.ts";

const aggregated =
  "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,application/json";

interface GroupDiscovery {
  readonly metadata: { readonly name?: string };
  readonly versions: readonly {
    readonly version: string;
    readonly freshness: string;
    readonly resources: readonly Discovered[];
  }[];
}

interface Discovered {
  readonly resource: string;
  readonly subresources?: readonly { readonly subresource: string }[];
}

/**
 * Every resource and subresource that the server tells of in one answer, by group, version and name. A subresource
 * stands by itself, since the demo cluster has not all of them.
 */
export async function resourcesOf(server: Server, path: string): Promise<ReadonlyMap<string, unknown>> {
  const { json } = await get(server, path, { headers: { accept: aggregated } });
  const groups = json.items as unknown as readonly GroupDiscovery[];
  const told = new Map<string, unknown>();
  for (const { metadata, versions } of groups) {
    for (const { version, freshness, resources } of versions) {
      for (const { subresources = [], ...resource } of resources) {
        const name = `${metadata.name ?? ""}/${version}/${resource.resource}`;
        told.set(name, { freshness, ...resource });
        for (const each of subresources) told.set(`${name}/${each.subresource}`, each);
      }
    }
  }
  return told;
}

export const discovery: Stories = {
  async "all is told in one answer, and not again while nothing changed"(server) {
    const told = [];
    for (const path of ["/api", "/apis"]) {
      const accept = { accept: aggregated };
      const first = await get(server, path, { headers: accept });
      const { etag = "" } = first.headers;
      const again = await get(server, path, { headers: { ...accept, "if-none-match": etag } });
      const other = await get(server, path, { headers: { ...accept, "if-none-match": '"other"' } });
      const { kind, apiVersion, metadata } = first.json;
      told.push([
        first.headers["content-type"],
        kind,
        apiVersion,
        metadata,
        again.status,
        again.text,
        other.status,
      ]);
    }
    return told;
  },

  async "who knows no such answer is told group by group"(server) {
    const api = await get(server, "/api");
    const apis = await get(server, "/apis");
    const groups = apis.json.groups as readonly { name: string }[];
    return [
      api.json.kind,
      api.json.versions,
      apis.json.kind,
      groups.find(({ name }) => name === "apps"),
      groups.find(({ name }) => name === "batch"),
    ];
  },

  async "the server says which version it is"(server) {
    const { status, json } = await get(server, "/version");
    return [status, Object.keys(json).sort(), json.gitVersion];
  },
};
