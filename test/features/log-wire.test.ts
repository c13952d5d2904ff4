// One log over our own wire, HTTP/2 and all, from a demo cluster that does to it what networks and nodes do.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type DemoCluster, type DemoLog, ManualClock, startDemo } from "../../src/demo/index.ts";
import { type ClusterClient, openCluster } from "../../src/kube/cluster.ts";
import { failureOf } from "../support/loopback.ts";

let demo: DemoCluster;
let client: ClusterClient;
const clock = new ManualClock();
const never = new AbortController().signal;

beforeAll(async () => {
  demo = await startDemo({ world: "empty", clock });
  client = clientOf("demo-admin");
});
afterAll(async () => {
  client.close();
  await demo.close();
});

function clientOf(token: string): ClusterClient {
  const cluster = {
    name: "demo",
    file: "",
    server: demo.url,
    certificateAuthorityData: Buffer.from(demo.certificate ?? "").toString("base64"),
  };
  const context = { name: "demo", file: "", cluster: "demo", user: "test" };
  const credential = { headers: { authorization: `Bearer ${token}` }, generation: 1 };
  return openCluster(
    { context, cluster, user: { name: "test", file: "" }, namespace: "default" },
    {
      version: "test",
      credentials: { description: "", current: async () => credential, refresh: async () => false },
    },
  );
}

/** A pod with one container that runs and has written nothing. */
function silentPod(name: string): DemoLog {
  const spec = { containers: [{ name: "app", image: "test:1" }] };
  demo.objects.create({ apiVersion: "v1", kind: "Pod", metadata: { name, namespace: "default" }, spec });
  clock.advance(15_000);
  return demo.logs.of(`default/${name}`).silence();
}

const requestOf = (pod: string) => ({ namespace: "default", pod, container: "app", follow: false });

interface Reading {
  text: string;
  /** How it ended; `undefined` while it goes on. */
  end: "clean" | Error | undefined;
}

/** Follows a log, and goes on reading it by itself. */
async function follow(pod: string): Promise<Reading> {
  const bytes = await client.openLog({ ...requestOf(pod), follow: true }, never);
  const reading: Reading = { text: "", end: undefined };
  const read = async () => {
    for await (const chunk of bytes) reading.text += Buffer.from(chunk).toString();
    reading.end = "clean";
  };
  read().catch((error: Error) => {
    reading.end = error;
  });
  return reading;
}

async function chunksOf(bytes: AsyncIterable<Uint8Array>): Promise<Uint8Array[]> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of bytes) chunks.push(chunk);
  return chunks;
}

const withoutStamps = (text: string) => text.replaceAll(/^\S+Z /gm, "");

describe("a log that is followed", () => {
  test("comes line by line, each with its stamp, to the clean end of its container", async () => {
    const log = silentPod("followed").write("one");
    const reading = await follow("followed");
    await expect.poll(() => reading.text).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z one\n$/);
    log.write("two");
    await expect.poll(() => withoutStamps(reading.text)).toBe("one\ntwo\n");
    log.restart();
    await expect.poll(() => reading.end).toBe("clean");
  });

  test("and is reset within a line fails after what came", async () => {
    const log = silentPod("reset").write("one");
    const reading = await follow("reset");
    await expect.poll(() => withoutStamps(reading.text)).toBe("one\n");
    log.cut("reset", { within: "line" }).write("two two two two two two two two two two two");
    await expect.poll(() => reading.end).toMatchObject({ name: "ApiError", kind: "connection" });
    expect(withoutStamps(reading.text)).toMatch(/^one\ntwo [two ]*$/);
  });

  test("and is ended within a line looks like any other that ends", async () => {
    const log = silentPod("ended").write("one");
    const reading = await follow("ended");
    await expect.poll(() => withoutStamps(reading.text)).toBe("one\n");
    log.cut("end", { within: "line" }).write("two two two two two two two two two two two");
    await expect.poll(() => reading.end).toBe("clean");
    expect(reading.text.endsWith("\n")).toBe(false);
  });

  test("at 50,000 lines a second loses none of them", async () => {
    const log = silentPod("flooded");
    const reading = await follow("flooded");
    log.flood({ linesPerSecond: 50_000, lines: 100_000, text: (number) => `line ${number}` });
    for (let passed = 0; passed < 2000; passed += 100) {
      clock.advance(100);
      await new Promise(setImmediate);
    }
    const last = "line 99999\n";
    await expect.poll(() => reading.text.endsWith(last)).toBe(true);
    const numbers = reading.text.match(/(?<= line )\d+/g) ?? [];
    expect(numbers).toHaveLength(100_000);
    expect(numbers.every((number, place) => Number(number) === place)).toBe(true);
  });

  test("goes quiet with its connection open when the node says nothing more", async () => {
    const log = silentPod("stalled").write("one");
    const reading = await follow("stalled");
    await expect.poll(() => withoutStamps(reading.text)).toBe("one\n");
    log.stall().write("two");
    const probe = await client.openLog({ ...requestOf("stalled"), tailLines: 1 }, never);
    const chunks = await chunksOf(probe);
    expect(Buffer.concat(chunks).toString()).toMatch(/ two\n$/);
    expect([withoutStamps(reading.text), reading.end]).toEqual(["one\n", undefined]);
  });
});

describe("a log that is read once", () => {
  test("comes whole, also with a line of 10 MB in it", async () => {
    silentPod("long").write("before", "x".repeat(10_000_000), "after");
    const chunks = await chunksOf(await client.openLog(requestOf("long"), never));
    const lines = withoutStamps(Buffer.concat(chunks).toString()).split("\n");
    expect(lines.map(({ length }) => length)).toEqual([6, 10_000_000, 5, 0]);
  });

  test("of the instance before comes too", async () => {
    silentPod("previous").write("first life").restart();
    const request = { ...requestOf("previous"), previous: true };
    const chunks = await chunksOf(await client.openLog(request, never));
    expect(withoutStamps(Buffer.concat(chunks).toString())).toBe("first life\n");
  });
});

describe("a log is refused", () => {
  test("of a container that waits, with what it waits for and what can be done", async () => {
    const spec = { containers: [{ name: "app", image: "test:missing" }] };
    const metadata = { name: "waiting", namespace: "default" };
    demo.objects.create({ apiVersion: "v1", kind: "Pod", metadata, spec });
    clock.advance(12_000);
    expect(await failureOf(client.openLog(requestOf("waiting"), never))).toMatchObject({
      code: 400,
      message: expect.stringMatching(/^container "app" in pod "waiting" is waiting to start: (image|trying)/),
      nextStep: "its log can be read once it has started",
    });
  });

  test("of a pod that is gone", async () => {
    expect(await failureOf(client.openLog(requestOf("gone"), never))).toMatchObject({
      code: 404,
      message: 'pods "gone" not found',
    });
  });

  test("without the right to it", async () => {
    const viewer = clientOf("demo-viewer");
    const request = { ...requestOf("api"), namespace: "kube-system" };
    const error = await failureOf(viewer.openLog(request, never));
    viewer.close();
    expect(error).toMatchObject({ code: 403, reason: "Forbidden" });
    expect(error.message).toContain('cannot get resource "pods/log"');
  });
});
