import type { KubeObject } from "../../kube/types.ts";
import { pods } from "../kinds/pods.ts";
import { resourceQuotas } from "../kinds/policy.ts";
import type { ResourceKind } from "../kinds/resource-kind.ts";
import type { Pod, ResourceQuota } from "../objects.ts";
import { quotaBreach } from "../simulation/quota.ts";
import type { ObjectStore } from "../store/object-store.ts";
import { forbidden } from "./status-error.ts";

/** Refuses a new pod that a quota of its namespace has no room for. @throws StatusError 403 */
export function checkQuota(store: ObjectStore, kind: ResourceKind, object: KubeObject): void {
  if (kind !== pods) return;
  const { name = "", namespace } = object.metadata;
  const others = store.collection(pods.storedAs).list(namespace);
  for (const stored of store.collection(resourceQuotas.storedAs).list(namespace)) {
    const quota = stored.object as ResourceQuota;
    const breach = quotaBreach(
      object as Pod,
      quota.spec.hard ?? {},
      others.map((other) => other.object as Pod),
    );
    if (breach === undefined) continue;
    const { requested, used, limited } = breach;
    throw forbidden(
      kind,
      name,
      `exceeded quota: ${quota.metadata.name}, requested: ${requested}, used: ${used}, limited: ${limited}`,
    );
  }
}
