import type { KubeObject } from "../../kube/types.ts";
import { timestamp } from "../clock.ts";
import { isRecord } from "../json.ts";
import type { ResourceKind } from "../kinds/resource-kind.ts";
import type { Namespace, Pod } from "../objects.ts";

/** How an object is to be deleted. */
export interface DeleteOptions {
  readonly dryRun?: boolean;
  readonly gracePeriodSeconds?: number | undefined;
  readonly propagationPolicy?: "Background" | "Foreground" | "Orphan" | undefined;
  readonly preconditions?: { readonly uid?: string; readonly resourceVersion?: string } | undefined;
}

/** The object with its deletion begun, or `undefined` when nothing holds it back. @param now milliseconds */
export function markedForDeletion(
  kind: ResourceKind,
  object: KubeObject,
  options: DeleteOptions,
  now: number,
): KubeObject | undefined {
  const { metadata } = object;
  const grace = kind.resource === "pods" ? podGrace(object as Pod, options.gracePeriodSeconds) : 0;
  const finalizers = [...(metadata.finalizers ?? []), ...propagationFinalizers(options.propagationPolicy)];
  const isNamespace = kind.resource === "namespaces" && kind.group === "";
  if (grace === 0 && finalizers.length === 0 && !isNamespace) return undefined;
  const sooner = !isNamespace && grace < (metadata.deletionGracePeriodSeconds ?? Number.POSITIVE_INFINITY);
  const deletion =
    metadata.deletionTimestamp !== undefined && !sooner
      ? {}
      : {
          deletionTimestamp: timestamp(now + grace * 1000),
          ...(isNamespace ? {} : { deletionGracePeriodSeconds: grace }),
        };
  const marked = {
    ...object,
    metadata: {
      ...metadata,
      ...(kind.generation && metadata.deletionTimestamp === undefined
        ? { generation: (metadata.generation ?? 0) + 1 }
        : {}),
      ...deletion,
      ...(finalizers.length > 0 ? { finalizers: [...new Set(finalizers)] } : {}),
    },
  };
  return isNamespace
    ? { ...marked, status: { ...(object as Namespace).status, phase: "Terminating" } }
    : marked;
}

/** Whether an object is marked for deletion, out of grace, and nothing holds it any more. */
export function isFinished(object: KubeObject): boolean {
  const { deletionTimestamp, deletionGracePeriodSeconds = 0, finalizers = [] } = object.metadata;
  if (deletionTimestamp === undefined || finalizers.length > 0) return false;
  const spec = object.spec;
  const namespaceHeld = object.kind === "Namespace" && isRecord(spec) && hasEntries(spec.finalizers);
  return deletionGracePeriodSeconds === 0 && !namespaceHeld;
}

function hasEntries(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0;
}

function podGrace({ spec, status }: Pod, asked: number | undefined): number {
  if (!spec.nodeName || status.phase === "Succeeded" || status.phase === "Failed") return 0;
  return asked ?? spec.terminationGracePeriodSeconds ?? 30;
}

function propagationFinalizers(policy: DeleteOptions["propagationPolicy"]): readonly string[] {
  if (policy === "Foreground") return ["foregroundDeletion"];
  return policy === "Orphan" ? ["orphan"] : [];
}
