import type { GroupVersionResource, Scope } from "../kube/types.ts";
import type { Clock } from "../lib/clock.ts";
import type { ServerLink } from "../lib/waits.ts";
import { FallbackRows } from "./fallback-rows.ts";
import { FilteredRows, narrowing } from "./filtered-rows.ts";
import { Informer } from "./informer.ts";
import { Link } from "./link.ts";
import { PartRows } from "./part-rows.ts";
import { StartGate } from "./start-gate.ts";
import type { InformerSpec, InformerStatus, Lease, OpenListWatch, Rows } from "./types.ts";
import { UnionRows } from "./union-rows.ts";

/** Lists that may run at once in one context. */
const listsAtOnce = 4;

export interface MultiplexerOptions {
  readonly open: OpenListWatch;
  /** One cheap request; resolves true when the server answered it. */
  readonly probe: (signal: AbortSignal) => Promise<boolean>;
  readonly clock: Clock;
  /** How long an informer nobody looks at is kept, in ms. */
  readonly grace: number;
  readonly onBrokenRow: (error: unknown, what: string) => void;
}

interface Shared {
  readonly informer: Informer<unknown>;
  readonly spec: InformerSpec;
  users: number;
  /** Ends the wait that closes it; set while nobody uses it. */
  closing?: AbortController;
}

/**
 * All informers of one context. Subscribers to the same resource, form and scope share one; a subscriber to a part of
 * what is already there gets a view of it. An informer is kept for a grace period after its last subscriber left.
 */
export class Multiplexer {
  readonly #options: MultiplexerOptions;
  /** Whether the cluster can be reached, for whatever else reads from it too. */
  readonly link: ServerLink;
  readonly #gate = new StartGate(listsAtOnce);
  readonly #withoutWatchList = new Set<string>();
  readonly #informers = new Map<string, Shared>();
  #isClosed = false;

  constructor(options: MultiplexerOptions) {
    this.#options = options;
    this.link = new Link(options.probe, options.clock);
  }

  /** How all informers stand, for a person who asks what is going on. */
  get statuses(): readonly { readonly spec: InformerSpec; readonly status: InformerStatus }[] {
    return [...this.#informers.values()].map(({ spec, informer }) => ({ spec, status: informer.status }));
  }

  /** How long rows that nobody looks at are kept, in ms. */
  get grace(): number {
    return this.#options.grace;
  }

  subscribe<S>(spec: InformerSpec<S>): Lease<S> {
    return this.#informers.has(keyOf(spec))
      ? this.#share(spec)
      : (this.#partOfOther(spec) ?? this.#share(spec));
  }

  /** One set of rows out of several namespaces. The spec's own namespace is not looked at. */
  subscribeNamespaces<S>(spec: InformerSpec<S>, namespaces: readonly string[]): Lease<S> {
    const leases = new Map(
      Array.from(new Set(namespaces), (namespace) => [
        namespace,
        this.subscribe({ ...spec, scope: { ...spec.scope, namespace } }),
      ]),
    );
    const rows = new UnionRows(new Map([...leases].map(([namespace, lease]) => [namespace, lease.rows])));
    return leaseOf(rows, () => {
      for (const lease of leases.values()) lease.release();
    });
  }

  /** All namespaces, or where that is denied those that `known` names at that moment. */
  subscribeAll<S>(spec: InformerSpec<S>, known: () => readonly string[]): Lease<S> {
    const rows = new FallbackRows<S>(
      () => this.subscribe(spec),
      () => {
        const namespaces = known();
        return namespaces.length === 0 ? undefined : this.subscribeNamespaces(spec, namespaces);
      },
    );
    return leaseOf(rows, () => rows.release());
  }

  /** Every informer that waits tries again now. */
  retry(): void {
    for (const { informer } of this.#informers.values()) informer.retry();
  }

  /** Whoever subscribes from now on is told that nothing comes any more. */
  close(): void {
    this.#isClosed = true;
    for (const { informer, closing } of this.#informers.values()) {
      closing?.abort();
      informer.stop();
    }
    this.#informers.clear();
  }

  #share<S>(spec: InformerSpec<S>): Lease<S> {
    const key = keyOf(spec);
    const shared = this.#informers.get(key) ?? this.#open(key, spec);
    shared.users += 1;
    shared.closing?.abort();
    delete shared.closing;
    // The key names the resource and the form, and each of those has one summarizer: the rows are rows of S.
    return leaseOf(shared.informer as Rows as Rows<S>, () => this.#leave(key, shared));
  }

  #open(key: string, spec: InformerSpec): Shared {
    const { open, clock, onBrokenRow } = this.#options;
    const informer = new Informer<unknown>({
      wire: open(spec.gvr, spec.form),
      scope: spec.scope,
      what: describe(spec.gvr, spec.scope),
      resource: resourceKey(spec.gvr),
      summarizer: spec.summarizer,
      clock,
      onBrokenRow,
      onLive: () => this.#onLive(spec),
      link: this.link,
      gate: this.#gate,
      withoutWatchList: this.#withoutWatchList,
    });
    const shared: Shared = { informer, spec, users: 0 };
    if (this.#isClosed) informer.stop();
    else {
      this.#informers.set(key, shared);
      informer.start();
    }
    return shared;
  }

  #partOfOther<S>(spec: InformerSpec<S>): Lease<S> | undefined {
    for (const { spec: other, informer } of this.#informers.values()) {
      if (resourceKey(other.gvr) !== resourceKey(spec.gvr) || other.form !== spec.form) continue;
      if (!["live", "stale", "polling"].includes(informer.status.phase)) continue;
      const test = narrowing(other.scope, spec.scope);
      if (test === undefined) continue;
      const whole = this.#share<S>(other as InformerSpec<S>);
      const part = leaseOf(new FilteredRows(whole.rows, test), () => whole.release());
      const rows = new PartRows(part, () => this.#share(spec));
      return leaseOf(rows, () => rows.release());
    }
    return undefined;
  }

  /** Who may see all of a resource may see any part of it: parts that were denied are asked for again. */
  #onLive({ gvr, scope }: InformerSpec): void {
    for (const { spec: other, informer } of this.#informers.values()) {
      if (resourceKey(other.gvr) !== resourceKey(gvr) || narrowing(scope, other.scope) === undefined)
        continue;
      if (["forbidden", "polling"].includes(informer.status.phase)) informer.retry();
    }
  }

  #leave(key: string, shared: Shared): void {
    shared.users -= 1;
    if (shared.users > 0 || this.#isClosed) return;
    const closing = new AbortController();
    shared.closing = closing;
    this.#options.clock.sleep(this.#options.grace, closing.signal).then(
      () => {
        shared.informer.stop();
        this.#informers.delete(key);
      },
      () => {},
    );
  }
}

function leaseOf<S>(rows: Rows<S>, release: () => void): Lease<S> {
  let released = false;
  return {
    rows,
    release() {
      if (released) return;
      released = true;
      release();
    },
  };
}

function resourceKey({ group, version, resource }: GroupVersionResource): string {
  return `${resource}.${version}.${group}`;
}

function keyOf({ gvr, form, scope }: InformerSpec): string {
  return JSON.stringify([resourceKey(gvr), form, scope.namespace, scope.labelSelector, scope.fieldSelector]);
}

function describe(
  { resource }: GroupVersionResource,
  { namespace, labelSelector, fieldSelector }: Scope,
): string {
  const where = namespace === undefined ? resource : `${resource} in ${namespace}`;
  const selectors = [labelSelector, fieldSelector].filter((selector) => selector !== undefined);
  return selectors.length === 0 ? where : `${where} with ${selectors.join(" and ")}`;
}
