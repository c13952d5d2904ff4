import type { Row } from "../../cache/index.ts";
import { inNaturalOrder } from "../../lib/natural-order.ts";
import { nearest } from "../../lib/nearest.ts";
import { counted, grouped } from "../../lib/words.ts";
import type { LogPod } from "../../logs/types.ts";
import { statusesOf } from "../../state/log-pods/watched-list.ts";
import type { Told } from "../../state/told.ts";
import { listPages } from "../get/list-pages.ts";
import { type ResolvedKind, resolveKinds } from "../get/resolve-kinds.ts";
import type { ContainerChoice } from "./container-choice.ts";
import type { LogCluster } from "./log-cluster.ts";
import type { LogQuery } from "./log-query.ts";
import type { QueryPods } from "./pods-of-queries.ts";

/** Names that are looked through for one that is near. */
const mostCompared = 5000;

/** What one query found in one cluster. */
export interface Search extends QueryPods {
  readonly cluster: LogCluster;
}

/** Why a query found no pods in a cluster, and what it would have found nearby. */
export async function nothingFound(search: Search, signal: AbortSignal): Promise<Told> {
  const { cluster, query } = search;
  if (query?.type === "object") return await nothingOf(search, query, signal);
  const rows = podsThere(search);
  const there = `${whereText(cluster)}${selectorText(search)}`;
  const leftOut = rows.filter(({ name }) => query === undefined || query.pattern.test(name));
  if (leftOut.length > 0) return allLeftOut(leftOut, there);
  const listing = `periplus get pods ${optionOf(cluster)} lists those there are`;
  if (query === undefined || rows.length === 0) {
    const message = `there are no pods ${there}`;
    const elsewhere = query && (await matchesElsewhere(search, query.pattern, signal));
    return { message, nextStep: elsewhere ?? listing };
  }
  const message = `no pod ${there} matches "${query.text}"`;
  const near = nearWords(query.text, rows);
  if (near.length > 0) return { message, nextStep: `did you mean ${near.join(", ")}` };
  return { message, nextStep: (await matchesElsewhere(search, query.pattern, signal)) ?? listing };
}

function allLeftOut(rows: readonly Row[], there: string): Told {
  const names = inNaturalOrder(new Set(rows.map(({ name }) => name)));
  const more = names.length > 3 ? ` and ${grouped(names.length - 3)} more` : "";
  return {
    message: `all pods ${there} that would be read are left out`,
    nextStep: `--condition or --exclude-pod leaves out ${names.slice(0, 3).join(", ")}${more}`,
  };
}

/** Why there is nothing to be read although there are pods. */
export function noContainers(pods: readonly LogPod[], { named }: ContainerChoice, isPrevious: boolean): Told {
  const names = inNaturalOrder(new Set(pods.flatMap(({ containers }) => containers.map(({ name }) => name))));
  const ofThem = pods.length === 1 ? "of the pod found" : `of the ${grouped(pods.length)} pods found`;
  if (named !== undefined && !isPrevious)
    return {
      message: `no container ${ofThem} matches ${named}`,
      nextStep: `there are ${names.join(", ")}`,
    };
  if (isPrevious)
    return {
      message: `no ${named === undefined ? "" : "such "}container ${ofThem} was started again`,
      nextStep: "leave --previous out",
    };
  return { message: `no container ${ofThem} is as asked for`, nextStep: `there are ${names.join(", ")}` };
}

async function nothingOf(
  search: Search,
  query: Extract<LogQuery, { type: "object" }>,
  signal: AbortSignal,
): Promise<Told> {
  const { cluster, hasObject } = search;
  const [kind] = await resolveKinds(cluster.client, query.kind);
  const leftOut = kind?.resource.gvr.resource === "pods" ? podsThere(search) : [];
  if (leftOut.length > 0) return allLeftOut(leftOut, inText(cluster, kind));
  if (hasObject())
    return {
      message: `${query.text} ${inText(cluster, kind)} has no pods`,
      nextStep: "they may come, or may have been there before",
    };
  const names = kind === undefined ? [] : await namesOf(cluster, kind, signal);
  const near = nearest(query.name, names, 3);
  const what = kind?.resource.kind.toLowerCase() ?? query.kind;
  const options = kind?.resource.namespaced === false ? [] : [optionOf(cluster)];
  return {
    message: `there is no ${what} ${query.name} ${inText(cluster, kind)}`.trimEnd(),
    nextStep:
      near.length > 0
        ? `did you mean ${near.join(", ")}`
        : `periplus get ${[query.kind, ...options].join(" ")} lists those there are`,
  };
}

