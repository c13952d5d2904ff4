import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type DemoCluster, startDemo } from "../../src/demo/index.ts";
import { eventually } from "../support/eventually.ts";
import { type Answer, startHttp } from "../support/loopback.ts";
import { openPeriplus } from "../support/periplus.ts";
import {
  base64,
  choose,
  clusterAnswering,
  clusterEntry,
  type Parts,
  pluginUser,
  says,
  switchTo,
  twoContexts,
} from "../support/two-contexts.ts";

let demo: DemoCluster;

beforeAll(async () => {
  demo = await startDemo();
});

afterAll(() => demo.close());

const page: Answer = (_, response) =>
  response.setHeader("content-type", "text/html").end("<!doctype html><title>Log in</title>");
const notFound: Answer = (_, response) => response.writeHead(404).end();

type Fault = readonly [name: string, make: () => Parts | Promise<Parts>, says: readonly string[]];

const faults: readonly Fault[] = [
  [
    "a user that no file defines",
    () => ({ context: { user: "nobody" } }),
    [
      "context bad cannot be used: no file defines its user nobody",
      "correct the entry, or choose another context",
    ],
  ],
  [
    "a cluster that no file defines",
    () => ({ context: { cluster: "nowhere" } }),
    ["no file defines its cluster nowhere", "correct the entry, or choose another context"],
  ],
  [
    "a cluster without a server",
    () => ({ cluster: {} }),
    ["cluster bad: it has no server; set server to the address of the API server"],
  ],
  [
    "an authority that is no certificate",
    () => ({ cluster: { ...clusterEntry(demo), "certificate-authority-data": base64("nonsense") } }),
    ["certificate-authority-data of cluster bad holds no PEM certificate", "correct the entry in "],
  ],
  [
    "a server whose certificate has expired",
    () => clusterAnswering(page, "expired"),
    ["has expired have the server's certificate renewed, and check this machine's clock"],
  ],
  [
    "a server whose certificate is for another name",
    () => clusterAnswering(page, "wrong-name"),
    [
      "is not for localhost, but for api.example.com, *.internal.example.com, 10.0.0.1",
      "set tls-server-name of the cluster to one of these names, or correct the server address",
    ],
  ],
  [
    "a server that signed its certificate itself",
    () => ({ cluster: { server: demo.url } }),
    [
      "is signed by an unknown authority",
      "set certificate-authority-data of the cluster to the authority that signed it",
    ],
  ],
  [
    "a server that does not speak TLS",
    async () => ({ cluster: { server: (await startHttp(page)).url.replace("http:", "https:") } }),
    ["does not speak TLS check the port, and whether the server address should start with http://"],
  ],
  [
    "a token that is not known",
    () => ({ user: { token: "no-such-token" } }),
    [
      "the server does not accept user bad (token): Unauthorized",
      "log in again, or renew the credentials of this context's user",
    ],
  ],
  [
    "a token file that is not there",
    () => ({ user: { tokenFile: "/no/such/token" } }),
    ["the token file /no/such/token of user bad cannot be read (ENOENT)", "check tokenFile of the user in"],
  ],
  [
    "a client certificate that is none",
    () => ({
      user: { "client-certificate-data": base64("nonsense"), "client-key-data": base64("nonsense") },
    }),
    ["the client certificate of user bad cannot be used: the certificate is not PEM", "correct the user in"],
  ],
  [
    "a plugin that is not installed",
    () => ({ user: { exec: { ...pluginUser("").exec, command: "no-such-plugin" } } }),
    ["the exec plugin no-such-plugin is not installed", "install it, or put its folder into PATH"],
  ],
  [
    "a plugin that fails",
    () => ({ user: pluginUser("console.error('no session, run `corp login`'); process.exit(3)") }),
    [
      "failed with exit code 3: no session, run `corp login`",
      "run it in a terminal to see more, or log in again with its own tool",
    ],
  ],
  [
    "a plugin that prints rubbish",
    () => ({ user: pluginUser("console.log('Welcome!')") }),
    ["gave no usable answer: its output is no ExecCredential", "check command, args and apiVersion of exec"],
  ],
  [
    "a server that is down",
    () => ({ cluster: { server: "https://127.0.0.1:1" } }),
    [
      "127.0.0.1:1 refused the connection",
      "check that the API server runs and that the server address is right",
    ],
  ],
  [
    "a server that answers with a web page",
    () => clusterAnswering(page),
    [
      "a web page answered, not a Kubernetes API server",
      "check the server address, and whether a login page or proxy stands in between",
    ],
  ],
  [
    "a server that has nothing where Kubernetes has its API",
    () => clusterAnswering(notFound),
    [
      "is not a Kubernetes API server: it has neither /api nor /apis",
      "check the server address, and the path in it",
    ],
  ],
];

describe("a context with a fault says what and what to do, does not hold anybody, and works when mended:", () => {
  test.each(faults)("%s", async (_, make, sentences) => {
    const parts = await make();
    await using periplus = await openPeriplus({ kubeconfigText: twoContexts(demo, parts), columns: 80 });
    const { screen, home } = periplus;
    await screen.shows(/^ good .*live/);
    await switchTo(periplus, "bad");
    for (const sentence of sentences) await says(periplus, sentence);
    screen.press("-");
    await screen.shows(/^ good .*live/);

    await home.write(".kube/config", twoContexts(demo));
    screen.press("-");
    await screen.shows(/^ bad /);
    screen.press("R");
    await screen.shows(/^ bad .*live/);
    expect(periplus.errors).toEqual([]);
  });
});

