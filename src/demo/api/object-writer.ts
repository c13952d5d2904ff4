import type { KubeObject, ObjectMeta } from "../../kube/types.ts";
import { type Clock, timestamp } from "../clock.ts";
import { sameJson } from "../json.ts";
import type { ResourceKind, WriteContext } from "../kinds/resource-kind.ts";
import type { Namespace } from "../objects.ts";
import type { Random } from "../random.ts";
import type { ObjectStore } from "../store/object-store.ts";
import { objectKey, StoredObject } from "../store/stored-object.ts";
import type { AddressPool } from "./address-pool.ts";
import { type DeleteOptions, isFinished, markedForDeletion } from "./object-deletion.ts";
import { hasStatus, mergedUpdate, withGeneration } from "./object-update.ts";
import { checkQuota } from "./quota-admission.ts";
import { alreadyExists, badRequest, invalidObject, notFound, StatusError } from "./status-error.ts";
import { withTidyMetadata } from "./tidy-metadata.ts";
import { checkFinalizers, checkIdentity, checkPreconditions } from "./write-preconditions.ts";

export interface WriteOptions {
  /** Goes through every check and changes nothing. */
  readonly dryRun?: boolean;
  /** Keeps the status that came with the object; through the API only the status subresource writes it. */
  readonly keepStatus?: boolean;
}

export interface UpdateOptions extends WriteOptions {
  readonly subresource?: string | undefined;
}

/** What became of a deletion: the object's last state, and whether it is gone already. */
export interface Deletion {
  readonly stored: StoredObject;
  readonly gone: boolean;
}

/** Writes with the API server's rules: defaults, checks, generation, optimistic concurrency, grace and finalizers. */
export class ObjectWriter {
  readonly #store: ObjectStore;
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #addresses: AddressPool;

  constructor(store: ObjectStore, clock: Clock, random: Random, addresses: AddressPool) {
    this.#store = store;
    this.#clock = clock;
    this.#random = random;
    this.#addresses = addresses;
  }

