import { parseQuantity } from "../../lib/quantity.ts";
import type { Container, Labels, Node, Pod, PodSpec, Taint, Toleration } from "../objects.ts";

/** What pods ask for or nodes have: cores, bytes, pods and extended resources by name. */
export type Resources = ReadonlyMap<string, number>;

const requestsByContainers = new WeakMap<readonly Container[], Resources>();

/** The sum of a pod's requests; a limit counts where a request is missing. */
export function requestsOf(spec: PodSpec): Resources {
  const known = requestsByContainers.get(spec.containers);
  if (known !== undefined) return known;
  const sum = new Map<string, number>([["pods", 1]]);
  for (const { resources } of spec.containers) {
    const asked: Labels = { ...resources?.limits, ...resources?.requests };
    for (const [name, text] of Object.entries(asked))
      sum.set(name, (sum.get(name) ?? 0) + (parseQuantity(text) ?? 0));
  }
  requestsByContainers.set(spec.containers, sum);
  return sum;
}

/** How much of each node is asked for by the pods bound to it. Fed with every change of a pod. */
export class NodeLoads {
  readonly #loads = new Map<string, Map<string, number>>();

  /** Takes a pod's old state out and its new one in. Finished pods ask for nothing. */
  replace(previous: Pod | undefined, next: Pod | undefined): void {
    const before = placeOf(previous);
    const after = placeOf(next);
    if (before === after && previous?.spec.containers === next?.spec.containers) return;
    if (before !== undefined && previous !== undefined) this.#add(before, previous, -1);
    if (after !== undefined && next !== undefined) this.#add(after, next, 1);
  }

  /** What is asked for of one resource on a node. */
  asked(node: string, resource: string): number {
    return this.#loads.get(node)?.get(resource) ?? 0;
  }

  #add(node: string, pod: Pod, sign: 1 | -1): void {
    const load = this.#loads.get(node) ?? new Map<string, number>();
    for (const [name, amount] of requestsOf(pod.spec)) load.set(name, (load.get(name) ?? 0) + sign * amount);
    this.#loads.set(node, load);
  }
}

function placeOf(pod: Pod | undefined): string | undefined {
  if (pod === undefined || pod.status.phase === "Succeeded" || pod.status.phase === "Failed")
    return undefined;
  return pod.spec.nodeName || undefined;
}

/** Why a pod cannot go to a node, in the scheduler's words, or `undefined` when it can. */
export function obstacle(pod: Pod, node: Node, loads: NodeLoads): string | undefined {
  if (node.spec.unschedulable === true && !tolerates(pod.spec, unschedulableTaint))
    return "node(s) were unschedulable";
  const taint = (node.spec.taints ?? []).find(
    (candidate) => candidate.effect !== "PreferNoSchedule" && !tolerates(pod.spec, candidate),
  );
  if (taint !== undefined) return "node(s) had untolerated taint(s)";
  if (!selects(pod.spec.nodeSelector, node.metadata.labels))
    return "node(s) didn't match Pod's node affinity/selector";
  for (const [name, amount] of requestsOf(pod.spec)) {
    const room = roomOf(node.status.allocatable).get(name) ?? 0;
    if (loads.asked(node.metadata.name ?? "", name) + amount > room)
      return name === "pods" ? "Too many pods" : `Insufficient ${name}`;
  }
  return undefined;
}

const rooms = new WeakMap<Labels, Resources>();

function roomOf(allocatable: Labels = {}): Resources {
  const known = rooms.get(allocatable);
  if (known !== undefined) return known;
  const room = new Map(Object.entries(allocatable).map(([name, text]) => [name, parseQuantity(text) ?? 0]));
  rooms.set(allocatable, room);
  return room;
}

const unschedulableTaint: Taint = { key: "node.kubernetes.io/unschedulable", effect: "NoSchedule" };

/** Whether a pod puts up with a taint. */
export function tolerates({ tolerations = [] }: PodSpec, taint: Taint): boolean {
  return tolerations.some((toleration) => covers(toleration, taint));
}

/** Whether it does so for as long as the taint lasts. */
export function toleratesForever({ tolerations = [] }: PodSpec, taint: Taint): boolean {
  return tolerations.some(
    (toleration) => toleration.tolerationSeconds === undefined && covers(toleration, taint),
  );
}

function covers({ key, operator = "Equal", value = "", effect }: Toleration, taint: Taint): boolean {
  if (effect && effect !== taint.effect) return false;
  if (key === undefined || key === "") return operator === "Exists";
  return key === taint.key && (operator === "Exists" || value === (taint.value ?? ""));
}

function selects(selector: Labels | undefined, labels: Labels | undefined): boolean {
  return Object.entries(selector ?? {}).every(([key, value]) => labels?.[key] === value);
}

/** Where a pod goes: the node, or why none will do. */
export type Verdict = { readonly node: Node } | { readonly message: string };

const sample = 12;

/** Chooses the emptiest of the first nodes that will take a pod, going round from `offset` as the scheduler does. */
export function chooseNode(pod: Pod, nodes: readonly Node[], loads: NodeLoads, offset: number): Verdict {
  const fitting: Node[] = [];
  const reasons = new Map<string, number>();
  for (let step = 0; step < nodes.length && fitting.length < sample; step += 1) {
    const node = nodes[(offset + step) % nodes.length];
    if (node === undefined) continue;
    const reason = obstacle(pod, node, loads);
    if (reason === undefined) fitting.push(node);
    else reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  }
  const [first, ...others] = fitting;
  if (first === undefined) return { message: unschedulableMessage(nodes.length, reasons) };
  const pods = (node: Node) => loads.asked(node.metadata.name ?? "", "pods");
  return { node: others.reduce((best, node) => (pods(node) < pods(best) ? node : best), first) };
}

// `0/9 nodes are available: 3 node(s) …, 6 Insufficient cpu. preemption: 0/9 nodes are available: …`
function unschedulableMessage(total: number, reasons: ReadonlyMap<string, number>): string {
  if (total === 0) return "no nodes available to schedule pods";
  const causes = [...reasons].map(([reason, count]) => `${count} ${reason}`).sort();
  const scarce = [...reasons].filter(([reason]) => /^(Insufficient|Too many)/.test(reason));
  const victims = scarce.reduce((sum, [, count]) => sum + count, 0);
  const helpless = [
    ...(victims > 0 ? [`${victims} No preemption victims found for incoming pod`] : []),
    ...(total > victims ? [`${total - victims} Preemption is not helpful for scheduling`] : []),
  ];
  return `0/${total} nodes are available: ${causes.join(", ")}. preemption: 0/${total} nodes are available: ${helpless.join(", ")}.`;
}
