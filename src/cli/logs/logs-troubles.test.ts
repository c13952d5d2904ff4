import { Writable } from "node:stream";
import { describe, expect, test } from "vitest";
import { eventually } from "../../../test/support/eventually.ts";
import { at, LogStage } from "../../../test/support/log-stage.ts";
import { mainFile, spawnShell } from "../../../test/support/run-periplus.ts";
import { statusFault } from "../../demo/index.ts";

/** One home with the contexts of two clusters, the first of which is current. */
async function twoClusters() {
  const one = await LogStage.open();
  const two = await LogStage.open("admin", { name: "demo-other" });
  const [a, b] = [one.demo.kubeconfig(), two.demo.kubeconfig()];
  await one.home.write(
    ".kube/config",
    JSON.stringify({
      ...a,
      clusters: [...a.clusters, ...b.clusters],
      contexts: [...a.contexts, ...b.contexts],
      users: [...a.users, ...b.users.filter(({ name }) => !a.users.some((user) => user.name === name))],
    }),
  );
  return { one, two };
}

describe("several contexts", () => {
  test.each([
    ["with commas", ["--context", "demo-prod,demo-other"]],
    ["one by one", ["--context", "demo-prod", "--context=demo-other"]],
  ])("are one stream, in order of time: %s", async (_, args) => {
    const { one, two } = await twoClusters();
    one.pod("api-0").write(at(1, "one"), at(3, "three"));
    two.pod("api-0").write(at(2, "two"));
    expect((await one.logs("api", ...args)).stdout).toBe(
      "demo-prod api-0 app one\ndemo-other api-0 app two\ndemo-prod api-0 app three\n",
    );
  });

  test("go on without the one that is away, which is said", async () => {
    const { one, two } = await twoClusters();
    one.pod("api-0").write("here");
    await two.demo.stop();
    const { code, stdout, stderr } = await one.logs("api", "--context", "demo-prod,demo-other");
    expect({ code, stdout }).toEqual({ code: 1, stdout: "demo-prod api-0 app here\n" });
    expect(stderr).toMatch(/^periplus: demo-other: .*127\.0\.0\.1/);
    expect(stderr.match(/^periplus:/gm)).toHaveLength(1);
  });

  test("must be there", async () => {
    const { one } = await twoClusters();
    const { code, stderr } = await one.logs("api", "--context", "demo-prod,demo-othre");
    expect(code).toBe(1);
    expect(stderr).toContain("demo-othre");
    expect(stderr).toContain("demo-other");
  });
});

describe("a namespace that there is not", () => {
  test("is named with those that look like it, and the others are read", async () => {
    const stage = await LogStage.open();
    stage.pod("api-0").write("here");
    expect(await stage.logs("api", "-n", "defualt,default")).toEqual({
      code: 1,
      stdout: "default api-0 app here\n",
      stderr: "periplus: there is no namespace defualt in demo-prod\n  did you mean default\n",
    });
  });

  test("does not keep what is not in the others from being told", async () => {
    const stage = await LogStage.open();
    stage.pod("api-0").write("here");
    const { code, stderr } = await stage.logs("apu", "-n", "defualt,default");
    expect(code).toBe(1);
    expect(stderr).toMatch(/^periplus: there is no namespace defualt in demo-prod\n.*did you mean default$/m);
    expect(stderr).toMatch(/^periplus: no pod in default matches "apu"\n.*did you mean .*api/m);
  });

  test("is waited for where logs are followed", async () => {
    const stage = await LogStage.open();
    stage.pod("api-0").write("here");
    const run = stage.follow(["api", "-n", "defualt,default"]);
    await eventually(() => expect(run.stdout).toBe("default api-0 app here\n"));
    expect(run.stderr).toContain("there is no namespace defualt in demo-prod; waiting");
  });
});