function inText(cluster: LogCluster, kind: ResolvedKind | undefined): string {
  return kind?.resource.namespaced === false ? `in ${cluster.context}` : whereText(cluster);
}

async function namesOf(
  cluster: LogCluster,
  { resource }: ResolvedKind,
  signal: AbortSignal,
): Promise<string[]> {
  const wire = cluster.client.listWatch(resource, "metadata");
  const { namespaces } = cluster;
  const scopes =
    !resource.namespaced || namespaces === "all" ? [{}] : namespaces.map((namespace) => ({ namespace }));
  const names: string[] = [];
  try {
    for (const scope of scopes)
      for await (const { objects } of listPages(wire, scope, signal)) {
        names.push(...objects.map(({ identity }) => identity.name));
        if (names.length > mostCompared) return names;
      }
  } catch {
    // Near names are a help; that they may not be listed is nothing to speak of here.
  }
  return names;
}

/** All pods among which a query looked. */
function podsThere({ found }: Search): readonly Row[] {
  return found.lists.flatMap(({ rows }) => [...rows.values()]);
}

/** Names of workloads and of pods that look like what was typed, without what has a meaning in expressions. */
function nearWords(text: string, rows: readonly Row[]): readonly string[] {
  const word = text.replace(/^\(\?[a-z]+\)|[\^$]|\.\*/g, "");
  const some = rows.slice(0, mostCompared);
  const words = new Set(some.flatMap(wordsOf));
  return nearest(word, words, 3);
}

/** A pod's name and those its own begins with: its owner's, and both without what was made up for them. */
function wordsOf({ name, owners }: Row): readonly string[] {
  return [name, ...owners.map((owner) => owner.name)].flatMap((word) => [
    word,
    word.replace(/-[a-z0-9]+$/, ""),
  ]);
}

async function matchesElsewhere(
  { cluster, choice }: Search,
  pattern: RegExp,
  signal: AbortSignal,
): Promise<string | undefined> {
  if (cluster.namespaces === "all") return undefined;
  const counts = new Map<string, number>();
  const wire = cluster.client.listWatch(podResource, "metadata");
  try {
    for await (const { objects } of listPages(wire, choice.selectors, signal))
      for (const { identity } of objects)
        if (pattern.test(identity.name) && !cluster.namespaces.includes(identity.namespace))
          counts.set(identity.namespace, (counts.get(identity.namespace) ?? 0) + 1);
  } catch {
    return undefined;
  }
  const [most] = [...counts].sort(([, a], [, b]) => b - a);
  if (most === undefined) return undefined;
  const [namespace, count] = most;
  const others =
    counts.size === 1
      ? ""
      : `, and ${counted(counts.size - 1, "other namespace has", "other namespaces have")} some`;
  return `${counted(count, "pod", "pods")} in ${namespace} would${others}: add -n ${namespace}, or -A for all`;
}

const podResource = { gvr: { group: "", version: "v1", resource: "pods" }, kind: "Pod", namespaced: true };

/** What the server narrows by. */
function selectorText({ choice: { selectors } }: Search): string {
  const texts = [selectors.labelSelector, selectors.fieldSelector].filter((text) => text !== undefined);
  return texts.length === 0 ? "" : ` with ${texts.join(" and ")}`;
}

function whereText({ context, namespaces }: LogCluster): string {
  return namespaces === "all" ? `in ${context}` : `in ${namespaces.join(", ")}`;
}

function optionOf({ namespaces }: LogCluster): string {
  return namespaces === "all" ? "-A" : `-n ${namespaces.join(",")}`;
}

/** Whether a list could not be had at all, so that nothing can be said of what is in it. */
export function isDenied({ found }: Search): boolean {
  const statuses = found.lists.flatMap(statusesOf);
  return (
    statuses.length > 0 && statuses.every(({ status }) => ["forbidden", "unreachable"].includes(status.phase))
  );
}
