import type { InformerStatus, Lease, Multiplexer, Rows, Summarizer } from "../../cache/index.ts";
import type { ClusterClient } from "../../kube/cluster.ts";
import type { GroupVersionResource, ObjectForm, Scope } from "../../kube/types.ts";
import type { Clock } from "../../lib/clock.ts";
import type { Namespaces } from "../../state/location.ts";

/** One cluster whose logs are read. */
export interface LogCluster {
  readonly context: string;
  readonly client: ClusterClient;
  readonly multiplexer: Multiplexer;
  readonly clock: Clock;
  /** Where pods are looked for. */
  readonly namespaces: Namespaces;
  /** Where those are looked for that run on something that is in no namespace: all over, unless somewhere was said. */
  readonly namespacesOfNodes: Namespaces;
  /** Namespaces to look in where all of them may not be listed. */
  knownNamespaces(): readonly string[];
}

/** A list that is looked through. */
export interface WatchedList {
  /** `pods`, `deployments`. */
  readonly what: string;
  readonly rows: Rows;
}

/** What is listed. */
export interface ListSpec {
  readonly gvr: GroupVersionResource;
  readonly form: ObjectForm;
  readonly namespaced: boolean;
  readonly summarizer: Summarizer<unknown>;
}

/** Rows of a kind in some namespaces, live until released. */
export function openList(
  { multiplexer, knownNamespaces }: LogCluster,
  { gvr, form, namespaced, summarizer }: ListSpec,
  scope: Omit<Scope, "namespace">,
  namespaces: Namespaces,
): Lease {
  const spec = { gvr, form, scope, summarizer };
  if (!namespaced) return multiplexer.subscribe(spec);
  if (namespaces === "all") return multiplexer.subscribeAll(spec, knownNamespaces);
  const [only] = namespaces;
  if (only !== undefined && namespaces.length === 1)
    return multiplexer.subscribe({ ...spec, scope: { ...scope, namespace: only } });
  return multiplexer.subscribeNamespaces(spec, namespaces);
}

/** How the parts of a list stand, each with its namespace where there are several. */
export function statusesOf({
  status,
  parts,
}: Rows): readonly { readonly namespace?: string; readonly status: InformerStatus }[] {
  return parts ?? [{ status }];
}

/** Whether what a list does not show is not there, as far as can be said. */
export function isSettled(rows: Rows): boolean {
  return statusesOf(rows).every(({ status }) => status.phase !== "connecting" && status.phase !== "listing");
}

/** Selectors that must both hold. */
export function bothScopes(a: Scope, b: Scope): Omit<Scope, "namespace"> {
  const join = (...texts: readonly (string | undefined)[]) =>
    texts.filter((text) => text !== undefined && text !== "").join(",");
  const labelSelector = join(a.labelSelector, b.labelSelector);
  const fieldSelector = join(a.fieldSelector, b.fieldSelector);
  return { ...(labelSelector !== "" && { labelSelector }), ...(fieldSelector !== "" && { fieldSelector }) };
}
