import { isRecord, readJson, recordsOf, textOf, textsOf } from "../read-json.ts";
import type { Transport } from "../transport/types.ts";
import type { ApiResource } from "../types.ts";
import { lastKnown, markPreferred } from "./aggregated.ts";

export interface GroupVersion {
  readonly group: string;
  readonly version: string;
}

/** One request per group and version, so few at a time: kubectl throttles itself here too. */
const AT_A_TIME = 8;

/** The groups and versions of an `APIVersions` (`/api`) or `APIGroupList` (`/apis`), preferred versions first. */
export function readGroups(value: unknown): GroupVersion[] {
  if (!isRecord(value)) return [];
  if (value.kind === "APIVersions") return textsOf(value.versions).map((version) => ({ group: "", version }));
  return recordsOf(value.groups).flatMap((entry) => {
    const group = textOf(entry.name);
    const preferred = isRecord(entry.preferredVersion) ? textOf(entry.preferredVersion.version) : "";
    const versions = recordsOf(entry.versions).map(({ version }) => textOf(version));
    const ordered = versions.includes(preferred)
      ? [preferred, ...versions.filter((version) => version !== preferred)]
      : versions;
    return ordered.map((version) => ({ group, version }));
  });
}

/**
 * Asks every group-version for its resources. One that does not answer keeps what `known` has of it, marked stale:
 * an aggregated API that is down must not hide all others.
 */
export async function fetchResources(
  transport: Transport,
  groups: readonly GroupVersion[],
  known: readonly ApiResource[],
): Promise<ApiResource[]> {
  const found: ApiResource[][] = groups.map(() => []);
  let next = 0;
  const worker = async () => {
    for (let at = next++; at < groups.length; at = next++) {
      const group = groups[at];
      if (group !== undefined) found[at] = await fetchGroup(transport, group, known);
    }
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, worker));
  const names = new Set(groups.map(({ group }) => group));
  return [...names].flatMap((name) => markPreferred(found.flat().filter(({ gvr }) => gvr.group === name)));
}

async function fetchGroup(
  transport: Transport,
  { group, version }: GroupVersion,
  known: readonly ApiResource[],
): Promise<ApiResource[]> {
  const path = group === "" ? `/api/${version}` : `/apis/${group}/${version}`;
  try {
    const { value } = await readJson(transport, { method: "GET", path }, `discover ${path.slice(1)}`);
    return readResourceList(value, { group, version });
  } catch {
    return lastKnown(known, group, version);
  }
}

function readResourceList(value: unknown, { group, version }: GroupVersion): ApiResource[] {
  const entries = recordsOf(isRecord(value) ? value.resources : undefined);
  const names = entries.map(({ name }) => textOf(name));
  return entries
    .filter(({ name }) => !textOf(name).includes("/"))
    .map((entry) => {
      const resource = textOf(entry.name);
      const kind = textOf(entry.kind);
      const prefix = `${resource}/`;
      return {
        gvr: { group, version, resource },
        kind,
        namespaced: entry.namespaced === true,
        singular: textOf(entry.singularName) || kind.toLowerCase(),
        shortNames: textsOf(entry.shortNames),
        categories: textsOf(entry.categories),
        verbs: textsOf(entry.verbs),
        subresources: names
          .filter((name) => name.startsWith(prefix))
          .map((name) => name.slice(prefix.length)),
        preferred: false,
        stale: false,
      };
    });
}
