import { expect, test } from "vitest";
import type { Lead } from "./lead.ts";
import { listPlans } from "./list-plan.ts";

const lead = (namespaces: Lead["namespaces"], labelSelector?: string): Lead => ({
  namespaces,
  ...(labelSelector && { labelSelector }),
});
const many = (count: number, make: (index: number) => Lead) =>
  Array.from({ length: count }, (_, at) => make(at));

test("what one object leads to is narrowed by the server", () => {
  expect(listPlans([lead(["shop"], "app=api")], {})).toEqual([
    { namespaces: ["shop"], selectors: { labelSelector: "app=api" } },
  ]);
});

test("what is looked for by the same labels in several namespaces is one list of each", () => {
  expect(listPlans([lead(["shop"], "app=api"), lead(["web"], "app=api")], {})).toEqual([
    { namespaces: ["shop", "web"], selectors: { labelSelector: "app=api" } },
  ]);
});

test("what a few lead to in a namespace are lists of their own, and what many do is one of all there is", () => {
  const labels = (at: number) => lead(["shop"], `app=api-${at}`);
  expect(listPlans(many(4, labels), {})).toHaveLength(4);
  expect(listPlans(many(5, labels), {})).toEqual([{ namespaces: ["shop"], selectors: {} }]);
});

test("many namespaces are listed as all are, with those at hand where all may not be listed", () => {
  const plans = listPlans(
    many(17, (at) => lead([`team-${at}`])),
    {},
  );
  expect(plans).toMatchObject([{ namespaces: "all", selectors: {} }]);
  expect(plans[0]?.known).toHaveLength(17);
});

test("what is asked for in any case narrows all lists", () => {
  expect(listPlans([lead(["shop"], "app=api"), lead("all")], { labelSelector: "tier=web" })).toEqual([
    { namespaces: ["shop"], selectors: { labelSelector: "app=api,tier=web" } },
    { namespaces: "all", selectors: { labelSelector: "tier=web" } },
  ]);
});

test("where nothing is meant nothing is listed", () => {
  expect(listPlans([], {})).toEqual([]);
});
