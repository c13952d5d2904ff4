import type { KubeObject } from "../../kube/types.ts";
import type { ResourceKind } from "../kinds/resource-kind.ts";
import type { StoredObject } from "../store/stored-object.ts";
import type { DeleteOptions } from "./object-deletion.ts";
import { badRequest, conflict, invalidObject, staleVersion } from "./status-error.ts";

/** Whether an update is meant for the object that is there, in the state it is in. @throws StatusError 400, 409, 422 */
export function checkIdentity(kind: ResourceKind, old: StoredObject, next: KubeObject, name: string): void {
  const { metadata } = next;
  if (metadata.name !== undefined && metadata.name !== name)
    throw badRequest(
      `the name of the object (${metadata.name}) does not match the name on the URL (${name})`,
    );
  const uid = old.object.metadata.uid;
  if (metadata.uid !== undefined && metadata.uid !== uid) {
    const failed = `Precondition failed: UID in precondition: ${metadata.uid}, UID in object meta: ${uid}`;
    const key = `/registry/${kind.custom ? `${kind.group}/` : ""}${kind.resource}/${old.key}`;
    const storage = `StorageError: invalid object, Code: 4, Key: ${key}, ResourceVersion: 0, AdditionalErrorMsg: ${failed}`;
    throw conflict(kind, name, storage);
  }
  if (kind.custom && !metadata.resourceVersion)
    throw invalidObject(kind.resource, kind.group, name, [
      {
        reason: "FieldValueInvalid",
        field: "metadata.resourceVersion",
        message: "Invalid value: 0: must be specified for an update",
      },
    ]);
  if (metadata.resourceVersion && metadata.resourceVersion !== String(old.revision))
    throw conflict(kind, name, staleVersion);
}

/** What is on its way out takes no new finalizers. @throws StatusError 422 */
export function checkFinalizers({ kind, group }: ResourceKind, old: KubeObject, next: KubeObject): void {
  if (old.metadata.deletionTimestamp === undefined) return;
  const held = old.metadata.finalizers ?? [];
  const added = next.metadata.finalizers?.filter((finalizer) => !held.includes(finalizer)) ?? [];
  if (added.length === 0) return;
  const found = `[]string{${added.map((finalizer) => JSON.stringify(finalizer)).join(", ")}}`;
  throw invalidObject(kind, group, next.metadata.name ?? "", [
    {
      reason: "FieldValueForbidden",
      field: "metadata.finalizers",
      message: `Forbidden: no new finalizers can be added if the object is being deleted, found new finalizers ${found}`,
    },
  ]);
}

/** Whether a deletion is meant for the object that is there. @throws StatusError 409 */
export function checkPreconditions(
  kind: ResourceKind,
  old: StoredObject,
  { preconditions }: DeleteOptions,
): void {
  const { uid, resourceVersion } = old.object.metadata;
  const name = old.object.metadata.name ?? "";
  const subject = { group: kind.group, resource: kind.kind };
  if (preconditions?.uid !== undefined && preconditions.uid !== uid)
    throw conflict(
      subject,
      name,
      `the UID in the precondition (${preconditions.uid}) does not match the UID in record (${uid}). The object might have been deleted and then recreated`,
    );
  if (preconditions?.resourceVersion !== undefined && preconditions.resourceVersion !== resourceVersion)
    throw conflict(
      subject,
      name,
      `the ResourceVersion in the precondition (${preconditions.resourceVersion}) does not match the ResourceVersion in record (${resourceVersion}). The object might have been modified`,
    );
}
