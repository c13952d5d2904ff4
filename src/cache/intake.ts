import type { ListChunk, ObjectEvent, WireObject } from "../kube/types.ts";
import type { Clock } from "../lib/clock.ts";
import { Slicer } from "../lib/slicer.ts";
import type { ReflectorSink } from "./reflector.ts";

/** Hands lists and events on to a sink, in slices, and knows as of which resourceVersion the sink's rows are. */
export class Intake {
  readonly #sink: ReflectorSink;
  readonly #slicer: Slicer;
  readonly #clock: Clock;
  #isSynced = false;
  #wasSynced = false;
  #resourceVersion = "";
  #listVersion = "0";
  #received = 0;
  #expected: number | undefined;
  #listedAt = Number.NEGATIVE_INFINITY;

  constructor(sink: ReflectorSink, clock: Clock) {
    this.#sink = sink;
    this.#slicer = new Slicer(clock);
    this.#clock = clock;
  }

  /** Whether the rows equal a list at `resourceVersion` plus the events since, as far as is known. */
  get isSynced(): boolean {
    return this.#isSynced;
  }

  /** Whether they ever did: then there are rows to be shown, however old. */
  get wasSynced(): boolean {
    return this.#wasSynced;
  }

  get resourceVersion(): string {
    return this.#resourceVersion;
  }

  /** What the next list may be as old as: `0` any, `""` the newest, else not older than that. */
  get listVersion(): string {
    return this.#listVersion;
  }

  /** How many objects the running list has brought. */
  get received(): number {
    return this.#received;
  }

  /** How many it will bring in all, where the server told. */
  get expected(): number | undefined {
    return this.#expected;
  }

  /** Milliseconds since a list was last complete. */
  get age(): number {
    return this.#clock.now() - this.#listedAt;
  }

  /** A full list begins, or begins again. */
  begin(): void {
    this.#received = 0;
    this.#expected = undefined;
    this.#sink.listing();
  }

  async takeChunk({ columns, objects, page }: ListChunk): Promise<void> {
    if (columns) this.#sink.columns(columns);
    await this.#inSlices(objects, (object) => this.#put(object));
    const remaining = page?.remainingItemCount;
    if (remaining !== undefined) this.#expected = this.#received + remaining;
  }

  takeEvents(events: readonly ObjectEvent[]): Promise<void> {
    return this.#inSlices(events, (event) => this.#take(event));
  }

  /** The list is complete, at this version. */
  complete(resourceVersion: string): void {
    this.#resourceVersion = resourceVersion;
    this.#listVersion = resourceVersion === "" ? "0" : resourceVersion;
    this.#isSynced = true;
    this.#wasSynced = true;
    this.#listedAt = this.#clock.now();
    this.#sink.listed();
  }

  /** The events since the list are lost: the next thing is a list. */
  lose(): void {
    this.#isSynced = false;
  }

  /** No version but the server's newest will do for the next list. */
  wantNewest(): void {
    this.#listVersion = "";
  }

  async #inSlices<T>(items: readonly T[], take: (item: T) => void): Promise<void> {
    for (const item of items) {
      take(item);
      const pause = this.#slicer.pause();
      // Nothing is awaited in vain: there are ten thousand of them.
      if (pause) await pause;
    }
  }

  #take(event: ObjectEvent): void {
    switch (event.type) {
      case "ADDED":
      case "MODIFIED":
        this.#put(event.object);
        this.#advance(event.object.identity.resourceVersion);
        break;
      case "DELETED":
        this.#sink.remove(event.object);
        this.#advance(event.object.identity.resourceVersion);
        break;
      case "COLUMNS":
        this.#sink.columns(event.columns);
        break;
      case "BOOKMARK":
        if (event.initialEventsEnd && !this.#isSynced) this.complete(event.resourceVersion);
        else this.#advance(event.resourceVersion);
        break;
    }
  }

  #put(object: WireObject): void {
    this.#received += 1;
    this.#sink.put(object);
  }

  /** Until a list is complete, the version of what has come says nothing of what has not. */
  #advance(resourceVersion: string): void {
    if (!this.#isSynced || resourceVersion === "") return;
    this.#resourceVersion = resourceVersion;
    this.#listVersion = resourceVersion;
  }
}
