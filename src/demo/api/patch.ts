import type { KubeObject } from "../../kube/types.ts";
import { JsonPatchError, jsonPatch } from "../patches/json-patch.ts";
import { mergePatch } from "../patches/merge-patch.ts";
import { strategicMerge } from "../patches/strategic-merge.ts";
import type { ApiContext, ResourceRequest } from "./api-context.ts";
import { serveApply } from "./apply.ts";
import { withFieldOwners } from "./field-owners.ts";
import { findObject } from "./read.ts";
import { asObject, contentType, readValue } from "./request-body.ts";
import { StatusError, unsupportedMediaType } from "./status-error.ts";
import { isDryRun, keyOf, sendStored } from "./write.ts";

const builtInTypes = [
  "application/json-patch+json",
  "application/merge-patch+json",
  "application/strategic-merge-patch+json",
  "application/apply-patch+yaml",
];

/** Answers PATCH of an object or its status, in every patch language. */
export async function servePatch(context: ApiContext, request: ResourceRequest): Promise<void> {
  const { kind, target } = request;
  if (contentType(request) === "application/apply-patch+yaml") return serveApply(context, request);
  const patch = await readValue(request);
  const current = findObject(context, request);
  const shown = kind.fromStored?.(current.object) ?? current.object;
  const patched = withFieldOwners(context, request, shown, applyPatch(request, shown, patch));
  const stored = context.writer.update(kind, keyOf(request), patched, {
    subresource: target.subresource,
    dryRun: isDryRun(request),
  });
  sendStored(context, request, stored, 200);
}

/** The object a patch makes of another. @throws StatusError 415, 422 */
export function applyPatch(request: ResourceRequest, object: KubeObject, patch: unknown): KubeObject {
  switch (contentType(request)) {
    case "application/merge-patch+json":
      return asObject(mergePatch(object, patch));
    case "application/json-patch+json":
      return asObject(jsonPatched(object, patch));
    case "application/strategic-merge-patch+json":
      if (!request.kind.custom) return asObject(strategicMerge(object, patch));
      throw unsupportedMediaType(builtInTypes.filter((type) => !type.includes("strategic")));
    default:
      throw unsupportedMediaType(builtInTypes);
  }
}

function jsonPatched(object: KubeObject, patch: unknown): unknown {
  try {
    return jsonPatch(object, patch);
  } catch (error) {
    if (error instanceof JsonPatchError)
      throw new StatusError(
        422,
        "Invalid",
        "the server rejected our request due to an error in our request",
        {
          details: {},
        },
      );
    throw error;
  }
}
