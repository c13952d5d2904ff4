import type { KubeObject } from "../../kube/types.ts";
import { type Clock, microTimestamp, timestamp } from "../clock.ts";
import { coreEvents } from "../kinds/events.ts";
import type { CoreEvent, ObjectReference } from "../objects.ts";
import type { Random } from "../random.ts";
import type { ObjectStore } from "../store/object-store.ts";

/** What a component reports about an object. */
export interface Report {
  readonly type: "Normal" | "Warning";
  readonly reason: string;
  readonly message: string;
  /** `kubelet`, `deployment-controller`, … */
  readonly component: string;
  /** The node, for kubelets. */
  readonly host?: string;
  /** The part of the object it is about, such as `spec.containers{app}`. */
  readonly fieldPath?: string;
  /** Set by components that use the newer API, such as the scheduler: they write `eventTime` and series. */
  readonly action?: string;
}

/** Milliseconds an event is kept after it was seen last, as API servers do by default. */
const lifetime = 3600_000;

/** Writes events as components do: a repetition counts up the event there is. Old ones expire. */
export class EventRecorder {
  readonly #store: ObjectStore;
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #keys = new Map<string, string>();

  constructor(store: ObjectStore, clock: Clock, random: Random) {
    this.#store = store;
    this.#clock = clock;
    this.#random = random;
    this.#scheduleSweep();
  }

  /** @param object what it is about; nodes are named by name where a kubelet does it (`uid` is then the name). */
  record(object: KubeObject | ObjectReference, report: Report): void {
    const involved = referenceTo(object, report.fieldPath);
    const identity = [
      involved.uid,
      involved.fieldPath,
      report.type,
      report.reason,
      report.message,
      report.component,
    ].join("\0");
    const known = this.#store.collection(coreEvents.storedAs).get(this.#keys.get(identity) ?? "");
    const event =
      known === undefined ? this.#first(involved, report) : this.#again(known.object as CoreEvent);
    const stored = this.#store.put(coreEvents.storedAs, event);
    this.#keys.set(identity, stored.key);
  }

  #first(involvedObject: ObjectReference, report: Report): CoreEvent {
    const { type, reason, message, component, host, action } = report;
    const now = this.#clock.now();
    const series = action !== undefined;
    return {
      kind: "Event",
      apiVersion: "v1",
      metadata: {
        name: `${involvedObject.name}.${this.#random.hex(16)}`,
        namespace: involvedObject.namespace || "default",
        uid: this.#random.uuid(),
        creationTimestamp: timestamp(now),
      },
      involvedObject,
      reason,
      message,
      type,
      source: series ? {} : { component, ...(host === undefined ? {} : { host }) },
      firstTimestamp: series ? null : timestamp(now),
      lastTimestamp: series ? null : timestamp(now),
      eventTime: series ? microTimestamp(now) : null,
      ...(series ? { action } : { count: 1 }),
      reportingComponent: component,
      reportingInstance: host ?? (series ? `${component}-0` : ""),
    };
  }

  #again(event: CoreEvent): CoreEvent {
    const now = this.#clock.now();
    if (event.eventTime) {
      const series = { count: (event.series?.count ?? 1) + 1, lastObservedTime: microTimestamp(now) };
      return { ...event, series };
    }
    return { ...event, count: (event.count ?? 1) + 1, lastTimestamp: timestamp(now) };
  }

  #scheduleSweep(): void {
    this.#clock.after(lifetime / 12, () => {
      this.#sweep();
      this.#scheduleSweep();
    });
  }

  #sweep(): void {
    const oldest = this.#clock.now() - lifetime;
    const collection = this.#store.collection(coreEvents.storedAs);
    for (const { key, object } of collection.list())
      if (lastSeen(object as CoreEvent) < oldest) this.#store.remove(coreEvents.storedAs, key);
    for (const [identity, key] of this.#keys)
      if (collection.get(key) === undefined) this.#keys.delete(identity);
  }
}

function lastSeen({ series, lastTimestamp, eventTime, metadata }: CoreEvent): number {
  return Date.parse(
    series?.lastObservedTime ?? (lastTimestamp || eventTime || metadata.creationTimestamp || ""),
  );
}

function referenceTo(object: KubeObject | ObjectReference, fieldPath: string | undefined): ObjectReference {
  const field = fieldPath === undefined ? {} : { fieldPath };
  if (!("metadata" in object)) return { ...object, ...field };
  const { apiVersion = "", kind = "" } = object;
  const { namespace, name = "", uid = "", resourceVersion = "" } = object.metadata as KubeObject["metadata"];
  return {
    kind,
    ...(namespace === undefined ? {} : { namespace }),
    name,
    uid,
    apiVersion,
    resourceVersion,
    ...field,
  } as ObjectReference;
}
