// What Periplus knows about kinds of objects: one record per file, listed here, and `genericKind` for all others.
// A record says which fields its rows are made of, which columns they print, and whether they are well. Everything
// else (tables, completion, help, navigation, the health counts) derives from this list.
// Read `kind.ts` for the contract, `namespaces.ts` for a short record and `pods.ts` for the longest.

import type { GroupVersionResource } from "../kube/types.ts";
import { configmaps } from "./configmaps.ts";
import { cronjobs } from "./cronjobs.ts";
import { customresourcedefinitions } from "./customresourcedefinitions.ts";
import { daemonsets } from "./daemonsets.ts";
import { deployments } from "./deployments.ts";
import { endpointslices } from "./endpointslices.ts";
import { events } from "./events.ts";
import { horizontalpodautoscalers } from "./horizontalpodautoscalers.ts";
import { ingresses } from "./ingresses.ts";
import { jobs } from "./jobs.ts";
import type { Kind } from "./kind.ts";
import { namespaces } from "./namespaces.ts";
import { nodes } from "./nodes.ts";
import { persistentvolumeclaims } from "./persistentvolumeclaims.ts";
import { persistentvolumes } from "./persistentvolumes.ts";
import { pods } from "./pods.ts";
import { replicasets } from "./replicasets.ts";
import { secrets } from "./secrets.ts";
import { serviceaccounts } from "./serviceaccounts.ts";
import { services } from "./services.ts";
import { statefulsets } from "./statefulsets.ts";
import { storageclasses } from "./storageclasses.ts";

export { genericKind } from "./generic.ts";

/** Every kind with a record of its own, the most used first. */
export const kinds: readonly Kind[] = [
  pods,
  deployments,
  statefulsets,
  daemonsets,
  replicasets,
  jobs,
  cronjobs,
  services,
  ingresses,
  endpointslices,
  configmaps,
  secrets,
  events,
  nodes,
  namespaces,
  persistentvolumeclaims,
  persistentvolumes,
  storageclasses,
  horizontalpodautoscalers,
  serviceaccounts,
  customresourcedefinitions,
];

const byResource = new Map(kinds.map((kind) => [`${kind.gvr.resource}.${kind.gvr.group}`, kind]));

/** The record of a resource, whatever version of it a server prefers; `undefined` for a kind without one. */
export function kindOf({
  group,
  resource,
}: Pick<GroupVersionResource, "group" | "resource">): Kind | undefined {
  return byResource.get(`${resource}.${group}`);
}

/** The record that goes by a name: plural, `plural.group`, singular, short name or kind, in any case. */
export function findKind(name: string): Kind | undefined {
  const wanted = name.toLowerCase();
  return kinds.find((kind) => namesOf(kind).includes(wanted));
}

function namesOf({ gvr, kind, singular, shortNames }: Kind): readonly string[] {
  return [gvr.resource, `${gvr.resource}.${gvr.group}`, singular, ...shortNames, kind.toLowerCase()];
}
