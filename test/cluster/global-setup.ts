// One control plane for the whole suite, with two nodes played by kwok and an audit log. Stories reach it through
// `sharedCluster` and keep to namespaces of their own; a story that kills servers starts a control plane for itself.
import type { TestProject } from "vitest/node";
import type { ClusterDetails } from "./access.ts";
import { type ControlPlane, startControlPlane } from "./control-plane.ts";
import { createNodes } from "./nodes.ts";

export interface SharedControlPlane extends ClusterDetails {
  readonly pids: Readonly<Record<string, number>>;
}

declare module "vitest" {
  export interface ProvidedContext {
    controlPlane: SharedControlPlane;
  }
}

let controlPlane: ControlPlane | undefined;

export async function setup(project: TestProject): Promise<void> {
  controlPlane = await startControlPlane({
    name: "shared",
    audit: true,
    users: { developer: ["developers"] },
  });
  await createNodes(controlPlane, 2);
  project.provide("controlPlane", { ...controlPlane.details, pids: controlPlane.pids() });
}

export async function teardown(): Promise<void> {
  await controlPlane?.stop();
}
