import type { Multiplexer } from "../../cache/index.ts";
import type { ClusterClient } from "../../kube/cluster.ts";
import type { Clock } from "../../lib/clock.ts";
import type { ReportFault } from "../../resources/isolated-kind.ts";
import { Catalog } from "../../state/catalog.ts";
import type { Namespaces } from "../../state/location.ts";
import type { ObjectSource } from "../../state/log-pods/object-source.ts";
import { listedPods } from "./pod-choice.ts";

/** One cluster whose logs are read. */
export interface LogCluster extends ObjectSource {
  readonly client: ClusterClient;
  readonly clock: Clock;
  /** Where pods are looked for. */
  readonly namespaces: Namespaces;
  /** Where those are looked for that run on something that is in no namespace: all over, unless somewhere was said. */
  readonly namespacesOfNodes: Namespaces;
}

export interface LogClusterOptions extends Pick<LogCluster, "client" | "clock" | "namespaces"> {
  readonly multiplexer: Multiplexer;
  readonly namespacesOfNodes: Namespaces;
  readonly report: ReportFault;
  knownNamespaces(): readonly string[];
}

/** A cluster whose kinds are asked for only where they are needed. */
export function logCluster({ report, ...options }: LogClusterOptions): LogCluster {
  const { context, discovery } = options.client;
  const kinds = {
    get resources() {
      return discovery.catalog?.resources ?? [];
    },
    problem: undefined,
    refresh: async () => void (await discovery.refresh()),
    subscribe: () => () => {},
  };
  return {
    ...options,
    context,
    catalog: new Catalog(kinds, report),
    pods: listedPods,
    learnKinds: () => discovery.refresh(),
  };
}
