import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ManualClock } from "../../test/support/manual-clock.ts";
import {
  failing,
  noWatchList,
  Pushed,
  page,
  refusal,
  type Script,
  ScriptedWire,
  untilAborted,
  wireObject,
} from "../../test/support/scripted-wire.ts";
import type { ListChunk, Scope } from "../kube/types.ts";
import { Multiplexer } from "./multiplexer.ts";
import type { InformerSpec } from "./types.ts";

const grace = 60_000;

let clock: ManualClock;
let wires: ScriptedWire[];
let script: Script;
let multiplexer: Multiplexer;

beforeEach(() => {
  clock = new ManualClock();
  wires = [];
  script = {
    list: () => page("7", wireObject("a", "1")),
    async *watch(_, signal) {
      yield [];
      await untilAborted(signal);
    },
  };
  multiplexer = new Multiplexer({
    open: () => {
      const wire = new ScriptedWire({
        list: (query, signal) => script.list(query, signal),
        watch: (query, signal) =>
          query.sendInitialEvents ? failing(noWatchList()) : script.watch(query, signal),
      });
      wires.push(wire);
      return wire;
    },
    probe: async () => true,
    clock,
    grace,
    onBrokenRow(error) {
      throw error;
    },
  });
});

afterEach(() => multiplexer.close());

function specOf(resource: string, scope: Scope = {}): InformerSpec {
  return {
    gvr: { group: "", version: "v1", resource },
    form: "object",
    scope,
    summarizer: { fields: [], summarize: ({ value }) => value },
  };
}

const namespacesAsked = () => wires.flatMap(({ lists }) => lists.map(({ namespace }) => namespace));

const refuseBut = (...allowed: string[]) => {
  script = {
    ...script,
    list: ({ namespace = "" }) =>
      allowed.includes(namespace)
        ? page("7", wireObject(`of-${namespace}`, "1"))
        : failing(refusal({ kind: "status", code: 403 })),
  };
};

test("lists of many kinds are made a few at a time", async () => {
  let atOnce = 0;
  let most = 0;
  script = {
    ...script,
    async *list(_, signal): AsyncIterable<ListChunk> {
      atOnce += 1;
      most = Math.max(most, atOnce);
      await clock.sleep(100, signal);
      atOnce -= 1;
      yield* page("7");
    },
  };
  const leases = Array.from({ length: 12 }, (_, at) => multiplexer.subscribe(specOf(`kind-${at}`)));
  await clock.pass(1000);
  expect(leases.map(({ rows }) => rows.status.phase)).toEqual(leases.map(() => "live"));
  expect(most).toBe(4);
});

test("who comes in the moment the time of grace ends finds the rows alive", async () => {
  const first = multiplexer.subscribe(specOf("pods"));
  await clock.pass(0);
  const slow = clock.sleep(grace).then(() => multiplexer.subscribe(specOf("pods")));
  first.release();
  await clock.pass(grace);
  const again = await slow;
  await clock.pass(10 * grace);
  expect(multiplexer.statuses.map(({ status }) => status.phase)).toEqual(["live"]);
  expect(again.rows.size).toBe(1);
});

test("a lease given back twice counts once", async () => {
  const [one, two] = [multiplexer.subscribe(specOf("pods")), multiplexer.subscribe(specOf("pods"))];
  one.release();
  one.release();
  await clock.pass(2 * grace);
  expect(multiplexer.statuses).toHaveLength(1);
  two.release();
  await clock.pass(2 * grace);
  expect(multiplexer.statuses).toEqual([]);
});

test("a namespace that is named twice is let go with the others", async () => {
  const { release } = multiplexer.subscribeNamespaces(specOf("pods"), ["one", "two", "one"]);
  await clock.pass(0);
  release();
  await clock.pass(2 * grace);
  expect(multiplexer.statuses).toEqual([]);
});

test("nothing is asked for any more after the end", async () => {
  multiplexer.subscribe(specOf("pods"));
  script = { ...script, list: () => failing(refusal({ kind: "status", code: 500 })) };
  multiplexer.subscribe(specOf("nodes"));
  await clock.pass(100);
  multiplexer.close();
  await clock.pass(0);
  const asked = namespacesAsked().length;
  await clock.pass(10 * grace);
  expect(namespacesAsked()).toHaveLength(asked);
  expect(clock.sleeping).toBe(0);
});

