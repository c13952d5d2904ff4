import { expect, onTestFinished, test } from "vitest";
import { ManualClock } from "../../test/support/manual-clock.ts";
import { HandmadeRows, rowOf } from "../../test/support/rows.ts";
import { failureOf } from "../cache/index.ts";
import { Catalog } from "../kube/discovery/catalog.ts";
import { LiveDiscovery } from "./live-discovery.ts";

/** A server that offers nothing, how often it was asked, and definitions that a test changes. */
async function setUp() {
  const clock = new ManualClock();
  const definitions = new HandmadeRows();
  const catalog = new Catalog([]);
  let asked = 0;
  const live = new LiveDiscovery({
    discovery: {
      catalog,
      load: async () => catalog,
      async refresh() {
        asked += 1;
        return catalog;
      },
    },
    multiplexer: { subscribe: () => ({ rows: definitions, release: () => {} }) },
    clock,
  });
  onTestFinished(() => live.close());
  await live.refresh();
  return { clock, definitions, asked: () => asked };
}

test("the server is asked again when a definition has come, once for many", async () => {
  const { clock, definitions, asked } = await setUp();
  for (const name of ["trains", "wagons"]) definitions.put(rowOf({ name }));
  await clock.pass(5000);
  expect(asked()).toBe(2);
});

test("the server is asked again when it is back", async () => {
  const { clock, definitions, asked } = await setUp();
  const error = failureOf(new Error("gone"), "watch");
  definitions.stand({ phase: "stale", since: 0, retryAt: 0, error });
  await clock.pass(5000);
  expect(asked()).toBe(1);
  definitions.stand({ phase: "live", since: 0 });
  await clock.pass(5000);
  expect(asked()).toBe(2);
});

test("definitions that may only be listed are no reason to ask each time they are", async () => {
  const { clock, definitions, asked } = await setUp();
  const error = failureOf(new Error("you may not watch"), "watch");
  const list = (listedAt: number) =>
    definitions.stand({ phase: "polling", interval: 10_000, listedAt, error });
  list(0);
  await clock.pass(5000);
  const before = asked();
  for (let at = 1; at <= 10; at += 1) {
    list(at);
    await clock.pass(5000);
  }
  expect(asked()).toBe(before);
});
