import type { KubeObject } from "../../kube/types.ts";
import { isRecord } from "../json.ts";
import { applyConfiguration, type FieldConflict, type FieldWriter } from "../patches/apply.ts";

import { fieldText } from "../patches/field-paths.ts";
import type { StoredObject } from "../store/stored-object.ts";
import type { ApiContext, ResourceRequest } from "./api-context.ts";
import { fieldWriterOf } from "./field-owners.ts";
import { namespaceOf } from "./read.ts";
import { asObject, readValue } from "./request-body.ts";
import { badRequest, invalidObject, StatusError } from "./status-error.ts";
import { isDryRun, keyOf, sendStored } from "./write.ts";

/** Answers PATCH with `application/apply-patch+yaml`: makes the object, or merges into the one there is. */
export async function serveApply(context: ApiContext, request: ResourceRequest): Promise<void> {
  const { kind, target, info } = request;
  const configuration = configurationOf(request, await readValue(request));
  const writer = { ...fieldWriterOf(context, request), manager: requiredManager(request) };
  const live = context.store.collection(kind.storedAs).get(keyOf(request));
  if (live === undefined) {
    const created = applied(context, request, blank(configuration), configuration, writer, false);
    const stored = context.writer.create(kind, created, namespaceOf(request), { dryRun: isDryRun(request) });
    return sendStored(context, request, stored, 201);
  }
  const shown = kind.fromStored?.(live.object) ?? live.object;
  const force = info.query.get("force") === "true";
  const next = applied(context, request, shown, configuration, writer, force);
  const options = { subresource: target.subresource, dryRun: isDryRun(request) };
  const stored: StoredObject = context.writer.update(kind, keyOf(request), next, options);
  sendStored(context, request, stored, 200);
}

function applied(
  _context: ApiContext,
  _request: ResourceRequest,
  live: KubeObject,
  configuration: KubeObject,
  writer: FieldWriter,
  force: boolean,
): KubeObject {
  const result = applyConfiguration(live, configuration, writer, force);
  if ("object" in result) return result.object;
  throw conflicting(result.conflicts);
}

function conflicting(conflicts: readonly FieldConflict[]): StatusError {
  const [first, ...others] = conflicts;
  const causes = conflicts.map(({ manager, path }) => ({
    reason: "FieldManagerConflict",
    message: `conflict with "${manager}"`,
    field: fieldText(path),
  }));
  const all =
    others.length === 0
      ? `Apply failed with 1 conflict: conflict with "${first?.manager}": ${fieldText(first?.path ?? [])}`
      : `Apply failed with ${conflicts.length} conflicts: conflicts with "${first?.manager}":\n${causes.map(({ field }) => `- ${field}`).join("\n")}`;
  return new StatusError(409, "Conflict", all, { details: { causes } });
}

function requiredManager(request: ResourceRequest): string {
  const manager = request.info.query.get("fieldManager");
  if (manager !== null && manager !== "") return manager;
  throw invalidObject("PatchOptions", "meta.k8s.io", "", [
    {
      reason: "FieldValueRequired",
      field: "fieldManager",
      message: "Required value: is required for apply patch",
    },
  ]);
}

function configurationOf({ target }: ResourceRequest, value: unknown): KubeObject {
  if (!isRecord(value)) throw badRequest("error decoding YAML: the configuration is not an object");
  const configuration = asObject(value);
  const { name } = configuration.metadata;
  if (name !== undefined && name !== target.name)
    throw badRequest(`the name of the object (${name}) does not match the name on the URL (${target.name})`);
  return { ...configuration, metadata: { ...configuration.metadata, name: target.name ?? "" } };
}

// What an apply that creates is merged into.
function blank({ apiVersion, kind, metadata }: KubeObject): KubeObject {
  const { name, namespace } = metadata;
  return {
    ...(apiVersion === undefined ? {} : { apiVersion }),
    ...(kind === undefined ? {} : { kind }),
    metadata: { ...(name === undefined ? {} : { name }), ...(namespace === undefined ? {} : { namespace }) },
  };
}
