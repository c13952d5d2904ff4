import { createHash } from "node:crypto";
import type { ResourceKind } from "../kinds/resource-kind.ts";
import type { ApiContext, ApiRequest } from "./api-context.ts";
import { isJson, parseAccept } from "./media-type.ts";
import { sendBytes, sendJson } from "./send.ts";
import { PageNotFound } from "./status-error.ts";

/** A group served by somebody else behind the aggregation layer, such as metrics. */
export interface AggregatedGroup {
  readonly group: string;
  readonly version: string;
  readonly fresh: boolean;
  readonly resources: readonly ResourceKind[];
}

/** Answers /api, /apis and everything below that is no resource. Throws 404 for what does not exist. */
export function serveDiscovery(
  { catalog, settings }: ApiContext,
  { info, headers, reply }: ApiRequest,
  aggregated: readonly AggregatedGroup[],
): void {
  const groups = apiGroups(catalog.kinds, aggregated);
  const parts = info.path.split("/").filter((part) => part !== "");
  const [root, group = "", version = ""] = parts[0] === "api" ? ["api", "", parts[1]] : parts;
  const whole = parts.length === 1;
  if (whole && settings.aggregatedDiscovery) {
    const answered = sendAggregated(
      reply,
      headers,
      groups.filter(({ name }) => (name === "") === (root === "api")),
    );
    if (answered) return;
  }
  if (whole) sendJson(reply, 200, root === "api" ? coreVersions() : groupList(groups));
  else if (root === "apis" && parts.length === 2) sendJson(reply, 200, oneGroup(groups, group));
  else sendJson(reply, 200, resourceList(groups, group, version));
}

interface ApiGroup {
  readonly name: string;
  readonly versions: readonly ApiVersion[];
}

interface ApiVersion {
  readonly version: string;
  readonly fresh: boolean;
  readonly kinds: readonly ResourceKind[];
}

function apiGroups(
  kinds: readonly ResourceKind[],
  aggregated: readonly AggregatedGroup[],
): readonly ApiGroup[] {
  const names = [...new Set(["", ...kinds.map(({ group }) => group)])];
  const own = names.map((name) => {
    const members = kinds.filter(({ group }) => group === name);
    const versions = [...new Set(members.map(({ version }) => version))].sort(byVersionPriority);
    return {
      name,
      versions: versions.map((version) => ({
        version,
        fresh: true,
        kinds: members.filter((kind) => kind.version === version),
      })),
    };
  });
  const others = aggregated.map(({ group, version, fresh, resources }) => ({
    name: group,
    versions: [{ version, fresh, kinds: resources }],
  }));
  return [...own, ...others];
}

// GA before beta before alpha, newer before older, as kube-aggregator orders the versions of a group.
function byVersionPriority(a: string, b: string): number {
  const rank = (version: string) => {
    const [, major = "0", stage = "", minor = "0"] = /^v(\d+)(alpha|beta)?(\d+)?$/.exec(version) ?? [];
    return [stage === "" ? 2 : stage === "beta" ? 1 : 0, Number(major), Number(minor)] as const;
  };
  const [left, right] = [rank(a), rank(b)];
  return right[0] - left[0] || right[1] - left[1] || right[2] - left[2];
}

const aggregatedVersions = ["v2", "v2beta1"];

function sendAggregated(
  reply: ApiRequest["reply"],
  headers: ApiRequest["headers"],
  groups: readonly ApiGroup[],
): boolean {
  const range = parseAccept(headers.accept).find(
    (candidate) => isJson(candidate) || candidate.parameters.as === "APIGroupDiscoveryList",
  );
  const version = range?.parameters.v ?? "";
  if (range?.parameters.as !== "APIGroupDiscoveryList" || !aggregatedVersions.includes(version)) return false;
  const body = Buffer.from(
    JSON.stringify({
      kind: "APIGroupDiscoveryList",
      apiVersion: `apidiscovery.k8s.io/${version}`,
      metadata: {},
      items: groups.map(groupDiscovery),
    }),
  );
  const etag = `"${createHash("sha512").update(body).digest("hex").slice(0, 64).toUpperCase()}"`;
  const common = { etag, vary: "Accept", "cache-control": "public" };
  if (headers["if-none-match"] === etag) {
    reply.begin(304, common);
    reply.end();
  } else {
    const type = `application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList`;
    sendBytes(reply, 200, body, { ...common, "content-type": type });
  }
  return true;
}

