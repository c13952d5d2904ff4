import type { Row } from "../../cache/index.ts";
import { Listeners } from "../../lib/listeners.ts";
import type { LogPod } from "../../logs/types.ts";
import type { Namespaces } from "../location.ts";
import { belonging } from "./belonging.ts";
import { Departures } from "./departures.ts";
import type { KindFinder } from "./kind-finder.ts";
import { type Lead, leadTest, type Selectors, type Step, stepFrom } from "./lead.ts";
import { listPlans } from "./list-plan.ts";
import { ObjectLists } from "./object-lists.ts";
import { isPods, type ListedKind, type ObjectSource } from "./object-source.ts";
import type { OwnerLists } from "./owner-lists.ts";
import type { WatchedList } from "./watched-list.ts";

/** From an object to its pods there are at most so many steps: an ingress, its service, its pods. */
const mostSteps = 4;

/** Which pods are taken of those that belong. */
export interface PodNarrowing {
  /** By the server. */
  readonly selectors: Selectors;
  wants(row: Row): boolean;
}

/** What all stages of a search share. */
export interface StageOptions {
  readonly source: ObjectSource;
  readonly kinds: KindFinder;
  readonly owners: OwnerLists;
  readonly narrowing: PodNarrowing;
  /** Where those are looked for that belong to what is in no namespace. */
  readonly wide: Namespaces;
}

/** Where not all is known of whose pods are whose, what that means for the logs. */
export interface PodNotice {
  readonly text: string;
  /** Whether pods may be missing, rather than some too many be there. */
  readonly isLoss: boolean;
}

/**
 * Objects of one kind, live, on the way to pods: pods themselves, or objects each of which leads to others. Whether an
 * object belongs is asked of each of its versions. Whether somebody wants it is asked until it is wanted once: a log
 * that is read must not end because its pod has become well.
 */
export class ObjectStage {
  readonly #kind: ListedKind;
  readonly #options: StageOptions;
  readonly #wants: (row: Row) => boolean;
  readonly #step: number;
  readonly #listeners = new Listeners();
  readonly #lists: ObjectLists;
  readonly #departures: Departures;
  #leads: readonly { readonly lead: Lead; readonly test: (row: Row) => boolean }[] = [];
  #leadsText = "";
  /** The leads that each version answers to, as far as it says itself. */
  #matching = new WeakMap<Row, readonly Lead[]>();
  /** What was wanted once, by uid. */
  readonly #taken = new Set<string>();
  /** Where each object leads. What is gone still does until its pods are: they end later than it. */
  readonly #steps = new Map<string, Step>();
  /** By what is led to. */
  readonly #next = new Map<string, ObjectStage>();
  /** The pods there were last, by uid. */
  #last: ReadonlyMap<string, LogPod> = new Map();
  readonly #left = new Set<string>();
  #notices = new Map<string, PodNotice>();

