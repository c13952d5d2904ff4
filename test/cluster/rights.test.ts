// Users who may not do everything, and servers that let nobody in: what can be seen is shown, the rest is said.
import { once } from "node:events";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { selfSignedCertificate } from "../../src/demo/index.ts";
import type { Periplus } from "../support/periplus.ts";
import type { KubeconfigContext } from "./kubeconfig.ts";
import { openOnContexts } from "./open-periplus.ts";
import { createPod } from "./pods.ts";
import { sharedCluster } from "./shared-cluster.ts";
import { until } from "./until.ts";

const cluster = sharedCluster();

/** A service account in a namespace of its own, and what it may do where. */
interface Robot {
  readonly token: string;
  readonly namespace: string;
  readonly account: string;
}

async function makeRobot(): Promise<Robot> {
  const namespace = await cluster.createNamespace("rights");
  const token = await cluster.serviceAccountToken(namespace, "robot");
  return { token, namespace, account: `${namespace}:robot` };
}

/** Gives it a role in a namespace, and waits until the server counts it. */
async function bind({ token, account }: Robot, role: string, namespace: string): Promise<void> {
  const subject = `--serviceaccount=${account}`;
  await cluster.kubectl(["create", "rolebinding", "robot", role, subject, "-n", namespace]);
  await until("the binding counts", () =>
    cluster.request("GET", `/api/v1/namespaces/${namespace}/pods`, { token }),
  );
}

function openAs({ token, namespace }: Robot): Promise<Periplus> {
  return openOnContexts(cluster, [cluster.context("robot", { token }, namespace)]);
}

test("who may see two namespaces only sees those two, and is told what is not shown", async () => {
  const robot = await makeRobot();
  const other = await cluster.createNamespace("rights");
  for (const namespace of [robot.namespace, other]) {
    await createPod(cluster, { namespace, name: `pod-in-${namespace}` });
    await bind(robot, "--clusterrole=view", namespace);
  }
  await using periplus = await openAs(robot);
  const { screen } = periplus;
  await screen.shows(`pod-in-${robot.namespace}`);
  screen.press("ctrl-n");
  await screen.shows("you may not list namespaces; type a name");
  screen.type(other);
  await screen.shows(`${other}  as typed`);
  screen.press("enter");
  await screen.shows(`pod-in-${other}`);
  expect(screen.text()).not.toContain(`pod-in-${robot.namespace}`);
  screen.press("0");
  await screen.shows(/^ robot +▸ 2 of \? namespaces ▸ Pods .* 2 +live/);
  await screen.shows(`pod-in-${robot.namespace}`);
  await screen.shows(`pod-in-${other}`);
  const shown = [robot.namespace, other].sort().join(", ");
  await screen.shows(`you may not list pods cluster-wide; showing ${shown}`);
});

test("a kind one may not list is refused in the server's words, and shown as soon as the right is there", async () => {
  const robot = await makeRobot();
  const { namespace } = robot;
  await bind(robot, "--clusterrole=view", namespace);
  await using periplus = await openAs(robot);
  const { screen } = periplus;
  await screen.shows(`No pods in ${namespace}.`);
  screen.type(":secrets");
  screen.press("enter");
  await screen.shows(/Secrets +not allowed/);
  await screen.shows(`You may not list secrets in ${namespace}.`);
  await screen.shows(
    `secrets is forbidden: User "system:serviceaccount:${robot.account}" cannot list resource "secrets"`,
  );
  const role = ["create", "role", "secrets", "--verb=list,watch", "--resource=secrets", "-n", namespace];
  await cluster.kubectl(role);
  const subject = `--serviceaccount=${robot.account}`;
  await cluster.kubectl(["create", "rolebinding", "secrets", "--role=secrets", subject, "-n", namespace]);
  await until("the binding counts", () =>
    cluster.request("GET", `/api/v1/namespaces/${namespace}/secrets`, robot),
  );
  screen.press("R");
  await screen.shows(/Secrets +0 +live/);
});

test("what one may list and not watch is listed again and again", async () => {
  const robot = await makeRobot();
  const { namespace } = robot;
  await cluster.kubectl(["create", "role", "lister", "--verb=list", "--resource=pods", "-n", namespace]);
  await bind(robot, "--role=lister", namespace);
  await using periplus = await openAs(robot);
  const { screen } = periplus;
  await screen.shows(/▸ Pods +0 +listed every 10 s/);
  await screen.shows(/cannot watch resource\s+"pods"/);
  await createPod(cluster, { namespace, name: "late" });
  await screen.shows(/late +1\/1 +Running/);
});

/** A web server with a certificate of its own, which answers everything with a page. */
async function webServer(): Promise<Pick<KubeconfigContext, "server" | "caData">> {
  const certificate = selfSignedCertificate(["127.0.0.1"], Date.now());
  const server = createServer({ key: certificate.key, cert: certificate.cert }, (_, response) => {
    response.writeHead(200, { "content-type": "text/html" }).end("<html><h1>Sign in</h1></html>");
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { server: `https://127.0.0.1:${port}`, caData: Buffer.from(certificate.cert).toString("base64") };
}

const admin = () => cluster.context("stranger");

test.each<[string, () => Promise<KubeconfigContext>, string]>([
  [
    "a token nobody knows",
    async () => cluster.context("stranger", { token: "unheard-of" }),
    "the server does not accept user stranger (token): Unauthorized",
  ],
  [
    "a client certificate that has expired",
    async () => cluster.context("stranger", await cluster.certificateUser("late", { validFor: "-1h" })),
    "the client certificate of user stranger expired on",
  ],
  [
    "no credentials at all",
    async () => cluster.context("stranger", {}),
    'pods is forbidden: User "system:anonymous" cannot list resource "pods"',
  ],
  [
    "a web page",
    async () => ({ ...admin(), ...(await webServer()) }),
    "a web page answered, not a Kubernetes API server",
  ],
  [
    "another authority than the server's",
    async () => ({ ...admin(), caData: (await webServer()).caData ?? "" }),
    "is signed by an unknown authority",
  ],
  [
    "an address without TLS",
    async () => ({ ...admin(), server: cluster.details.server.replace("https:", "http:") }),
    "Client sent an HTTP request to an HTTPS server",
  ],
])("%s is met with one sentence, the next step, and what it was about", async (_, context, sentence) => {
  await using periplus = await openOnContexts(cluster, [await context()]);
  const { screen } = periplus;
  await screen.shows(/▸ Pods +not (connected|allowed)/);
  await screen.shows(sentence);
  await screen.shows(
    /^ {3}(choose|log in|have|check|set|begin) .*\n\s*\n {3}https?:\/\/127\.0\.0\.1:\d+, user/m,
  );
  expect(screen.text()).not.toContain("unheard-of");
  screen.press("?");
  await screen.shows("┌ help");
});
