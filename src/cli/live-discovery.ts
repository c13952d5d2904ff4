import { failureOf, type InformerSpec, type Lease, type Rows, watchBackoff } from "../cache/index.ts";
import type { Discovery as ServerDiscovery } from "../kube/discovery/index.ts";
import type { ApiResource } from "../kube/types.ts";
import { Backoff } from "../lib/backoff.ts";
import type { Clock } from "../lib/clock.ts";
import { Listeners } from "../lib/listeners.ts";
import type { Discovery, Failure } from "../state/session.ts";

/** Objects whose changes add and remove kinds. Only their metadata is wanted: definitions are large. */
const triggers: readonly InformerSpec[] = [
  { group: "apiextensions.k8s.io", version: "v1", resource: "customresourcedefinitions" },
  { group: "apiregistration.k8s.io", version: "v1", resource: "apiservices" },
].map((gvr) => ({
  gvr,
  form: "metadata",
  scope: {},
  summarizer: { fields: [], summarize: () => undefined },
}));

/** Changes come in bursts, and the server offers a kind a moment after its definition changed, in ms. */
const settling = 1000;
/** How often the server is asked where the triggers may not be watched, in ms. Costs two answers without a body. */
const pollInterval = 180_000;

export interface LiveDiscoveryOptions {
  readonly discovery: ServerDiscovery;
  readonly multiplexer: { subscribe(spec: InformerSpec): Lease };
  readonly clock: Clock;
}

/** What one cluster serves, read again when that changes. */
export class LiveDiscovery implements Discovery {
  readonly #discovery: ServerDiscovery;
  readonly #multiplexer: LiveDiscoveryOptions["multiplexer"];
  readonly #clock: Clock;
  readonly #listeners = new Listeners();
  readonly #closed = new AbortController();
  /** What an earlier run of the program kept is there at once; the server's own answer replaces it. */
  readonly #first: Promise<unknown>;
  #leases: readonly Lease[] = [];
  readonly #backoff: Backoff;
  #problem: Failure | undefined;
  #settling = false;
  #retrying = false;

  constructor({ discovery, multiplexer, clock }: LiveDiscoveryOptions) {
    this.#discovery = discovery;
    this.#multiplexer = multiplexer;
    this.#clock = clock;
    this.#backoff = new Backoff(clock, watchBackoff);
    this.#first = discovery.load();
    this.#first.then(
      () => this.#tell(),
      () => {},
    );
  }

  get resources(): readonly ApiResource[] {
    return this.#discovery.catalog?.resources ?? [];
  }

  get problem(): Failure | undefined {
    return this.#problem;
  }

  subscribe(listener: () => void): () => void {
    return this.#listeners.add(listener);
  }

  async refresh(): Promise<void> {
    const before = this.#discovery.catalog;
    const problemBefore = this.#problem;
    try {
      // With what was kept in hand the server need only say that nothing changed.
      await this.#first.catch(() => {});
      await this.#discovery.refresh();
      this.#problem = undefined;
      this.#backoff.reset();
      this.#follow();
    } catch (error) {
      this.#problem = failureOf(error, "discover what the server offers");
      void this.#retryLater();
      throw error;
    } finally {
      if (before !== this.#discovery.catalog || problemBefore !== this.#problem) this.#tell();
    }
  }

  close(): void {
    this.#closed.abort();
    for (const lease of this.#leases) lease.release();
    this.#leases = [];
  }

  /** Who closes it is told nothing more: requests that end by that are no news. */
  #tell(): void {
    if (!this.#closed.signal.aborted) this.#listeners.tell();
  }

  /** The triggers are watched once the server has answered, so that they never stand before the rows one waits for. */
  #follow(): void {
    if (this.#leases.length > 0 || this.#closed.signal.aborted) return;
    this.#leases = triggers.map((spec) => this.#multiplexer.subscribe(spec));
    for (const { rows } of this.#leases) this.#listenTo(rows);
    void this.#poll();
  }

  /** What is only listed again and again says each time how it stands, which is no news. */
  #listenTo(rows: Rows): void {
    let { revision } = rows;
    let { phase } = rows.status;
    rows.subscribe(() => {
      const isNews = rows.changedSince(revision)?.size !== 0 || rows.status.phase !== phase;
      revision = rows.revision;
      phase = rows.status.phase;
      if (isNews) this.#settle();
    });
  }

  #settle(): void {
    if (this.#settling || !this.#leases.some(({ rows }) => isSettled(rows.status.phase))) return;
    this.#settling = true;
    this.#clock.sleep(settling, this.#closed.signal).then(
      () => {
        this.#settling = false;
        this.refresh().catch(() => {});
      },
      () => {},
    );
  }

  /** Rows come back by themselves when a server does, and so must the kinds one can go to. */
  async #retryLater(): Promise<void> {
    if (this.#retrying) return;
    this.#retrying = true;
    await this.#clock.sleep(this.#backoff.next(), this.#closed.signal).catch(() => {});
    this.#retrying = false;
    if (!this.#closed.signal.aborted && this.#problem !== undefined) await this.refresh().catch(() => {});
  }

  async #poll(): Promise<void> {
    const { signal } = this.#closed;
    while (!signal.aborted) {
      await this.#clock.sleep(pollInterval, signal).catch(() => {});
      const unwatched = this.#leases.some(({ rows }) => rows.status.phase !== "live");
      if (!signal.aborted && unwatched) await this.refresh().catch(() => {});
    }
  }
}

function isSettled(phase: string): boolean {
  return phase === "live" || phase === "polling";
}
