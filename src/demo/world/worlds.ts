import { accessRules } from "./access-rules.ts";
import type { App } from "./app.ts";
import { platformApps, productionApps, sharedApps, stagingApps } from "./apps.ts";
import { installBase, installNamespace } from "./cluster-base.ts";
import { installControlPlane } from "./control-plane.ts";
import { apiServices, installExtras } from "./extras.ts";
import { fleetApps } from "./fleet.ts";
import { installApp } from "./install-app.ts";
import type { Seeder } from "./seeder.ts";

/** What a demo cluster holds: a busy production, a smaller staging, or nodes and system namespaces only. */
export type WorldName = "production" | "staging" | "empty";

/** The namespaces the `viewer` may see. */
export const viewerNamespaces: Readonly<Record<WorldName, readonly string[]>> = {
  production: ["payments", "ledger"],
  staging: ["payments", "checkout"],
  empty: ["default"],
};

const appsOf: Readonly<Record<WorldName, readonly App[]>> = {
  production: [...sharedApps, ...productionApps],
  staging: stagingApps,
  empty: [],
};

const podsOnNode = 70;

/** Fills a cluster. @param pods how many pods there should be at least; a fleet of storefronts makes them up. */
export function installWorld(seeder: Seeder, world: WorldName, pods: number, version: string): void {
  const apps = appsOf[world];
  const own = apps.reduce((sum, { replicas }) => sum + replicas, 0);
  const fleet = fleetApps(pods - own);
  const workers = Math.max(
    world === "production" ? 6 : 3,
    Math.ceil((own + Math.max(0, pods - own)) / podsOnNode),
  );
  installBase(seeder, version, workers, world === "production" ? 3 : 0);
  const all = [...platformApps, ...apps, ...fleet];
  const names = [
    "default",
    "kube-node-lease",
    "kube-public",
    "kube-system",
    ...all.map(({ namespace }) => namespace),
  ];
  for (const name of new Set(names)) {
    const app = all.find(({ namespace }) => namespace === name);
    installNamespace(seeder, name, app?.ageDays ?? 420, app?.tier === "platform" ? "platform" : app?.partOf);
  }
  installControlPlane(seeder, version);
  for (const rule of accessRules(viewerNamespaces[world])) seeder.add(rule, 420 * 24 * 3600 * 1000);
  for (const app of all) installApp(seeder, app);
  for (const service of apiServices(true, seeder.now)) seeder.add(service, 420 * 24 * 3600 * 1000);
  if (world === "production") installExtras(seeder);
}
