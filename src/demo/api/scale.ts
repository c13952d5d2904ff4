import type { KubeObject } from "../../kube/types.ts";
import { isRecord } from "../json.ts";
import { valueAt } from "../kinds/custom-resource.ts";
import { type ScalePaths, selectorText } from "../kinds/resource-kind.ts";
import type { ApiContext, ResourceRequest } from "./api-context.ts";
import { withFieldOwners } from "./field-owners.ts";
import { applyPatch } from "./patch.ts";
import { findObject } from "./read.ts";
import { readObject, readValue } from "./request-body.ts";
import { sendJson } from "./send.ts";
import { conflict, invalidObject, methodNotAllowed, staleVersion, unknownResource } from "./status-error.ts";
import { isDryRun, keyOf } from "./write.ts";

interface Scale extends KubeObject {
  readonly spec?: { readonly replicas?: number };
}

/** Answers GET, PUT and PATCH of `scale`: the number of replicas of anything that has one. */
export async function serveScale(context: ApiContext, request: ResourceRequest): Promise<void> {
  const { kind, info, reply } = request;
  if (kind.scale === undefined) throw unknownResource();
  const current = findObject(context, request).object;
  const scale = scaleOf(current, kind.scale);
  if (info.verb === "get") return sendJson(reply, 200, scale);
  if (info.verb !== "update" && info.verb !== "patch") throw methodNotAllowed();
  const wanted: Scale =
    info.verb === "update" ? await readObject(request) : applyPatch(request, scale, await readValue(request));
  const version = wanted.metadata.resourceVersion;
  if (version && version !== current.metadata.resourceVersion)
    throw conflict(kind, current.metadata.name ?? "", staleVersion);
  const replicas = checkedReplicas(wanted);
  const scaled = withFieldOwners(context, request, current, withReplicas(current, kind.scale, replicas));
  const stored = context.writer.update(kind, keyOf(request), scaled, { dryRun: isDryRun(request) });
  sendJson(reply, 200, scaleOf(stored.object, kind.scale));
}

function scaleOf(object: KubeObject, paths: ScalePaths): Scale {
  const { name, namespace, uid, resourceVersion, creationTimestamp } = object.metadata;
  const selector = paths.selector === undefined ? undefined : valueAt(object, paths.selector);
  return {
    kind: "Scale",
    apiVersion: "autoscaling/v1",
    metadata: Object.fromEntries(
      Object.entries({ name, namespace, uid, resourceVersion, creationTimestamp }).filter(
        ([, value]) => value,
      ),
    ),
    spec: { replicas: Number(valueAt(object, paths.spec) ?? 0) },
    status: {
      replicas: Number(valueAt(object, paths.status) ?? 0),
      ...(selector === undefined
        ? {}
        : { selector: isRecord(selector) ? selectorText(selector) : String(selector) }),
    },
  };
}

function checkedReplicas({ spec, metadata }: Scale): number {
  const replicas = spec?.replicas ?? 0;
  if (replicas >= 0) return replicas;
  throw invalidObject("Scale", "autoscaling", metadata.name ?? "", [
    {
      reason: "FieldValueInvalid",
      field: "spec.replicas",
      message: `Invalid value: ${replicas}: must be greater than or equal to 0`,
    },
  ]);
}

function withReplicas(object: KubeObject, { spec }: ScalePaths, replicas: number): KubeObject {
  const [root = "spec", ...rest] = spec.split(".").filter((part) => part !== "");
  return { ...object, [root]: setAt(object[root], rest, replicas) };
}

function setAt(value: unknown, [key, ...rest]: readonly string[], leaf: unknown): unknown {
  if (key === undefined) return leaf;
  const record = isRecord(value) ? value : {};
  return { ...record, [key]: setAt(record[key], rest, leaf) };
}
