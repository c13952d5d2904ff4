import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type DemoCluster, startDemo } from "../../src/demo/index.ts";
import { eventually } from "../support/eventually.ts";
import { secret } from "../support/kept-secrets.ts";
import { openPeriplus } from "../support/periplus.ts";
import { spawnPeriplus } from "../support/run-periplus.ts";
import { tempFolder } from "../support/temp-folder.ts";
import {
  base64,
  clusterAnswering,
  clusterEntry,
  pluginUser,
  says,
  switchTo,
  twoContexts,
} from "../support/two-contexts.ts";

let demo: DemoCluster;

beforeAll(async () => {
  demo = await startDemo({
    tokens: { [secret("known-token")]: { name: "admin", uid: "1", groups: ["system:masters"] } },
  });
});

afterAll(() => demo.close());

/** Every file below a folder, with its path in it. */
async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

const key = `-----BEGIN PRIVATE KEY-----\n${secret("key")}\n-----END PRIVATE KEY-----\n`;
const certificate = `-----BEGIN CERTIFICATE-----\n${secret("certificate")}\n-----END CERTIFICATE-----\n`;

/** A user for each way to prove who one is, each with a secret, and most of them refused. */
const users: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  good: { token: secret("known-token") },
  "wrong-token": { token: secret("wrong-token") },
  basic: { username: "alice", password: secret("password") },
  certificate: { "client-certificate-data": base64(certificate), "client-key-data": base64(key) },
  "plugin-rubbish": pluginUser(`console.log('{"token": "${secret("on-stdout")}"')`),
  "plugin-failing": {
    exec: {
      ...pluginUser("console.error('request failed with token=' + process.env.CORP_TOKEN); process.exit(1)")
        .exec,
      env: [{ name: "CORP_TOKEN", value: secret("in-env") }],
    },
  },
  "plugin-wrong": pluginUser(
    `console.log(JSON.stringify({ apiVersion: "client.authentication.k8s.io/v1", kind: "ExecCredential", status: { token: "${secret("from-plugin")}" } }))`,
  ),
  provider: {
    "auth-provider": {
      name: "oidc",
      config: { "client-secret": secret("client"), "refresh-token": secret("refresh") },
    },
  },
};

function kubeconfigText(): string {
  const { server } = clusterEntry(demo) as { server: string };
  const clusters: Readonly<Record<string, object>> = {
    demo: clusterEntry(demo),
    "with-password": { ...clusterEntry(demo), server: server.replace("//", `//alice:${secret("in-url")}@`) },
    "behind-proxy": { ...clusterEntry(demo), "proxy-url": `http://alice:${secret("in-proxy")}@127.0.0.1:1` },
  };
  const contexts = [
    ...Object.keys(users).map((user) => ({
      name: user,
      context: { cluster: "demo", user, namespace: "payments" },
    })),
    ...Object.keys(clusters).map((cluster) => ({
      name: `at-${cluster}`,
      context: { cluster, user: "good", namespace: "payments" },
    })),
  ];
  return JSON.stringify({
    apiVersion: "v1",
    kind: "Config",
    "current-context": "good",
    clusters: Object.entries(clusters).map(([name, cluster]) => ({ name, cluster })),
    users: Object.entries(users).map(([name, user]) => ({ name, user })),
    contexts,
  });
}

/** A text, and what it looks like in base64. */
function mayNotHold(text: string, where: string): void {
  expect(text.includes(secret("")), where).toBe(false);
  expect(text.includes(base64(secret("")).slice(0, 8)), `${where}, in base64`).toBe(false);
  expect(text.includes("PRIVATE KEY"), where).toBe(false);
}

