import type { ApiContext } from "./api/api-context.ts";
import { ApiServer, type ServerCertificate } from "./api/api-server.ts";
import type { AggregatedGroup } from "./api/discovery.ts";
import { Faults } from "./api/faults.ts";
import { type MetricsMode, metricsKinds } from "./api/metrics.ts";
import type { Reply } from "./api/reply.ts";
import { fits, RequestLog, type RequestMatch } from "./api/request-log.ts";
import { buildCluster } from "./build-cluster.ts";
import { type Clock, fastClock, timerClock, WarmUpClock } from "./clock.ts";
import { DemoObjects } from "./demo-objects.ts";
import type { DemoOptions } from "./demo-options.ts";
import { type DemoKubeconfig, demoKubeconfig } from "./kubeconfig.ts";
import { DemoLogs } from "./logs/demo-logs.ts";
import { selfSignedCertificate } from "./self-signed-certificate.ts";
import type { Simulation } from "./simulation/simulation.ts";
import { apiServices } from "./world/extras.ts";
import { viewerNamespaces } from "./world/worlds.ts";

/** Milliseconds: enough for crash loops to slow down and for stuck releases to be given up. */
const defaultWarmUp = 15 * 60_000;

/** A Kubernetes API server on loopback with a living cluster behind it. */
export class DemoCluster {
  readonly name: string;
  readonly clock: Clock;
  /** Read and write the cluster's objects without HTTP. */
  readonly objects: DemoObjects;
  /** Write into the logs of containers, and spoil them. */
  readonly logs: DemoLogs;
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
    const { world = "production", warmUp = defaultWarmUp, tls = true } = options;
    const given = options.clock ?? timerClock(Date.now);
    this.clock = options.speed === undefined ? given : fastClock(given, options.speed);
    this.name = options.name ?? (world === "staging" ? "demo-staging" : "demo-prod");
    this.#viewerNamespace = viewerNamespaces[world][0] ?? "default";
    this.#metrics = options.metrics ?? "on";
    this.#life = new WarmUpClock(this.clock, warmUp);
    const { context, simulation } = buildCluster(options, world, this.#life, () => this.#metrics);
    this.#context = context;
    this.#simulation = simulation;
    this.objects = new DemoObjects(context);
    this.logs = new DemoLogs({ ...context, kubelets: simulation.kubelets });
    const certificate = certificateFor(tls, this.clock);
    this.certificate = certificate?.cert;
    this.#server = new ApiServer(context, this.requests, this.faults, certificate, () => this.#aggregated());
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
