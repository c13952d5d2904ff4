import { expect, test } from "vitest";
import type { DemoCluster } from "../../../src/demo/index.ts";
import { eventually } from "../../support/eventually.ts";
import { settled, watchDemo } from "../../support/watched-demo.ts";

/** A day of faults in the order they come, the same in every run. */
function plan(): ("end" | "reset" | "expire" | "restart")[] {
  const faults = [
    ...Array.from({ length: 200 }, () => "end" as const),
    ...Array.from({ length: 50 }, () => "reset" as const),
    ...Array.from({ length: 20 }, () => "expire" as const),
    ...Array.from({ length: 10 }, () => "restart" as const),
  ];
  let seed = 11;
  return faults
    .map((fault) => {
      seed = (seed * 16807) % 2147483647;
      return { fault, at: seed };
    })
    .sort((a, b) => a.at - b.at)
    .map(({ fault }) => fault);
}

const changesAtOnce = 6;

/** Objects come, change and go between any two faults, and while the server cannot be seen. */
function changes(demo: DemoCluster, step: number): void {
  for (let count = 0; count < changesAtOnce; count += 1) change(demo, step * changesAtOnce + count);
}

function change(demo: DemoCluster, step: number): void {
  const name = `soak-${step % 17}`;
  const metadata = { name, namespace: step % 3 === 0 ? "payments" : "default" };
  const key = `${metadata.namespace}/${name}`;
  if (demo.objects.get("configmaps", key) === undefined) {
    demo.objects.create({ apiVersion: "v1", kind: "ConfigMap", metadata, data: { step: String(step) } });
  } else if (step % 2 === 0) demo.objects.patch("configmaps", key, { data: { step: String(step) } });
  else demo.objects.remove("configmaps", key);
}

test("after 200 ended watches, 50 resets, 20 expired versions and 10 restarts the cache equals a fresh list", {
  timeout: 120_000,
}, async () => {
  await using watched = await watchDemo();
  const { demo } = watched;
  const { rows } = watched.watch("configmaps");
  await settled(rows, demo, "configmaps");
  const watches = { verb: "watch", resource: "configmaps" };
  for (const [step, fault] of plan().entries()) {
    const before = demo.requests.list(watches).length;
    changes(demo, 2 * step);
    if (fault === "restart" || fault === "expire") await demo.stop();
    if (fault === "end") for (const reply of demo.open(watches)) reply.end();
    if (fault === "reset") for (const reply of demo.open(watches)) reply.reset();
    changes(demo, 2 * step + 1);
    if (fault === "expire") demo.compact();
    if (fault === "restart" || fault === "expire") await demo.start();
    await eventually(() => {
      const since = demo.requests.list(watches).slice(before);
      expect(since.some(({ status, outcome }) => status === 200 && outcome === "open")).toBe(true);
    });
  }
  await settled(rows, demo, "configmaps");
  expect(watched.broken).toEqual([]);
});