describe("rights that are missing", () => {
  test("to the logs of a namespace are said once, and the rest is read", async () => {
    const stage = await LogStage.open();
    stage.pod("api-0").write("here");
    for (const name of ["api-1", "api-2"]) stage.pod(name, { namespace: "kube-public" }).write("there");
    stage.demo.faults.add(
      { path: /kube-public\/pods\/.*\/log/ },
      statusFault(403, "Forbidden", 'pods "x" is forbidden: no pods/log for you'),
    );
    const { code, stdout, stderr } = await stage.logs("^api-", "-A");
    expect({ code, stdout }).toEqual({ code: 1, stdout: "default api-0 app here\n" });
    expect(stderr).toBe(
      'periplus: the logs in kube-public may not be read: pods "x" is forbidden: no pods/log for you\n',
    );
  });

  test("to all logs end also what would go on", async () => {
    const stage = await LogStage.open();
    stage.pod("api-0").write("here");
    stage.demo.faults.add({ path: /\/log/ }, statusFault(403, "Forbidden", "no pods/log for you"));
    const run = stage.follow(["api", "--only-log-lines"]);
    expect(await run.ended).toEqual({
      code: 1,
      stdout: "",
      stderr: "periplus: the logs in default may not be read: no pods/log for you\n",
    });
  });

  test("to the pods of a namespace are said, and the others are read", async () => {
    const stage = await LogStage.open("viewer");
    stage.pod("api-0").write("here");
    const { code, stdout, stderr } = await stage.logs("api", "-n", "default,kube-public");
    expect({ code, stdout }).toEqual({ code: 1, stdout: "default api-0 app here\n" });
    expect(stderr).toContain('cannot list resource "pods"');
    expect(stderr).toContain('"kube-public"');
  });

  test("to list pods do not keep one from being read by its name", async () => {
    const stage = await LogStage.open();
    const log = stage.pod("api-0").write("here");
    const denied = statusFault(403, "Forbidden", "you may not list pods");
    stage.demo.faults.add({ path: /^\/api\/v1\/namespaces\/default\/pods$/ }, denied);
    expect(await stage.logs("pod/api-0", "-o", "raw")).toEqual({ code: 0, stdout: "here\n", stderr: "" });
    const run = stage.follow(["pod/api-0", "-o", "raw"]);
    await eventually(() => expect(run.stdout).toBe("here\n"));
    log.write("and now");
    await eventually(() => expect(run.stdout).toBe("here\nand now\n"));
    expect(await stage.logs("pod/api-1")).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("there is no pod api-1 in default"),
    });
  });

  test("to all namespaces leave those of the kubeconfig", async () => {
    const stage = await LogStage.open("viewer");
    stage.pod("api-0").write("here");
    const { code, stdout, stderr } = await stage.run(["api", "-A"]);
    expect({ code, stdout }).toEqual({ code: 0, stdout: "default api-0 app here\n" });
    expect(stderr).toContain("; looking in default\n");
  });

  test("to any pods at all end it", async () => {
    const stage = await LogStage.open("viewer");
    const run = stage.follow(["api", "-n", "kube-system"]);
    const { code, stderr } = await run.ended;
    expect(code).toBe(1);
    expect(stderr).toContain('cannot list resource "pods"');
  });
});

describe("what is not there", () => {
  test.each<[readonly string[], string]>([
    [["apj"], 'no pod in default matches "apj"\n  did you mean api'],
    [
      ["^dnsm"],
      'no pod in default matches "^dnsm"\n  1 pod in kube-system would: add -n kube-system, or -A for all',
    ],
    [
      ["x", "-l", "app=none"],
      "there are no pods in default with app=none\n  periplus get pods -n default lists those there are",
    ],
    [
      ["api", "-n", "kube-pubic"],
      "there is no namespace kube-pubic in demo-prod\n  did you mean kube-public",
    ],
    [
      ["deploy/apj"],
      "there is no deployment apj in default\n  periplus get deploy -n default lists those there are",
    ],
    [["pod/api-01"], "there is no pod api-01 in default\n  did you mean api-0"],
    [["node/nope"], "there is no node nope in demo-prod\n  periplus get node lists those there are"],
    [["deplyo/api"], "demo-prod has no kind called deplyo\n  did you mean deploy"],
    [
      ["api", "-c", "nope"],
      'no container of the pod found matches --container "nope"\n  there are app, proxy',
    ],
    [["api", "-p"], "no container of the pod found was started again\n  leave --previous out"],
    [
      ["api", "--condition", "foo"],
      "all pods in default that would be read are left out\n  --condition or --exclude-pod leaves out api-0",
    ],
    [
      ["pod/api-0", "--condition", "foo"],
      "all pods in default that would be read are left out\n  --condition or --exclude-pod leaves out api-0",
    ],
    [
      ["-l", "!app", "--exclude-pod", "."],
      "all pods in default with !app that would be read are left out\n  --condition or --exclude-pod leaves out api-0",
    ],
    [["svc/empty"], "svc/empty in default has no pods\n  they may come, or may have been there before"],
  ])("%j: %s", async (args, words) => {
    const stage = await LogStage.open();
    stage.pod("api-0", { containers: ["app", "proxy"] });
    stage.pod("dnsmasq-0", { namespace: "kube-system" });
    stage.demo.objects.create({
      apiVersion: "v1",
      kind: "Service",
      metadata: { name: "empty", namespace: "default" },
      spec: { selector: { app: "nobody" }, ports: [{ port: 80 }] },
    });
    expect(await stage.logs(...args)).toEqual({ code: 1, stdout: "", stderr: `periplus: ${words}\n` });
  });

  test("and is a container's name, as kubectl takes it behind the pod's", async () => {
    const stage = await LogStage.open();
    stage.pod("api-0", { containers: ["app", "proxy"] }).write("here");
    const { stderr } = await stage.logs("api-0", "proxy");
    expect(stderr).toBe(
      'periplus: no pod in default matches "proxy"\n  it is a container of pods that are found: write -c proxy\n',
    );
  });

  test("is said beside what is there", async () => {
    const stage = await LogStage.open();
    stage.pod("api-0").write("here");
    expect(await stage.logs("api", "webb")).toMatchObject({ code: 1, stdout: "api-0 app here\n" });
  });
});

