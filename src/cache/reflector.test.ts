import { afterEach, describe, expect, test } from "vitest";
import { ManualClock } from "../../test/support/manual-clock.ts";
import {
  failing,
  noWatchList,
  page,
  refusal,
  type Script,
  ScriptedWire,
  untilAborted,
  wireObject,
} from "../../test/support/scripted-wire.ts";
import { Link } from "./link.ts";
import { Reflector } from "./reflector.ts";
import { StartGate } from "./start-gate.ts";
import type { InformerStatus } from "./types.ts";

let stop: AbortController | undefined;

afterEach(() => stop?.abort());

interface Run {
  readonly wire: ScriptedWire;
  readonly clock: ManualClock;
  readonly reflector: Reflector;
  readonly statuses: InformerStatus[];
}

/** A reflector of config maps on a server that does no WatchList, unless it is said to. */
function reflect(
  script: (clock: ManualClock) => Script,
  { watchList = false, reachable = true }: { watchList?: boolean; reachable?: boolean } = {},
): Run {
  const clock = new ManualClock();
  const wire = new ScriptedWire(script(clock));
  const statuses: InformerStatus[] = [];
  const reflector = new Reflector({
    wire,
    scope: {},
    what: "configmaps",
    resource: "configmaps",
    clock,
    link: new Link(async () => reachable, clock),
    gate: new StartGate(4),
    withoutWatchList: new Set(watchList ? [] : ["configmaps"]),
    sink: {
      status: (status) => statuses.push(status),
      columns() {},
      listing() {},
      put() {},
      remove() {},
      listed() {},
    },
  });
  stop = new AbortController();
  void reflector.run(stop.signal);
  return { wire, clock, reflector, statuses };
}

const noConnection = () => refusal({ kind: "connection" });
const second = 1000;
const minute = 60 * second;

test("a server that does not even refuse is said to be away, however long each attempt takes", async () => {
  const { clock, wire, statuses } = reflect((clock) => ({
    list: () => page("7"),
    async *watch(_, signal) {
      if (wire.watches.length > 1) await clock.sleep(10 * second, signal);
      else yield [];
      throw noConnection();
    },
  }));
  await clock.pass(minute);
  expect(statuses.at(-1)?.phase).toBe("stale");
});

test("rows of a server that fell silent are as of its last word, and said to be at once", async () => {
  const { clock, statuses } = reflect((clock) => ({
    list: () => page("7"),
    async *watch(_, signal) {
      yield [];
      await clock.sleep(minute, signal);
      yield [{ type: "BOOKMARK", resourceVersion: "8", initialEventsEnd: false }];
      await clock.sleep(minute, signal);
      throw refusal({ kind: "connection", reason: "PEER_SILENT" });
    },
  }));
  await clock.pass(2 * minute);
  expect(statuses.at(-1)).toMatchObject({ phase: "stale", since: minute });
});

test("rows of a watch that was cut are as of then, which is said when taking it up again takes long", async () => {
  let takes = second;
  const { clock, wire, statuses } = reflect((clock) => ({
    list: () => page("7"),
    async *watch(_, signal) {
      if (wire.watches.length > 1) await clock.sleep(takes, signal);
      yield [];
      await clock.sleep(minute - takes, signal);
      throw noConnection();
    },
  }));
  await clock.pass(2.5 * minute);
  expect(statuses.map(({ phase }) => phase)).not.toContain("stale");
  takes = 30 * second;
  await clock.pass(minute);
  expect(statuses.filter(({ phase }) => phase === "stale")).toMatchObject([{ since: 3 * minute - second }]);
  expect(statuses.at(-1)?.phase).toBe("live");
});

test("a server whose versions are always too old is not listed without a pause", async () => {
  const { clock, wire } = reflect((clock) => ({
    list: () => page("7"),
    async *watch(_, signal) {
      yield [];
      await clock.sleep(10, signal);
      throw refusal({ kind: "status", code: 410 });
    },
  }));
  await clock.pass(30 * second);
  expect(wire.lists.length).toBeLessThan(10);
});

test("a version that is too old after hours of quiet leads to a list at once", async () => {
  const { clock, wire } = reflect((clock) => ({
    list: () => page("7"),
    async *watch(_, signal) {
      yield [];
      await clock.sleep(60 * minute, signal);
      throw refusal({ kind: "status", code: 410 });
    },
  }));
  await clock.pass(60 * minute);
  expect(wire.lists).toHaveLength(2);
});

