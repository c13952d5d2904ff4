import { ApiError } from "../../kube/api-error.ts";
import { Listeners } from "../../lib/listeners.ts";
import type { LogPod } from "../../logs/types.ts";
import { ObjectPods } from "../../state/log-pods/object-pods.ts";
import { statusesOf, type WatchedList } from "../../state/log-pods/watched-list.ts";
import { logPodOf } from "../../state/row-log-pods.ts";
import type { FoundPods } from "./found-pods.ts";
import type { LogCluster } from "./log-cluster.ts";
import { listedPods, type PodChoice } from "./pod-choice.ts";

/** How often a pod is asked for that may not be watched, in ms. */
const pollInterval = 5000;

export interface PodByNameOptions {
  readonly cluster: LogCluster;
  readonly choice: PodChoice;
  readonly name: string;
}

/**
 * One pod by its name. Who may read a pod and its log, and not list pods, gets it all the same: it is asked for again
 * and again instead of being watched.
 */
export class PodByName implements FoundPods {
  readonly #options: PodByNameOptions;
  readonly #list: ObjectPods;
  readonly ownerLists = [];
  readonly notices = [];
  readonly #listeners = new Listeners();
  readonly #closed = new AbortController();
  /** Undefined while the list does, and until there was a first answer; none where the pod may not be read either. */
  #asked: readonly LogPod[] | "denied" | undefined;
  #isAsking = false;

  constructor(options: PodByNameOptions) {
    const { cluster, choice, name } = options;
    this.#options = options;
    this.#list = new ObjectPods({
      source: cluster,
      kind: cluster.pods,
      namespaces: cluster.namespaces,
      selection: { fieldSelector: `metadata.name=${name}` },
      narrowing: choice,
    });
    this.#list.subscribe(() => {
      if (this.#isListDenied() && !this.#isAsking) void this.#ask();
      this.#listeners.tell();
    });
  }

  pods(): readonly LogPod[] {
    return Array.isArray(this.#asked) ? this.#asked : this.#list.pods();
  }

  subscribe(listener: () => void): () => void {
    return this.#listeners.add(listener);
  }

  hasLeft(uid: string): boolean {
    return this.#list.hasLeft(uid);
  }

  isSettled(): boolean {
    return this.#isListDenied() ? this.#asked !== undefined : this.#list.isSettled();
  }

  /** That the list is denied is nothing to speak of unless the pod is, too. */
  get lists(): readonly WatchedList[] {
    return this.#isListDenied() && this.#asked !== "denied" ? [] : this.#list.lists;
  }

  close(): void {
    this.#closed.abort(new Error("nobody looks at it any more"));
    this.#list.close();
  }

  #isListDenied(): boolean {
    const statuses = this.#list.lists.flatMap(statusesOf);
    return statuses.every(({ status }) => status.phase === "forbidden" && status.error.code === 403);
  }

  async #ask(): Promise<void> {
    this.#isAsking = true;
    const { clock } = this.#options.cluster;
    const { signal } = this.#closed;
    try {
      while (!signal.aborted) {
        this.#asked = await this.#answer(signal);
        this.#listeners.tell();
        await clock.sleep(pollInterval, signal);
      }
    } catch {
      // Closed.
    }
  }

  async #answer(signal: AbortSignal): Promise<readonly LogPod[] | "denied"> {
    const { cluster, name } = this.#options;
    const { client, context, namespaces } = cluster;
    const [namespace] = namespaces === "all" || namespaces.length > 1 ? [] : namespaces;
    if (namespace === undefined) return "denied";
    try {
      const object = await client.requests.get({ gvr: listedPods.gvr, namespace, name }, { signal });
      const { uid = "", creationTimestamp = "", deletionTimestamp } = object.metadata;
      const node = listedPods.nodeName?.(object) ?? "";
      const deletedAt = deletionTimestamp === undefined ? undefined : Date.parse(deletionTimestamp);
      return [
        logPodOf(object, {
          context,
          uid,
          namespace,
          name,
          node,
          createdAt: Date.parse(creationTimestamp),
          deletedAt,
        }),
      ];
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof ApiError && error.code === 404) return [];
      // What was known stays so while the server is away.
      return error instanceof ApiError && error.code !== 403 ? (this.#asked ?? []) : "denied";
    }
  }
}
