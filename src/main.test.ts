import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import { isAlive } from "../test/cluster/is-alive.ts";
import { eventually } from "../test/support/eventually.ts";
import { PtyTerminal } from "../test/support/pty.ts";
import { mainFile, spawnPeriplus, spawnShell } from "../test/support/run-periplus.ts";
import { type TempFolder, tempFolder } from "../test/support/temp-folder.ts";
import { pluginUser } from "../test/support/two-contexts.ts";
import { bundle } from "../test/tools/build.ts";
import { type DemoCluster, demoKubeconfig, startDemo } from "./demo/index.ts";

vi.setConfig({ testTimeout: 30_000 });

async function setUp(): Promise<{ demo: DemoCluster; home: TempFolder }> {
  const demo = await startDemo({ warmUp: 0 });
  onTestFinished(() => demo.close());
  const home = await tempFolder();
  await home.write(".kube/config", JSON.stringify(demo.kubeconfig()));
  return { demo, home };
}

describe("without a terminal", () => {
  test("the first view is printed once, as plain text", async () => {
    const { home } = await setUp();
    const { code, stdout, stderr } = await spawnPeriplus([], { home });
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(/^ demo-prod +▸ payments ▸ Pods .* live\n {3}NAME ▴ +READY /);
    expect(stdout).toMatch(/\n {3}api-[a-z0-9]+-[a-z0-9]{5} +\d\/\d +/);
    expect(stdout).not.toMatch(/[\x1b▌]/);
  });

  test.each([
    [["-n", "ledger", "sts"], /^ demo-prod +▸ ledger ▸ StatefulSets/],
    [["-A", "nodes"], /^ demo-prod +▸ Nodes/],
    [["--context", "demo-prod-viewer", "svc"], /^ demo-prod-viewer +▸ payments ▸ Services/],
    [["demo-prod/*/pods?filter=kube-proxy"], /^ demo-prod +▸ all namespaces ▸ Pods[\s\S]*kube-proxy/],
    [["deploy/api"], /^ demo-prod +▸ payments ▸ Deployments +1 of \d+ .*\n.*\n.{3}api [^\n]*\n$/],
    [
      ["deploy/api?view=yaml"],
      /^ demo-prod +▸ payments ▸ Deployments ▸ api ▸ YAML[\s\S]*\n.{3}kind: Deployment\n/,
    ],
    [["nodes/node-a1?view=yaml"], /^ demo-prod +▸ Nodes ▸ node-a1 ▸ YAML[\s\S]*\n.{3}kind: Node\n/],
    [["--read-only"], /read-only/],
  ])("%j begins elsewhere", async (args, text) => {
    const { home } = await setUp();
    const { code, stdout } = await spawnPeriplus(args, { home });
    expect(code).toBe(0);
    expect(stdout).toMatch(text);
  });

  test("no kubeconfig at all is said, and the demo cluster shown", async () => {
    const home = await tempFolder();
    const { code, stdout, stderr } = await spawnPeriplus([], { home });
    expect(code).toBe(0);
    expect(stderr).toBe(
      `no kubeconfig, so this is the demo cluster (looked for ${join(home.path, ".kube/config")})\n`,
    );
    expect(stdout).toMatch(/^ demo-prod /);
  });

  test("a server that is down ends it with 1 and its name", async () => {
    const { demo, home } = await setUp();
    await demo.stop();
    const { code, stdout, stderr } = await spawnPeriplus([], { home });
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toMatch(/^periplus: 127\.0\.0\.1:\d+ refused the connection\n {2}\S/);
  });

  test.each([
    [
      "a context there is not",
      ["--context", "demo-prd"],
      1,
      "there is no context demo-prd",
      "did you mean demo-prod",
    ],
    [
      "a kubeconfig there is not",
      ["--kubeconfig", "/none"],
      1,
      "the kubeconfig /none does not exist",
      "check the path",
    ],
    ["a kind there is not", ["podz"], 1, "demo-prod has no kind called podz", "did you mean"],
    ["a kind like none", ["xyzzyxyzzy"], 1, "no kind called xyzzyxyzzy", "write its plural, its short name"],
    [
      "a namespace there is not",
      ["paymets/pods"],
      1,
      "demo-prod has no namespace paymets",
      "did you mean payments",
    ],
    ["an object there is not", ["deploy/aip"], 1, "No deployment called aip in payments", "did you mean api"],
    [
      "what only begins the names of objects",
      ["pods/api"],
      1,
      "No pod called api in payments",
      "did you mean api-",
    ],
    [
      "an object where there are none",
      ["-n", "default", "deploy/api"],
      1,
      "No deployments in default",
      "-A in all of them",
    ],
    [
      "a token that is not known",
      ["--context", "stranger"],
      1,
      "the server does not accept user stranger (token)",
      "log in again",
    ],
    [
      "a path that leads to no API",
      ["--context", "astray"],
      1,
      "/nothing/here is not a Kubernetes API server",
      "check the server address, and the path in it",
    ],
    ["a wrong option", ["--contxt"], 2, 'unknown option "--contxt"', "did you mean --context"],
    ["a command there is not", ["gett", "pods"], 2, "there is no command gett", "did you mean periplus get"],
    ["no place", ["a//b"], 2, '"a//b" is no place', "write a kind"],
    ["no theme", ["--theme", "drk"], 2, "there is no theme drk", "choose one of"],
    ["no number", ["--demo-pods", "many"], 2, "--demo-pods", "periplus --help"],
  ])("%s is told with the next step", async (_, args, code, message, next) => {
    const { demo, home } = await setUp();
    const astray = { ...demo, name: "astray", url: `${demo.url}/nothing/here` };
    const contexts = [
      { name: demo.name, cluster: demo, token: "demo-admin", namespace: "payments" },
      { name: "stranger", cluster: demo, token: "no-such-token" },
      { name: "astray", cluster: astray, token: "demo-admin" },
    ];
    await home.write(".kube/config", JSON.stringify(demoKubeconfig(contexts)));
    const ran = await spawnPeriplus(args, { home });
    expect(ran).toMatchObject({ code, stdout: "" });
    const [first, second] = ran.stderr.split("\n");
    expect(first).toContain(message);
    expect(second).toContain(next);
  });

  test("an object there is not is told without waiting for what does not matter", async () => {
    const { demo, home } = await setUp();
    demo.faults.add({ resource: "namespaces" }, { do: "stall" });
    const { code, stderr } = await spawnPeriplus(["deploy/aip"], { home });
    expect(code).toBe(1);
    expect(stderr).toMatch(/^periplus: No deployment called aip in payments\n/);
  });

  test("a broken kubeconfig is told with its line", async () => {
    const home = await tempFolder();
    await home.write(".kube/config", "apiVersion: v1\ncontexts: [\n");
    const { code, stderr } = await spawnPeriplus([], { home });
    expect(code).toBe(1);
    expect(stderr).toMatch(/^periplus: .*\.kube\/config is not readable YAML at line \d/);
  });

  test("a reader that has seen enough is no fault", async () => {
    const { home } = await setUp();
    const command = `"$NODE" "$MAIN" pods -A | head -1; echo "codes \${PIPESTATUS[@]}"`;
    const env = { NODE: process.execPath, MAIN: mainFile };
    const { stdout, stderr } = await spawnShell(command, { home, env });
    expect(stdout).toMatch(/^ demo-prod .*\ncodes 0 0\n$/);
    expect(stderr).toBe("");
  });

  test("what is said beside the output may go where nobody hears it", async () => {
    const { home } = await setUp();
    const lines = `"$NODE" "$MAIN" logs . -n payments --no-follow --tail 1 2> >(exec true)`;
    const env = { NODE: process.execPath, MAIN: mainFile };
    const { stdout } = await spawnShell(`${lines} | wc -l; echo "codes \${PIPESTATUS[@]}"`, { home, env });
    expect(stdout).toMatch(/^ *[1-9]\d*\ncodes 0 0\n$/);
  });

  test.skipIf(!existsSync("/dev/full")).each(["pods", "get pods", "get pods -o json", "ctx", "--help"])(
    "a disk that is full is said: %s",
    async (args) => {
      const { home } = await setUp();
      const env = { NODE: process.execPath, MAIN: mainFile };
      const ran = await spawnShell(`"$NODE" "$MAIN" ${args} > /dev/full`, { home, env });
      const stderr =
        "periplus: standard output cannot be written (ENOSPC)\n  make room, or write elsewhere\n";
      expect(ran).toMatchObject({ code: 1, stderr });
    },
  );

  test.each([[["get", "pods"]], [["ns"]], [["pods"]]])(
    "whoever interrupts %j ends the plugin, too",
    async (args) => {
      const { demo, home } = await setUp();
      const plugin = pluginUser(
        "require('fs').writeFileSync('pid', String(process.pid)); setInterval(() => {}, 1000)",
      );
      const users = [{ name: demo.name, user: plugin }];
      await home.write(".kube/config", JSON.stringify({ ...demo.kubeconfig(), users }));
      const env = { HOME: home.path };
      const child = spawn(process.execPath, [mainFile, ...args], { env, cwd: home.path, stdio: "ignore" });
      const pid = await eventually(async () => Number(await home.read("pid")) || expect.unreachable());
      child.kill("SIGINT");
      const [code] = await once(child, "exit");
      expect(code).toBe(130);
      await expect.poll(() => isAlive(pid)).toBe(false);
    },
  );

  test("version and help go to standard output", async () => {
    const home = await tempFolder();
    expect(await spawnPeriplus(["--version"], { home })).toMatchObject({ code: 0, stderr: "" });
    const { code, stdout } = await spawnPeriplus(["--help"], { home });
    expect(code).toBe(0);
    for (const word of ["ctx", "ns", "get", "config", "--context", "--demo"]) expect(stdout).toContain(word);
  });

  test("what nobody foresaw is logged, and told with the log's place", async () => {
    const { home } = await setUp();
    const fault = "data:text/javascript,setTimeout(() => { throw new Error('boom') }, 1)";
    const env = { NODE_OPTIONS: `--import "${fault}"` };
    const { code, stderr } = await spawnPeriplus([], { home, env });
    const log = join(home.path, ".local/state/periplus/log");
    expect(code).toBe(1);
    expect(stderr).toBe(`periplus: a fault of its own ended it: Error: boom\n  ${log} says more\n`);
    expect(await home.read(".local/state/periplus/log")).toMatch(/^\S+ Error: boom\n {4}at /);
  });
});