test("while there is no connection the waits grow longer", async () => {
  const { clock, statuses } = reflect(
    () => ({
      list: () => failing(noConnection()),
      watch: () => failing(noConnection()),
    }),
    { reachable: false },
  );
  const waits: number[] = [];
  let known = 0;
  for (let passed = 0; passed < 30 * second; passed += 100) {
    await clock.pass(100);
    for (const status of statuses.slice(known))
      if (status.phase === "unreachable") waits.push(Math.round((status.retryAt - clock.now()) / 100) / 10);
    known = statuses.length;
  }
  expect(waits).toEqual([...waits].sort((a, b) => a - b));
  expect(waits.at(-1)).toBeGreaterThan(10);
});

test("a list that is always cut, by a server that answers everything else, is asked for ever more rarely", async () => {
  const { clock, wire } = reflect(() => ({
    list: () => failing(noConnection()),
    watch: () => failing(noConnection()),
  }));
  await clock.pass(5 * minute);
  expect(wire.lists.length).toBeLessThan(20);
});

test("a list made anew is not allowed to be older than what was seen", async () => {
  const { clock, wire } = reflect(() => ({
    list: () => page("7"),
    async *watch() {
      if (wire.watches.length > 1) throw refusal({ kind: "status", code: 500 });
      yield [{ type: "ADDED", object: wireObject("a", "9") }];
    },
  }));
  await clock.pass(minute);
  expect(wire.lists[1]).toMatchObject({ resourceVersion: "9" });
});

test("rows that are polled again after a bad time are as old as the next bad time, not as the last", async () => {
  let isUp = true;
  const { clock, statuses } = reflect(() => ({
    async *list() {
      if (!isUp) throw refusal({ kind: "status", code: 500 });
      yield* page("7");
    },
    watch: () => failing(refusal({ kind: "status", code: 403 })),
  }));
  await clock.pass(second);
  isUp = false;
  await clock.pass(minute);
  isUp = true;
  await clock.pass(minute);
  expect(statuses.at(-1)?.phase).toBe("polling");
  isUp = false;
  await clock.pass(minute);
  expect(statuses.at(-1)).toMatchObject({ phase: "stale" });
  expect(statuses.findLast((status) => status.phase === "stale")?.since).toBeGreaterThan(2 * minute);
});

test("a server that starts and denies for a moment what is polled is not believed either", async () => {
  let mayList = true;
  const { clock, statuses } = reflect(() => ({
    list: () => (mayList ? page("7") : failing(refusal({ kind: "status", code: 403 }))),
    watch: () => failing(refusal({ kind: "status", code: 403 })),
  }));
  await clock.pass(minute);
  mayList = false;
  await clock.pass(15 * second);
  mayList = true;
  await clock.pass(minute);
  expect(statuses.at(-1)?.phase).toBe("polling");
});

test("how many there are to come is said throughout a list of several pages", async () => {
  const { clock, statuses } = reflect((clock) => ({
    async *list({ continue: token = "" }) {
      yield { objects: [wireObject(`first${token}`, "1")] };
      await clock.sleep(second);
      yield {
        objects: [wireObject(`second${token}`, "1")],
        page: {
          resourceVersion: "7",
          continue: token === "" ? "more" : "",
          ...(token === "" && { remainingItemCount: 2 }),
        },
      };
    },
    watch: async function* (_, signal) {
      yield [];
      await untilAborted(signal);
    },
  }));
  await clock.pass(minute);
  const listing = statuses.filter((status) => status.phase === "listing");
  expect(listing.map(({ received, expected }) => [received, expected])).toEqual([
    [1, undefined],
    [2, 4],
    [3, 4],
    [4, 4],
  ]);
});

test("where WATCH is denied it is asked for again every few minutes, since rights change", async () => {
  let mayWatch = false;
  const { clock, wire, statuses } = reflect(() => ({
    list: () => page("7"),
    async *watch(_, signal) {
      if (!mayWatch) throw refusal({ kind: "status", code: 403 });
      yield [];
      await untilAborted(signal);
    },
  }));
  await clock.pass(20 * minute);
  expect(statuses.at(-1)?.phase).toBe("polling");
  expect(wire.watches.length).toBeGreaterThan(2);
  expect(wire.watches.length).toBeLessThan(10);
  mayWatch = true;
  await clock.pass(6 * minute);
  expect(statuses.at(-1)?.phase).toBe("live");
  const asked = wire.lists.length;
  await clock.pass(20 * minute);
  expect(wire.lists).toHaveLength(asked);
});

