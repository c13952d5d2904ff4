import type { Row, Rows } from "../cache/index.ts";
import type { KubeObject } from "../kube/types.ts";
import type { LogPod, LogPods } from "../logs/types.ts";
import { podContainers } from "../resources/pod-containers.ts";

const defaultContainer = "kubectl.kubernetes.io/default-container";

export interface RowLogPodsOptions {
  readonly context: string;
  /** Of the kind pods. */
  readonly rows: Rows;
  /** Which of the rows are meant; all by default. */
  matches?(row: Row): boolean;
}

type PodRow = Pick<Row, "uid" | "namespace" | "name" | "node" | "createdAt" | "deletedAt">;

/** Pods of the cache as those whose logs are read. A pod is decoded whole, once for each version. */
export class RowLogPods implements LogPods {
  readonly #options: RowLogPodsOptions;
  readonly #pods = new WeakMap<Row, LogPod>();

  constructor(options: RowLogPodsOptions) {
    this.#options = options;
  }

  pods(): readonly LogPod[] {
    const { rows, matches = () => true } = this.#options;
    const found: LogPod[] = [];
    for (const row of rows.values()) if (matches(row)) found.push(this.#podOf(row));
    return found;
  }

  subscribe(listener: () => void): () => void {
    return this.#options.rows.subscribe(listener);
  }

  #podOf(row: Row): LogPod {
    const known = this.#pods.get(row);
    if (known !== undefined) return known;
    const { context, rows } = this.#options;
    const pod = logPodOf(rows.decode(row), { context, ...row });
    this.#pods.set(row, pod);
    return pod;
  }
}

/** A whole pod as one whose logs are read. */
export function logPodOf(
  object: KubeObject,
  { context, node, uid, namespace, name, createdAt, deletedAt }: Pick<LogPod, "context"> & PodRow,
): LogPod {
  return {
    context,
    uid,
    namespace,
    name,
    node,
    createdAt,
    isDeleting: deletedAt !== undefined,
    defaultContainer: object.metadata.annotations?.[defaultContainer] ?? "",
    containers: podContainers(object),
  };
}

/** The pods of several sets, of several contexts, as one. */
export function allLogPods(sets: readonly LogPods[]): LogPods {
  return {
    pods: () => sets.flatMap((set) => set.pods()),
    subscribe(listener) {
      const ends = sets.map((set) => set.subscribe(listener));
      return () => {
        for (const end of ends) end();
      };
    },
    hasLeft: (uid) => sets.some((set) => set.hasLeft?.(uid) === true),
  };
}
