// The suite's control plane, from inside a test.
import { inject } from "vitest";
import { ClusterAccess } from "./access.ts";
import type {} from "./global-setup.ts";

/** Access to the control plane that global-setup.ts started. */
export function sharedCluster(): ClusterAccess {
  return new ClusterAccess(inject("controlPlane"));
}