  /** Stores a new object. @throws StatusError 400, 403, 404 (namespace), 409, 422 */
  create(
    kind: ResourceKind,
    object: KubeObject,
    namespace: string | undefined,
    options: WriteOptions = {},
  ): StoredObject {
    const stored = kind.toStored?.(object) ?? object;
    const named = this.#named(kind, stored, namespace);
    this.#checkNamespace(kind, named.metadata);
    const { name = "" } = named.metadata;
    if (this.#store.collection(kind.storedAs).get(objectKey(named.metadata.namespace, name)) !== undefined)
      throw alreadyExists(kind, name);
    const { status, ...withoutStatus } = named;
    const dropStatus = options.keepStatus !== true && hasStatus(kind) && status !== undefined;
    const complete = withTidyMetadata(
      kind.prepare(dropStatus ? withoutStatus : named, undefined, this.#writeContext()),
    );
    this.#check(kind, complete, undefined);
    checkQuota(this.#store, kind, complete);
    return this.#put(kind, complete, options);
  }

  /** Stores the next state of an object. @throws StatusError 400, 404, 409, 422 */
  update(kind: ResourceKind, key: string, object: KubeObject, options: UpdateOptions = {}): StoredObject {
    const old = this.#store.collection(kind.storedAs).get(key);
    const name = key.slice(key.indexOf("/") + 1);
    if (old === undefined) throw notFound(kind, name);
    const next = kind.toStored?.(object) ?? object;
    checkIdentity(kind, old, next, name);
    const merged = mergedUpdate(kind, old.object, next, options);
    checkFinalizers(kind, old.object, merged);
    const onlyStatus = options.subresource === "status";
    const prepared = onlyStatus ? merged : kind.prepare(merged, old.object, this.#writeContext());
    const complete = withTidyMetadata(withGeneration(kind, old.object, prepared));
    if (sameJson(withoutVersion(old.object), withoutVersion(complete))) return old;
    this.#check(kind, complete, old.object);
    if (options.dryRun !== true && isFinished(complete)) return this.#store.remove(kind.storedAs, key) ?? old;
    return this.#put(kind, complete, options);
  }

  /** Deletes an object, or marks it for whoever has to finish that. @throws StatusError 404, 409 */
  delete(kind: ResourceKind, key: string, options: DeleteOptions = {}): Deletion {
    const collection = this.#store.collection(kind.storedAs);
    const old = collection.get(key);
    const name = key.slice(key.indexOf("/") + 1);
    if (old === undefined) throw notFound(kind, name);
    checkPreconditions(kind, old, options);
    const marked = markedForDeletion(kind, old.object, options, this.#clock.now());
    if (marked === undefined) {
      const last = options.dryRun === true ? old : (this.#store.remove(kind.storedAs, key) ?? old);
      return { stored: last, gone: true };
    }
    if (options.dryRun === true || sameJson(old.object, marked)) return { stored: old, gone: false };
    return { stored: this.#store.put(kind.storedAs, marked), gone: false };
  }

  #named(kind: ResourceKind, object: KubeObject, namespace: string | undefined): KubeObject {
    const { metadata } = object;
    if (metadata.resourceVersion !== undefined && metadata.resourceVersion !== "")
      throw new StatusError(500, "", "resourceVersion should not be set on objects to be created");
    if (kind.namespaced && metadata.namespace !== undefined && metadata.namespace !== namespace)
      throw badRequest(
        "the namespace of the provided object does not match the namespace sent on the request",
      );
    const name =
      metadata.name || (metadata.generateName ? metadata.generateName + this.#random.nameSuffix() : "");
    if (name === "")
      throw invalidObject(kind.kind, kind.group, "", [
        {
          reason: "FieldValueRequired",
          field: "metadata.name",
          message: "Required value: name or generateName is required",
        },
      ]);
    if (!/^[a-z0-9]([-a-z0-9.:]*[a-z0-9])?$/i.test(name))
      throw invalidObject(kind.kind, kind.group, name, [
        {
          reason: "FieldValueInvalid",
          field: "metadata.name",
          message: `Invalid value: "${name}": ${subdomainRule}`,
        },
      ]);
    const { namespace: _namespace, ...rest } = metadata;
    return {
      apiVersion: kind.group === "" ? kind.version : `${kind.group}/${kind.version}`,
      kind: kind.kind,
      ...object,
      metadata: {
        ...rest,
        name,
        ...(kind.namespaced ? { namespace: namespace ?? "default" } : {}),
        uid: this.#random.uuid(),
        ...(kind.generation ? { generation: 1 } : {}),
        creationTimestamp: timestamp(this.#clock.now()),
      },
    };
  }

  #checkNamespace(kind: ResourceKind, { namespace = "", name = "" }: ObjectMeta): void {
    if (!kind.namespaced) return;
    const home = this.#store.collection("namespaces").get(namespace)?.object as Namespace | undefined;
    if (home === undefined) throw notFound({ group: "", resource: "namespaces" }, namespace);
    if (home.metadata.deletionTimestamp === undefined) return;
    const about = `${kind.resource}${kind.group === "" ? "" : `.${kind.group}`} "${name}" is forbidden`;
    throw new StatusError(
      403,
      "Forbidden",
      `${about}: unable to create new content in namespace ${namespace} because it is being terminated`,
      {
        details: {
          name,
          kind: kind.resource,
          causes: [
            {
              reason: "NamespaceTerminating",
              message: `namespace ${namespace} is being terminated`,
              field: "metadata.namespace",
            },
          ],
        },
      },
    );
  }

  #check(kind: ResourceKind, object: KubeObject, old: KubeObject | undefined): void {
    const causes = kind.validate(object, old);
    if (causes.length > 0) throw invalidObject(kind.kind, kind.group, object.metadata.name ?? "", causes);
  }

  #put(kind: ResourceKind, object: KubeObject, { dryRun }: WriteOptions): StoredObject {
    if (dryRun !== true) return this.#store.put(kind.storedAs, object);
    return new StoredObject(
      objectKey(object.metadata.namespace, object.metadata.name ?? ""),
      object,
      Number(object.metadata.resourceVersion ?? 0),
    );
  }

  #writeContext(): WriteContext {
    return { now: this.#clock.now(), allocate: (range) => this.#addresses.next(range) };
  }
}

const subdomainRule =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";

function withoutVersion(object: KubeObject): KubeObject {
  const { resourceVersion: _version, ...metadata } = object.metadata;
  return { ...object, metadata };
}
