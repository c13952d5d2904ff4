import { expect, test } from "vitest";
import { ManualClock } from "../../test/support/manual-clock.ts";
import { HandmadeRows } from "../../test/support/rows.ts";
import { configmaps } from "../resources/configmaps.ts";
import { KeptModels } from "./kept-models.ts";
import { TableModel } from "./table-model.ts";

const model = () => new TableModel(configmaps, new HandmadeRows(), 0);

test("a model is taken once, by whoever comes back to its place", () => {
  const models = new KeptModels(new ManualClock(), 1000);
  const kept = model();
  models.keep("pods", kept);
  expect([models.take("nodes"), models.take("pods"), models.take("pods")]).toEqual([
    undefined,
    kept,
    undefined,
  ]);
});

test("the model that was left last is the one that is kept", () => {
  const models = new KeptModels(new ManualClock(), 1000);
  const last = model();
  models.keep("pods", model());
  models.keep("pods", last);
  expect(models.take("pods")).toBe(last);
});

test("a model nobody came back to is dropped, each in its own time", async () => {
  const clock = new ManualClock();
  const models = new KeptModels(clock, 1000);
  models.keep("pods", model());
  await clock.pass(600);
  const later = model();
  models.keep("nodes", later);
  models.keep("pods", later);
  await clock.pass(600);
  expect(models.take("pods")).toBe(later);
  await clock.pass(1000);
  expect(models.take("nodes")).toBeUndefined();
});

test("one that is closed keeps nothing and waits for nothing", () => {
  const clock = new ManualClock();
  const models = new KeptModels(clock, 1000);
  models.keep("pods", model());
  models.close();
  expect([models.take("pods"), clock.sleeping]).toEqual([undefined, 0]);
});
