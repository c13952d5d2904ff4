import { describe, expect, test } from "vitest";
import { at, LogStage } from "../../../test/support/log-stage.ts";
import { mainFile, spawnShell } from "../../../test/support/run-periplus.ts";
import type { Env } from "../../kube/kubeconfig/index.ts";

describe("whose logs", () => {
  test("are those of pods whose names match, in order of time", async () => {
    const stage = await LogStage.open();
    stage.pod("api-0").write(at(1, "one"), at(3, "three"));
    stage.pod("api-1").write(at(2, "two"), at(4, "four"));
    stage.pod("web-0").write(at(1, "not me"));
    expect(await stage.logs("api")).toEqual({
      code: 0,
      stdout: "api-0 app one\napi-1 app two\napi-0 app three\napi-1 app four\n",
      stderr: "",
    });
    expect((await stage.logs("^web|-1$", "--no-prefix")).stdout).toBe("not me\ntwo\nfour\n");
  });

  test("are those of several queries, each pod once", async () => {
    const stage = await LogStage.open();
    stage.pod("api-0").write("a");
    stage.pod("web-0").write("w");
    const { stdout } = await stage.logs("api", "pod/api-0", "web-0", "-o", "raw");
    expect(stdout.split("\n").sort()).toEqual(["", "a", "w"]);
  });

  test("are narrowed by labels, fields, nodes and names to leave out", async () => {
    const stage = await LogStage.open();
    const [one, two] = stage.demo.objects.list("nodes").map(({ metadata }) => metadata.name ?? "");
    stage.pod("api-0", { labels: { app: "api" }, node: one ?? "" }).write("zero");
    stage.pod("api-1", { labels: { app: "api" }, node: two ?? "" }).write("one");
    stage.pod("other", { labels: { app: "other" }, node: one ?? "" }).write("other");
    const raw = async (...args: string[]) =>
      (await stage.logs("-o", "raw", ...args)).stdout.trim().split("\n").sort();
    expect(await raw("-l", "app=api")).toEqual(["one", "zero"]);
    expect(await raw("--field-selector", "metadata.name=other")).toEqual(["other"]);
    expect(await raw("--node", one ?? "")).toEqual(["other", "zero"]);
    expect(await raw(".", "--node", one ?? "", "-l", "app!=api")).toEqual(["other"]);
    expect(await raw(".", "--exclude-pod", "api", "--exclude-pod", "^x")).toEqual(["other"]);
  });

  test("are those of several namespaces, which are said then", async () => {
    const stage = await LogStage.open();
    stage.pod("api-0").write(at(1, "here"));
    stage.pod("api-0", { namespace: "kube-public" }).write(at(2, "there"));
    const both = "default api-0 app here\nkube-public api-0 app there\n";
    expect((await stage.logs("api", "-n", "default,kube-public")).stdout).toBe(both);
    expect((await stage.logs("api", "-n", "default", "-n", "kube-public")).stdout).toBe(both);
    expect((await stage.logs("api-0", "-A")).stdout).toBe(both);
  });

  test("are those with a condition", async () => {
    const stage = await LogStage.open();
    stage.pod("api-0").write("ready");
    stage.pod("api-1").write("not ready");
    stage.demo.objects.patch("pods", "default/api-1", {
      status: { conditions: [{ type: "Ready", status: "False" }] },
    });
    expect((await stage.logs("api", "--condition", "READY", "-o", "raw")).stdout).toBe("ready\n");
    expect((await stage.logs("api", "--condition", "ready=false", "-o", "raw")).stdout).toBe("not ready\n");
  });
});

describe("which containers", () => {
  const containers = ["app", "proxy"];

  async function twoContainers() {
    const stage = await LogStage.open();
    const annotations = { "kubectl.kubernetes.io/default-container": "proxy" };
    stage.pod("api-0", { containers, annotations }).write(at(1, "of app"));
    stage.log("api-0", "proxy").write(at(2, "of proxy"));
    return stage;
  }

  test("all of them by default", async () => {
    const stage = await twoContainers();
    expect((await stage.logs("api")).stdout).toBe("api-0 app of app\napi-0 proxy of proxy\n");
  });

  test.each([
    [["-c", "pro"], "of proxy\n"],
    [["--container", "^app$"], "of app\n"],
    [["-E", "app", "-E", "^x"], "of proxy\n"],
    [["--all-containers=false"], "of proxy\n"],
    [["--all-containers=true", "-c", "app"], "of app\n"],
    [["--all-containers", "--init-containers", "--ephemeral-containers"], "of app\nof proxy\n"],
    [["--container-state", "waiting,terminated"], ""],
    [["--container-state", "running"], "of app\nof proxy\n"],
  ])("with %j", async (args, lines) => {
    const stage = await twoContainers();
    expect((await stage.logs("api", "-o", "raw", ...args)).stdout).toBe(lines);
  });

  test("those that only run before the others can be left out", async () => {
    const stage = await LogStage.open();
    stage.pod("api-0", { init: ["migrate"] }).write("of app");
    const { stderr } = await stage.run(["api"]);
    expect(stderr).toContain("+ api-0 › migrate\n");
    expect((await stage.run(["api", "--init-containers=false"])).stderr).not.toContain("migrate");
    expect((await stage.run(["api", "--no-init-containers"])).stderr).not.toContain("migrate");
  });
});

