import { labelSelectorOf, matchesLabels } from "../../lib/label-selector.ts";
import { isRecord } from "../json.ts";
import { podDisruptionBudgets } from "../kinds/policy.ts";
import { conditionOf, type Pod, type PodDisruptionBudget } from "../objects.ts";
import type { StoredObject } from "../store/stored-object.ts";
import type { ApiContext, ResourceRequest } from "./api-context.ts";
import { findObject } from "./read.ts";
import { readObject } from "./request-body.ts";
import { sendJson } from "./send.ts";
import { StatusError, tooManyRequests } from "./status-error.ts";
import { keyOf } from "./write.ts";

/** Answers POST of `eviction`: deletes the pod unless a disruption budget forbids it just now (429). */
export async function serveEviction(context: ApiContext, request: ResourceRequest): Promise<void> {
  const { deleteOptions, dryRun } = optionsOf(await readObject(request));
  const pod = findObject(context, request).object as Pod;
  const [budget, ...others] = budgetsOf(context, pod);
  if (others.length > 0)
    throw new StatusError(
      500,
      "InternalError",
      "This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.",
    );
  const counts = conditionOf(pod.status.conditions, "Ready")?.status === "True";
  if (budget !== undefined && counts) takeFromBudget(context, budget, dryRun);
  context.writer.delete(request.kind, keyOf(request), { ...deleteOptions, dryRun });
  sendJson(request.reply, 201, {
    kind: "Status",
    apiVersion: "v1",
    metadata: {},
    status: "Success",
    code: 201,
  });
}

function budgetsOf({ store }: ApiContext, { metadata }: Pod): readonly StoredObject[] {
  return store
    .collection(podDisruptionBudgets.storedAs)
    .list(metadata.namespace)
    .filter(({ object }) => {
      const { selector } = (object as PodDisruptionBudget).spec;
      return selector !== undefined && matchesLabels(labelSelectorOf(selector), metadata.labels);
    });
}

function takeFromBudget({ writer }: ApiContext, stored: StoredObject, dryRun: boolean): void {
  const budget = stored.object as PodDisruptionBudget;
  const { disruptionsAllowed, desiredHealthy, currentHealthy } = budget.status;
  if (disruptionsAllowed <= 0) {
    const refusal = tooManyRequests("Cannot evict pod as it would violate the pod's disruption budget.", 0);
    const message = `The disruption budget ${budget.metadata.name} needs ${desiredHealthy} healthy pods and has ${currentHealthy} currently`;
    throw new StatusError(429, "TooManyRequests", refusal.message, {
      details: { causes: [{ reason: "DisruptionBudget", message }] },
    });
  }
  const status = { ...budget.status, disruptionsAllowed: disruptionsAllowed - 1 };
  writer.update(podDisruptionBudgets, stored.key, { ...budget, status }, { subresource: "status", dryRun });
}

function optionsOf(eviction: Record<string, unknown>) {
  const options = isRecord(eviction.deleteOptions) ? eviction.deleteOptions : {};
  const grace = options.gracePeriodSeconds;
  const { preconditions } = options;
  const uid =
    isRecord(preconditions) && typeof preconditions.uid === "string" ? preconditions.uid : undefined;
  return {
    dryRun: Array.isArray(options.dryRun) && options.dryRun.includes("All"),
    deleteOptions: {
      gracePeriodSeconds: typeof grace === "number" ? grace : undefined,
      preconditions: uid === undefined ? undefined : { uid },
    },
  };
}
