import type { KubeObject, ListWatch, TableColumn, WireObject } from "../kube/types.ts";
import type { Clock } from "../lib/clock.ts";
import { Listeners } from "../lib/listeners.ts";
import { Slicer } from "../lib/slicer.ts";
import { Throttle } from "../lib/throttle.ts";
import { ChangeLog } from "./change-log.ts";
import { failure } from "./failure.ts";
import { Packer } from "./kept-object.ts";
import { Reflector, type ReflectorOptions, type ReflectorSink } from "./reflector.ts";
import { keyOf, RowMaker } from "./row-maker.ts";
import { type IndexName, RowStore } from "./row-store.ts";
import type { InformerStatus, Row, Rows, Summarizer, Version } from "./types.ts";
import { VersionHistory } from "./version-history.ts";

/** Views are told of new data at most so often, in ms. */
const notifyInterval = 50;
/** How often what has not changed for as long is packed, in ms. */
const packInterval = 60_000;
/** Past versions kept by one informer, in bytes of encoded objects. */
const historyLimit = 8 * 1024 * 1024;

export interface InformerOptions<S> extends Omit<ReflectorOptions, "sink"> {
  readonly wire: ListWatch;
  readonly clock: Clock;
  readonly summarizer: Summarizer<S>;
  /** Told of an object whose row could not be made: a bug in a summary, not a reason to lose the other rows. */
  onBrokenRow(error: unknown, what: string): void;
  /** The rows have become equal to the cluster's, and are kept so. */
  onLive(): void;
}

/** The live rows of one resource in one scope: a reflector, what it filled, and who wants to know. */
export class Informer<S> implements Rows<S> {
  readonly #options: InformerOptions<S>;
  readonly #store = new RowStore<S>();
  readonly #history = new VersionHistory(historyLimit);
  readonly #packer = new Packer();
  readonly #changes = new ChangeLog();
  readonly #listeners = new Listeners();
  readonly #rowMaker: RowMaker<S>;
  readonly #reflector: Reflector;
  readonly #notify: Throttle;
  readonly #stop = new AbortController();
  /** The uids a running list has brought so far. */
  #seen: Set<string> | undefined;
  #columns: readonly TableColumn[] | undefined;
  #status: InformerStatus;
  #revision = 0;

  constructor(options: InformerOptions<S>) {
    this.#options = options;
    this.#rowMaker = new RowMaker(options.wire, options.summarizer);
    this.#status = { phase: "connecting", since: options.clock.now() };
    this.#notify = new Throttle(notifyInterval, options.clock, () => this.#listeners.tell());
    this.#reflector = new Reflector({ ...options, sink: this.#sink() });
  }

  /** To be called once. */
  start(): void {
    const { signal } = this.#stop;
    void this.#reflector.run(signal);
    this.#packNowAndThen(signal).catch(() => undefined);
  }