test("while a plugin hangs the screen says what it waits for, and the plugin ends with the program", async () => {
  const parts = {
    user: pluginUser("require('fs').writeFileSync('pid', String(process.pid)); setInterval(() => {}, 1000)"),
  };
  const periplus = await openPeriplus({ kubeconfigText: twoContexts(demo, parts) });
  await switchTo(periplus, "bad");
  await says(periplus, `connecting to ${demo.url}, user bad (exec plugin node)`);
  await periplus.screen.shows(/connecting \d+\.\d s/);
  const pid = await eventually(async () => Number(await periplus.home.read("pid")) || expect.unreachable());
  periplus.screen.press("-");
  await periplus.screen.shows(/^ good .*live/);
  await periplus[Symbol.asyncDispose]();
  await expect.poll(() => isAlive(pid)).toBe(false);
});

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

test("a plugin that must ask gets the terminal by name, and when it was given up is asked again by R only", async () => {
  // What the user would answer comes in a file: the terminal of this test is in memory.
  const code = `const fs = require("fs");
    const timer = setInterval(() => {
      const answer = fs.existsSync("answer") ? fs.readFileSync("answer", "utf8") : "";
      if (answer === "") return;
      fs.rmSync("answer");
      if (answer === "no") process.exit(3);
      console.log(JSON.stringify({
        apiVersion: "client.authentication.k8s.io/v1", kind: "ExecCredential", status: { token: answer },
      }));
      clearInterval(timer);
    }, 5)`;
  const user = { exec: { ...pluginUser(code).exec, interactiveMode: "Always" } };
  await using periplus = await openPeriplus({ kubeconfigText: twoContexts(demo, { user }) });
  const { screen, home } = periplus;
  await screen.shows(/^ good .*live/);
  await choose(periplus, "bad");
  const asked = () =>
    says(periplus, `the exec plugin node has the terminal, to log in user bad of context bad at ${demo.url}`);
  await asked();
  await home.write("answer", "no");
  await says(periplus, "the exec plugin node failed with exit code 3");
  screen.press("R");
  await asked();
  await home.write("answer", "demo-admin");
  await screen.shows(/^ bad .*live/);
  expect(periplus.errors).toEqual([]);
});

test("what a plugin says while another context is shown names its context", async () => {
  const code = "console.error('open https://login.example.com'); setInterval(() => {}, 1000)";
  await using periplus = await openPeriplus({
    kubeconfigText: twoContexts(demo, { user: pluginUser(code) }),
  });
  const { screen } = periplus;
  await switchTo(periplus, "bad");
  screen.press("-");
  await screen.shows(/^ good .*live/);
  await screen.shows(/^ (bad: )?node: open https:\/\/login\.example\.com/m);
});

test("the context picker tells of each context what is wrong with it, and of the one under the cursor all", async () => {
  const parts = { context: { user: "nobody" } };
  await using periplus = await openPeriplus({ kubeconfigText: twoContexts(demo, parts), columns: 80 });
  const { screen } = periplus;
  await screen.shows(/^ good .*live/);
  screen.press("ctrl-x");
  await screen.shows(/bad +payments +context bad: no file defines its u/);
  await screen.shows(/● good .*kubectl's/);
  screen.press("down");
  await says(periplus, `no file defines its user nobody (${periplus.home.path}/.kube/config)`);
});

describe("a kubeconfig that changes while the program runs", () => {
  test("is followed, and what it lacks is told with the contexts still there", async () => {
    await using periplus = await openPeriplus({ kubeconfigText: twoContexts(demo) });
    const { screen, home } = periplus;
    await screen.shows(/^ good .*live/);
    await home.write(".kube/config", "contexts: [");
    await says(periplus, `${home.path}/.kube/config is not readable YAML at line 1`);
    await says(periplus, "correct line 1 of");
    await screen.shows(/^ good .*live/);
    await switchTo(periplus, "bad");
    await screen.shows(/^ bad .*live/);
  });

  test("heals a context that could not be opened, without a key", async () => {
    const parts = { context: { user: "nobody" } };
    await using periplus = await openPeriplus({ kubeconfigText: twoContexts(demo, parts) });
    await switchTo(periplus, "bad");
    await says(periplus, "no file defines its user nobody");
    await periplus.home.write(".kube/config", twoContexts(demo));
    await periplus.screen.shows(/^ bad .*live/);
  });

  test("may lose the context one is in, which goes on until the program ends", async () => {
    await using periplus = await openPeriplus({ kubeconfigText: twoContexts(demo) });
    const { screen, home } = periplus;
    await screen.shows(/^ good .*live/);
    await home.write(".kube/config", twoContexts(demo).replaceAll('"good"', '"other"'));
    screen.press("ctrl-x");
    await screen.shows(/good .*no longer in the kubeconfig/);
  });
});
