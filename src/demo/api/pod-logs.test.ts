import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { FollowedLog } from "../../../test/support/followed-log.ts";
import { type RawAnswer, send } from "../../../test/support/raw-http.ts";
import { type DemoCluster, ManualClock, startDemo } from "../index.ts";
import type { Pod } from "../objects.ts";

let demo: DemoCluster;
const clock = new ManualClock();
beforeAll(async () => {
  demo = await startDemo({ world: "production", clock });
});
afterAll(() => demo.close());

function podOf(app: string, namespace = "payments"): Pod {
  const labelSelector = `app.kubernetes.io/name=${app}`;
  return demo.objects.list("pods", { namespace, labelSelector })[0] as Pod;
}
function pathOf({ metadata }: Pod, query = ""): string {
  return `/api/v1/namespaces/${metadata.namespace}/pods/${metadata.name}/log?${query}`;
}
const logs = (app: string, query = "") => send(demo, pathOf(podOf(app), query));
const follow = (app: string, query = "") =>
  FollowedLog.open(demo, pathOf(podOf(app), `follow=true&${query}`));
const linesOf = ({ text }: RawAnswer) => text.split("\n").slice(0, -1);
const timeOf = (line: string | undefined) => Date.parse(line?.split(" ", 1)[0] ?? "");

