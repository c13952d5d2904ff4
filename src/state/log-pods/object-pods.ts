import type { Row } from "../../cache/index.ts";
import { Listeners } from "../../lib/listeners.ts";
import type { LogPod, LogPods } from "../../logs/types.ts";
import type { Namespaces, Selection } from "../location.ts";
import { KindFinder } from "./kind-finder.ts";
import { leadTo } from "./lead.ts";
import type { ListedKind, ObjectSource } from "./object-source.ts";
import { ObjectStage, type PodNarrowing, type PodNotice } from "./object-stage.ts";
import { OwnerLists } from "./owner-lists.ts";
import type { WatchedList } from "./watched-list.ts";

export interface ObjectPodsOptions {
  readonly source: ObjectSource;
  /** Of the objects, which may be pods. */
  readonly kind: ListedKind;
  readonly namespaces: Namespaces;
  /** Narrows the objects. */
  readonly selection?: Selection;
  /** Which of the objects; all by default. What was wanted once stays so until it is gone. */
  wants?(row: Row): boolean;
  /** Which of their pods; all by default. */
  readonly narrowing?: PodNarrowing;
  /** Where pods are looked for that belong to what is in no namespace, such as a node; everywhere by default. */
  readonly wide?: Namespaces;
}

/** The pods that belong to objects, live: those they own, select, run, or lead to by way of others. */
export class ObjectPods implements LogPods {
  readonly #stage: ObjectStage;
  readonly #owners: OwnerLists;
  readonly #kinds: KindFinder;
  readonly #listeners = new Listeners();
  #pods: readonly LogPod[] | undefined;
  /** The revision of the lists that the pods are of: rows change before anybody is told. */
  #asOf = 0;

  constructor(options: ObjectPodsOptions) {
    const { source, kind, namespaces, selection = {}, wants = () => true, wide = "all" } = options;
    this.#kinds = new KindFinder(source);
    this.#owners = new OwnerLists(source, this.#kinds);
    const narrowing = options.narrowing ?? { selectors: {}, wants: () => true };
    this.#stage = new ObjectStage(
      kind,
      { source, kinds: this.#kinds, owners: this.#owners, narrowing, wide },
      wants,
    );
    for (const part of [this.#kinds, this.#owners, this.#stage])
      part.subscribe(() => {
        this.#pods = undefined;
        this.#listeners.tell();
      });
    this.#stage.aim([leadTo(namespaces, selection)]);
  }

  /** The objects among which those that are meant are looked for. */
  rows(): Iterable<Row> {
    return this.#stage.rows();
  }

  pods(): readonly LogPod[] {
    if (this.#pods === undefined || this.#asOf !== this.#revision) {
      const byUid = new Map(this.#stage.pods().map((pod) => [pod.uid, pod]));
      this.#pods = [...byUid.values()];
      // Whose pods are whose may have been asked of more lists than before.
      this.#asOf = this.#revision;
      if (this.#isComplete) this.#owners.forgetOthers();
    }
    return this.#pods;
  }

  hasLeft(uid: string): boolean {
    return this.#stage.hasLeft(uid);
  }

  subscribe(listener: () => void): () => void {
    return this.#listeners.add(listener);
  }

  /** Whether what is not there is not there, rather than to come. */
  isSettled(): boolean {
    // What is to be listed is found out as the pods are asked for.
    this.pods();
    return this.#isComplete;
  }

  /** The lists of the objects, of their pods and of what lies on the way. */
  get lists(): readonly WatchedList[] {
    return this.#stage.lists;
  }

  /** The lists of what stands between pods and those they belong to. */
  get ownerLists(): readonly WatchedList[] {
    return this.#owners.lists;
  }

  /** What cannot be told of whose pods are whose, as of when they were asked for last. */
  get notices(): readonly PodNotice[] {
    const byText = new Map(this.#stage.notices.map((notice) => [notice.text, notice]));
    return [...byText.values()];
  }

  get #isComplete(): boolean {
    return this.#stage.isSettled && this.#owners.isSettled && this.#kinds.isSettled;
  }

  get #revision(): number {
    return [...this.lists, ...this.ownerLists].reduce((sum, { rows }) => sum + rows.revision, 0);
  }

  close(): void {
    this.#stage.close();
    this.#owners.close();
  }
}