describe("from where to where", () => {
  async function fiveLines() {
    const stage = await LogStage.open();
    stage.clock.advance(60_000);
    stage.pod("api-0").write(at(10, "a"), at(20, "b"), at(20.5, "c"), at(30, "d"), at(40, "e"));
    // It is 14:01:15 now.
    return stage;
  }

  test.each<[readonly string[], string]>([
    [[], "abcde"],
    [["--tail", "2"], "de"],
    [["--tail", "0"], ""],
    [["--tail=-1"], "abcde"],
    [["--since", "45s"], "de"],
    [["--since", "0"], ""],
    [["--since-time", "2026-11-17T14:00:20Z"], "bcde"],
    [["--since-time", "2026-11-17T14:00:20.5Z"], "cde"],
    [["--since-time", "14:00:25", "--timezone", "UTC"], "de"],
    [["--until", "2026-11-17T14:00:20Z"], "ab"],
    [["--until", "45s"], "abcd"],
    [["--since", "55s", "--until", "40s"], "bcd"],
    [["--tail", "4", "--until", "2026-11-17T14:00:30Z"], "bcd"],
    // A letter and a line end each.
    [["--limit-bytes", "5"], "abc"],
  ])("%j", async (args, lines) => {
    const stage = await fiveLines();
    const { stdout, code } = await stage.logs("api", "-o", "raw", ...args);
    expect({ code, lines: stdout.replaceAll("\n", "") }).toEqual({ code: 0, lines });
  });

  test("the instance before the present one, and nothing of those that have none", async () => {
    const stage = await LogStage.open();
    stage.pod("api-0").write("before").restart({ exitCode: 3 });
    stage.clock.advance(15_000);
    stage.log("api-0").write("after");
    stage.pod("api-1").write("never restarted");
    expect(await stage.run(["api", "-p", "-o", "raw"])).toEqual({
      code: 0,
      stdout: "before\n",
      stderr: "+ api-0 › app\n- api-0 › app exited 3 (Error)\n",
    });
    expect((await stage.logs("api-0", "-o", "raw")).stdout).toBe("after\n");
  });
});

describe("more logs than there are streams to follow", () => {
  test("are in order of time all the same where they are read to their end", async () => {
    const stage = await LogStage.open();
    const count = 300;
    for (let number = 0; number < count; number += 1)
      stage.pod(`api-${number}`).write(at(count - number, "early"), at(2 * count - number, "late"));
    const { stdout, stderr } = await stage.logs("api");
    const numbers = Array.from({ length: count }, (_, index) => count - 1 - index);
    const inOrder = ["early", "late"].flatMap((text) => numbers.map((one) => `api-${one} app ${text}`));
    expect(stdout.trimEnd().split("\n")).toEqual(inOrder);
    expect(stderr).toBe("");
  });

  test("are not all read at once where each takes a connection of its own, which is said", async () => {
    const stage = await LogStage.open("admin", { tls: false, anonymous: "demo-admin" });
    for (let number = 0; number < 251; number += 1) stage.pod(`api-${number}`).write(at(1, "one"));
    const { stdout, stderr } = await stage.logs("api", "-o", "raw");
    expect(stdout).toBe("one\n".repeat(251));
    expect(stderr).toMatch(
      /^of 251 logs 250 are read at a time, and lines stand in order of time among those/,
    );
  });

  test("are in order only as far as they may be read together, which is said", async () => {
    const stage = await LogStage.open();
    stage.pod("api-0").write(at(1, "a"));
    stage.pod("api-1").write(at(2, "b"));
    stage.pod("api-2").write(at(3, "c"));
    const { stdout, stderr } = await stage.logs("api", "--max-log-requests", "2");
    expect(stdout.trimEnd().split("\n").sort()).toEqual(["api-0 app a", "api-1 app b", "api-2 app c"]);
    expect(stderr).toBe(
      "of 3 logs 2 are read at a time, and lines stand in order of time among those only: --max-log-requests 3 reads all at once\n",
    );
    expect((await stage.logs("api", "--max-log-requests", "2", "--order", "arrival")).stderr).toBe("");
  });
});

