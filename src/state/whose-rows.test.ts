import { expect, test } from "vitest";
import { rowOf } from "../../test/support/rows.ts";
import { scriptedSession } from "../../test/support/scripted-session.ts";
import { Pushed, page, wireObject } from "../../test/support/scripted-wire.ts";
import { whoseRows } from "./whose-rows.ts";

const pod = rowOf({
  name: "api-7d9c-9hz2m",
  owners: [{ apiVersion: "apps/v1", kind: "ReplicaSet", name: "api-7d9c", uid: "uid-set" }],
});

test("who was left hears no more of what stands between the rows and the object", async () => {
  const pushed = new Pushed();
  const { clock, session, catalog } = scriptedSession({
    list: () => page("7"),
    watch: (_, signal) => pushed.read(signal),
  });
  const { multiplexer } = session;
  const source = { multiplexer, catalog, knownNamespaces: () => [], learnKinds: async () => {} };
  const whose = whoseRows(source, ["default"], { rootUid: "uid-deployment" });
  let told = 0;
  whose?.subscribe(() => {
    told += 1;
  });
  const setsChange = async (resourceVersion: string) => {
    pushed.push({ type: "MODIFIED", object: wireObject("other", resourceVersion) });
    await clock.pass(1000);
  };
  whose?.belongs(pod);
  await clock.pass(1000);
  const before = told;
  await setsChange("8");
  expect(told).toBeGreaterThan(before);
  whose?.close();
  const after = told;
  await setsChange("9");
  expect(told).toBe(after);
  session.close();
});
