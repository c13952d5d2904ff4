import type { Lease } from "../../cache/index.ts";
import type { GroupVersionResource } from "../../kube/types.ts";
import type { LogPod, LogPods } from "../../logs/types.ts";
import type { Kind } from "../../resources/kind.ts";
import { pods as podsKind } from "../../resources/pods.ts";
import type { Catalog } from "../catalog.ts";
import { RowLogPods } from "../row-log-pods.ts";
import type { Session } from "../session.ts";

/** The kinds that stand between an object and its pods as a rule. */
const workloads: ReadonlySet<string> = new Set([
  "deployments.apps",
  "replicasets.apps",
  "statefulsets.apps",
  "daemonsets.apps",
  "jobs.batch",
]);

export interface OwnedPodsOptions {
  readonly session: Session;
  readonly catalog: Catalog;
  /** Of the owner; `""` for one that is in none. */
  readonly namespace: string;
  readonly uid: string;
  /** The API group of the owner: what an operator makes of its objects is in the same as a rule. */
  readonly group: string;
}

/** The pods that an object of any kind owns, directly or by way of what it owns. */
export class OwnedPods implements LogPods {
  readonly leases: readonly Lease[];
  readonly #uid: string;
  readonly #between: readonly Lease[];
  readonly #pods: RowLogPods;
  #family: ReadonlySet<string> = new Set();

  constructor({ session, catalog, namespace, uid, group }: OwnedPodsOptions) {
    const open = (kind: Kind): Lease => {
      const { gvr, form, namespaced } = kind;
      const scope = namespaced && namespace !== "" ? { namespace } : {};
      return session.multiplexer.subscribe({ gvr, form, scope, summarizer: kind });
    };
    this.#uid = uid;
    this.#between = catalog.entries.flatMap(({ kind }) => (isBetween(kind.gvr, group) ? open(kind) : []));
    const pods = open(catalog.find("pods")?.kind ?? podsKind);
    this.leases = [...this.#between, pods];
    this.#pods = new RowLogPods({
      context: session.info.name,
      rows: pods.rows,
      matches: ({ owners }) => owners.some((owner) => this.#family.has(owner.uid)),
    });
  }

  pods(): readonly LogPod[] {
    this.#family = this.#gatherFamily();
    return this.#pods.pods();
  }

  subscribe(listener: () => void): () => void {
    const ends = this.leases.map(({ rows }) => rows.subscribe(listener));
    return () => {
      for (const end of ends) end();
    };
  }

  /** The uids of the object and of all that it owns by way of others. */
  #gatherFamily(): ReadonlySet<string> {
    const family = new Set([this.#uid]);
    for (const uid of family)
      for (const { rows } of this.#between) for (const row of rows.ownedBy(uid)) family.add(row.uid);
    return family;
  }
}

/** The API's own groups hold much that owns nothing. */
function isBetween({ group, resource }: GroupVersionResource, ownersGroup: string): boolean {
  const isOperators = group === ownersGroup && group.includes(".") && !group.endsWith(".k8s.io");
  return workloads.has(`${resource}.${group}`) || isOperators;
}
