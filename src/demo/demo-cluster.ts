import { Access, type User } from "./api/access.ts";
import { AddressPool } from "./api/address-pool.ts";
import type { ApiContext, ApiSettings } from "./api/api-context.ts";
import { ApiServer, type ServerCertificate } from "./api/api-server.ts";
import type { AggregatedGroup } from "./api/discovery.ts";
import { Faults } from "./api/faults.ts";
import { type MetricsMode, metricsKinds } from "./api/metrics.ts";
import { ObjectWriter } from "./api/object-writer.ts";
import type { Reply } from "./api/reply.ts";
import { fits, RequestLog, type RequestMatch } from "./api/request-log.ts";
import { ResourceCatalog } from "./api/resource-catalog.ts";
import { type Clock, fastClock, timerClock, WarmUpClock } from "./clock.ts";
import { DemoObjects } from "./demo-objects.ts";
import { type DemoKubeconfig, demoKubeconfig } from "./kubeconfig.ts";
import { Random } from "./random.ts";
import { selfSignedCertificate } from "./self-signed-certificate.ts";
import { Simulation } from "./simulation/simulation.ts";
import { ObjectStore } from "./store/object-store.ts";
import { apiServices } from "./world/extras.ts";
import { Seeder } from "./world/seeder.ts";
import { installWorld, viewerNamespaces, type WorldName } from "./world/worlds.ts";

/** How a demo cluster is started; everything has a default. */
export interface DemoOptions extends Partial<ApiSettings> {
  /** What it holds. Default `production`. */
  readonly world?: WorldName;
  /** At least so many pods. Default: as many as the world has (about 130). */
  readonly pods?: number;
  /** 0, the default, takes a free port. */
  readonly port?: number;
  readonly seed?: number;
  /** Default: the machine's. */
  readonly clock?: Clock;
  /** How many times as fast as the clock time passes in the cluster, which then is ahead of it. Default 1. */
  readonly speed?: number;
  /** Milliseconds of the past the cluster lives through before it serves. Default 30 minutes. */
  readonly warmUp?: number;
  /** Releases every few minutes and now and then a node that falls silent. Default false. */
  readonly unrest?: boolean;
  readonly metrics?: MetricsMode;
  /**
   * HTTPS with HTTP/2 and HTTP/1.1, the default with a certificate of its own; `false` for plain HTTP/1.1, over
   * which clients of client-go's kind send no tokens.
   */
  readonly tls?: boolean | ServerCertificate;
  /** The name of its cluster and contexts in kubeconfigs. Default `demo-prod`, for staging `demo-staging`. */
  readonly name?: string;
  /** Whose token a request without one is taken to carry; by default such requests get 401. */
  readonly anonymous?: string;
  /** Further bearer tokens beside `demo-admin` and `demo-viewer`. */
  readonly tokens?: Readonly<Record<string, User>>;
  /** Changes and milliseconds after which watches and exact lists have to start over. */
  readonly history?: { readonly changes?: number; readonly age?: number };
}

const defaultTokens: Readonly<Record<string, User>> = {
  "demo-admin": { name: "admin", uid: "b1f5a2d4-0001", groups: ["system:masters"] },
  "demo-viewer": { name: "viewer", uid: "b1f5a2d4-0002", groups: ["developers"] },
};

const defaultSettings: ApiSettings = {
  bookmarkInterval: 60_000,
  futureVersionWait: 3000,
  gzip: true,
  watchList: true,
  aggregatedDiscovery: true,
  version: "v1.37.1",
};

/** A Kubernetes API server on loopback with a living cluster behind it. */
export class DemoCluster {
  readonly name: string;
  readonly clock: Clock;
  /** Read and write the cluster's objects without HTTP. */
  readonly objects: DemoObjects;
  readonly faults = new Faults();
  readonly requests = new RequestLog(20_000);
  /** The server's certificate in PEM, when it speaks TLS. */
  readonly certificate: string | undefined;
  readonly #context: ApiContext;
  readonly #server: ApiServer;
  readonly #viewerNamespace: string;
  readonly #simulation: Simulation;
  readonly #life: WarmUpClock;
  #metrics: MetricsMode;
  #port = 0;

