import type { Lease, Row } from "../../cache/index.ts";
import type { OwnerReference } from "../../kube/types.ts";
import { Listeners } from "../../lib/listeners.ts";
import type { LogPod } from "../../logs/types.ts";
import { kinds } from "../../resources/index.ts";
import { type FoundPods, PodList, type PodListOptions } from "./found-pods.ts";
import { isSettled, type ListSpec, openList, type WatchedList } from "./log-cluster.ts";

/** From an object to its pods there are at most so many steps. */
const mostSteps = 5;

export interface OwnedPodsOptions extends Omit<PodListOptions, "matches"> {
  /** Whose pods. */
  readonly uid: string;
  /** Told once where the objects in between may not be looked at, so that labels have to do. */
  onGuess(what: string): void;
}

/**
 * The pods an object owns, directly or by way of what it owns. What stands between is found from the pods upwards: the
 * kinds of their owners are watched, and the kinds of those.
 */
export class OwnedPods implements FoundPods {
  readonly #options: OwnedPodsOptions;
  readonly #pods: PodList;
  readonly #listeners = new Listeners();
  /** By the kind of what is listed; undefined while it is looked up, and for what the server does not list. */
  readonly #between = new Map<string, { readonly list: WatchedList; readonly lease: Lease } | undefined>();
  #lookUps = 0;
  #isClosed = false;

  constructor(options: OwnedPodsOptions) {
    this.#options = options;
    this.#pods = new PodList({ ...options, matches: (row) => this.#isOwned(row) });
    this.#pods.subscribe(() => this.#listeners.tell());
  }

  pods(): readonly LogPod[] {
    this.#look();
    return this.#pods.pods();
  }

  subscribe(listener: () => void): () => void {
    return this.#listeners.add(listener);
  }

  isSettled(): boolean {
    this.#look();
    return (
      this.#pods.isSettled() && this.#lookUps === 0 && this.#leases().every(({ rows }) => isSettled(rows))
    );
  }

  lists(): readonly WatchedList[] {
    const between = [...this.#between.values()].flatMap((one) => (one === undefined ? [] : [one.list]));
    // Where labels can do instead, what stands between need not be there.
    return this.#options.scope.labelSelector === undefined
      ? [...this.#pods.lists(), ...between]
      : this.#pods.lists();
  }

  close(): void {
    this.#isClosed = true;
    this.#pods.close();
    for (const lease of this.#leases()) lease.release();
  }

  #leases(): readonly Lease[] {
    return [...this.#between.values()].flatMap((one) => (one === undefined ? [] : [one.lease]));
  }

  /** Opens the lists of all kinds that may stand between. */
  #look(): void {
    const known = this.#between.size;
    const owners = [...this.#pods.rows, ...this.#leases().flatMap(({ rows }) => [...rows.values()])];
    for (const row of owners) if (!this.#isOwned(row)) for (const owner of row.owners) this.#watch(owner);
    if (this.#between.size > known) this.#look();
  }

  #isOwned(row: Row): boolean {
    return this.#leadsUp(row.owners, mostSteps);
  }

  #leadsUp(owners: readonly OwnerReference[], steps: number): boolean {
    return owners.some(({ uid, apiVersion, kind }) => {
      if (uid === this.#options.uid) return true;
      const between = this.#between.get(`${apiVersion} ${kind}`);
      if (between === undefined || steps === 0) return false;
      const owner = between.lease.rows.get(uid);
      return owner === undefined ? this.#isGuessed(between.list) : this.#leadsUp(owner.owners, steps - 1);
    });
  }

  /** Where what stands between may not be listed, the labels of a workload are all there is to go by. */
  #isGuessed({ rows, what }: WatchedList): boolean {
    if (rows.status.phase !== "forbidden" || this.#options.scope.labelSelector === undefined) return false;
    this.#options.onGuess(what);
    return true;
  }

  #watch({ apiVersion, kind }: OwnerReference): void {
    const key = `${apiVersion} ${kind}`;
    if (this.#between.has(key)) return;
    this.#between.set(key, undefined);
    const record = kinds.find((known) => known.kind === kind && groupOf(apiVersion) === known.gvr.group);
    if (record !== undefined) return this.#open(key, record);
    this.#lookUps += 1;
    void this.#options.cluster.client.discovery
      .load()
      .then((catalog) => {
        const resource = catalog.ofKind(apiVersion, kind);
        if (resource?.verbs.includes("list") && !this.#isClosed) this.#open(key, resource);
      })
      .catch(() => undefined)
      .finally(() => {
        this.#lookUps -= 1;
        this.#listeners.tell();
      });
  }

  #open(key: string, { gvr, namespaced }: Pick<ListSpec, "gvr" | "namespaced">): void {
    const summarizer = { fields: [], summarize: () => undefined };
    const { cluster, namespaces } = this.#options;
    const lease = openList(cluster, { gvr, namespaced, form: "metadata", summarizer }, {}, namespaces);
    lease.rows.subscribe(() => this.#listeners.tell());
    this.#between.set(key, { list: { what: gvr.resource, rows: lease.rows }, lease });
  }
}

function groupOf(apiVersion: string): string {
  const slash = apiVersion.indexOf("/");
  return slash < 0 ? "" : apiVersion.slice(0, slash);
}
