import type { InformerStatus, Lease, Row } from "../../cache/index.ts";
import { matchesLabels, parseLabelSelector } from "../../lib/label-selector.ts";
import { Listeners } from "../../lib/listeners.ts";
import type { LogPod, LogPods } from "../../logs/types.ts";
import type { Drill, Kind } from "../../resources/kind.ts";
import type { Catalog, CatalogEntry } from "../catalog.ts";
import type { Location } from "../location.ts";
import { openRows } from "../open-rows.ts";
import { RowLogPods } from "../row-log-pods.ts";
import type { Session } from "../session.ts";
import { isPods } from "./leads-to-pods.ts";
import { OwnedPods } from "./owned-pods.ts";

/** From an object to its pods there are at most so many steps: an ingress, its service, its pods. */
const mostSteps = 4;

export interface StageOptions {
  readonly session: Session;
  readonly catalog: Catalog;
  knownNamespaces(): readonly string[];
}

/** Where objects are looked for, and narrowed by the server. */
export type StageScope = Pick<Location, "namespaces" | "selection">;

/** What an object leads to. */
interface Lead {
  readonly row: Row;
  readonly drill: Drill;
}

/**
 * Objects of one kind, live, on the way to pods: pods themselves, or objects each of which leads to others. What was
 * wanted once stays wanted until it is gone, for a log that is read must not end because its pod has become well.
 */
export class PodStage implements LogPods {
  readonly kind: Kind;
  readonly #options: StageOptions;
  readonly #step: number;
  readonly #listeners = new Listeners();
  readonly #taken = new Set<string>();
  /** By the name of the kind that is led to. */
  readonly #next = new Map<string, PodStage>();
  /** Objects that lead to nothing of their own, by uid. */
  readonly #owned = new Map<string, OwnedPods>();
  #lease: Lease | undefined;
  #scope = "";
  #leads = "";
  #wants: (row: Row) => boolean = () => false;
  /** Versions that were found not to be wanted. */
  #refused = new WeakSet<Row>();
  #pods: RowLogPods | undefined;
  #unsubscribe: () => void = () => undefined;

  constructor(kind: Kind, options: StageOptions, step = 0) {
    this.kind = kind;
    this.#options = options;
    this.#step = step;
  }

