import type { Lease } from "../../cache/index.ts";
import { Listeners } from "../../lib/listeners.ts";
import type { LogPod } from "../../logs/types.ts";
import { openRows } from "../open-rows.ts";
import type { ObjectSource } from "./object-source.ts";

/**
 * Pods that a narrow list does not show any more. Servers say of one whose labels were changed what they say of one that
 * was deleted, so it is looked for by its name.
 */
export class Departures {
  readonly #source: ObjectSource;
  readonly #listeners = new Listeners();
  readonly #leases = new Map<string, Lease>();

  constructor(source: ObjectSource) {
    this.#source = source;
  }

  subscribe(listener: () => void): () => void {
    return this.#listeners.add(listener);
  }

  /** Whether a pod is still there; undefined while that is found out. The answer is given once. */
  isThere({ uid, namespace, name }: LogPod): boolean | undefined {
    const { rows } = this.#leases.get(uid) ?? this.#open(uid, namespace, name);
    const { phase } = rows.status;
    if (phase !== "live" && phase !== "polling" && phase !== "forbidden") return undefined;
    const isThere = rows.get(uid) !== undefined;
    this.forget(uid);
    return isThere;
  }

  /** It came back, or nobody asks any more. */
  forget(uid: string): void {
    this.#leases.get(uid)?.release();
    this.#leases.delete(uid);
  }

  close(): void {
    for (const uid of [...this.#leases.keys()]) this.forget(uid);
  }

  #open(uid: string, namespace: string, name: string): Lease {
    const session = this.#source;
    const location = { namespaces: [namespace], selection: { fieldSelector: `metadata.name=${name}` } };
    const lease = openRows({ session, kind: session.pods, location, knownNamespaces: () => [] });
    lease.rows.subscribe(() => this.#listeners.tell());
    this.#leases.set(uid, lease);
    return lease;
  }
}