test("no secret of a kubeconfig or a plugin gets to the screen or into a file, whatever fails", async () => {
  const written: Buffer[] = [];
  const periplus = await openPeriplus({
    kubeconfigText: kubeconfigText(),
    onWritten: (bytes) => written.push(Buffer.from(bytes)),
  });
  const { screen, app, home } = periplus;
  await screen.shows(/^ good .*live/);
  for (const { name } of app.options.contexts.list().slice(1)) {
    await switchTo(periplus, name);
    await screen.shows(/live|not connected|not allowed|cannot be used/);
    screen.press("R");
    screen.press("ctrl-x");
    await screen.shows("┌ context");
    for (let line = 0; line < 12; line += 1) screen.press("down");
    await periplus.drawn();
    screen.press("esc");
  }
  screen.type(":at-");
  await screen.shows("at-with-password");
  screen.press("esc");
  await periplus[Symbol.asyncDispose]();
  mayNotHold(Buffer.concat(written).toString(), "the screen");
  expect(periplus.errors).toEqual([]);
  for (const file of await filesBelow(home.path)) {
    if (!file.endsWith(join(".kube", "config"))) mayNotHold(await readFile(file, "utf8"), file);
  }
});

test("files of our own may only be read by their owner", async () => {
  await using periplus = await openPeriplus({ kubeconfigText: kubeconfigText() });
  const { screen, home } = periplus;
  await screen.shows(/^ good .*live/);
  await switchTo(periplus, "plugin-failing");
  await screen.shows("failed with exit code 1");
  screen.press("ctrl-x");
  screen.type("good");
  screen.press("D");
  // A file that is being written has another name for a moment.
  await eventually(async () => {
    const own = (await filesBelow(home.path)).filter((file) => file.includes("periplus/"));
    for (const name of ["memory.json", "log", "discovery"]) expect(own.join()).toContain(name);
    for (const file of own) expect(((await stat(file)).mode & 0o777).toString(8), file).toBe("600");
  });
});

describe("the values of a Secret", () => {
  const value = secret("value");

  test("are masked in YAML until they are asked for, wherever the object repeats them", async () => {
    const applied = JSON.stringify({ apiVersion: "v1", kind: "Secret", data: { password: base64(value) } });
    demo.objects.create({
      apiVersion: "v1",
      kind: "Secret",
      metadata: {
        name: "aaa-applied",
        namespace: "payments",
        annotations: { "kubectl.kubernetes.io/last-applied-configuration": applied },
      },
      data: { password: base64(value) },
    });
    const written: Buffer[] = [];
    await using periplus = await openPeriplus({
      kubeconfigText: kubeconfigText(),
      onWritten: (bytes) => written.push(Buffer.from(bytes)),
    });
    const { screen } = periplus;
    await screen.shows(/^ good .*live/);
    screen.type(":secrets");
    screen.press("enter");
    await screen.shows("aaa-applied");
    screen.press("y");
    await screen.shows("password: ••••••••");
    screen.press("right", "right", "right", "c");
    await screen.shows("copied");
    mayNotHold(Buffer.concat(written).toString(), "the screen and the clipboard");
    screen.press("left", "left", "left", "x");
    await screen.shows(base64(value));
  });
});

test("an answer that repeats our token is shown without it", async () => {
  const parts = await clusterAnswering((request, response) =>
    response.writeHead(502).end(`cannot pass on Authorization: ${request.headers.authorization}`),
  );
  const user = { token: secret("known-token") };
  const written: Buffer[] = [];
  await using periplus = await openPeriplus({
    kubeconfigText: twoContexts(demo, { ...parts, user }),
    onWritten: (bytes) => written.push(Buffer.from(bytes)),
  });
  await switchTo(periplus, "bad");
  await says(periplus, "cannot pass on Authorization: Bearer [hidden]");
  mayNotHold(Buffer.concat(written).toString(), "the screen");
});

test("the report of a crash holds no token, and only its owner may read it", async () => {
  const home = await tempFolder();
  await home.write(".kube/config", kubeconfigText());
  const words = `request failed, Authorization: Bearer ${secret("crash-token")}`;
  const fault = `data:text/javascript,setTimeout(() => { throw new Error('${words}') }, 1)`;
  const ran = await spawnPeriplus([], { home, env: { NODE_OPTIONS: `--import "${fault}"` } });
  expect(ran.stderr).toContain("request failed");
  mayNotHold(ran.stdout + ran.stderr, "what it said");
  const log = join(home.path, ".local/state/periplus/log");
  expect(await readFile(log, "utf8")).toContain("request failed");
  mayNotHold(await readFile(log, "utf8"), "the log");
  expect(((await stat(log)).mode & 0o777).toString(8)).toBe("600");
});
