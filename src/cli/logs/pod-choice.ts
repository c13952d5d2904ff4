import type { Scope } from "../../kube/types.ts";
import { LabelSelectorError, parseLabelSelector } from "../../lib/label-selector.ts";
import { type Condition, conditionOf } from "../../resources/conditions.ts";
import { usageError } from "../failure.ts";
import { oneOf, patterns } from "./given-values.ts";
import type { LogsOptions } from "./logs-request.ts";

/** Which pods are taken of those a query finds. */
export interface PodChoice {
  /** What the server narrows by. */
  readonly selectors: Pick<Scope, "labelSelector" | "fieldSelector">;
  readonly exclude: readonly RegExp[];
  /** A condition that must hold when a pod is taken in. */
  readonly condition: { readonly type: string; readonly status: string } | undefined;
}

/** @throws CliError for selectors, patterns and conditions that are none. */
export function podChoice({ selector, fieldSelector, node, excludePod, condition }: LogsOptions): PodChoice {
  if (selector !== undefined) checkSelector(selector);
  const fields = [fieldSelector, node === undefined ? undefined : `spec.nodeName=${node}`];
  const allFields = fields.filter((field) => field !== undefined && field !== "").join(",");
  return {
    selectors: {
      ...(selector !== undefined && { labelSelector: selector }),
      ...(allFields !== "" && { fieldSelector: allFields }),
    },
    exclude: patterns("--exclude-pod", excludePod),
    condition: condition === undefined ? undefined : wantedCondition(condition),
  };
}

/** Names and values of conditions are taken in any case. */
export function meetsCondition(
  { type, status }: NonNullable<PodChoice["condition"]>,
  conditions: readonly Condition[],
): boolean {
  const lower = conditions.map((condition) => ({
    type: condition.type?.toLowerCase() ?? "",
    status: condition.status?.toLowerCase() ?? "",
  }));
  return conditionOf(lower, type)?.status === status;
}

function wantedCondition(text: string): { readonly type: string; readonly status: string } {
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
