import type { Row } from "../../cache/index.ts";
import type { KubeObject } from "../../kube/types.ts";
import { LabelSelectorError, parseLabelSelector } from "../../lib/label-selector.ts";
import { type Condition, conditionOf } from "../../resources/conditions.ts";
import type { Selectors } from "../../state/log-pods/lead.ts";
import type { ListedKind } from "../../state/log-pods/object-source.ts";
import type { PodNarrowing } from "../../state/log-pods/object-stage.ts";
import { usageError } from "../failure.ts";
import { oneOf, patterns } from "./given-values.ts";
import type { LogsOptions } from "./logs-request.ts";

/** What a pod is chosen by, beside its name. */
interface PodFacts {
  readonly spec?: { readonly nodeName?: string };
  readonly status?: { readonly conditions?: readonly Condition[] };
}

/** How pods are listed. */
export const listedPods: ListedKind = {
  gvr: { group: "", version: "v1", resource: "pods" },
  form: "object",
  namespaced: true,
  fields: ["spec.nodeName", "status.conditions.type", "status.conditions.status"],
  summarize: (object: KubeObject) => (object as PodFacts).status?.conditions ?? [],
  nodeName: (object: KubeObject) => (object as PodFacts).spec?.nodeName ?? "",
};

/** Which pods are taken of those a query finds. A condition must hold when a pod is taken in. */
export type PodChoice = PodNarrowing;

interface WantedCondition {
  readonly type: string;
  readonly status: string;
}

/** @throws CliError for selectors, patterns and conditions that are none. */
export function podChoice({ selector, fieldSelector, node, excludePod, condition }: LogsOptions): PodChoice {
  if (selector !== undefined) checkSelector(selector);
  const fields = [fieldSelector, node === undefined ? undefined : `spec.nodeName=${node}`];
  const allFields = fields.filter((field) => field !== undefined && field !== "").join(",");
  const selectors: Selectors = {
    ...(selector !== undefined && { labelSelector: selector }),
    ...(allFields !== "" && { fieldSelector: allFields }),
  };
  const exclude = patterns("--exclude-pod", excludePod);
  const wanted = condition === undefined ? undefined : wantedCondition(condition);
  return {
    selectors,
    wants: (row: Row) =>
      !exclude.some((pattern) => pattern.test(row.name)) &&
      (wanted === undefined || meetsCondition(wanted, row.summary as readonly Condition[])),
  };
}

/** Names and values of conditions are taken in any case. */
function meetsCondition({ type, status }: WantedCondition, conditions: readonly Condition[]): boolean {
  const lower = conditions.map((condition) => ({
    type: condition.type?.toLowerCase() ?? "",
    status: condition.status?.toLowerCase() ?? "",
  }));
  return conditionOf(lower, type)?.status === status;
}

function wantedCondition(text: string): WantedCondition {
  const [type = "", status = "true", ...more] = text.toLowerCase().split("=");
  if (type === "" || more.length > 0)
    throw usageError(`--condition cannot be "${text}"`, "write NAME or NAME=VALUE, such as ready=false");
  return { type, status: oneOf("the value of --condition", status, ["true", "false", "unknown"]) };
}

function checkSelector(text: string): void {
  try {
    parseLabelSelector(text);
  } catch (error) {
    if (!(error instanceof LabelSelectorError)) throw error;
    throw usageError(
      `--selector "${text}" is no label selector: ${error.message}`,
      "write one such as app=api,tier!=web",
    );
  }
}