test("where all namespaces may not be listed those that are known stand in, and a retry asks for all again", async () => {
  refuseBut("mine");
  const { rows } = multiplexer.subscribeAll(specOf("pods"), () => ["mine"]);
  let told = 0;
  rows.subscribe(() => {
    told += 1;
  });
  await clock.pass(100);
  expect(rows.denied).toMatchObject({ code: 403 });
  expect([...rows.values()].map(({ name }) => name)).toEqual(["of-mine"]);
  expect(told).toBeGreaterThan(0);
  const revision = rows.revision;
  refuseBut("", "mine");
  rows.retry();
  await clock.pass(100);
  expect(rows.denied).toBeUndefined();
  expect([...rows.values()].map(({ name }) => name)).toEqual(["of-"]);
  expect(rows.revision).toBeGreaterThan(revision);
});

test("a retry also asks for the namespaces that were refused, where all of them still are", async () => {
  refuseBut("mine");
  const { rows } = multiplexer.subscribeAll(specOf("pods"), () => ["mine", "new"]);
  await clock.pass(100);
  expect(rows.parts?.map(({ status }) => status.phase)).toEqual(["live", "forbidden"]);
  refuseBut("mine", "new");
  rows.retry();
  await clock.pass(100);
  expect(rows.parts?.map(({ status }) => status.phase)).toEqual(["live", "live"]);
});

test("a place that was left while it fell back is let go whole", async () => {
  refuseBut("mine");
  const { release } = multiplexer.subscribeAll(specOf("pods"), () => ["mine"]);
  await clock.pass(100);
  release();
  await clock.pass(2 * grace);
  expect(multiplexer.statuses).toEqual([]);
});

test("objects without a version of their own, such as metrics, are as new as the last list", async () => {
  let usage = "10m";
  script = {
    list: () => page("", wireObject("a", "", { uid: "", value: usage })),
    watch: () => failing(refusal({ kind: "status", code: 405 })),
  };
  const { rows } = multiplexer.subscribe(specOf("podmetrics"));
  await clock.pass(100);
  const [before] = rows.values();
  usage = "20m";
  await clock.pass(11_000);
  const [after] = rows.values();
  expect([before?.summary, after?.summary]).toEqual(["10m", "20m"]);
  await clock.pass(11_000);
  expect([...rows.values()][0]).toBe(after);
});

test("what a list brought is kept packed, and what changed since as soon as it has settled", async () => {
  const pushed = new Pushed();
  const names = Array.from({ length: 32 }, (_, at) => `app-${at}`);
  script = {
    list: () => page("7", ...names.map((name) => wireObject(name, "1"))),
    watch: (_, signal) => pushed.read(signal),
  };
  const { rows } = multiplexer.subscribe(specOf("pods"));
  const kept = () => [...rows.values()].map(({ encoded }) => encoded);
  await clock.pass(1000);
  expect(kept().filter(({ isPacked }) => isPacked)).toHaveLength(32);
  for (const name of names.slice(0, 16)) pushed.push({ type: "MODIFIED", object: wireObject(name, "8") });
  await clock.pass(1000);
  expect(kept().filter(({ isPacked }) => isPacked)).toHaveLength(16);
  await clock.pass(180_000);
  expect(kept().filter(({ isPacked }) => isPacked)).toHaveLength(32);
  expect([...rows.values()].map((row) => rows.decode(row).value)).toEqual(
    names.map((_, at) => (at < 16 ? "8" : "1")),
  );
  expect(rows.history("uid-app-0").map(({ resourceVersion }) => resourceVersion)).toEqual(["1", "8"]);
});

test("a selector that cannot be read is for the server to refuse, also where all rows are there", async () => {
  multiplexer.subscribe(specOf("pods"));
  await clock.pass(100);
  script = { ...script, list: () => failing(refusal({ kind: "status", code: 400 })) };
  const { rows } = multiplexer.subscribe(specOf("pods", { labelSelector: "app==,,web" }));
  await clock.pass(100);
  expect(rows.status).toMatchObject({ phase: "unreachable", error: { code: 400 } });
});

