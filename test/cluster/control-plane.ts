// A real Kubernetes control plane on loopback, without containers: etcd, API servers, controller manager, scheduler,
// kwok for the life of nodes and pods, and a kubelet endpoint for logs, exec, attach and port-forward.
//
// Read first: `startControlPlane` below; access.ts for what a test can do with it; supervisor.ts for why nothing
// survives. Everything it writes lies in one scratch directory, which goes with it.
import { execFile } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { mkdir, mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { Agent, request } from "undici";
import { ClusterAccess, type ClusterDetails, readAuthority } from "./access.ts";
import { auditPolicy } from "./audit.ts";
import { type BinaryName, findBinaries } from "./binaries.ts";
import { type KubeconfigContext, writeKubeconfig } from "./kubeconfig.ts";
import { kwokLabel } from "./nodes.ts";
import { freePorts } from "./ports.ts";
import { type Component, type ManagedProcess, Supervisor } from "./processes.ts";
import { until } from "./until.ts";

export interface ControlPlaneOptions {
  /** The name of the cluster and of its admin's context. */
  readonly name?: string;
  /** How many API servers, all on one etcd. */
  readonly apiServers?: number;
  /** Left out, these four are there. Without them nothing needs building but etcd and the API server. */
  readonly controllerManager?: boolean;
  readonly scheduler?: boolean;
  readonly kwok?: boolean;
  readonly kubelet?: boolean;
  /** Accept client certificates; on unless said otherwise. */
  readonly clientCertificates?: boolean;
  /** Keep an audit log, from which `requests` counts what a client asks. */
  readonly audit?: boolean;
  /** Users beside `admin` and `viewer`, each with its groups. A user's token is in `details.tokens`. */
  readonly users?: Readonly<Record<string, readonly string[]>>;
  readonly featureGates?: Readonly<Record<string, boolean>>;
  /** More flags for a component; a repeated flag wins over ours. */
  readonly flags?: Readonly<Partial<Record<BinaryName, readonly string[]>>>;
  /** Where progress is told; the standard error by default. */
  readonly say?: (line: string) => void;
}

/** What starting it takes: the options with everything in them, and where things are. */
interface Plan {
  readonly name: string;
  readonly options: ControlPlaneOptions;
  readonly scratch: string;
  readonly binaries: Partial<Record<BinaryName, string>>;
  readonly ports: Ports;
  readonly users: Readonly<Record<string, readonly string[]>>;
}

interface Ports {
  readonly etcd: number;
  readonly etcdPeer: number;
  readonly controllerManager: number;
  readonly scheduler: number;
  readonly kwok: number;
  readonly kubelet: number;
  readonly apiServers: readonly number[];
}

/** Starts a control plane and returns when all of it serves. When it cannot, nothing of it is left. */
export async function startControlPlane(options: ControlPlaneOptions = {}): Promise<ControlPlane> {
  const binaries = await findBinaries(neededBinaries(options), options.say ? { say: options.say } : {});
  const scratch = await mkdtemp(join(tmpdir(), "periplus-cluster-"));
  const supervisor = new Supervisor(scratch);
  try {
    const users = { admin: ["system:masters"], viewer: [], ...options.users };
    const ports = await choosePorts(options.apiServers ?? 1);
    const plan = { name: options.name ?? "cluster", options, scratch, binaries, ports, users };
    await writeConfiguration(plan);
    return await startComponents(plan, supervisor);
  } catch (error) {
    await supervisor.end();
    throw error;
  }
}

/** A running control plane: access to it, and its processes, which can be killed and started again. */
export class ControlPlane extends ClusterAccess implements AsyncDisposable {
  readonly etcd: ManagedProcess;
  readonly apiServers: readonly ManagedProcess[];
  readonly controllerManager: ManagedProcess | undefined;
  readonly scheduler: ManagedProcess | undefined;
  readonly kwok: ManagedProcess | undefined;
  readonly kubelet: ManagedProcess | undefined;
  readonly #supervisor: Supervisor;

  constructor(details: ClusterDetails, processes: readonly ManagedProcess[], supervisor: Supervisor) {
    super(details);
    const named = (name: string) => processes.find((process) => process.name === name);
    this.etcd = required(named("etcd"));
    this.apiServers = processes.filter(({ name }) => name.startsWith("kube-apiserver"));
    this.controllerManager = named("kube-controller-manager");
    this.scheduler = named("kube-scheduler");
    this.kwok = named("kwok");
    this.kubelet = named("kubelet");
    this.#supervisor = supervisor;
  }

  /** The first API server, and the only one unless more were asked for. */
  get apiServer(): ManagedProcess {
    return required(this.apiServers[0]);
  }

  /** The id of every process that runs now, by name. */
  pids(): Readonly<Record<string, number>> {
    return this.#supervisor.pids();
  }

  /** The id of the process that sees to the end of the others. */
  get supervisorPid(): number {
    return this.#supervisor.pid;
  }

  /** Ends every process and removes the scratch directory. */
  async stop(): Promise<void> {
    await this.close();
    await this.#supervisor.end();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }
}

function neededBinaries(options: ControlPlaneOptions): BinaryName[] {
  const names: BinaryName[] = ["etcd", "kube-apiserver", "kubectl"];
  if (options.controllerManager !== false) names.push("kube-controller-manager");
  if (options.scheduler !== false) names.push("kube-scheduler");
  if (options.kwok !== false) names.push("kwok");
  if (options.kubelet !== false) names.push("kubelet");
  if (options.clientCertificates !== false) names.push("clientcert");
  return names;
}

async function choosePorts(apiServers: number): Promise<Ports> {
  const ports = await freePorts(6 + apiServers);
  const [etcd = 0, etcdPeer = 0, controllerManager = 0, scheduler = 0, kwok = 0, kubelet = 0, ...rest] =
    ports;
  return { etcd, etcdPeer, controllerManager, scheduler, kwok, kubelet, apiServers: rest };
}

/** Keys, tokens and configuration files: all that must lie there before the first process starts. */
async function writeConfiguration({ scratch, binaries, users }: Plan): Promise<void> {
  const { publicKey, privateKey } = generateKeyPairSync("ec", {
    namedCurve: "prime256v1",
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "sec1", format: "pem" },
  });
  const tokens = Object.entries(users).map(
    ([user, groups], index) => `${[tokenOf(user), user, index, ...groupColumn(groups)].join(",")}\n`,
  );
  const secret = { mode: 0o600 };
  await mkdir(join(scratch, "logs"));
  await writeFile(join(scratch, "service-account.key"), privateKey, secret);
  await writeFile(join(scratch, "service-account.pub"), publicKey);
  await writeFile(join(scratch, "tokens.csv"), tokens.join(""), secret);
  await writeFile(join(scratch, "audit-policy.yaml"), auditPolicy);
  await writeFile(join(scratch, "scheduler.yaml"), schedulerConfiguration(join(scratch, "kubeconfig")));
  if (binaries.clientcert) {
    await promisify(execFile)(binaries.clientcert, ["-dir", join(scratch, "client-certificates")]);
  }
}

/** Left out where there are none: an empty column is a group without a name. */
function groupColumn(groups: readonly string[]): string[] {
  return groups.length === 0 ? [] : [`"${groups.join(",")}"`];
}

function tokenOf(user: string): string {
  return `${user}-token`;
}

/** The scheduler's own pace is 50 requests a second, which makes thousands of pods a matter of minutes. */
function schedulerConfiguration(kubeconfig: string): string {
  return `apiVersion: kubescheduler.config.k8s.io/v1
kind: KubeSchedulerConfiguration
leaderElection: { leaderElect: false }
clientConnection: { kubeconfig: ${JSON.stringify(kubeconfig)}, qps: 2000, burst: 4000 }
`;
}

async function startComponents(plan: Plan, supervisor: Supervisor): Promise<ControlPlane> {
  const { options, ports } = plan;
  const [firstPort = 0, ...otherPorts] = ports.apiServers;
  // The API server asks etcd until it answers, so both may start at once.
  const first = await Promise.all([
    supervisor.start(etcd(plan)),
    supervisor.start(apiServer(plan, firstPort, "kube-apiserver")),
    ...(options.kubelet === false ? [] : [supervisor.start(kubelet(plan))]),
  ]);
  // The first one has made the certificate that the others serve with, and that clients trust.
  const details = await describe(plan);
  await writeKubeconfig(details.kubeconfig, contextsOf(details));
  const rest = await Promise.all([
    ...otherPorts.map((port, index) =>
      supervisor.start(apiServer(plan, port, `kube-apiserver-${index + 2}`)),
    ),
    ...(options.controllerManager === false ? [] : [supervisor.start(controllerManager(plan))]),
    ...(options.scheduler === false ? [] : [supervisor.start(scheduler(plan))]),
    ...(options.kwok === false ? [] : [supervisor.start(kwok(plan))]),
  ]);
  const controlPlane = new ControlPlane(details, [...first, ...rest], supervisor);
  await until("the default namespace exists", () =>
    controlPlane.request("GET", "/api/v1/namespaces/default"),
  );
  return controlPlane;
}

async function describe({ name, options, scratch, binaries, ports, users }: Plan): Promise<ClusterDetails> {
  const servers = ports.apiServers.map((port) => `https://127.0.0.1:${port}`);
  return {
    name,
    server: required(servers[0]),
    servers,
    etcd: `http://127.0.0.1:${ports.etcd}`,
    caData: await readAuthority(join(scratch, "certificates", "apiserver.crt")),
    kubeconfig: join(scratch, "kubeconfig"),
    tokens: Object.fromEntries(Object.keys(users).map((user) => [user, tokenOf(user)])),
    kubectl: required(binaries.kubectl),
    clientcert: binaries.clientcert,
    scratch,
    kubeletPort: options.kubelet === false ? undefined : ports.kubelet,
    auditLog: options.audit ? join(scratch, "audit.log") : undefined,
  };
}

function contextsOf({ name, server, caData, tokens }: ClusterDetails): KubeconfigContext[] {
  return Object.entries(tokens).map(([user, token]) => ({
    name: user === "admin" ? name : `${name}-${user}`,
    server,
    caData,
    user: { token },
  }));
}

function etcd(plan: Plan): Component {
  const url = `http://127.0.0.1:${plan.ports.etcd}`;
  const peer = `http://127.0.0.1:${plan.ports.etcdPeer}`;
  return component(plan, "etcd", `${url}/health`, [
    `--data-dir=${join(plan.scratch, "etcd")}`,
    `--listen-client-urls=${url}`,
    `--advertise-client-urls=${url}`,
    `--listen-peer-urls=${peer}`,
    `--initial-advertise-peer-urls=${peer}`,
    `--initial-cluster=default=${peer}`,
    // What it keeps is scratch; a power cut may take it.
    "--unsafe-no-fsync",
    // Room for a hundred thousand pods with their history.
    `--quota-backend-bytes=${8 * 1024 ** 3}`,
  ]);
}

function apiServer(plan: Plan, port: number, name: string): Component {
  const { scratch, options } = plan;
  const audit = [
    `--audit-policy-file=${join(scratch, "audit-policy.yaml")}`,
    `--audit-log-path=${join(scratch, "audit.log")}`,
  ];
  const clientAuthority = `--client-ca-file=${join(scratch, "client-certificates", "ca.crt")}`;
  const args = [
    `--etcd-servers=http://127.0.0.1:${plan.ports.etcd}`,
    "--bind-address=127.0.0.1",
    `--secure-port=${port}`,
    `--cert-dir=${join(scratch, "certificates")}`,
    `--token-auth-file=${join(scratch, "tokens.csv")}`,
    "--authorization-mode=RBAC",
    "--service-cluster-ip-range=10.0.0.0/16",
    "--service-account-issuer=https://kubernetes.default.svc",
    `--service-account-key-file=${join(scratch, "service-account.pub")}`,
    `--service-account-signing-key-file=${join(scratch, "service-account.key")}`,
    // With it a pod waits for its namespace's service account, which only the controller manager makes.
    "--disable-admission-plugins=ServiceAccount",
    // An Endpoints object may not name a loopback address, which is all there is.
    "--endpoint-reconciler-type=none",
    "--allow-privileged=true",
    // Nodes' host names are in no name service.
    "--kubelet-preferred-address-types=InternalIP",
    ...(options.clientCertificates === false ? [] : [clientAuthority]),
    ...(options.audit ? audit : []),
    ...featureGates(options),
  ];
  return {
    ...component(plan, "kube-apiserver", `https://127.0.0.1:${port}/readyz`, args),
    name,
    log: logOf(plan, name),
  };
}

function controllerManager(plan: Plan): Component {
  const port = plan.ports.controllerManager;
  return component(plan, "kube-controller-manager", `https://127.0.0.1:${port}/healthz`, [
    `--kubeconfig=${join(plan.scratch, "kubeconfig")}`,
    `--service-account-private-key-file=${join(plan.scratch, "service-account.key")}`,
    "--leader-elect=false",
    "--bind-address=127.0.0.1",
    `--secure-port=${port}`,
    `--cert-dir=${join(plan.scratch, "certificates")}`,
    // Its own pace is 20 requests a second and five replica sets at a time.
    "--kube-api-qps=2000",
    "--kube-api-burst=4000",
    "--concurrent-replicaset-syncs=50",
    ...featureGates(plan.options),
  ]);
}

function scheduler(plan: Plan): Component {
  const port = plan.ports.scheduler;
  return component(plan, "kube-scheduler", `https://127.0.0.1:${port}/healthz`, [
    `--config=${join(plan.scratch, "scheduler.yaml")}`,
    "--bind-address=127.0.0.1",
    `--secure-port=${port}`,
    `--cert-dir=${join(plan.scratch, "certificates")}`,
    ...featureGates(plan.options),
  ]);
}

function kwok(plan: Plan): Component {
  const { ports, options } = plan;
  const kwok = component(plan, "kwok", `http://127.0.0.1:${ports.kwok}/healthz`, [
    `--kubeconfig=${join(plan.scratch, "kubeconfig")}`,
    `--config=${fileURLToPath(new URL("./kwok.yaml", import.meta.url))}`,
    // Nodes that `createNodes` makes for it; any other node a test has for itself, and its pods too.
    `--manage-nodes-with-label-selector=${kwokLabel.join("=")}`,
    "--node-ip=127.0.0.1",
    // What the nodes say of where their kubelet listens: ours, since kwok's exec loses exit status and end of input.
    `--node-port=${options.kubelet === false ? ports.kwok : ports.kubelet}`,
    `--server-address=127.0.0.1:${ports.kwok}`,
    "--node-lease-duration-seconds=40",
  ]);
  // It would read a configuration in the user's home first.
  return { ...kwok, environment: { HOME: plan.scratch } };
}

function kubelet(plan: Plan): Component {
  const directory = join(plan.scratch, "kubelet");
  const { kubelet: port } = plan.ports;
  return {
    ...component(plan, "kubelet", `https://127.0.0.1:${port}/healthz`, [
      `-dir=${directory}`,
      `-address=127.0.0.1:${port}`,
    ]),
    processGroups: join(directory, "process-groups"),
  };
}

function component(plan: Plan, binary: BinaryName, health: string, args: readonly string[]): Component {
  return {
    name: binary,
    file: required(plan.binaries[binary]),
    args: [...args, ...(plan.options.flags?.[binary] ?? [])],
    log: logOf(plan, binary),
    isReady: () => isHealthy(health),
  };
}

function logOf({ scratch }: Plan, name: string): string {
  return join(scratch, "logs", `${name}.log`);
}

function featureGates({ featureGates: gates = {} }: ControlPlaneOptions): string[] {
  const entries = Object.entries(gates).map(([gate, on]) => `${gate}=${on}`);
  return entries.length > 0 ? [`--feature-gates=${entries.join(",")}`] : [];
}

// Health is asked before there is a certificate to trust.
const healthAgent = new Agent({ connect: { rejectUnauthorized: false }, headersTimeout: 2_000 });

async function isHealthy(url: string): Promise<boolean> {
  const { statusCode, body } = await request(url, { dispatcher: healthAgent });
  await body.dump();
  return statusCode === 200;
}

function required<T>(value: T | undefined): T {
  if (value === undefined) throw new Error("a part of the control plane is missing");
  return value;
}
