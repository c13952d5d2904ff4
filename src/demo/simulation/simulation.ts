import type { ObjectWriter } from "../api/object-writer.ts";
import type { ResourceCatalog } from "../api/resource-catalog.ts";
import type { Clock } from "../clock.ts";
import { jobs } from "../kinds/batch.ts";
import { pods } from "../kinds/pods.ts";
import { endpointSlices } from "../kinds/services.ts";
import { controllerRevisions, replicaSets } from "../kinds/workloads.ts";
import type { Random } from "../random.ts";
import type { ObjectStore } from "../store/object-store.ts";
import { Autoscaler } from "./autoscaler.ts";
import { ClusterState } from "./cluster-state.ts";
import { CronJobController } from "./cron-job-controller.ts";
import { DaemonSetController } from "./daemon-set-controller.ts";
import { DeploymentController } from "./deployment-controller.ts";
import { DisruptionController } from "./disruption-controller.ts";
import { EndpointController } from "./endpoint-controller.ts";
import { EventRecorder } from "./event-recorder.ts";
import { GarbageCollector } from "./garbage-collector.ts";
import { JobController } from "./job-controller.ts";
import { Kubelets } from "./kubelet.ts";
import { NodeLifecycle } from "./node-lifecycle.ts";
import { QuotaController } from "./quota-controller.ts";
import { ReplicaSetController } from "./replica-set-controller.ts";
import { Scheduler } from "./scheduler.ts";
import { StatefulSetController } from "./stateful-set-controller.ts";
import { Unrest } from "./unrest.ts";
import { VolumeBinder } from "./volume-binder.ts";

/** What the simulation is built on. */
export interface SimulationParts {
  readonly store: ObjectStore;
  readonly writer: ObjectWriter;
  readonly catalog: ResourceCatalog;
  readonly clock: Clock;
  readonly random: Random;
  /** Whether the metrics API answers just now. */
  readonly metricsWork: () => boolean;
}

/** Everything behind the API server that makes a cluster live. Driven by the clock alone; idle when nothing changes. */
export class Simulation {
  readonly state: ClusterState;
  readonly nodes: NodeLifecycle;
  readonly kubelets: Kubelets;

  constructor({ store, writer, catalog, clock, random, metricsWork }: SimulationParts) {
    const state = new ClusterState(store, writer, clock, random, new EventRecorder(store, clock, random));
    this.state = state;
    for (const kind of [pods, replicaSets, jobs, endpointSlices, controllerRevisions])
      state.indexByController(kind);
    new Scheduler(state);
    this.kubelets = new Kubelets(state);
    new VolumeBinder(state);
    new ReplicaSetController(state);
    new DeploymentController(state);
    new StatefulSetController(state);
    new DaemonSetController(state);
    new JobController(state);
    new CronJobController(state);
    new EndpointController(state);
    new DisruptionController(state);
    new QuotaController(state);
    new Autoscaler(state, metricsWork);
    new GarbageCollector(state, catalog);
    this.nodes = new NodeLifecycle(state);
  }

  /** Goes on to the present: leases are renewed from now on. With unrest, releases and failing nodes too. */
  goLive(unrest: boolean): void {
    this.nodes.startHeartbeats();
    if (unrest) new Unrest(this.state, this.nodes);
  }
}
