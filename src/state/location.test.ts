import { describe, expect, test } from "vitest";
import { formatLocation, type Location, parseLocation, tableOf } from "./location.ts";

const table = tableOf("prod-eu", ["payments"], "pods");

describe("the text of a location", () => {
  test.each<[string, Location]>([
    ["prod-eu/payments/pods", table],
    ["prod-eu/*/pods", { ...table, namespaces: "all" }],
    ["prod-eu/payments,ledger/pods", { ...table, namespaces: ["payments", "ledger"] }],
    ["prod-eu/payments/pods?filter=api+%21test", { ...table, filter: "api !test" }],
    ["prod-eu/payments/pods?sort=-restarts", { ...table, sort: { column: "restarts", descending: true } }],
    ["prod-eu/payments/pods?problems=&wide=", { ...table, problemsOnly: true, wide: true }],
    [
      "prod-eu/payments/pods?labelSelector=app%3Dweb&ownerUid=u1",
      { ...table, selection: { labelSelector: "app=web", ownerUid: "u1" } },
    ],
    [
      "arn%3Aaws%3Aeks%3Aeu%3A1%3Acluster%2Fprod/payments/deployments.apps",
      { ...table, context: "arn:aws:eks:eu:1:cluster/prod", resource: "deployments.apps" },
    ],
    ["kind-%3F%23%25/payments/pods", { ...table, context: "kind-?#%" }],
    ["a,b/payments/pods", { ...table, context: "a,b" }],
    ["prod-eu/payments/pods?filter=a%26b%3Dc%3Fd+%2F%5Ee%2Bf%24%2F", { ...table, filter: "a&b=c?d /^e+f$/" }],
    ["prod-eu/payments/pods?sort=name", { ...table, sort: { column: "name", descending: false } }],
    [
      "prod-eu/payments/pods?fieldSelector=spec.nodeName%3Dn1",
      { ...table, selection: { fieldSelector: "spec.nodeName=n1" } },
    ],
    [
      "prod-eu/*/nodes//node-1?view=yaml",
      {
        ...tableOf("prod-eu", "all", "nodes"),
        view: "yaml",
        object: { namespace: "", name: "node-1", uid: "" },
      },
    ],
    [
      "prod-eu/payments/pods/payments/api-0",
      { ...table, object: { namespace: "payments", name: "api-0", uid: "" } },
    ],
    [
      "prod-eu/payments/pods/payments/api-0?view=yaml",
      { ...table, view: "yaml", object: { namespace: "payments", name: "api-0", uid: "" } },
    ],
    ["prod-eu/payments/pods?view=logs", { ...table, view: "logs" }],
    [
      "prod-eu/payments/deployments/payments/api?view=logs&container=app&previous=",
      {
        ...tableOf("prod-eu", ["payments"], "deployments"),
        view: "logs",
        object: { namespace: "payments", name: "api", uid: "" },
        logs: { container: "app", previous: true },
      },
    ],
    [
      "prod-eu/payments,ledger/pods?view=logs&objects=payments%2Fapi-0%2Cledger%2Fdb-0&since=14%3A05&tail=0",
      {
        ...tableOf("prod-eu", ["payments", "ledger"], "pods"),
        view: "logs",
        logs: {
          objects: [
            { namespace: "payments", name: "api-0" },
            { namespace: "ledger", name: "db-0" },
          ],
          since: "14:05",
          tail: 0,
        },
      },
    ],
    [
      "prod-eu/payments/pods?view=logs&contexts=prod-us%2Ca%252Cb",
      { ...table, view: "logs", logs: { contexts: ["prod-us", "a,b"] } },
    ],
    [
      "prod-eu/*/nodes//node-1?view=logs&tail=all",
      {
        ...tableOf("prod-eu", "all", "nodes"),
        view: "logs",
        object: { namespace: "", name: "node-1", uid: "" },
        logs: { tail: "all" },
      },
    ],
  ])("%s is read as what it was written from", (text, location) => {
    expect(formatLocation(location)).toBe(text);
    expect(parseLocation(text)).toEqual(location);
  });

  test.each<[string, Location]>([
    ["prod-eu/payments,*/pods", { ...table, namespaces: "all" }],
    ["prod-eu/payments,,payments/pods", table],
    ["prod-eu/payments/pods?view=yaml", table],
    ["prod-eu/payments/pods?sort=-&what=ever", table],
    ["prod-eu/payments/pods?tail=5&previous=", table],
    ["prod-eu/payments/pods?view=logs&tail=many&objects=,&container=", { ...table, view: "logs" }],
    [
      "prod-eu/payments/pods?view=logs&objects=api-0",
      { ...table, view: "logs", logs: { objects: [{ namespace: "", name: "api-0" }] } },
    ],
  ])("%s is understood as well", (text, location) => {
    expect(parseLocation(text)).toEqual(location);
  });

  test.each(["", "pods", "payments/pods", "a/,/pods", "a//pods", "a/b/c/d", "a/b/c/d/e/f", "a/%zz/pods"])(
    "%j is no location",
    (text) => {
      expect(parseLocation(text)).toBeUndefined();
    },
  );
});

test("how a table was left is no part of its text", () => {
  expect(formatLocation({ ...table, left: { marked: ["u1"], line: 3 } })).toBe(formatLocation(table));
});