function groupDiscovery({ name, versions }: ApiGroup) {
  return {
    metadata: { ...(name === "" ? {} : { name }), creationTimestamp: null },
    versions: versions.map(({ version, fresh, kinds }) => ({
      version,
      resources: kinds.map((kind) => ({
        resource: kind.resource,
        responseKind: { ...toldVersion(kind), kind: kind.kind },
        scope: kind.namespaced ? "Namespaced" : "Cluster",
        singularResource: kind.singular,
        verbs: kind.verbs,
        ...filled("shortNames", kind.shortNames),
        ...filled("categories", kind.categories),
        ...filled(
          "subresources",
          kind.subresources
            .map(({ name, groupVersion = toldVersion(kind), kind: responseKind, verbs }) => ({
              subresource: name,
              responseKind: { ...groupVersion, kind: responseKind },
              verbs,
            }))
            .sort((a, b) => (a.subresource < b.subresource ? -1 : 1)),
        ),
      })),
      freshness: fresh ? "Current" : "Stale",
    })),
  };
}

// Only definitions repeat the group and version that they are told of in.
function toldVersion({ custom, group, version }: ResourceKind) {
  return custom ? { group, version } : { group: "", version: "" };
}

function filled<T>(field: string, list: readonly T[]): Record<string, readonly T[]> {
  return list.length === 0 ? {} : { [field]: list };
}

function coreVersions() {
  return { kind: "APIVersions", versions: ["v1"], serverAddressByClientCIDRs: [] };
}

function groupEntry({ name, versions }: ApiGroup) {
  const list = versions.map(({ version }) => ({ groupVersion: `${name}/${version}`, version }));
  return { name, versions: list, preferredVersion: list[0] };
}

function groupList(groups: readonly ApiGroup[]) {
  const named = groups.filter(({ name }) => name !== "");
  return { kind: "APIGroupList", apiVersion: "v1", groups: named.map(groupEntry) };
}

function oneGroup(groups: readonly ApiGroup[], name: string) {
  const group = groups.find((candidate) => candidate.name === name);
  if (group === undefined) throw new PageNotFound();
  return { kind: "APIGroup", apiVersion: "v1", ...groupEntry(group) };
}

function resourceList(groups: readonly ApiGroup[], name: string, version: string) {
  const group = groups.find((candidate) => candidate.name === name);
  const found = group?.versions.find((candidate) => candidate.version === version);
  if (found === undefined) throw new PageNotFound();
  const resources = found.kinds.flatMap((kind) => [
    {
      name: kind.resource,
      singularName: kind.singular,
      namespaced: kind.namespaced,
      kind: kind.kind,
      verbs: kind.verbs,
      ...filled("shortNames", kind.shortNames),
      ...filled("categories", kind.categories),
      storageVersionHash: createHash("sha256")
        .update(`${kind.storedAs}/${kind.version}`)
        .digest("base64")
        .slice(0, 12),
    },
    ...kind.subresources.map((subresource) => ({
      name: `${kind.resource}/${subresource.name}`,
      singularName: "",
      namespaced: kind.namespaced,
      ...(subresource.groupVersion ?? {}),
      kind: subresource.kind,
      verbs: subresource.verbs,
    })),
  ]);
  const groupVersion = name === "" ? version : `${name}/${version}`;
  return { kind: "APIResourceList", apiVersion: "v1", groupVersion, resources };
}
