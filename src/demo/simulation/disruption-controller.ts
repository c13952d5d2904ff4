import { labelSelectorOf, matchesLabels } from "../../lib/label-selector.ts";
import { timestamp } from "../clock.ts";
import { pods } from "../kinds/pods.ts";
import { podDisruptionBudgets } from "../kinds/policy.ts";
import { type Condition, type Pod, type PodDisruptionBudget, withCondition } from "../objects.ts";
import { type ClusterState, isActive, isReady, keyOf } from "./cluster-state.ts";
import { Worker } from "./worker.ts";

/** Keeps the counts of disruption budgets, by which the eviction API decides. */
export class DisruptionController {
  readonly #state: ClusterState;
  readonly #worker: Worker;

  constructor(state: ClusterState) {
    this.#state = state;
    this.#worker = new Worker(state.clock, 150, (key) => this.#sync(key));
    state.onChange(podDisruptionBudgets, ({ current }) => this.#worker.add(current.key));
    state.onChange(pods, ({ type, current, previous }) => {
      const pod = current.object as Pod;
      const old = previous?.object as Pod | undefined;
      const same =
        old !== undefined && isReady(old.status) === isReady(pod.status) && isActive(old) === isActive(pod);
      if (type === "MODIFIED" && same) return;
      for (const budget of state.list<PodDisruptionBudget>(podDisruptionBudgets, pod.metadata.namespace))
        if (covers(budget, pod)) this.#worker.add(keyOf(budget));
    });
    for (const budget of state.list<PodDisruptionBudget>(podDisruptionBudgets))
      this.#worker.add(keyOf(budget));
  }

  #sync(key: string): void {
    const budget = this.#state.get<PodDisruptionBudget>(podDisruptionBudgets, key);
    if (budget === undefined) return;
    const covered = this.#state
      .list<Pod>(pods, budget.metadata.namespace)
      .filter((pod) => covers(budget, pod));
    const expectedPods = covered.filter(isActive).length;
    const currentHealthy = covered.filter((pod) => isActive(pod) && isReady(pod.status)).length;
    const desiredHealthy = desired(budget, expectedPods);
    const disruptionsAllowed = Math.max(0, currentHealthy - desiredHealthy);
    const enough = disruptionsAllowed > 0;
    const allowed: Condition = {
      type: "DisruptionAllowed",
      status: enough ? "True" : "False",
      reason: enough ? "SufficientPods" : "InsufficientPods",
      message: "",
      lastTransitionTime: timestamp(this.#state.clock.now()),
      observedGeneration: budget.metadata.generation ?? 0,
    };
    const status: PodDisruptionBudget["status"] = {
      observedGeneration: budget.metadata.generation ?? 0,
      disruptionsAllowed,
      currentHealthy,
      desiredHealthy,
      expectedPods,
      conditions: withCondition(budget.status.conditions, allowed),
    };
    this.#state.writeStatus(podDisruptionBudgets, { ...budget, status });
  }
}

function covers({ spec }: PodDisruptionBudget, { metadata }: Pod): boolean {
  return spec.selector !== undefined && matchesLabels(labelSelectorOf(spec.selector), metadata.labels);
}

function desired({ spec }: PodDisruptionBudget, expected: number): number {
  const share = (value: number | string) =>
    typeof value === "number" ? value : Math.ceil((Number.parseInt(value, 10) / 100) * expected);
  if (spec.maxUnavailable !== undefined) return Math.max(0, expected - share(spec.maxUnavailable));
  return share(spec.minAvailable ?? 1);
}
