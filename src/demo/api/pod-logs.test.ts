import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { open, send } from "../../../test/support/raw-http.ts";
import { type DemoCluster, ManualClock, startDemo } from "../index.ts";

let demo: DemoCluster;
const clock = new ManualClock();
beforeAll(async () => {
  demo = await startDemo({ world: "production", clock });
});
afterAll(() => demo.close());

const pods = "/api/v1/namespaces/payments/pods";
const podOf = (app: string) => {
  const [pod] = demo.objects.list("pods", {
    namespace: "payments",
    labelSelector: `app.kubernetes.io/name=${app}`,
  });
  return pod?.metadata.name ?? "";
};
const logs = (app: string, query = "") => send(demo, `${pods}/${podOf(app)}/log?${query}`);
const linesOf = (text: string) => text.split("\n").slice(0, -1);

describe("logs", () => {
  test("are lines of text, the same at every reading, and more as time goes by", async () => {
    const first = await logs("worker");
    expect(first.headers["content-type"]).toBe("text/plain");
    expect(linesOf(first.text).length).toBeGreaterThan(100);
    expect((await logs("worker")).text).toBe(first.text);
    const last = linesOf(first.text).at(-1);
    clock.advance(10_000);
    const later = linesOf((await logs("worker")).text);
    expect(later).toContain(last);
    expect(later.at(-1)).not.toBe(last);
  });

  test("can be cut to the last lines, to a time, to a size", async () => {
    const all = linesOf((await logs("worker", "timestamps=true")).text);
    expect(linesOf((await logs("worker", "tailLines=3&timestamps=true")).text)).toEqual(all.slice(-3));
    expect((await logs("worker", "tailLines=0")).text).toBe("");
    const recent = linesOf((await logs("worker", "sinceSeconds=30&timestamps=true")).text);
    expect(recent.length).toBeGreaterThan(5);
    expect(recent.every((line) => Date.parse(line.split(" ")[0] ?? "") >= clock.now() - 30_000)).toBe(true);
    const since = encodeURIComponent(new Date(clock.now() - 30_000).toISOString());
    expect(linesOf((await logs("worker", `sinceTime=${since}&timestamps=true`)).text)).toEqual(recent);
    expect((await logs("worker", "limitBytes=50")).bytes).toBe(50);
  });

  test("carry fixed-width timestamps when asked", async () => {
    const [line] = linesOf((await logs("worker", "tailLines=1&timestamps=true")).text);
    expect(line).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z \{/);
  });

  test("follow a container line by line", async () => {
    const answer = await open(demo, `${pods}/${podOf("worker")}/log?follow=true&tailLines=1`);
    answer.setEncoding("utf8");
    const pieces: string[] = [];
    answer.on("data", (piece: string) => pieces.push(piece));
    await expect.poll(() => linesOf(pieces.join("")).length).toBe(1);
    clock.advance(8000);
    await expect.poll(() => linesOf(pieces.join("")).length).toBeGreaterThan(3);
    const whole = linesOf((await logs("worker", "tailLines=50")).text);
    const followed = linesOf(pieces.join(""));
    expect(whole.slice(-followed.length)).toEqual(followed);
    answer.destroy();
  });

  test("end when a followed container ends", async () => {
    const name = podOf("mailer");
    const answer = await open(demo, `${pods}/${name}/log?follow=true&tailLines=0`);
    demo.objects.delete("pods", `payments/${name}`, { gracePeriodSeconds: 0 });
    const ended = new Promise((resolve) => answer.once("end", resolve));
    answer.resume();
    clock.advance(10_000);
    await ended;
  });

  test("of the run before show how it ended", async () => {
    const broken = demo.objects
      .list("pods", { namespace: "payments", labelSelector: "app.kubernetes.io/version=1.9.0" })
      .at(0)?.metadata.name;
    const { text } = await send(demo, `${pods}/${broken}/log?previous=true`);
    expect(linesOf(text).at(-1)).toContain("cannot reach ledger");
    const none = await logs("worker", "previous=true");
    expect(none).toMatchObject({
      status: 400,
      json: {
        message: expect.stringMatching(/^previous terminated container "app" in pod "worker-.*" not found$/),
      },
    });
  });

  test("of several containers want one named", async () => {
    const { status, json } = await logs("api");
    expect(status).toBe(400);
    expect(json.message).toBe(
      `a container name must be specified for pod ${podOf("api")}, choose one of: [app proxy] or one of the init containers: [migrate]`,
    );
    expect((await logs("api", "container=proxy&tailLines=1")).status).toBe(200);
    expect((await logs("api", "container=other")).json.message).toContain(
      "container other is not valid for pod api-",
    );
  });

  test("of a container that has not started say what it waits for", async () => {
    const [waiting] = demo.objects.list("pods", {
      namespace: "checkout",
      labelSelector: "app.kubernetes.io/version=2.3.0-rc1",
    });
    const name = waiting?.metadata.name;
    const { json } = await send(demo, `/api/v1/namespaces/checkout/pods/${name}/log`);
    expect(json).toMatchObject({
      code: 400,
      message: `container "gift-cards" in pod "${name}" is waiting to start: trying and failing to pull image`,
    });
  });

  test.each(["tailLines=-1", "sinceTime=yesterday", "sinceSeconds=5&sinceTime=2026-11-17T14:00:00Z"])(
    "refuse %s",
    async (query) => {
      expect((await logs("worker", query)).status).toBe(400);
    },
  );
});
