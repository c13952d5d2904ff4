import type { Clock } from "../lib/clock.ts";
import { isolatedKind } from "../resources/isolated-kind.ts";
import { namespaces as namespacesKind } from "../resources/namespaces.ts";
import { Catalog } from "./catalog.ts";
import { KeptModels } from "./kept-models.ts";
import { isTooOld, tooOldText } from "./server-version.ts";
import type { Contexts, InformerStatus, Lease, Session } from "./session.ts";

/** A context that was opened, with what its server offers. */
export interface OpenContext {
  readonly session: Session;
  readonly catalog: Catalog;
  /** Tables of it that were left. */
  readonly models: KeptModels;
  /** All namespaces, live: what pickers offer. Forbidden for many users, which is a state like any other. */
  readonly namespaces: Lease;
  /** What to know of its server, such as that it is too old. */
  warning: string | undefined;
}

export interface OpenContextsOptions {
  readonly contexts: Contexts;
  readonly clock: Clock;
  /** Told of objects that could not be made sense of. */
  onFault(error: unknown, what: string): void;
  /** A server said what it has, or why it does not. */
  onDiscovery(context: string): void;
  /** The namespaces of one came or changed. */
  onNamespaces(): void;
  onWarning(context: string, warning: string): void;
}

/** The contexts that were opened, in the order they were first used. They stay open, and warm, until they are forgotten. */
export class OpenContexts {
  readonly #options: OpenContextsOptions;
  readonly #open = new Map<string, OpenContext>();

  constructor(options: OpenContextsOptions) {
    this.#options = options;
  }

  get all(): ReadonlyMap<string, OpenContext> {
    return this.#open;
  }

  get(name: string): OpenContext | undefined {
    return this.#open.get(name);
  }

  /** Never waits for a network. @throws what `Contexts.open` throws. */
  open(name: string): OpenContext {
    const open = this.#open.get(name);
    if (open) return open;
    const { contexts, clock, onFault, onDiscovery, onNamespaces } = this.#options;
    const session = contexts.open(name);
    const summarizer = isolatedKind(namespacesKind, onFault);
    const context: OpenContext = {
      session,
      catalog: new Catalog(session.discovery, onFault),
      models: new KeptModels(clock, session.multiplexer.grace),
      namespaces: session.multiplexer.subscribe({ ...namespacesKind, scope: {}, summarizer }),
      warning: undefined,
    };
    context.namespaces.rows.subscribe(onNamespaces);
    this.#open.set(name, context);
    let knowsVersion = false;
    session.discovery.subscribe(() => {
      onDiscovery(name);
      if (knowsVersion || session.discovery.problem !== undefined) return;
      knowsVersion = true;
      void this.#checkVersion(context);
    });
    session.discovery.refresh().catch(() => onDiscovery(name));
    return context;
  }

  /** Those from whose servers nothing more comes, or never did, and of which the kubeconfig now says otherwise. */
  get outdated(): readonly string[] {
    const { contexts } = this.#options;
    const found = [...this.#open].filter(([, { session }]) => isCut(session) && contexts.isOutdated(session));
    return found.map(([name]) => name);
  }

  forget(name: string): void {
    const open = this.#open.get(name);
    open?.session.close();
    open?.models.close();
    this.#open.delete(name);
  }

  close(): void {
    for (const name of [...this.#open.keys()]) this.forget(name);
  }

  async #checkVersion(context: OpenContext): Promise<void> {
    const { info } = context.session;
    const version = await context.session.serverVersion().catch(() => "");
    if (!isTooOld(version)) return;
    context.warning = tooOldText(info.name, version);
    this.#options.onWarning(info.name, context.warning);
  }
}

/** Whether nothing more comes from a context's server, or never did. */
function isCut({ discovery, multiplexer }: Session): boolean {
  const isDown = ({ phase }: InformerStatus) => phase === "unreachable" || phase === "stale";
  return discovery.problem !== undefined || multiplexer.statuses.some(({ status }) => isDown(status));
}