  constructor(kind: ListedKind, options: StageOptions, wants: (row: Row) => boolean, step = 0) {
    this.#kind = kind;
    this.#options = options;
    this.#wants = wants;
    this.#step = step;
    this.#lists = new ObjectLists(options.source, kind, (row) => this.#isMine(row));
    this.#departures = new Departures(options.source);
    for (const one of [this.#lists, this.#departures]) one.subscribe(() => this.#listeners.tell());
  }

  /** The objects among which those that are meant are looked for. */
  rows(): Iterable<Row> {
    return this.#lists.rows();
  }

  /** Says which objects are meant, or that others are. */
  aim(leads: readonly Lead[]): void {
    const text = JSON.stringify(leads);
    if (text === this.#leadsText) return;
    this.#leadsText = text;
    this.#leads = leads.map((lead) => ({ lead, test: leadTest(lead) }));
    this.#matching = new WeakMap();
    this.#lists.show(listPlans(leads, isPods(this.#kind) ? this.#options.narrowing.selectors : {}));
  }

  /** The pods that are meant, or that what is meant leads to. */
  pods(): readonly LogPod[] {
    this.#notices = new Map();
    if (isPods(this.#kind)) return [...this.#podsHere().values()];
    this.#follow();
    return [...this.#next.values()].flatMap((stage) => stage.pods());
  }

  /** Whether a pod that was meant is there still, and is not meant any more. */
  hasLeft(uid: string): boolean {
    return this.#left.has(uid) || [...this.#next.values()].some((stage) => stage.hasLeft(uid));
  }

  subscribe(listener: () => void): () => void {
    return this.#listeners.add(listener);
  }

  get isSettled(): boolean {
    return this.#lists.isSettled && [...this.#next.values()].every((stage) => stage.isSettled);
  }

  get lists(): readonly WatchedList[] {
    return [...this.#lists.lists, ...[...this.#next.values()].flatMap(({ lists }) => lists)];
  }

  /** As of when the pods were asked for last. */
  get notices(): readonly PodNotice[] {
    return [...this.#notices.values(), ...[...this.#next.values()].flatMap(({ notices }) => notices)];
  }

  /** Whether something of what is meant by a lead is there, as far as is known. */
  mayHave(lead: Lead): boolean {
    if (!this.isSettled) return true;
    const isMeant = leadTest(lead);
    const { root } = lead;
    for (const row of this.#lists.rows())
      if (isMeant(row) && (root === undefined || this.#isOf(root, lead, row))) return true;
    return false;
  }

  close(): void {
    this.#lists.close();
    this.#departures.close();
    for (const stage of this.#next.values()) stage.close();
  }

  #isMine(row: Row): boolean {
    if (!this.#belongs(row)) return false;
    if (this.#taken.has(row.uid)) return true;
    const isWanted = this.#wants(row) && (!isPods(this.#kind) || this.#options.narrowing.wants(row));
    if (isWanted) this.#taken.add(row.uid);
    return isWanted;
  }

  #belongs(row: Row): boolean {
    let leads = this.#matching.get(row);
    if (leads === undefined) {
      leads = this.#leads.flatMap(({ lead, test }) => (test(row) ? [lead] : []));
      this.#matching.set(row, leads);
    }
    return leads.some((lead) => lead.root === undefined || this.#isOf(lead.root, lead, row));
  }

  #isOf({ uid, namespace }: NonNullable<Lead["root"]>, lead: Lead, row: Row): boolean {
    const { owners } = this.#options;
    const around = this.#lists.isEverywhere ? "all" : lead.namespaces;
    const { isTheirs, hidden } = belonging(uid, row.owners, (owner) =>
      owners.ownersOf(owner, around, namespace !== ""),
    );
    // Labels are not enough to tell whose a pod is; where there is nothing else they have to do.
    const isGuessed = !isTheirs && hidden.length > 0 && lead.labelSelector !== undefined;
    for (const why of isTheirs ? [] : hidden) this.#say(why, isGuessed);
    return isTheirs || isGuessed;
  }

  #say(why: string, isGuessed: boolean): void {
    const text = isGuessed
      ? `${why}, so pods are told by their labels alone`
      : `${why}, so pods that belong by way of them are not found`;
    this.#notices.set(text, { text, isLoss: !isGuessed });
  }

  #podsHere(): ReadonlyMap<string, LogPod> {
    const here = this.#lists.pods();
    for (const uid of here.keys()) {
      this.#left.delete(uid);
      this.#departures.forget(uid);
    }
    for (const [uid, pod] of this.#last) {
      if (here.has(uid)) continue;
      const isThere = this.#isThere(pod);
      // Until it is known what became of it nothing has.
      if (isThere === undefined) here.set(uid, pod);
      else if (isThere) this.#left.add(uid);
      else this.#taken.delete(uid);
    }
    this.#last = here;
    return here;
  }

  #isThere(pod: LogPod): boolean | undefined {
    if (this.#lists.get(pod.uid) !== undefined) return true;
    if (pod.isDeleting || this.#lists.hasAllIn(pod.namespace)) return false;
    return this.#departures.isThere(pod);
  }

  /** Goes where the objects lead. While they are still being listed, where they led before. */
  #follow(): void {
    if (!this.#lists.isSettled || this.#step >= mostSteps) return;
    const here = new Set<string>();
    for (const row of this.#lists.rows()) {
      here.add(row.uid);
      const step = this.#isMine(row) ? stepFrom(this.#kind, row, this.#options.wide) : undefined;
      if (step === undefined) this.#steps.delete(row.uid);
      else this.#steps.set(row.uid, step);
    }
    this.#forget(here);
    const byResource = Map.groupBy(this.#steps.values(), ({ resource }) => resource);
    for (const [resource, steps] of byResource) this.#stageOf(resource)?.aim(steps.map(({ lead }) => lead));
    for (const [resource, stage] of this.#next) if (!byResource.has(resource)) stage.aim([]);
  }

  /** A schedule makes jobs for years: what is gone leads nowhere once all is gone that it led to. */
  #forget(here: ReadonlySet<string>): void {
    for (const [uid, { resource, lead }] of this.#steps) {
      const isNeeded = here.has(uid) || this.#next.get(resource)?.mayHave(lead) !== false;
      if (!isNeeded) this.#steps.delete(uid);
    }
    for (const uid of this.#taken) if (!here.has(uid) && !this.#steps.has(uid)) this.#taken.delete(uid);
  }

  #stageOf(resource: string): ObjectStage | undefined {
    const known = this.#next.get(resource);
    if (known !== undefined) return known;
    const { kinds, source } = this.#options;
    const found = kinds.named(resource);
    if (found === undefined) return undefined;
    const kind = isPods(found) ? source.pods : found;
    const stage = new ObjectStage(kind, this.#options, () => true, this.#step + 1);
    stage.subscribe(() => this.#listeners.tell());
    this.#next.set(resource, stage);
    return stage;
  }
}
