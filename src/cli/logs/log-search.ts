import { Listeners } from "../../lib/listeners.ts";
import type { LogPod } from "../../logs/types.ts";
import type { Told } from "../../state/told.ts";
import type { ContainerChoice } from "./container-choice.ts";
import { allFoundPods, type FoundPods } from "./found-pods.ts";
import type { LogCluster } from "./log-cluster.ts";
import { type MissingNamespace, missingNamespaces, without } from "./missing-namespaces.ts";
import { isDenied, noContainers, nothingFound, type Search } from "./nothing-found.ts";
import { type Asked, podsOfQueries } from "./pods-of-queries.ts";

/** All that was asked for, in every cluster. */
export class LogSearch {
  readonly found: FoundPods;
  readonly #searches: readonly Search[];
  readonly #listeners = new Listeners();

  constructor(searches: readonly Search[]) {
    this.#searches = searches;
    this.found = allFoundPods(searches.map(({ found }) => found));
    this.found.subscribe(() => this.#listeners.tell());
  }

  /** Resolves when it is known what is there, or with the signal. */
  async settled(signal: AbortSignal, onChange: () => void): Promise<void> {
    while (!this.found.isSettled() && !signal.aborted) {
      await this.#change(signal);
      onChange();
    }
    onChange();
  }

  /** What is looked through in each cluster, and what can be told of it. */
  forEachCluster(tell: (cluster: LogCluster, found: FoundPods) => void): void {
    for (const { cluster, found } of this.#searches) tell(cluster, found);
  }

  /** What of all that was asked for is nowhere, each with what is near: namespaces too, though others have pods. */
  async missing(
    containers: ContainerChoice,
    isPrevious: boolean,
    signal: AbortSignal,
  ): Promise<readonly Told[]> {
    const nowhere = new Map<LogCluster, readonly MissingNamespace[]>();
    for (const [cluster, pods] of this.#podsByCluster())
      nowhere.set(cluster, await missingNamespaces(cluster, pods, signal));
    const told: Told[] = [...nowhere.values()].flatMap((missing) => missing.map((one) => one.told));
    for (const searches of Map.groupBy(this.#searches, ({ query }) => query?.text).values()) {
      const pods = searches.flatMap(({ found }) => found.pods());
      const hasContainers = pods.some((pod) => pod.containers.some((one) => containers.wants(one, pod)));
      if (hasContainers) continue;
      if (pods.length > 0) told.push(noContainers(pods, containers, isPrevious));
      else
        for (const search of searches) {
          const cluster = without(search.cluster, nowhere.get(search.cluster) ?? []);
          if (cluster.namespaces.length > 0 && !isDenied(search))
            told.push(this.#namesContainer(await nothingFound({ ...search, cluster }, signal), search));
        }
    }
    return told;
  }

  /** kubectl takes a container's name behind the pod's. */
  #namesContainer(told: Told, { query }: Search): Told {
    const names = this.pods().flatMap(({ containers }) => containers.map(({ name }) => name));
    if (query?.type !== "pattern" || !names.includes(query.text)) return told;
    return { ...told, nextStep: `it is a container of pods that are found: write -c ${query.text}` };
  }

  #podsByCluster(): Map<LogCluster, readonly LogPod[]> {
    const byCluster = Map.groupBy(this.#searches, ({ cluster }) => cluster);
    return new Map(
      [...byCluster].map(([cluster, all]) => [cluster, all.flatMap(({ found }) => found.pods())]),
    );
  }

  /** Whether no list could be had, so that nothing will come. */
  get isDenied(): boolean {
    return this.#searches.every(isDenied);
  }

  pods(): readonly LogPod[] {
    return this.found.pods();
  }

  /** Whether pods are, or may come to be, in several namespaces. */
  get isWide(): boolean {
    return (
      this.#searches.some(({ isWide }) => isWide) ||
      new Set(this.pods().map(({ namespace }) => namespace)).size > 1
    );
  }

  close(): void {
    this.found.close();
  }

  #change(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        unsubscribe();
        signal.removeEventListener("abort", done);
        resolve();
      };
      const unsubscribe = this.#listeners.add(done);
      signal.addEventListener("abort", done);
    });
  }
}

/** Looks in all clusters at once. What cannot even be looked for in one of them is told; throws where that is in all. */
export async function openSearch(
  clusters: readonly LogCluster[],
  asked: Asked,
  failed: (error: unknown, cluster: LogCluster) => void,
): Promise<LogSearch> {
  const results = await Promise.allSettled(clusters.map((cluster) => podsOfQueries(cluster, asked)));
  const searches: Search[] = [];
  results.forEach((result, index) => {
    const cluster = clusters[index];
    if (cluster === undefined) return;
    if (result.status === "rejected") failed(result.reason, cluster);
    else searches.push(...result.value.map((one) => ({ ...one, cluster })));
  });
  return new LogSearch(searches);
}
