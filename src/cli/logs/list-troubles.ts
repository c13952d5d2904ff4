import type { Failure, InformerStatus } from "../../cache/index.ts";
import { isToCome } from "../../state/is-to-come.ts";
import { statusesOf, type WatchedList } from "../../state/log-pods/watched-list.ts";
import type { LogCluster } from "./log-cluster.ts";

export interface ListTroublesOptions {
  /** A list cannot be had. */
  failed(failure: Failure, cluster: LogCluster): void;
  /** Something about a list that the user should know while it goes on. */
  say(sentence: string): void;
}

/** Says once of each list what is amiss with it, and when that is over. */
export class ListTroubles {
  readonly #options: ListTroublesOptions;
  /** What was said last, by list. */
  readonly #said = new Map<string, InformerStatus["phase"]>();

  constructor(options: ListTroublesOptions) {
    this.#options = options;
  }

  look(cluster: LogCluster, lists: readonly WatchedList[]): void {
    for (const list of lists) {
      const { what, rows } = list;
      const { denied, parts } = rows;
      const named = parts?.map(({ namespace }) => namespace);
      if (denied !== undefined) this.#sayDenied(cluster, what, denied, named);
      for (const { namespace = "", status } of statusesOf(list))
        this.#look(cluster, `${what} ${namespace}`, status);
    }
  }

  #look(cluster: LogCluster, list: string, status: InformerStatus): void {
    const key = `${cluster.context} ${list}`;
    const before = this.#said.get(key);
    const { phase } = status;
    if (phase === before || isToCome(status)) return;
    this.#said.set(key, phase);
    const { failed, say } = this.#options;
    if (phase === "forbidden" || phase === "unreachable") failed(status.error, cluster);
    else if (phase === "stale") say(`${cluster.context}: ${status.error.message}; trying again`);
    else if (phase === "polling") say(`${cluster.context}: ${status.error.message}; listing instead`);
    else if (before !== undefined && before !== "live") say(`${cluster.context}: connected again`);
  }

  #sayDenied(
    { context }: LogCluster,
    what: string,
    { message }: Failure,
    namespaces: readonly string[] = [],
  ): void {
    const key = `${context} all ${what}`;
    if (this.#said.has(key)) return;
    this.#said.set(key, "forbidden");
    this.#options.say(`${context}: ${message}; looking in ${namespaces.join(", ")}`);
  }
}