  /** How everything that is looked through stands. */
  get statuses(): readonly InformerStatus[] {
    const own = this.#lease === undefined ? [] : [this.#lease.rows.status];
    const owned = [...this.#owned.values()].flatMap(({ leases }) => leases.map(({ rows }) => rows.status));
    return [...own, ...owned, ...[...this.#next.values()].flatMap(({ statuses }) => statuses)];
  }

  /** What may not be listed, in a sentence each. */
  get denials(): readonly string[] {
    const { resource } = this.kind.gvr;
    const { denied, parts = [] } = this.#lease?.rows ?? {};
    const named = parts.map(({ namespace }) => namespace).join(", ");
    const refused = parts.filter(({ status }) => status.phase === "forbidden");
    return [
      ...(denied ? [`you may not list ${resource} cluster-wide; these are of ${named}`] : []),
      ...refused.map(({ namespace }) => `you may not list ${resource} in ${namespace}`),
      ...[...this.#next.values()].flatMap(({ denials }) => denials),
    ];
  }

  /** The objects among which those that are wanted are looked for. */
  get rows(): Iterable<Row> {
    return this.#lease?.rows.values() ?? [];
  }

  /** Says what is wanted, or wanted otherwise. */
  aim(scope: StageScope, wants: (row: Row) => boolean): void {
    this.#wants = wants;
    this.#refused = new WeakSet();
    const text = JSON.stringify(scope);
    if (text !== this.#scope || this.#lease === undefined) this.#open(scope);
    this.#scope = text;
    this.#look();
  }

  pods(): readonly LogPod[] {
    if (this.#pods !== undefined) return this.#pods.pods();
    const behind: LogPods[] = [...this.#next.values(), ...this.#owned.values()];
    return behind.flatMap((set) => set.pods());
  }

  subscribe(listener: () => void): () => void {
    return this.#listeners.add(listener);
  }

  close(): void {
    this.#unsubscribe();
    this.#lease?.release();
    for (const stage of this.#next.values()) stage.close();
    for (const { leases } of this.#owned.values()) for (const lease of leases) lease.release();
  }

  #open(scope: StageScope): void {
    const before = this.#lease;
    this.#unsubscribe();
    const lease = openRows({ ...this.#options, kind: this.kind, location: scope });
    this.#lease = lease;
    this.#unsubscribe = lease.rows.subscribe(() => {
      this.#look();
      this.#listeners.tell();
    });
    before?.release();
    if (!isPods(this.kind)) return;
    const matches = (row: Row) => this.#isWanted(row);
    this.#pods = new RowLogPods({ context: this.#options.session.info.name, rows: lease.rows, matches });
  }

  #isWanted(row: Row): boolean {
    if (this.#taken.has(row.uid)) return true;
    if (this.#refused.has(row)) return false;
    const isWanted = this.#wants(row);
    if (isWanted) this.#taken.add(row.uid);
    else this.#refused.add(row);
    return isWanted;
  }

  /** Follows what is wanted to where it leads. What led somewhere and is gone still does: its pods may live on. */
  #look(): void {
    if (isPods(this.kind)) return;
    const leads = [...this.rows].flatMap((row) => (this.#isWanted(row) ? this.#leadsOf(row) : []));
    const text = JSON.stringify(leads.map(({ drill }) => drill));
    if (text === this.#leads || leads.length === 0) return;
    this.#leads = text;
    const byResource = Map.groupBy(leads, ({ drill }) => drill.resource);
    for (const [resource, ofOne] of byResource) this.#follow(resource, ofOne);
  }

  #leadsOf(row: Row): Lead[] {
    const drill = this.kind.drill?.(row);
    if (drill !== undefined) return [{ row, drill }];
    const { session, catalog } = this.#options;
    const { uid, namespace } = row;
    if (this.kind.form === "table" && !this.#owned.has(uid)) {
      const owned = new OwnedPods({ session, catalog, namespace, uid, group: this.kind.gvr.group });
      owned.subscribe(() => this.#listeners.tell());
      this.#owned.set(uid, owned);
    }
    return [];
  }

  #follow(resource: string, leads: readonly Lead[]): void {
    const entry = this.#options.catalog.find(resource);
    if (entry === undefined || this.#step >= mostSteps) return;
    let stage = this.#next.get(resource);
    if (stage === undefined) {
      stage = new PodStage(entry.kind, this.#options, this.#step + 1);
      stage.subscribe(() => this.#listeners.tell());
      this.#next.set(resource, stage);
    }
    const tests = leads.map(({ drill }) => testOf(drill));
    stage.aim(scopeOf(leads, entry), (row) => tests.some((test) => test(row)));
  }
}

/** What one object leads to is narrowed by the server; what several do is found among all there is. */
function scopeOf(leads: readonly Lead[], { kind }: CatalogEntry): StageScope {
  const [only] = leads;
  if (only !== undefined && leads.length === 1) {
    const { namespace, ...selection } = only.drill.scope;
    return { namespaces: namespace === undefined ? "all" : [namespace], selection };
  }
  const namespaces = leads.map(({ drill }) => drill.scope.namespace);
  const named = [...new Set(namespaces.filter((name) => name !== undefined))];
  return { namespaces: kind.namespaced && named.length === namespaces.length ? named : "all" };
}

/** Whether an object is one of those that are led to. */
function testOf({ scope, ownerUid }: Drill): (row: Row) => boolean {
  const selector = parseLabelSelector(scope.labelSelector ?? "");
  const [, field, value] = /^([^=]+)=(.*)$/.exec(scope.fieldSelector ?? "") ?? [];
  return (row) =>
    (scope.namespace === undefined || row.namespace === scope.namespace) &&
    (ownerUid === undefined || row.owners.some(({ uid }) => uid === ownerUid)) &&
    (field !== "spec.nodeName" || row.node === value) &&
    (field !== "metadata.name" || row.name === value) &&
    matchesLabels(selector, row.labels);
}