test("a kind whose WATCH is not served at all goes on being polled when it is asked for again", async () => {
  const { clock, statuses } = reflect(() => ({
    list: () => page("7"),
    watch: () => failing(refusal({ kind: "status", code: 404 })),
  }));
  await clock.pass(20 * minute);
  const phases = statuses.map(({ phase }) => phase);
  const since = phases.slice(phases.indexOf("polling"));
  expect(new Set(since)).toEqual(new Set(["polling"]));
  expect(since.length).toBeGreaterThan(100);
});

const initialEventsEnd = { type: "BOOKMARK", resourceVersion: "7", initialEventsEnd: true } as const;

test("a server that takes WatchList's parameters for nothing is found out by its silence", async () => {
  const { clock, wire, statuses } = reflect(
    () => ({
      list: () => page("7"),
      async *watch(_, signal) {
        yield [];
        await untilAborted(signal);
      },
    }),
    { watchList: true },
  );
  await clock.pass(10 * second);
  expect(wire.lists).toHaveLength(1);
  expect(statuses.at(-1)?.phase).toBe("live");
});

test("a machine that slept while a WatchList arrives has not heard it being silent", async () => {
  const { clock, wire, statuses } = reflect(
    (clock) => ({
      list: () => expect.unreachable(),
      async *watch(_, signal) {
        yield [{ type: "ADDED", object: wireObject("a", "7") }];
        await clock.sleep(4 * second, signal);
        yield [initialEventsEnd];
        await untilAborted(signal);
      },
    }),
    { watchList: true },
  );
  await clock.pass(500);
  clock.set(60 * minute);
  await clock.pass(0);
  expect(wire.lists).toHaveLength(0);
  expect(statuses.at(-1)?.phase).toBe("live");
});

/** Watches that also ask for the list. */
const watchLists = ({ watches }: ScriptedWire) =>
  watches.filter(({ sendInitialEvents }) => sendInitialEvents);

describe("a WatchList that is refused", () => {
  /** Watches that begin at a version end with an expired version, so that the list is made again and again. */
  function refuse(error: () => ReturnType<typeof refusal>) {
    return reflect(
      (clock) => ({
        list: () => page("7"),
        async *watch({ sendInitialEvents }, signal) {
          if (sendInitialEvents) throw error();
          yield [];
          await clock.sleep(minute, signal);
          throw refusal({ kind: "status", code: 410 });
        },
      }),
      { watchList: true },
    );
  }

  test("as one is listed at once, and never asked for again", async () => {
    const { clock, wire, statuses } = refuse(noWatchList);
    await clock.pass(10 * minute);
    expect(watchLists(wire)).toHaveLength(1);
    expect(wire.lists.length).toBeGreaterThan(5);
    expect(statuses.map(({ phase }) => phase)).not.toContain("unreachable");
  });

  test("for another reason is listed at once, and asked for again at the next list", async () => {
    const { clock, wire, statuses } = refuse(() => refusal({ kind: "status", code: 400 }));
    await clock.pass(10 * minute);
    expect(watchLists(wire).length).toBeGreaterThan(5);
    expect(wire.lists).toHaveLength(watchLists(wire).length);
    expect(statuses.map(({ phase }) => phase)).not.toContain("unreachable");
  });
});

test("what the server takes for a bad request in every form is asked for ever more rarely", async () => {
  const badRequest = () => failing(refusal({ kind: "status", code: 400 }));
  const { clock, wire, statuses } = reflect(() => ({ list: badRequest, watch: badRequest }), {
    watchList: true,
  });
  await clock.pass(5 * minute);
  expect(statuses.at(-1)).toMatchObject({ phase: "unreachable", error: { code: 400 } });
  expect(wire.lists.length).toBeLessThan(20);
});

test("a version that the server cannot read leads to a new list", async () => {
  let isKnown = true;
  const refuse = (version: string | undefined) => {
    if (version === "7" && !isKnown) throw refusal({ kind: "status", code: 400 });
  };
  const { clock, wire, statuses } = reflect((clock) => ({
    async *list({ resourceVersion }) {
      refuse(resourceVersion);
      yield* page(isKnown ? "7" : "1");
    },
    async *watch({ resourceVersion }, signal) {
      refuse(resourceVersion);
      yield [];
      await clock.sleep(minute, signal);
    },
  }));
  await clock.pass(second);
  isKnown = false;
  await clock.pass(5 * minute);
  expect(wire.lists.map(({ resourceVersion }) => resourceVersion)).toEqual(["0", "7", ""]);
  expect(statuses.at(-1)?.phase).toBe("live");
});
