import { isRecord } from "../json.ts";
import { objectKey, type StoredObject } from "../store/stored-object.ts";
import type { ApiContext, ResourceRequest } from "./api-context.ts";
import { withFieldOwners } from "./field-owners.ts";
import type { DeleteOptions } from "./object-deletion.ts";
import { findObject, namespaceOf, presentationFor, selectObjects } from "./read.ts";
import { readObject, readValue } from "./request-body.ts";
import { sendBytes, sendJson, sendStream } from "./send.ts";
import { forbidden, invalidObject } from "./status-error.ts";

/** Answers POST to a collection. */
export async function serveCreate(context: ApiContext, request: ResourceRequest): Promise<void> {
  const body = await readObject(request);
  const owned = withFieldOwners(context, request, undefined, body);
  const stored = context.writer.create(request.kind, owned, namespaceOf(request), {
    dryRun: isDryRun(request),
  });
  sendStored(context, request, stored, 201);
}

/** Answers PUT of an object or its status. */
export async function serveUpdate(context: ApiContext, request: ResourceRequest): Promise<void> {
  const body = await readObject(request);
  const old = findObject(context, request).object;
  const shown = request.kind.fromStored?.(old) ?? old;
  const owned = withFieldOwners(context, request, shown, body);
  const stored = context.writer.update(request.kind, keyOf(request), owned, {
    subresource: request.target.subresource,
    dryRun: isDryRun(request),
  });
  sendStored(context, request, stored, 200);
}

/** Answers DELETE of one object: the object while something holds it back, else a Status of Success. */
export async function serveDelete(context: ApiContext, request: ResourceRequest): Promise<void> {
  const options = await deleteOptions(request);
  checkMayGo(request);
  const { stored, gone } = context.writer.delete(request.kind, keyOf(request), options);
  if (!gone) return sendStored(context, request, stored, 200);
  if (request.kind.resource === "pods") return sendStored(context, request, gonePod(stored), 200);
  const { name, uid } = stored.object.metadata;
  const { group, resource } = request.kind;
  sendJson(request.reply, 200, {
    kind: "Status",
    apiVersion: "v1",
    metadata: {},
    status: "Success",
    details: { name, ...(group === "" ? {} : { group }), kind: resource, uid },
  });
}

const lastingNamespaces = ["default", "kube-public", "kube-system"];

function checkMayGo({ kind, target }: ResourceRequest): void {
  if (kind.group === "" && kind.resource === "namespaces" && lastingNamespaces.includes(target.name ?? ""))
    throw forbidden(kind, target.name ?? "", "this namespace may not be deleted");
}

// The pod registry gives the pod back even when it is gone at once, with the grace it was not given.
function gonePod(stored: StoredObject): StoredObject {
  const metadata = { ...stored.object.metadata, deletionGracePeriodSeconds: 0 };
  return stored.at({ ...stored.object, metadata }, stored.revision);
}

/** Answers DELETE of a collection with the list of what was deleted. */
export async function serveDeleteCollection(context: ApiContext, request: ResourceRequest): Promise<void> {
  const options = await deleteOptions(request);
  const { objects, meta } = await selectObjects(context, request);
  for (const { key } of objects) context.writer.delete(request.kind, key, options);
  await sendStream(request.reply, presentationFor(context, request).list(objects, meta), false);
}

/** Answers with one object in the form that was asked for. */
export function sendStored(
  context: ApiContext,
  request: ResourceRequest,
  stored: StoredObject,
  status: number,
): void {
  sendBytes(request.reply, status, presentationFor(context, request).object(stored));
}

/** The key of the object a path names. */
export function keyOf(request: ResourceRequest): string {
  return objectKey(namespaceOf(request), request.target.name ?? "");
}

/** Whether nothing may be changed. @throws StatusError 422 for anything but `All`. */
export function isDryRun({ info }: ResourceRequest): boolean {
  const asked = info.query.getAll("dryRun").filter((value) => value !== "");
  if (asked.some((value) => value !== "All"))
    throw invalidObject("DeleteOptions", "meta.k8s.io", "", [
      {
        reason: "FieldValueNotSupported",
        field: "dryRun",
        message: `Unsupported value: ${JSON.stringify(asked)}: supported values: "All"`,
      },
    ]);
  return asked.length > 0;
}

async function deleteOptions(request: ResourceRequest): Promise<DeleteOptions> {
  const value = (await request.body()).length === 0 ? {} : await readValue(request);
  const body = isRecord(value) ? value : {};
  const { query } = request.info;
  const grace = body.gracePeriodSeconds ?? query.get("gracePeriodSeconds");
  const policy = body.propagationPolicy ?? query.get("propagationPolicy");
  const orphan = body.orphanDependents === true || query.get("orphanDependents") === "true";
  const dryRun = Array.isArray(body.dryRun) && body.dryRun.includes("All");
  return {
    dryRun: dryRun || isDryRun(request),
    gracePeriodSeconds: grace === null || grace === undefined ? undefined : Math.max(0, Number(grace)),
    propagationPolicy: isPolicy(policy) ? policy : orphan ? "Orphan" : undefined,
    preconditions: preconditionsOf(body.preconditions),
  };
}

function isPolicy(value: unknown): value is NonNullable<DeleteOptions["propagationPolicy"]> {
  return value === "Background" || value === "Foreground" || value === "Orphan";
}

function preconditionsOf(value: unknown): DeleteOptions["preconditions"] {
  if (!isRecord(value)) return undefined;
  const { uid, resourceVersion } = value;
  return {
    ...(typeof uid === "string" ? { uid } : {}),
    ...(typeof resourceVersion === "string" ? { resourceVersion } : {}),
  };
}