  /** What was taken in stays, and is said to be no longer kept up. */
  stop(): void {
    this.#stop.abort(new Error("nobody looks at it any more"));
    this.#setStatus({
      phase: "forbidden",
      error: failure("the context was closed", `watch ${this.#options.what}`),
    });
  }

  get revision(): number {
    return this.#revision;
  }

  get status(): InformerStatus {
    return this.#status;
  }

  get size(): number {
    return this.#store.size;
  }

  get columns(): readonly TableColumn[] | undefined {
    return this.#columns;
  }

  get(uid: string): Row<S> | undefined {
    return this.#store.get(uid);
  }

  values(): Iterable<Row<S>> {
    return this.#store.values();
  }

  inNamespace(namespace: string): Iterable<Row<S>> {
    return this.#where("namespace", namespace);
  }

  ownedBy(uid: string): Iterable<Row<S>> {
    return this.#where("owner", uid);
  }

  onNode(node: string): Iterable<Row<S>> {
    return this.#where("node", node);
  }

  withLabel(key: string, value: string): Iterable<Row<S>> {
    return this.#where("label", `${key}=${value}`);
  }

  history(uid: string): readonly Version[] {
    const past = this.#history.of(uid);
    const row = this.#store.get(uid);
    return row === undefined ? past : [...past, versionOf(row)];
  }

  decode(row: Row<S>): KubeObject {
    return this.#rowMaker.decode(row);
  }

  subscribe(listener: () => void): () => void {
    return this.#listeners.add(listener);
  }

  changedSince(revision: number): ReadonlySet<string> | undefined {
    return this.#changes.since(revision);
  }

  retry(): void {
    this.#reflector.retry();
  }

  #where(index: IndexName, key: string): Iterable<Row<S>> {
    return this.#store.where(index, key);
  }

  #changed(): void {
    this.#revision += 1;
    this.#notify.request();
  }

  #rowChanged(uid: string): void {
    this.#changed();
    this.#changes.record(this.#revision, uid);
  }

  #setStatus(status: InformerStatus): void {
    this.#status = status;
    this.#changed();
    if (status.phase === "live") this.#options.onLive();
  }

  #sink(): ReflectorSink {
    return {
      status: (status) => {
        if (!this.#stop.signal.aborted) this.#setStatus(status);
      },
      columns: (columns) => {
        this.#columns = columns;
        this.#changed();
      },
      listing: () => {
        this.#seen = new Set();
      },
      put: (object) => this.#put(object),
      remove: (object) => this.#remove(keyOf(object.identity)),
      listed: () => this.#listed(),
    };
  }

  #put(object: WireObject): void {
    const uid = keyOf(object.identity);
    this.#seen?.add(uid);
    const before = this.#store.get(uid);
    if (before !== undefined && this.#isSame(before, object)) return;
    const row = this.#makeRow(object);
    if (row === undefined) return;
    if (before) this.#keepVersion(before, row);
    // What a watch brings may change again soon, and is compared with then.
    if (this.#seen !== undefined) this.#packer.add(row.encoded);
    this.#store.put(row);
    this.#rowChanged(uid);
  }

  #isSame(before: Row<S>, { identity, encoded }: WireObject): boolean {
    if (before.resourceVersion !== identity.resourceVersion) return false;
    // What aggregated APIs make up as they are asked has no version, and is another thing each time.
    return identity.resourceVersion !== "" || this.#options.wire.sameContent(before.encoded, encoded);
  }

  #makeRow(object: WireObject): Row<S> | undefined {
    try {
      return this.#rowMaker.make(object, this.#options.clock.now());
    } catch (error) {
      const { namespace, name } = object.identity;
      this.#options.onBrokenRow(error, `${object.encoded.type.kind} ${namespace}/${name}`);
      return undefined;
    }
  }

  #keepVersion(before: Row<S>, after: Row<S>): void {
    if (this.#options.wire.sameContent(before.encoded, after.encoded)) return;
    this.#history.record(before.uid, versionOf(before));
  }

  /** Rejects when the signal aborts. */
  async #packNowAndThen(signal: AbortSignal): Promise<never> {
    const { clock } = this.#options;
    const slicer = new Slicer(clock);
    for (;;) {
      await clock.sleep(packInterval, signal);
      const settled = clock.now() - packInterval;
      for (const { receivedAt, encoded } of this.#store.values()) {
        if (receivedAt < settled) this.#packer.add(encoded);
        const pause = slicer.pause();
        if (pause) await pause;
      }
    }
  }

  #remove(uid: string): void {
    const row = this.#store.remove(uid);
    if (row === undefined) return;
    this.#history.record(uid, versionOf(row));
    this.#rowChanged(uid);
  }

  /** What the finished list did not bring was deleted while we were not looking. */
  #listed(): void {
    const seen = this.#seen;
    this.#seen = undefined;
    if (seen === undefined) return;
    for (const uid of [...this.#store.uids()]) if (!seen.has(uid)) this.#remove(uid);
  }
}

function versionOf({ resourceVersion, receivedAt, encoded }: Row): Version {
  return { resourceVersion, at: receivedAt, encoded };
}