  constructor(options: DemoOptions) {
    const given = options.clock ?? timerClock(Date.now);
    const present = options.speed === undefined ? given : fastClock(given, options.speed);
    const clock = new WarmUpClock(present, options.warmUp ?? 30 * 60_000);
    const world = options.world ?? "production";
    this.clock = present;
    this.name = options.name ?? (world === "staging" ? "demo-staging" : "demo-prod");
    const random = new Random(options.seed ?? 7);
    const limits = { changes: options.history?.changes ?? 10_000, age: options.history?.age ?? 300_000 };
    const store = new ObjectStore(clock, limits, 8_812_000);
    const catalog = new ResourceCatalog(store);
    const addresses = new AddressPool();
    const settings = { ...defaultSettings, ...options };
    const seeder = new Seeder(store, catalog, clock, random, addresses);
    installWorld(seeder, world, options.pods ?? 0, settings.version);
    const access = new Access(store, { ...defaultTokens, ...options.tokens }, options.anonymous);
    const writer = new ObjectWriter(store, clock, random, addresses);
    this.#context = { clock, store, catalog, access, writer, settings, metrics: () => this.#metrics };
    this.#metrics = options.metrics ?? "on";
    const simulation = new Simulation({
      store,
      writer,
      catalog,
      clock,
      random,
      metricsWork: () => this.#metrics === "on",
    });
    clock.catchUp();
    store.compact();
    simulation.goLive(options.unrest ?? false);
    this.#simulation = simulation;
    this.#life = clock;
    this.#viewerNamespace = viewerNamespaces[world][0] ?? "default";
    this.objects = new DemoObjects(this.#context);
    const certificate = certificateFor(options.tls ?? true, clock);
    this.certificate = certificate?.cert;
    this.#server = new ApiServer(this.#context, this.requests, this.faults, certificate, () =>
      this.#aggregated(),
    );
  }

  /** A node's kubelet falls silent; after 40 s the node is NotReady, after 5 min its pods are evicted. */
  failNode(name: string): void {
    this.#simulation.nodes.fail(name);
  }

  recoverNode(name: string): void {
    this.#simulation.nodes.recover(name);
  }

  /** Switches the metrics API on, off (503, discovery says stale) or away (404). */
  setMetrics(mode: MetricsMode): void {
    this.#metrics = mode;
    const service = apiServices(mode === "on", this.clock.now()).at(-1);
    if (service !== undefined)
      this.objects.patch("apiservices", "v1beta1.metrics.k8s.io", { status: service.status });
  }

  /** Forgets the history: watches and exact lists from before meet 410 Expired. */
  compact(): void {
    this.#context.store.compact();
  }

  /** The newest resourceVersion. */
  get revision(): string {
    return String(this.#context.store.revision);
  }

  get url(): string {
    return `${this.certificate === undefined ? "http" : "https"}://127.0.0.1:${this.#port}`;
  }

  /** A kubeconfig for this cluster: the admin's context, then the viewer's, limited to two namespaces. */
  kubeconfig(): DemoKubeconfig {
    const namespace = this.#viewerNamespace;
    return demoKubeconfig([
      { name: this.name, cluster: this, token: "demo-admin", namespace },
      { name: `${this.name}-viewer`, cluster: this, token: "demo-viewer", namespace },
    ]);
  }

  /** Listens, on the same port as before after a `stop`. */
  async start(port = this.#port): Promise<void> {
    this.#port = await this.#server.listen(port);
  }

  /** Goes away like a machine that lost power: connections are cut, the port is closed, the cluster lives on. */
  stop(): Promise<void> {
    return this.#server.close();
  }

  /** Ends for good, with everything that still moves in it. */
  close(): Promise<void> {
    this.#life.stop();
    return this.#server.close();
  }

  #aggregated(): readonly AggregatedGroup[] {
    if (this.#metrics === "absent") return [];
    const fresh = this.#metrics === "on";
    return [{ group: "metrics.k8s.io", version: "v1beta1", fresh, resources: metricsKinds }];
  }

  /** Answers being sent now that fit, to `reset`, `stall` or `end`. */
  open(match: RequestMatch = {}): readonly Reply[] {
    return [...this.#server.open].filter((reply) => fits(reply.request, match));
  }
}

function certificateFor(tls: boolean | ServerCertificate, clock: Clock): ServerCertificate | undefined {
  if (typeof tls === "object") return tls;
  return tls ? selfSignedCertificate(["127.0.0.1", "localhost"], clock.now()) : undefined;
}

/** Starts a demo cluster. */
export async function startDemo(options: DemoOptions = {}): Promise<DemoCluster> {
  const cluster = new DemoCluster(options);
  await cluster.start(options.port ?? 0);
  return cluster;
}
