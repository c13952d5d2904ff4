import { nodes } from "../kinds/nodes.ts";
import { deployments } from "../kinds/workloads.ts";
import type { Deployment, Node } from "../objects.ts";
import { behaviourOf } from "./behaviour.ts";
import { type ClusterState, isReady } from "./cluster-state.ts";
import type { NodeLifecycle } from "./node-lifecycle.ts";

const second = 1000;
const firstRelease = 20 * second;
const releasePeriod = 150 * second;
const firstFailure = 90 * second;
const failurePeriod = 480 * second;
/** Long enough for the node to be noticed, short enough that nothing is evicted. */
const failureLength = 110 * second;

/** What keeps a demonstration interesting: a release every few minutes, and now and then a node that falls silent. */
export class Unrest {
  readonly #state: ClusterState;
  readonly #nodes: NodeLifecycle;

  constructor(state: ClusterState, nodeLifecycle: NodeLifecycle) {
    this.#state = state;
    this.#nodes = nodeLifecycle;
    state.clock.after(firstRelease, () => this.#release());
    state.clock.after(firstFailure, () => this.#failNode());
  }

  #release(): void {
    const candidates = this.#state
      .list<Deployment>(deployments)
      .filter(
        ({ metadata, spec }) =>
          spec.replicas > 1 && metadata.namespace !== "kube-system" && isSound(spec.template.spec.containers),
      );
    const chosen = candidates[this.#state.random.between(0, candidates.length - 1)];
    if (chosen !== undefined) this.#state.write(deployments, withNextVersion(chosen));
    this.#state.clock.after(releasePeriod, () => this.#release());
  }

  #failNode(): void {
    const workers = this.#state
      .list<Node>(nodes)
      .filter(
        (node) =>
          isReady(node.status) && (node.spec.taints ?? []).length === 0 && node.spec.unschedulable !== true,
      );
    const chosen = workers[this.#state.random.between(0, workers.length - 1)]?.metadata.name;
    if (chosen !== undefined) {
      this.#nodes.fail(chosen);
      this.#state.clock.after(failureLength, () => this.#nodes.recover(chosen));
    }
    this.#state.clock.after(failurePeriod, () => this.#failNode());
  }
}

function isSound(containers: Deployment["spec"]["template"]["spec"]["containers"]): boolean {
  return containers.every((container) => {
    const { ends, pullFailure } = behaviourOf(container);
    return ends === undefined && pullFailure === undefined;
  });
}

// The next patch release of the first container's image, in the label too.
function withNextVersion(deployment: Deployment): Deployment {
  const { template } = deployment.spec;
  const [first, ...others] = template.spec.containers;
  if (first === undefined) return deployment;
  const image = first.image.replace(/(\d+)$/, (digits) => String(Number(digits) + 1));
  const version = image.split(":").at(-1) ?? "";
  const labels = { ...template.metadata?.labels, "app.kubernetes.io/version": version };
  const next = {
    ...template,
    metadata: { ...template.metadata, labels },
    spec: { ...template.spec, containers: [{ ...first, image }, ...others] },
  };
  return { ...deployment, spec: { ...deployment.spec, template: next } };
}
