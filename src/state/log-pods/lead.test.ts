import { describe, expect, test } from "vitest";
import { rowOf } from "../../../test/support/rows.ts";
import type { Drill } from "../../resources/kind.ts";
import { type Lead, leadTest, stepFrom } from "./lead.ts";

const owner = { apiVersion: "batch/v1", kind: "CronJob", name: "report", uid: "cron" };

describe("an object leads", () => {
  const row = rowOf({ name: "api", uid: "u", namespace: "shop" });
  const node = rowOf({ name: "node-1", uid: "n", namespace: "" });
  const led = (drill: Drill | undefined) => ({ drill: () => drill });

  test("to the pods that its labels find and that are its own", () => {
    const scope = { namespace: "shop", labelSelector: "app=api" };
    expect(stepFrom(led({ resource: "pods", scope, rootUid: "u" }), row, "all")).toEqual({
      resource: "pods",
      lead: { namespaces: ["shop"], labelSelector: "app=api", root: { uid: "u", namespace: "shop" } },
    });
  });

  test("to what it owns directly, on the way to pods", () => {
    expect(
      stepFrom(led({ resource: "jobs", scope: { namespace: "shop" }, ownerUid: "u" }), row, "all"),
    ).toEqual({ resource: "jobs", lead: { namespaces: ["shop"], ownerUid: "u" } });
  });

  test("to the pods it owns by way of whatever, where its kind says nothing", () => {
    expect(stepFrom({}, row, "all")).toEqual({
      resource: "pods",
      lead: { namespaces: ["shop"], root: { uid: "u", namespace: "shop" } },
    });
  });

  test("to pods of those namespaces that somebody named, where it is in none itself", () => {
    const drill = { resource: "pods", scope: { fieldSelector: "spec.nodeName=node-1" } };
    expect(stepFrom(led(drill), node, ["shop"])?.lead).toEqual({
      namespaces: ["shop"],
      fieldSelector: "spec.nodeName=node-1",
    });
  });

  test("nowhere, where its kind says so", () => {
    expect(stepFrom(led(undefined), row, "all")).toBeUndefined();
  });
});

describe("an object is meant", () => {
  const row = rowOf({
    name: "api-0",
    namespace: "shop",
    labels: { app: "api" },
    node: "n1",
    owners: [owner],
  });
  const none: Lead = { namespaces: "all" };

  test.each<[string, Lead, boolean]>([
    ["in its namespace", { namespaces: ["web", "shop"] }, true],
    ["in others", { namespaces: ["web"] }, false],
    ["by its labels", { ...none, labelSelector: "app in (api,web)" }, true],
    ["by labels it has not", { ...none, labelSelector: "app!=api" }, false],
    ["by its node", { ...none, fieldSelector: "spec.nodeName=n1" }, true],
    ["by another node", { ...none, fieldSelector: "spec.nodeName=n2" }, false],
    ["by its name", { ...none, fieldSelector: "metadata.name=api-0" }, true],
    ["by the beginning of its name", { ...none, fieldSelector: "metadata.name=api" }, false],
    ["by its owner", { ...none, ownerUid: "cron" }, true],
    ["by an owner of the same name", { ...none, ownerUid: "cron-before" }, false],
    [
      "by fields of which only servers know",
      { ...none, fieldSelector: "status.phase=Running,spec.nodeName=n2" },
      true,
    ],
    ["by labels that are none, which servers refuse", { ...none, labelSelector: "app in" }, true],
  ])("%s", (_, lead, isMeant) => {
    expect(leadTest(lead)(row)).toBe(isMeant);
  });

  test("wherever it is looked for, where it is in no namespace", () => {
    expect(leadTest({ namespaces: ["shop"] })(rowOf({ name: "node-1", namespace: "" }))).toBe(true);
  });
});
