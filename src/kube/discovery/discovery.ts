import { ApiError } from "../api-error.ts";
import { parseJsonAnswer, readText } from "../read-json.ts";
import { readStatusError } from "../status-error.ts";
import type { Transport } from "../transport/types.ts";
import { DISCOVERY_ACCEPT, isAggregated, readAggregated } from "./aggregated.ts";
import { Catalog } from "./catalog.ts";
import { fetchResources, readGroups } from "./legacy.ts";
import { type Answered, type Answers, ROOTS, type Root, readStored, storedText } from "./stored.ts";

/** Keeps one cluster's answers between starts. Both may fail: then the next start asks the server again. */
export interface DiscoveryStore {
  read(): Promise<string | undefined>;
  write(text: string): Promise<void>;
}

export interface DiscoveryOptions {
  readonly transport: Transport;
  readonly store?: DiscoveryStore;
}

/** What a cluster serves, asked for when first needed. When to ask again is the caller's to know. */
export interface Discovery {
  /** What is known by now, without waiting. */
  readonly catalog: Catalog | undefined;
  /** What is known, from the store of an earlier start at need; asks the server only where nothing is known. */
  load(): Promise<Catalog>;
  /**
   * Asks the server. Cheap where nothing changed (ETag), and then the catalog stays the same object. Many callers
   * share one question. Throws `ApiError`; what was known stays known.
   */
  refresh(): Promise<Catalog>;
}

export function createDiscovery(options: DiscoveryOptions): Discovery {
  return new ServerDiscovery(options);
}

class ServerDiscovery implements Discovery {
  readonly #transport: Transport;
  readonly #store: DiscoveryStore | undefined;
  #answers: Answers = {};
  #catalog: Catalog | undefined;
  #loading: Promise<Catalog> | undefined;
  #refreshing: Promise<Catalog> | undefined;

  constructor({ transport, store }: DiscoveryOptions) {
    this.#transport = transport;
    this.#store = store;
  }

  get catalog(): Catalog | undefined {
    return this.#catalog;
  }

  async load(): Promise<Catalog> {
    if (this.#catalog !== undefined) return this.#catalog;
    this.#loading ??= this.#loadFirst().finally(() => {
      this.#loading = undefined;
    });
    return this.#loading;
  }

  refresh(): Promise<Catalog> {
    this.#refreshing ??= this.#ask().finally(() => {
      this.#refreshing = undefined;
    });
    return this.#refreshing;
  }

  async #loadFirst(): Promise<Catalog> {
    const text = await this.#store?.read().catch(() => undefined);
    const stored = text === undefined ? undefined : readStored(text, this.#transport.server);
    if (stored === undefined || this.#catalog !== undefined) return this.#catalog ?? this.refresh();
    this.#answers = stored;
    return this.#publish();
  }

  async #ask(): Promise<Catalog> {
    const [api, apis] = await Promise.all(ROOTS.map((root) => this.#askRoot(root)));
    if (api === undefined && apis === undefined)
      throw notKubernetes(this.#transport.server, "it has neither /api nor /apis");
    if ([api, apis].every((answer) => (answer?.resources ?? []).length === 0))
      throw notKubernetes(this.#transport.server, "it names no kind of object");
    const isNew = api !== this.#answers["/api"] || apis !== this.#answers["/apis"];
    if (!isNew && this.#catalog !== undefined) return this.#catalog;
    this.#answers = {
      ...(api === undefined ? {} : { "/api": api }),
      ...(apis === undefined ? {} : { "/apis": apis }),
    };
    // The store only saves a question at the next start.
    this.#store?.write(storedText(this.#answers, this.#transport.server)).catch(() => undefined);
    return this.#publish();
  }

  #publish(): Catalog {
    this.#catalog = new Catalog(ROOTS.flatMap((root) => this.#answers[root]?.resources ?? []));
    return this.#catalog;
  }

  /** The new answer of `/api` or `/apis`, or the one we have where nothing changed. */
  async #askRoot(root: Root): Promise<Answered | undefined> {
    const known = this.#answers[root];
    const tried = `discover ${root.slice(1)}`;
    const response = await this.#transport.send({
      method: "GET",
      path: root,
      headers: {
        accept: DISCOVERY_ACCEPT,
        ...(known?.etag === undefined ? {} : { "if-none-match": known.etag }),
      },
    });
    if (response.status === 304) {
      await readText(response);
      return known;
    }
    // A server of nothing but aggregated APIs has no core group, and client-go shrugs at that too.
    if (response.status === 404) {
      await readText(response);
      return undefined;
    }
    if (response.status !== 200) throw await readStatusError(response, tried);
    const value = parseJsonAnswer(await readText(response), response, tried);
    const before = known?.resources ?? [];
    if (!isAggregated(response.headers["content-type"])) {
      return { resources: await fetchResources(this.#transport, readGroups(value), before) };
    }
    const { etag } = response.headers;
    return { resources: readAggregated(value, before), ...(etag === undefined ? {} : { etag }) };
  }
}

function notKubernetes(server: string, why: string): ApiError {
  return new ApiError({
    kind: "protocol",
    message: `${server} is not a Kubernetes API server: ${why}`,
    tried: "discover what the server offers",
    nextStep: "check the server address, and the path in it",
    code: 404,
  });
}
