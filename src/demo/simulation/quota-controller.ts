import { pods } from "../kinds/pods.ts";
import { resourceQuotas } from "../kinds/policy.ts";
import type { Pod, ResourceQuota } from "../objects.ts";
import { type ClusterState, isActive, keyOf } from "./cluster-state.ts";
import { quotaUse } from "./quota.ts";
import { Worker } from "./worker.ts";

/** Keeps in each quota how much of it is used. What would break one is refused by the API (api/quota-admission.ts). */
export class QuotaController {
  readonly #state: ClusterState;
  readonly #worker: Worker;

  constructor(state: ClusterState) {
    this.#state = state;
    this.#worker = new Worker(state.clock, 200, (key) => this.#sync(key));
    state.onChange(resourceQuotas, ({ current }) => this.#worker.add(current.key));
    state.onChange(pods, ({ type, current, previous }) => {
      const pod = current.object as Pod;
      const same = previous !== undefined && isActive(pod) === isActive(previous.object as Pod);
      if (type === "MODIFIED" && same) return;
      for (const quota of state.list<ResourceQuota>(resourceQuotas, pod.metadata.namespace))
        this.#worker.add(keyOf(quota));
    });
    for (const quota of state.list<ResourceQuota>(resourceQuotas)) this.#worker.add(keyOf(quota));
  }

  #sync(key: string): void {
    const quota = this.#state.get<ResourceQuota>(resourceQuotas, key);
    if (quota === undefined) return;
    const { hard = {} } = quota.spec;
    const used = quotaUse(this.#state.list<Pod>(pods, quota.metadata.namespace), Object.keys(hard));
    this.#state.writeStatus(resourceQuotas, { ...quota, status: { hard, used } });
  }
}