describe("outputs that fail", () => {
  const failing = (code: string, after: number) => {
    let left = after;
    return new Writable({
      write(chunk: Buffer, _encoding, done) {
        left -= chunk.length;
        done(left < 0 ? Object.assign(new Error(`write ${code}`), { code }) : null);
      },
    }) as Writable as NodeJS.WriteStream;
  };

  test("because their reader has seen enough end it without a word", async () => {
    const stage = await LogStage.open();
    const log = stage.pod("api-0").write("one");
    const run = stage.follow(["api", "--only-log-lines"], { stdout: failing("EPIPE", 20) });
    await eventually(() => expect(stage.demo.requests.list({ path: /\/log/ }).length).toBeGreaterThan(1));
    log.write("two");
    expect(await run.ended).toEqual({ code: 0, stdout: "", stderr: "" });
  });

  test("because a disk is full say so, and how far it went", async () => {
    const stage = await LogStage.open();
    stage.pod("api-0").write(at(1, "one"), at(2, "two"));
    const { code, stderr } = await stage.run(["api", "--only-log-lines"], { stdout: failing("ENOSPC", 0) });
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr:
        "periplus: no space is left on the device: 0 lines are written, and nothing after them\n" +
        "  make room and try again\n",
    });
  });

  test("because a disk is full say so from a process of its own too", async () => {
    const stage = await LogStage.open();
    stage.pod("api-0").write(at(1, "one"));
    const { code, stderr } = await spawnShell(
      `${process.execPath} ${mainFile} logs api --no-follow --only-log-lines > /dev/full`,
      { home: stage.home },
    );
    expect(code).toBe(1);
    expect(stderr).toContain("periplus: no space is left on the device: 0 lines are written");
  });

  test("because head has seen enough end a process quietly", async () => {
    const stage = await LogStage.open();
    stage.pod("api-0").write(...Array.from({ length: 1000 }, (_, line) => at(line, `line ${line}`)));
    const { code, stdout, stderr } = await spawnShell(
      `${process.execPath} ${mainFile} logs api --no-follow --only-log-lines -o raw | head -2`,
      { home: stage.home },
    );
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: "line 0\nline 1\n", stderr: "" });
  });
});

describe("wrong usage", () => {
  test.each([
    [
      ["api("],
      'periplus: the name "api(" is not a regular expression: unterminated group at character 4, "("',
    ],
    [["api", "--tail"], 'periplus: option "--tail <lines>" argument missing'],
    [["api", "--tial", "5"], 'periplus: unknown option "--tial"'],
    [["api", "-o", "jsn"], 'periplus: --output cannot be "jsn"'],
    [["api", "--theme", "nope"], "periplus: there is no theme nope"],
    [[], "periplus: logs needs to know whose"],
  ])("%j exits with 2 and says what is wrong", async (args, words) => {
    const stage = await LogStage.open();
    const { code, stdout, stderr } = await stage.logs(...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr.split("\n")[0]).toBe(words);
  });

  test.each([
    [["--template", "{{.Message}}"], "logs has no --template\n  -o json gives every field"],
    [["--template={{.Message}}"], "logs has no --template\n  -o json gives every field"],
    [["-T", "file"], "logs has no --template-file\n  -o json gives every field"],
    [["--ignore-errors"], "logs has no --ignore-errors\n  what cannot be read is told and the rest is read"],
    [["--qps", "5"], "logs has no --qps\n  requests are not throttled"],
  ])("%j, which others have, exits with 2 and says what there is instead", async (args, words) => {
    const stage = await LogStage.open();
    const { code, stderr } = await stage.logs("api", ...args);
    expect(code).toBe(2);
    expect(stderr).toContain(words);
  });

  test("is what help names of the options that others have", async () => {
    const stage = await LogStage.open();
    expect((await stage.logs("--help")).stdout).toMatch(/Not there, .*:\n--template, --template-file, /);
  });
});