describe("a log", () => {
  test("is lines of text, the same at every reading, and more as time goes by", async () => {
    const first = await logs("worker");
    expect(first.headers).toMatchObject({ "content-type": "text/plain", "transfer-encoding": "chunked" });
    expect((await logs("worker")).text).toBe(first.text);
    const last = linesOf(first).at(-1);
    clock.advance(10_000);
    const later = linesOf(await logs("worker"));
    expect(later).toContain(last);
    expect(later.at(-1)).not.toBe(last);
  });

  test("goes back an hour and more, and no further than a file of a node would", async () => {
    const lines = linesOf(await logs("worker", "timestamps=true"));
    expect(timeOf(lines[0])).toBeLessThan(clock.now() - 3_600_000);
    expect(lines.length).toBeLessThan(10_000);
  });

  test("has stamps of nine decimals and a zone, in order", async () => {
    const lines = linesOf(await logs("worker", "timestamps=true"));
    const stamps = lines.map((line) => line.split(" ", 1)[0] ?? "");
    expect(stamps.every((stamp) => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z$/.test(stamp))).toBe(true);
    expect(stamps).toEqual(stamps.toSorted());
  });

  test("from a node in local time has stamps of that zone", async () => {
    const pods = demo.objects.list("pods", { namespace: "search" }) as Pod[];
    const pod = pods.find(({ spec }) => spec.nodeName === "mem-b1");
    if (pod === undefined) throw new Error("no pod there");
    const [line] = linesOf(await send(demo, pathOf(pod, "tailLines=1&timestamps=true")));
    expect(line).toMatch(/^\S+\.\d{9}\+01:00 /);
    expect(timeOf(line)).toBeGreaterThan(clock.now() - 60_000);
    expect(timeOf(line)).toBeLessThanOrEqual(clock.now());
  });

  test.each<[string, string, string, RegExp]>([
    ["payments", "api", "JSON with fields within fields", /^\{"level":"info",.*"http":\{"method":/m],
    ["payments", "mailer", "JSON with numbers for levels", /^\{"level":30,/m],
    ["checkout", "cart", "key=value pairs", /^ts=\S+ level=info msg="request served" component=http /m],
    ["kube-system", "kube-proxy", "klog", /^[IW]\d{4} \d\d:\d\d:\d\d\.\d{6} +1 \w+\.go:\d+\] "/m],
    ["checkout", "web", "colours", /\u001b\[32minfo \u001b\[0m /],
    ["checkout", "web", "stack traces of Node", /^TypeError: fetch failed\n {4}at node:internal/m],
    [
      "ledger",
      "ledger-api",
      "stack traces of Java",
      /Exception: .*\n\tat com\.example\.[\s\S]*?^Caused by: /m,
    ],
    [
      "payments",
      "fraud-scorer",
      "stack traces of Python",
      /^Traceback \(most recent call last\):\n {2}File /m,
    ],
    ["payments", "fraud-scorer", "progress bars", /\rbatch: 100%\|█+\|/],
    ["ledger", "ledger-db", "plain text", / UTC \[\d+\] LOG: {2}checkpoint starting: time$/m],
    ["payments", "api", "bursts", /(?:.*"rate limited".*\n){12}/],
    ["checkout", "cart", "repeats", /(?:.*upstream is not reachable, trying again in 2s.*\n){20}/],
  ])("of %s/%s has %s", async (namespace, app, _, form) => {
    const texts = await Promise.all(
      demo.objects
        .list("pods", { namespace, labelSelector: `app.kubernetes.io/name=${app}` })
        .map(async (pod) => {
          const [first] = (pod as Pod).spec.containers;
          return (await send(demo, pathOf(pod as Pod, `container=${first?.name}`))).text;
        }),
    );
    expect(texts.join("\n")).toMatch(form);
  });
});

describe("a log can be cut", () => {
  test("to the last lines, of which there may be none", async () => {
    const all = linesOf(await logs("worker", "timestamps=true"));
    expect(linesOf(await logs("worker", "tailLines=3&timestamps=true"))).toEqual(all.slice(-3));
    expect((await logs("worker", "tailLines=0")).text).toBe("");
    expect(linesOf(await logs("worker", "tailLines=999999&timestamps=true"))).toEqual(all);
  });

  test("to the time since so many seconds", async () => {
    const recent = linesOf(await logs("worker", "sinceSeconds=30&timestamps=true"));
    expect(recent.length).toBeGreaterThan(5);
    expect(recent.every((line) => timeOf(line) >= clock.now() - 30_000)).toBe(true);
  });

  test("to the time since a second, whose lines are all there", async () => {
    const all = linesOf(await logs("worker", "timestamps=true"));
    const wanted = all.at(-8) ?? "";
    const since = encodeURIComponent(wanted.split(" ", 1)[0] ?? "");
    const found = linesOf(await logs("worker", `sinceTime=${since}&timestamps=true`));
    const second = Math.floor(timeOf(wanted) / 1000) * 1000;
    expect(found).toEqual(all.filter((line) => timeOf(line) >= second));
    expect(found).toContain(wanted);
  });

  test("to the last lines first, and of these to a time", async () => {
    const all = linesOf(await logs("worker", "timestamps=true"));
    const since = new Date(timeOf(all.at(-3))).toISOString();
    const found = linesOf(await logs("worker", `tailLines=1&sinceTime=${since}&timestamps=true`));
    expect(found).toEqual(all.slice(-1));
  });

  test("to a size, in the middle of a line", async () => {
    const { text } = await logs("worker", "timestamps=true");
    expect((await logs("worker", "limitBytes=50&timestamps=true")).text).toBe(text.slice(0, 50));
  });
});

describe("who follows a log", () => {
  test("gets what is there and then line by line what comes", async () => {
    const log = await follow("worker", "tailLines=1");
    await expect.poll(() => log.lines.length).toBe(1);
    clock.advance(8000);
    await expect.poll(() => log.lines.length).toBeGreaterThan(3);
    const whole = linesOf(await logs("worker", "tailLines=50"));
    expect(whole.slice(-log.lines.length)).toEqual(log.lines);
  });

  test("gets nothing of the past with a tail of none", async () => {
    const log = await follow("worker", "tailLines=0&timestamps=true");
    const start = clock.now();
    clock.advance(8000);
    await expect.poll(() => log.lines.length).toBeGreaterThan(0);
    expect(timeOf(log.lines[0])).toBeGreaterThan(start);
  });

  test("is at the end when the size is reached", async () => {
    const log = await follow("worker", "tailLines=2&limitBytes=30");
    await expect.poll(() => log.ending).toBe("clean");
    expect(log.text).toHaveLength(30);
  });

  test("is at the end, with the last words, when the container ends", async () => {
    const { metadata } = podOf("mailer");
    const log = await follow("mailer", "tailLines=1");
    demo.objects.delete("pods", `payments/${metadata.name}`);
    clock.advance(10_000);
    await expect.poll(() => log.ending).toBe("clean");
    expect(log.lines.at(-1)).toContain("received SIGTERM, shutting down");
  });

  test("is at the end at once when it has ended before", async () => {
    const pod = podOf("api");
    const log = await FollowedLog.open(demo, pathOf(pod, "container=migrate&follow=true"));
    await expect.poll(() => log.ending).toBe("clean");
    expect(log.lines[0]).toMatch(/^migrate 3\.18\.2: 4 migrations/);
  });

  test("hears nothing of a node that has fallen silent, and everything when it is back", async () => {
    const { spec } = podOf("webhooks");
    const log = await follow("webhooks", "tailLines=1");
    await expect.poll(() => log.lines.length).toBe(1);
    demo.failNode(spec.nodeName ?? "");
    clock.advance(20_000);
    const refused = await logs("webhooks", "tailLines=1");
    expect(refused.status).toBe(500);
    expect(refused.json.message).toMatch(
      /^Get "https:\/\/10\.20\.\d+\.\d+:10250\/containerLogs\/payments\/webhooks-\S+\/app\?tailLines=1": dial tcp 10\.20\.\S+:10250: i\/o timeout$/,
    );
    expect(log.lines).toHaveLength(1);
    demo.recoverNode(spec.nodeName ?? "");
    clock.advance(2000);
    await expect.poll(() => log.lines.length).toBeGreaterThan(8);
    expect(linesOf(await logs("webhooks", "tailLines=100")).slice(-log.lines.length)).toEqual(log.lines);
  });
});

describe("the log of a container that crashes", () => {
  const crashing = () =>
    demo.objects.list("pods", {
      namespace: "payments",
      labelSelector: "app.kubernetes.io/version=1.9.0",
    })[0] as Pod;

  test("ends with its last words and a stack trace", async () => {
    const { text } = await send(demo, pathOf(crashing(), "previous=true"));
    expect(text).toMatch(
      /cannot reach ledger: dial tcp[\s\S]*^panic: fatal: cannot reach ledger[\s\S]*^goroutine 1 \[running\]:\n[\s\S]*exit status 2\n$/m,
    );
  });

  test("is that of the run before while it waits for the next", async () => {
    await expect
      .poll(() => {
        clock.advance(5000);
        return crashing().status.containerStatuses?.[0]?.state.waiting?.reason;
      })
      .toBe("CrashLoopBackOff");
    const present = await send(demo, pathOf(crashing()));
    expect(present.text).toBe((await send(demo, pathOf(crashing(), "previous=true"))).text);
    const log = await FollowedLog.open(demo, pathOf(crashing(), "follow=true"));
    await expect.poll(() => log.ending).toBe("clean");
  });

  test("of a run before there is none where there was none", async () => {
    const { status, json } = await logs("worker", "previous=true");
    expect(status).toBe(400);
    expect(json.message).toMatch(/^previous terminated container "app" in pod "worker-\S+" not found$/);
  });
});

describe("which container is meant", () => {
  test("must be said where there are several", async () => {
    const { status, json } = await logs("api");
    expect(status).toBe(400);
    expect(json.message).toBe(
      `a container name must be specified for pod ${podOf("api").metadata.name}, choose one of: [migrate app proxy]`,
    );
    expect((await logs("api", "container=proxy&tailLines=1")).status).toBe(200);
  });

  test("must be one of the pod's", async () => {
    const { status, json } = await logs("api", "container=other");
    expect(status).toBe(400);
    expect(json.message).toBe(`container other is not valid for pod ${podOf("api").metadata.name}`);
  });

  test("may be one that somebody looked for something with", async () => {
    const pods = demo.objects.list("pods", { namespace: "identity" }) as Pod[];
    const [found] = pods.flatMap(
      (pod) => pod.spec.ephemeralContainers?.map(({ name }) => ({ pod, name })) ?? [],
    );
    if (found === undefined) throw new Error("nobody did");
    const { text } = await send(demo, pathOf(found.pod, `container=${found.name}&follow=true`));
    expect(text).toMatch(/^\/ # nslookup ledger-db\.ledger\n[\s\S]*\/ # exit\n$/);
  });
});

describe("there is no log", () => {
  test.each([
    ["ErrImagePull", "image can't be pulled"],
    ["ImagePullBackOff", "trying and failing to pull image"],
    ["ContainerCreating", "ContainerCreating"],
    ["CreateContainerConfigError", "CreateContainerConfigError"],
  ])("of a container that waits with %s, and it is said in these words", async (reason, words) => {
    const pod = podOf("gift-cards", "checkout");
    const [container] = pod.spec.containers;
    const name = `waiting-${reason.toLowerCase()}`;
    const status = { name: container?.name, state: { waiting: { reason } }, lastState: {}, ready: false };
    demo.objects.create({
      apiVersion: "v1",
      kind: "Pod",
      // One that is finished is left as it is.
      metadata: { name, namespace: "checkout" },
      spec: pod.spec,
      status: { phase: "Failed", containerStatuses: [status] },
    });
    const { json } = await send(demo, `/api/v1/namespaces/checkout/pods/${name}/log`);
    expect(json).toMatchObject({
      code: 400,
      message: `container "${container?.name}" in pod "${name}" is waiting to start: ${words}`,
    });
  });

  test("of a pod that is gone", async () => {
    const { status, json } = await send(demo, "/api/v1/namespaces/payments/pods/gone/log");
    expect([status, json.message]).toEqual([404, 'pods "gone" not found']);
  });

  test("yet of a pod that has no node, and nothing to say about it", async () => {
    const pod = podOf("trainer", "analytics");
    expect(await send(demo, pathOf(pod))).toMatchObject({ status: 204, text: "" });
  });

  test.each([
    ["tailLines=-1", 422, "tailLines: Invalid value: -1: must be greater than or equal to 0"],
    ["limitBytes=0", 422, "limitBytes: Invalid value: 0: must be greater than 0"],
    ["sinceSeconds=0", 422, "sinceSeconds: Invalid value: 0: must be greater than 0"],
    [
      "sinceSeconds=5&sinceTime=2026-11-17T14:00:00Z",
      422,
      "at most one of `sinceTime` or `sinceSeconds` may be specified",
    ],
    ["tailLines=ten", 400, 'strconv.ParseInt: parsing "ten": invalid syntax'],
    ["sinceTime=yesterday", 400, 'parsing time "yesterday" as'],
  ])("for %s", async (query, status, words) => {
    const answer = await logs("worker", query);
    expect(answer.status).toBe(status);
    expect(answer.json.message).toContain(words);
  });
});
