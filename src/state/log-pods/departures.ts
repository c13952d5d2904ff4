import type { Rows } from "../../cache/index.ts";
import { Listeners } from "../../lib/listeners.ts";
import type { LogPod } from "../../logs/types.ts";
import { openRows } from "../open-rows.ts";
import type { ObjectSource } from "./object-source.ts";

/** Where one pod is looked for. */
interface Lookout {
  readonly rows: Rows;
  close(): void;
}

/**
 * Pods that a narrow list does not show any more. Servers say of one whose labels were changed what they say of one that
 * was deleted, so it is looked for by its name.
 */
export class Departures {
  readonly #source: ObjectSource;
  readonly #listeners = new Listeners();
  readonly #lookouts = new Map<string, Lookout>();

  constructor(source: ObjectSource) {
    this.#source = source;
  }

  subscribe(listener: () => void): () => void {
    return this.#listeners.add(listener);
  }

  /** Whether a pod is still there; undefined while that is found out. The answer is given once. */
  isThere({ uid, namespace, name }: LogPod): boolean | undefined {
    const { rows } = this.#lookouts.get(uid) ?? this.#open(uid, namespace, name);
    const { phase } = rows.status;
    if (phase !== "live" && phase !== "polling" && phase !== "forbidden") return undefined;
    const isThere = rows.get(uid) !== undefined;
    this.forget(uid);
    return isThere;
  }

  /** It came back, or nobody asks any more. */
  forget(uid: string): void {
    this.#lookouts.get(uid)?.close();
    this.#lookouts.delete(uid);
  }

  close(): void {
    for (const uid of [...this.#lookouts.keys()]) this.forget(uid);
  }

  #open(uid: string, namespace: string, name: string): Lookout {
    const session = this.#source;
    const location = { namespaces: [namespace], selection: { fieldSelector: `metadata.name=${name}` } };
    const lease = openRows({ session, kind: session.pods, location, knownNamespaces: () => [] });
    const { rows } = lease;
    const unsubscribe = rows.subscribe(() => this.#listeners.tell());
    const lookout = {
      rows,
      close() {
        unsubscribe();
        lease.release();
      },
    };
    this.#lookouts.set(uid, lookout);
    return lookout;
  }
}