describe("how they are written", () => {
  test("into a pipe, as text without colours and controls", async () => {
    const stage = await LogStage.open();
    stage.pod("api-0").write("\x1b[31mred\x1b[0m 10%\r20%", Buffer.from([0x61, 0xff, 0x1b]));
    const { stdout } = await stage.logs("api");
    expect(stdout).toBe("api-0 app red 10%␍20%\napi-0 app a\ufffd␛\n");
  });

  test("on a terminal, in colours: a pod's, a match's, and the line's own", async () => {
    const stage = await LogStage.open();
    stage.pod("api-0").write("\x1b[31mred\x1b[2J error");
    const { stdout, stderr } = await stage.run(["api", "-H", "error"], { tty: true, env: { TERM: "xterm" } });
    const match = "(?:\\x1b\\[\\d+m)+error\\x1b\\[0m";
    expect(stdout).toMatch(
      new RegExp(
        `^\\x1b\\[32mapi-0\\x1b\\[0m \\x1b\\[32mapp\\x1b\\[0m \\x1b\\[31mred␛\\[2J ${match}\\x1b\\[31m\\x1b\\[0m\n$`,
      ),
    );
    expect(stderr).toBe("+ api-0 › app\n");
  });

  test.each([
    [["--color", "never"], {}],
    [[], { NO_COLOR: "1" }],
    [[], { TERM: "dumb" }],
  ])("on a terminal without colours: %j %j", async (args, env) => {
    const stage = await LogStage.open();
    stage.pod("api-0").write("\x1b[31mred\x1b[0m error");
    const { stdout } = await stage.run(["api", "-H", "error", ...args], { tty: true, env });
    expect(stdout).toBe("api-0 app red error\n");
  });

  test.each<[readonly string[], Env, boolean]>([
    [["--color=always"], {}, true],
    [["--color=always"], { NO_COLOR: "1" }, true],
    [[], { FORCE_COLOR: "1" }, true],
    [[], { FORCE_COLOR: "0" }, false],
    [[], { FORCE_COLOR: "1", NO_COLOR: "1" }, false],
    [["--color=never"], { FORCE_COLOR: "1" }, false],
  ])("into a pipe with %j and %j: colours are %s", async (args, env, isColored) => {
    const stage = await LogStage.open();
    stage.pod("api-0").write("red");
    const { stdout } = await stage.run(["api", ...args], { env });
    expect(stdout.includes("\x1b[32mapi-0\x1b[0m")).toBe(isColored);
  });

  test("where both are forced and not wanted, without a warning of Node's", async () => {
    const stage = await LogStage.open();
    stage.pod("api-0").write("red");
    const command = `FORCE_COLOR=1 NO_COLOR=1 ${process.execPath} ${mainFile} logs api --no-follow --only-log-lines`;
    expect(await spawnShell(command, { home: stage.home })).toEqual({
      code: 0,
      stdout: "api-0 app red\n",
      stderr: "",
    });
  });

  test("with times", async () => {
    const stage = await LogStage.open();
    stage.pod("api-0").write({ text: "a", time: "2026-11-17T13:00:00.000000001Z" });
    const times = async (...args: string[]) =>
      (await stage.logs("api", "--timezone", "Asia/Tokyo", ...args)).stdout;
    expect(await times("--timestamps")).toBe("api-0 app 2026-11-17T22:00:00.000000001+09:00 a\n");
    expect(await times("-t")).toBe("api-0 app 2026-11-17T22:00:00.000000001+09:00 a\n");
    expect(await times("--timestamps=short")).toBe("api-0 app 11-17 22:00:00 a\n");
  });

  test("as JSON, an object a line", async () => {
    const stage = await LogStage.open();
    const node = stage.demo.objects.list("nodes")[0]?.metadata.name ?? "";
    stage.pod("api-0", { node }).write({ text: 'say "a"\x1b', time: "2026-11-17T13:00:00.000000001Z" });
    const { stdout } = await stage.logs("api", "-o", "json");
    expect(JSON.parse(stdout)).toEqual({
      timestamp: "2026-11-17T13:00:00.000000001Z",
      context: "demo-prod",
      namespace: "default",
      pod: "api-0",
      container: "app",
      node,
      message: 'say "a"\x1b',
    });
  });

  test("byte for byte as raw output of a pipe, but for the line end that a last line lacks", async () => {
    const stage = await LogStage.open();
    stage.pod("api-0").write("windows\r", Buffer.from([0x1b, 0x5b, 0x48, 0x07, 0x09]));
    expect((await stage.logs("api", "-o", "raw")).stdout).toBe("windows\r\n\x1b[H\x07\t\n");
    expect((await stage.logs("api", "--no-prefix")).stdout).toBe("windows\n␛[H␇\t\n");
  });

  test("a line of 10 MB is whole", async () => {
    const stage = await LogStage.open();
    stage.pod("api-0").write("before", "x".repeat(10_000_000), "after");
    const { stdout } = await stage.logs("api", "-o", "raw");
    expect(stdout.length).toBe(10_000_000 + "before\n\nafter\n".length);
    expect(stdout.slice(0, 8)).toBe("before\nx");
    expect(stdout.slice(-8)).toBe("x\nafter\n");
  });
});

describe("only some lines", () => {
  test("those that match and are not left out", async () => {
    const stage = await LogStage.open();
    stage.pod("api-0").write("GET /", "GET /healthz", "(?i)ERROR", "other");
    const lines = async (...args: string[]) => (await stage.logs("api", "-o", "raw", ...args)).stdout;
    expect(await lines("-i", "GET", "-i", "(?i)error")).toBe("GET /\nGET /healthz\n(?i)ERROR\n");
    expect(await lines("-i", "GET", "-e", "healthz$")).toBe("GET /\n");
    expect(await lines("-e", "[A-Z]")).toBe("other\n");
  });
});
