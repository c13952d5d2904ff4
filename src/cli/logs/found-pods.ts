import type { Lease, Row, Summarizer } from "../../cache/index.ts";
import type { KubeObject, Scope } from "../../kube/types.ts";
import type { LogPod, LogPods } from "../../logs/types.ts";
import type { Condition } from "../../resources/conditions.ts";
import type { Namespaces } from "../../state/location.ts";
import { RowLogPods } from "../../state/row-log-pods.ts";
import { bothScopes, isSettled, type LogCluster, openList, type WatchedList } from "./log-cluster.ts";
import { meetsCondition, type PodChoice } from "./pod-choice.ts";

/** The pods somebody asked for, live until closed. */
export interface FoundPods extends LogPods {
  /** Whether what is not there is not there, rather than to come. */
  isSettled(): boolean;
  /** All that is looked through for them. */
  lists(): readonly WatchedList[];
  close(): void;
}

/** What a pod is chosen by, beside its name. */
interface PodFacts {
  readonly spec?: { readonly nodeName?: string };
  readonly status?: { readonly conditions?: readonly Condition[] };
}

const summarizer: Summarizer<readonly Condition[]> = {
  fields: ["spec.nodeName", "status.conditions.type", "status.conditions.status"],
  summarize: (object: KubeObject) => (object as PodFacts).status?.conditions ?? [],
  nodeName: (object: KubeObject) => (object as PodFacts).spec?.nodeName ?? "",
};

/** How pods are listed. */
export const podList = {
  gvr: { group: "", version: "v1", resource: "pods" },
  form: "object",
  namespaced: true,
  summarizer,
} as const;

export interface PodListOptions {
  readonly cluster: LogCluster;
  readonly choice: PodChoice;
  readonly scope: Scope;
  readonly namespaces: Namespaces;
  /** Which of those the server finds; all by default. */
  matches?(row: Row): boolean;
}

/** The pods of a scope. One that was taken stays so until it is gone: its log must not end because it became well. */
export class PodList implements FoundPods {
  readonly #lease: Lease;
  readonly #pods: RowLogPods;
  readonly #taken = new Set<string>();

  constructor({ cluster, choice, scope, namespaces, matches = () => true }: PodListOptions) {
    this.#lease = openList(cluster, podList, bothScopes(choice.selectors, scope), namespaces);
    const { exclude, condition } = choice;
    const isWanted = (row: Row) =>
      !exclude.some((pattern) => pattern.test(row.name)) &&
      (condition === undefined || meetsCondition(condition, row.summary as readonly Condition[])) &&
      matches(row);
    this.#pods = new RowLogPods({
      context: cluster.context,
      rows: this.#lease.rows,
      matches: (row) => {
        if (this.#taken.has(row.uid)) return true;
        const isTaken = isWanted(row);
        if (isTaken) this.#taken.add(row.uid);
        return isTaken;
      },
    });
  }

  /** All that the server finds, wanted or not. */
  get rows(): Iterable<Row> {
    return this.#lease.rows.values();
  }

  pods(): readonly LogPod[] {
    return this.#pods.pods();
  }

  subscribe(listener: () => void): () => void {
    return this.#lease.rows.subscribe(listener);
  }

  isSettled(): boolean {
    return isSettled(this.#lease.rows);
  }

  lists(): readonly [WatchedList] {
    return [{ what: "pods", rows: this.#lease.rows }];
  }

  close(): void {
    this.#lease.release();
  }
}

/** The pods of several sets as one, each once. */
export function allFoundPods(sets: readonly FoundPods[]): FoundPods {
  return {
    pods() {
      const byKey = new Map<string, LogPod>();
      for (const pod of sets.flatMap((set) => set.pods())) {
        const key = `${pod.context}/${pod.uid}`;
        // Two lists may know of different versions of one pod; to go to and fro between them would be wrong.
        if (!byKey.has(key)) byKey.set(key, pod);
      }
      return [...byKey.values()];
    },
    subscribe(listener) {
      const ends = sets.map((set) => set.subscribe(listener));
      return () => {
        for (const end of ends) end();
      };
    },
    isSettled: () => sets.every((set) => set.isSettled()),
    lists: () => sets.flatMap((set) => set.lists()),
    close() {
      for (const set of sets) set.close();
    },
  };
}