describe("in a terminal", () => {
  const outdir = mkdtempSync(join(tmpdir(), "periplus-main-"));
  const open: PtyTerminal[] = [];

  beforeAll(async () => {
    await bundle({ entries: { main: mainFile }, outdir });
  }, 60_000);
  afterEach(() => {
    for (const terminal of open.splice(0)) terminal.kill();
  });
  afterAll(() => rmSync(outdir, { recursive: true, force: true }));

  test("one that cannot draw is told why, and gets the first view in its own width", async () => {
    const { home } = await setUp();
    const size = { columns: 60, rows: 40 };
    const env = { HOME: home.path, TERM: "dumb" };
    const terminal = new PtyTerminal(process.execPath, [join(outdir, "main.js")], env, size);
    open.push(terminal);
    expect(await terminal.exited).toBe(0);
    await terminal.parsed();
    const [reason, more, ...view] = terminal.lines();
    expect(`${reason}${more}`).toBe(
      "The terminal calls itself dumb (TERM=dumb): it cannot place text on a screen. This is the first view as text.",
    );
    expect(view[0]).toMatch(/^ demo-prod +▸ payments ▸ Pods .* live$/);
    expect(view[0]?.length).toBe(59);
    expect(view[1]).toMatch(/^ {3}NAME ▴ +READY {2}STATUS /);
    expect(view[2]).toMatch(/^ {3}api-\S+ +\d\/\d /);
  });

  function started(home: TempFolder, ...args: readonly string[]): PtyTerminal {
    const program = [join(outdir, "main.js"), ...args];
    const terminal = new PtyTerminal(
      process.execPath,
      program,
      { HOME: home.path },
      { columns: 100, rows: 20 },
    );
    open.push(terminal);
    return terminal;
  }

  test("the kubeconfig's context opens, and q gives the terminal back", async () => {
    const { home } = await setUp();
    const terminal = started(home);
    await terminal.shows(/ demo-prod +▸ payments ▸ Pods .* live/);
    terminal.press("q");
    expect(await terminal.exited).toBe(0);
    expect(terminal.isAlternate).toBe(false);
  });

  test("what was looked at last is opened the next time", async () => {
    const { home } = await setUp();
    const first = started(home);
    await first.shows("live");
    first.press("0");
    await first.shows("all namespaces");
    first.press("q");
    await first.exited;
    await started(home).shows(/ demo-prod +▸ all namespaces ▸ Pods/);
  });

  test("no kubeconfig at all is said, and the demo cluster shown", async () => {
    const terminal = started(await tempFolder());
    await terminal.shows("no kubeconfig, so this is the demo cluster");
    await terminal.shows(/ demo-prod +▸ payments ▸ Pods .* live/);
  });

  test("a context that cannot be used is said where its rows would be, and others can be chosen", async () => {
    const { demo, home } = await setUp();
    await home.write(".kube/config", JSON.stringify({ ...demo.kubeconfig(), "current-context": "gone" }));
    const terminal = started(home);
    await terminal.shows("gone");
    terminal.press("ctrl-x");
    await terminal.shows("demo-prod-viewer");
  });
});
