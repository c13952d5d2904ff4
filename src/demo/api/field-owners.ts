import type { KubeObject } from "../../kube/types.ts";
import { timestamp } from "../clock.ts";
import { type FieldWriter, noteUpdate } from "../patches/apply.ts";
import type { ApiContext, ResourceRequest } from "./api-context.ts";
import { withTidyMetadata } from "./tidy-metadata.ts";

/** Who a write counts for in `managedFields`: the `fieldManager` parameter, else the client's name. */
export function fieldWriterOf(
  { clock }: ApiContext,
  { info, headers, kind, target }: ResourceRequest,
): FieldWriter {
  const client = (headers["user-agent"] ?? "unknown").split("/")[0] ?? "unknown";
  return {
    manager: info.query.get("fieldManager") || client,
    apiVersion: kind.group === "" ? kind.version : `${kind.group}/${kind.version}`,
    time: timestamp(clock.now()),
    subresource: target.subresource,
  };
}

/** A written object with its managers brought up to date. */
export function withFieldOwners(
  context: ApiContext,
  request: ResourceRequest,
  old: KubeObject | undefined,
  next: KubeObject,
): KubeObject {
  return noteUpdate(old, withTidyMetadata(next), fieldWriterOf(context, request));
}
