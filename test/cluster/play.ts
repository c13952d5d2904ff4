// A control plane to play with: `npm run cluster`, or `npm run cluster -- --pods 10000`. Runs until Ctrl-C, and then
// leaves nothing.
import { once } from "node:events";
import { parseArgs } from "node:util";
import { type ControlPlane, startControlPlane } from "./control-plane.ts";
import { createLoad, type LoadProgress } from "./load.ts";
import { createNodes } from "./nodes.ts";

const usage = `npm run cluster -- [options]

Starts a real Kubernetes control plane on loopback and runs until Ctrl-C.

  --pods N          pods to create, in Deployments of 100 (0)
  --namespaces N    namespaces they are spread over (20)
  --nodes N         nodes (3, or 50 where there are pods)
  --log-lines N     lines in the log of each pod of the first Deployment (1000)
  --static          write the pods at once and leave them still: no controller manager, scheduler and kwok
  --api-servers N   API servers (1)
  --audit           keep an audit log
  --name NAME       the name of the cluster and its context (cluster)
  --help            this text
`;

const { values } = parseArgs({
  options: {
    pods: { type: "string", default: "0" },
    namespaces: { type: "string", default: "20" },
    nodes: { type: "string" },
    "log-lines": { type: "string", default: "1000" },
    static: { type: "boolean", default: false },
    "api-servers": { type: "string", default: "1" },
    audit: { type: "boolean", default: false },
    name: { type: "string", default: "cluster" },
    help: { type: "boolean", default: false },
  },
});

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** The number behind an option; anything else ends the program with the usage. */
function count(option: string, text: string, least: number): number {
  const number = Number(text);
  if (Number.isSafeInteger(number) && number >= least) return number;
  process.stderr.write(`--${option} needs a number of at least ${least}, not ${text}\n\n${usage}`);
  process.exit(2);
}

const pods = count("pods", values.pods, 0);
const namespaces = count("namespaces", values.namespaces, 1);
const nodes = count("nodes", values.nodes ?? (pods > 0 ? "50" : "3"), pods > 0 ? 1 : 0);
const logLines = count("log-lines", values["log-lines"], 0);
const apiServers = count("api-servers", values["api-servers"], 1);

async function start(): Promise<ControlPlane> {
  const started = Date.now();
  const still = values.static ? { controllerManager: false, scheduler: false, kwok: false } : {};
  const cluster = await startControlPlane({
    name: values.name,
    audit: values.audit,
    apiServers,
    say,
    ...still,
  });
  say(`ready after ${seconds(started)}: ${cluster.details.servers.join(" ")}`);
  return cluster;
}

async function fill(cluster: ControlPlane): Promise<void> {
  if (pods === 0) {
    await createNodes(cluster, nodes, { managed: !values.static });
    return;
  }
  const started = Date.now();
  const onProgress = progressPrinter(started);
  await createLoad(cluster, { pods, namespaces, nodes, static: values.static, onProgress });
  await fillLogs(cluster);
  say(`${pods} pods after ${seconds(started)}`);
}

async function fillLogs(cluster: ControlPlane): Promise<void> {
  const selector = encodeURIComponent("app.kubernetes.io/name=app-000");
  const { items } = await cluster.request<{
    items: readonly { readonly metadata: { readonly namespace: string; readonly name: string } }[];
  }>("GET", `/api/v1/pods?labelSelector=${selector}`);
  const containers = items.map(({ metadata: { namespace, name } }) => ({
    namespace,
    pod: name,
    container: "app",
  }));
  await cluster.logs.fill(containers, logLines);
}

/** Says how far it is, at most every five seconds. */
function progressPrinter(started: number): (progress: LoadProgress) => void {
  let last = started;
  return ({ done, pods }) => {
    if (Date.now() - last < 5_000) return;
    last = Date.now();
    say(`  ${done} of ${pods} pods after ${seconds(started)}`);
  };
}

function seconds(since: number): string {
  return `${((Date.now() - since) / 1000).toFixed(1)} s`;
}

function explain({ details, logs }: ControlPlane): void {
  const podLog = logs.path({ namespace: "NAMESPACE", pod: "POD", container: "CONTAINER" });
  say(`
  export KUBECONFIG=${details.kubeconfig}

contexts  ${Object.keys(details.tokens)
    .map((user) => (user === "admin" ? details.name : `${details.name}-${user}`))
    .join(" ")}
kubectl   ${details.kubectl}
logs      ${details.scratch}/logs
pod logs  ${podLog}
Ctrl-C ends it and leaves nothing.`);
}

if (values.help) {
  say(usage);
} else {
  // Whoever ends it meanwhile ends all of it: the supervisor sees to that.
  const asked = Promise.race(["SIGINT", "SIGTERM", "SIGHUP"].map((signal) => once(process, signal)));
  let cluster: ControlPlane | undefined;
  const run = async () => {
    cluster = await start();
    await fill(cluster);
    explain(cluster);
  };
  await Promise.race([asked, run().then(() => asked)]);
  await cluster?.stop();
  process.exit();
}
