import { spawn } from "node:child_process";
import { once } from "node:events";
import { describe, expect, test } from "vitest";
import { eventually } from "../../../test/support/eventually.ts";
import { LogStage } from "../../../test/support/log-stage.ts";
import { mainFile } from "../../../test/support/run-periplus.ts";
import { cronJob, job } from "../../../test/support/workload-objects.ts";

/** The lines of an output so far. */
const lines = (text: string) => text.split("\n").slice(0, -1);

describe("logs that are followed", () => {
  test("go on with what is written", async () => {
    const stage = await LogStage.open();
    const log = stage.pod("api-0").write("one");
    const run = stage.follow(["api"]);
    await eventually(() => expect(run.stdout).toBe("api-0 app one\n"));
    log.write("two");
    await eventually(() => expect(run.stdout).toBe("api-0 app one\napi-0 app two\n"));
  });

  test("begin with what is new where nothing else is wanted", async () => {
    const stage = await LogStage.open();
    const log = stage.pod("api-0").write("old");
    const run = stage.follow(["api", "--tail", "0", "-o", "raw"]);
    await eventually(() => expect(stage.demo.requests.list({ path: /\/log/ })).not.toEqual([]));
    log.write("new");
    await eventually(() => expect(run.stdout).toBe("new\n"));
  });

  test("take in pods that come, and are told of those that go", async () => {
    const stage = await LogStage.open();
    stage.pod("api-0").write("zero");
    const run = stage.follow(["api"]);
    await eventually(() => expect(run.stdout).toContain("zero"));
    stage.pod("api-1").write("one");
    await eventually(() => expect(run.stdout).toContain("api-1 app one\n"));
    // It may have been seen while its container was still being made, and then that is said too.
    expect(run.stderr).toContain("+ api-0 › app\n+ api-1 › app\n");
    stage.demo.objects.remove("pods", "default/api-0");
    await eventually(() => expect(run.stderr).toContain("- api-0 › app the pod is gone\n"));
  });

  test("of a schedule are as easily found after many jobs as after one", async () => {
    const stage = await LogStage.open();
    const { demo } = stage;
    const reports = demo.objects.create(cronJob);
    const run = stage.follow(["cj/report", "-o", "raw"]);
    const wanted: string[] = [];
    for (let number = 0; number < 8; number += 1) {
      const name = `report-${number}`;
      for (const pod of stage.workload(job(name, reports), { run: name })) stage.log(pod).write(name);
      wanted.push(name);
      await eventually(() => expect(lines(run.stdout)).toEqual(wanted));
      demo.objects.remove("jobs.batch", `default/${name}`);
      for (const { metadata } of demo.objects.list("pods", { namespace: "default" }))
        demo.objects.remove("pods", `default/${metadata.name}`);
      await eventually(() => expect(run.stderr.match(/the pod is gone/g)).toHaveLength(number + 1));
    }
    const asked = demo.requests.list({ path: "/api/v1/namespaces/default/pods" });
    expect(asked.map(({ query }) => query).filter((query) => !query.includes("Selector="))).toEqual([]);
  });

  test("go on with the next instance, and say how the one before ended", async () => {
    const stage = await LogStage.open();
    const log = stage.pod("api-0").write("before");
    const run = stage.follow(["api", "-o", "raw"]);
    await eventually(() => expect(run.stdout).toBe("before\n"));
    log.restart({ exitCode: 3 });
    stage.clock.advance(1000);
    log.write("after");
    await eventually(() => expect(run.stdout).toBe("before\nafter\n"));
    expect(lines(run.stderr)).toEqual([
      "+ api-0 › app",
      "- api-0 › app exited 3 (Error)",
      "+ api-0 › app started again, restart 1",
    ]);
  });

  test("lose and double nothing when connections break, and say so", async () => {
    const stage = await LogStage.open();
    const log = stage.pod("api-0");
    const run = stage.follow(["api", "-o", "raw"]);
    const wanted: string[] = [];
    for (let cut = 0; cut < 4; cut += 1) {
      for (let line = 0; line < 5; line += 1) {
        wanted.push(`${cut}.${line}`);
        log.write(`${cut}.${line}`);
      }
      await eventually(() => expect(lines(run.stdout)).toEqual(wanted));
      log.cut(cut % 2 === 0 ? "reset" : "end");
    }
    log.write("last");
    await eventually(() => expect(lines(run.stdout)).toEqual([...wanted, "last"]));
    expect(run.stderr).toContain("! api-0 › app ");
    expect(run.stderr).toMatch(/· api-0 › app reading again after \d+ s; nothing is missing\n/);
  });

  test("go on where they were when the server was away", async () => {
    const stage = await LogStage.open();
    const log = stage.pod("api-0").write("before");
    const run = stage.follow(["api", "-o", "raw"]);
    await eventually(() => expect(run.stdout).toBe("before\n"));
    await stage.demo.stop();
    log.write("meanwhile");
    await eventually(() => expect(run.stderr).toMatch(/demo-prod: .*; trying again\n/));
    await stage.demo.start();
    await eventually(() => expect(run.stderr).toContain("demo-prod: connected again\n"));
    await eventually(() => expect(run.stdout).toBe("before\nmeanwhile\n"));
    stage.pod("api-1").write("and new");
    await eventually(() => expect(run.stdout).toBe("before\nmeanwhile\nand new\n"));
  });

  test("say nothing of all that on request", async () => {
    const stage = await LogStage.open();
    const log = stage.pod("api-0").write("before");
    const run = stage.follow(["api", "--only-log-lines"]);
    await eventually(() => expect(run.stdout).toContain("before"));
    log.restart({ exitCode: 3 });
    stage.clock.advance(1000);
    log.write("after");
    await eventually(() => expect(run.stdout).toContain("after"));
    expect(run.stderr).toBe("");
  });

  test("end when they are asked to, with all written that was read", async () => {
    const stage = await LogStage.open();
    const [one, two] = [stage.pod("api-0"), stage.pod("api-1")];
    const run = stage.follow(["api", "-o", "raw", "--only-log-lines"]);
    one.write("1");
    await eventually(() => expect(run.stdout).toBe("1\n"));
    two.write("2");
    await eventually(() => expect(stage.demo.requests.list({ path: /api-1\/log/ })).not.toEqual([]));
    const { code, stdout } = await run.interrupt();
    expect(code).toBe(130);
    expect(["1\n", "1\n2\n"]).toContain(stdout);
  });

  test.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const)("of a process of its own end with %s and exit code %d", async (signal, exitCode) => {
    const stage = await LogStage.open();
    stage.pod("api-0").write("one");
    const env = { HOME: stage.home.path, PATH: process.env.PATH };
    const child = spawn(process.execPath, [mainFile, "logs", "api", "-o", "raw"], { env });
    let stdout = "";
    child.stdout.on("data", (chunk) => {
      stdout += chunk;
    });
    const ended = once(child, "close");
    await eventually(() => expect(stdout).toBe("one\n"));
    child.kill(signal);
    expect(await ended).toEqual([exitCode, null]);
  });

  test("end by themselves at a time that was given", async () => {
    const stage = await LogStage.open();
    stage.pod("api-0").write("one");
    const run = stage.follow([
      "api",
      "--only-log-lines",
      "--until",
      new Date(Date.now() + 200).toISOString(),
    ]);
    expect(await run.ended).toEqual({ code: 0, stdout: "api-0 app one\n", stderr: "" });
  });

  test("do not end before a time that is years away", async () => {
    const stage = await LogStage.open();
    const log = stage.pod("api-0").write("one");
    const run = stage.follow(["api", "-o", "raw", "--until", "2099-01-01"]);
    await eventually(() => expect(run.stdout).toBe("one\n"));
    log.write("two");
    await eventually(() => expect(run.stdout).toBe("one\ntwo\n"));
  });

  test("are waited for where there are none yet", async () => {
    const stage = await LogStage.open();
    stage.pod("web");
    const run = stage.follow(["wep", "deploy/later"]);
    await eventually(() =>
      expect(run.stderr).toBe(
        'periplus: no pod in default matches "wep"; waiting\n  did you mean web\n' +
          "periplus: there is no deployment later in default; waiting\n" +
          "  periplus get deploy -n default lists those there are\n",
      ),
    );
    stage.pod("wepwawet").write("here");
    await eventually(() => expect(run.stdout).toBe("wepwawet app here\n"));
    const [name = ""] = stage.workload(
      {
        apiVersion: "apps/v1",
        kind: "Deployment",
        metadata: { name: "later", namespace: "default" },
        spec: {
          replicas: 1,
          selector: { matchLabels: { app: "later" } },
          template: {
            metadata: { labels: { app: "later" } },
            spec: { containers: [{ name: "app", image: "test:1" }] },
          },
        },
      },
      { app: "later" },
    );
    stage.log(name).write("and here");
    await eventually(() => expect(run.stdout).toContain(`${name} app and here\n`));
  });

  test("are not said to wait for their turn where each gets one, whatever else waits", async () => {
    const stage = await LogStage.open();
    for (const name of ["api-0", "api-1", "api-2"]) stage.pod(name).write(name);
    stage.demo.objects.patch("pods", "default/api-0", {
      status: {
        containerStatuses: [
          {
            name: "app",
            state: { waiting: { reason: "ImagePullBackOff" } },
            lastState: {},
            ready: false,
            restartCount: 0,
          },
        ],
      },
    });
    const { stderr } = await stage.run(["api"]);
    expect(stderr).toContain("· api-0 › app waiting: ImagePullBackOff");
    expect(stderr).not.toContain("later");
  });

  test("beyond the number of streams wait for their turn, and are named", async () => {
    const stage = await LogStage.open();
    stage.pod("api-0").write("zero");
    stage.pod("api-1").write("one");
    const run = stage.follow(["api", "--max-log-requests", "1", "-o", "raw"]);
    await eventually(() => expect(run.stdout).toBe("one\n"));
    expect(lines(run.stderr).sort()).toEqual([
      "! api-0 › app is not streaming: --max-log-requests 1 are open",
      "+ api-1 › app",
    ]);
    stage.demo.objects.remove("pods", "default/api-1");
    await eventually(() => expect(run.stdout).toBe("one\nzero\n"));
    expect(run.stderr).toContain("+ api-0 › app\n");
  });
});
