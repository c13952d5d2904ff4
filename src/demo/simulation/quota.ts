import { parseQuantity } from "../../lib/quantity.ts";
import type { Labels, Pod } from "../objects.ts";

/** A quota that a pod would break, with the amounts of the resources it would break. */
export interface QuotaBreach {
  readonly requested: string;
  readonly used: string;
  readonly limited: string;
}

/** How much of each resource a quota can name some pods take together; finished pods take nothing. */
export function quotaUse(pods: readonly Pod[], names: readonly string[]): Labels {
  const counted = pods.filter(({ status }) => status.phase !== "Succeeded" && status.phase !== "Failed");
  return Object.fromEntries(names.map((name) => [name, quantityText(name, total(counted, name))]));
}

/** What of a quota one more pod would break, or `undefined` when it fits. */
export function quotaBreach(pod: Pod, hard: Labels, pods: readonly Pod[]): QuotaBreach | undefined {
  const names = Object.keys(hard).sort();
  const requested = quotaUse([pod], names);
  const used = quotaUse(pods, names);
  const broken = names.filter(
    (name) =>
      amount(requested[name]) > 0 && amount(requested[name]) + amount(used[name]) > amount(hard[name]),
  );
  if (broken.length === 0) return undefined;
  const listed = (values: Labels) => broken.map((name) => `${name}=${values[name]}`).join(",");
  return { requested: listed(requested), used: listed(used), limited: listed(hard) };
}

function total(pods: readonly Pod[], name: string): number {
  if (name === "pods" || name === "count/pods") return pods.length;
  const [kind, resource] = name.startsWith("limits.")
    ? (["limits", name.slice("limits.".length)] as const)
    : (["requests", name.replace(/^requests\./, "")] as const);
  return pods
    .flatMap(({ spec }) => spec.containers)
    .reduce((sum, { resources }) => sum + amount(resources?.[kind]?.[resource]), 0);
}

function amount(text: string | undefined): number {
  return parseQuantity(text ?? "0") ?? 0;
}

// Cores in thousandths and memory in Mi unless whole, as the API server sums them up.
function quantityText(name: string, value: number): string {
  if (name.endsWith("memory"))
    return value % 2 ** 20 === 0 ? mebibytes(value / 2 ** 20) : String(Math.round(value));
  return Number.isInteger(value) ? String(value) : `${Math.round(value * 1000)}m`;
}

function mebibytes(count: number): string {
  if (count === 0) return "0";
  return count % 1024 === 0 ? `${count / 1024}Gi` : `${count}Mi`;
}
