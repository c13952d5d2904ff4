import { Access } from "./api/access.ts";
import { AddressPool } from "./api/address-pool.ts";
import type { ApiContext } from "./api/api-context.ts";
import type { MetricsMode } from "./api/metrics.ts";
import { ObjectWriter } from "./api/object-writer.ts";
import { ResourceCatalog } from "./api/resource-catalog.ts";
import type { WarmUpClock } from "./clock.ts";
import { type DemoOptions, defaultSettings, defaultTokens } from "./demo-options.ts";
import { ContainerLogs } from "./logs/container-logs.ts";
import { Random } from "./random.ts";
import { Simulation } from "./simulation/simulation.ts";
import { ObjectStore } from "./store/object-store.ts";
import { Seeder } from "./world/seeder.ts";
import { installWorld, type WorldName } from "./world/worlds.ts";

/** What stands behind the server: the parts its handlers use, and what makes them live. */
export interface BuiltCluster {
  readonly context: ApiContext;
  readonly simulation: Simulation;
}

/** The changes a watch may be behind, and where the count of revisions begins: a cluster of some age. */
const historyChanges = 10_000;
const historyAge = 300_000;
const firstRevision = 8_812_000;

/** Fills a store with a world and lets it live through the warm-up up to the present. */
export function buildCluster(
  options: DemoOptions,
  world: WorldName,
  clock: WarmUpClock,
  metrics: () => MetricsMode,
): BuiltCluster {
  const { seed = 7, history, pods = 0, unrest = false } = options;
  const random = new Random(seed);
  const limits = { changes: history?.changes ?? historyChanges, age: history?.age ?? historyAge };
  const store = new ObjectStore(clock, limits, firstRevision);
  const catalog = new ResourceCatalog(store);
  const addresses = new AddressPool();
  const settings = { ...defaultSettings, ...options };
  installWorld(new Seeder(store, catalog, clock, random, addresses), world, pods, settings.version);
  const access = new Access(store, { ...defaultTokens, ...options.tokens }, options.anonymous);
  const writer = new ObjectWriter(store, clock, random, addresses);
  const logs = new ContainerLogs(store, clock);
  const metricsWork = () => metrics() === "on";
  const simulation = new Simulation({ store, writer, catalog, clock, random, metricsWork });
  clock.catchUp();
  // What happened in the warm-up is past: nobody can have seen it.
  store.compact();
  simulation.goLive(unrest);
  const isNodeSilent = (name: string) => simulation.nodes.isSilent(name);
  const context = { clock, store, catalog, access, writer, settings, metrics, logs, isNodeSilent };
  return { context, simulation };
}