describe("a part of what all namespaces hold", () => {
  const part = () => multiplexer.subscribe(specOf("pods", { namespace: "default" })).rows;

  /** What is watched now is over after so many milliseconds, so that the list is made anew. */
  function expireIn(ms: number): void {
    const { watch } = script;
    script.watch = async function* (_, signal) {
      yield [];
      script.watch = watch;
      await clock.sleep(ms, signal);
      throw refusal({ kind: "status", code: 410 });
    };
  }

  test("is asked for by itself when all namespaces may no longer be listed", async () => {
    expireIn(20_000);
    multiplexer.subscribe(specOf("pods"));
    await clock.pass(100);
    const rows = part();
    let told = 0;
    rows.subscribe(() => {
      told += 1;
    });
    expect([...rows.values()].map(({ name }) => name)).toEqual(["a"]);
    refuseBut("default");
    await clock.pass(120_000);
    expect(multiplexer.statuses[0]?.status).toMatchObject({ phase: "forbidden", error: { code: 403 } });
    expect(rows.status.phase).toBe("live");
    expect([...rows.values()].map(({ name }) => name)).toEqual(["of-default"]);
    expect(told).toBeGreaterThan(1);
  });

  test("that was denied is asked for again when all namespaces may be listed", async () => {
    refuseBut();
    const rows = part();
    const all = multiplexer.subscribe(specOf("pods"));
    await clock.pass(60_000);
    expect(rows.status.phase).toBe("forbidden");
    refuseBut("", "default");
    all.rows.retry();
    await clock.pass(100);
    expect([all.rows.status.phase, rows.status.phase]).toEqual(["live", "live"]);
  });

  test("that is polled is watched when all namespaces may be watched", async () => {
    const { watch } = script;
    script.watch = () => failing(refusal({ kind: "status", code: 403 }));
    const rows = part();
    const all = multiplexer.subscribe(specOf("pods"));
    await clock.pass(60_000);
    expect(rows.status.phase).toBe("polling");
    script.watch = watch;
    all.rows.retry();
    await clock.pass(100);
    expect([all.rows.status.phase, rows.status.phase]).toEqual(["live", "live"]);
  });

  test("is let go whole, also after it was asked for by itself", async () => {
    expireIn(20_000);
    const all = multiplexer.subscribe(specOf("pods"));
    await clock.pass(100);
    const lease = multiplexer.subscribe(specOf("pods", { namespace: "default" }));
    refuseBut("default");
    await clock.pass(120_000);
    expect(lease.rows.status.phase).toBe("live");
    all.release();
    lease.release();
    await clock.pass(2 * grace);
    expect(multiplexer.statuses).toEqual([]);
  });
});

describe("after the end", () => {
  test("whoever asks for rows is told that there are none to come, and nothing is asked for", async () => {
    multiplexer.close();
    const spec = specOf("pods");
    const leases = [
      multiplexer.subscribe(spec),
      multiplexer.subscribeNamespaces(spec, ["one", "two"]),
      multiplexer.subscribeAll(spec, () => ["one"]),
    ];
    multiplexer.retry();
    for (const { rows } of leases) rows.retry();
    await clock.pass(10 * grace);
    for (const { rows } of leases) {
      expect(rows.status).toMatchObject({ phase: "forbidden", error: { message: "the context was closed" } });
      expect(rows.size).toBe(0);
    }
    for (const { release } of leases) release();
    expect(namespacesAsked()).toEqual([]);
    expect(clock.sleeping).toBe(0);
    expect(multiplexer.statuses).toEqual([]);
  });

  test("rows that were live no longer say so, and letting them go leaves nothing behind", async () => {
    const { rows, release } = multiplexer.subscribe(specOf("pods"));
    await clock.pass(100);
    multiplexer.close();
    await clock.pass(0);
    expect(rows.status.phase).toBe("forbidden");
    release();
    await clock.pass(0);
    expect(clock.sleeping).toBe(0);
  });
});
