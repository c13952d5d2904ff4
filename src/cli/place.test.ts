import { describe, expect, test } from "vitest";
import type { Location } from "../state/location.ts";
import { CliError } from "./failure.ts";
import { namespacesOf, type PlaceRequest, placeOf } from "./place.ts";

const defaults = {
  context: "prod",
  namespacesOf: (context: string) => [`home-of-${context}`],
  isContext: (name: string) => ["prod", "lab", "staging"].includes(name),
};

describe("where the program begins", () => {
  test.each<[PlaceRequest, Partial<Location>]>([
    [{}, { context: "prod", namespaces: ["home-of-prod"], resource: "pods" }],
    [{ place: "deploy" }, { context: "prod", resource: "deploy", filter: "" }],
    [{ place: "deploy/api" }, { resource: "deploy", filter: "name=api" }],
    [
      { place: "pods?filter=api&sort=-restarts" },
      { filter: "api", sort: { column: "restarts", descending: true } },
    ],
    [{ context: "lab" }, { context: "lab", namespaces: ["home-of-lab"] }],
    [{ namespaces: "all" }, { namespaces: "all" }],
    [{ place: "lab/a,b/jobs" }, { context: "lab", namespaces: ["a", "b"], resource: "jobs" }],
    [
      { place: "lab/a/jobs", context: "prod", namespaces: ["c"] },
      { context: "prod", namespaces: ["c"] },
    ],
  ])("%j begins at %j", (request, location) => {
    expect(placeOf(request, defaults)).toMatchObject(location);
  });

  test.each<[PlaceRequest, Partial<Location>]>([
    [
      { place: "deploy/api", context: "lab" },
      { context: "lab", resource: "deploy", filter: "name=api" },
    ],
    [{ place: "svc/ingress" }, { resource: "svc", filter: "name=ingress" }],
    [
      { place: "eyes/pods", context: "lab" },
      { context: "lab", namespaces: ["eyes"], resource: "pods" },
    ],
    [{ place: "eyes/pods" }, { context: "prod", namespaces: ["eyes"], resource: "pods", filter: "" }],
    [{ place: "certificates/events" }, { namespaces: ["certificates"], resource: "events", filter: "" }],
    [{ place: "a,b/pods" }, { namespaces: ["a", "b"], resource: "pods" }],
    [{ place: "*/pods?filter=x" }, { namespaces: "all", resource: "pods", filter: "x" }],
    [
      { place: "eyes/pods", namespaces: ["other"] },
      { namespaces: ["other"], resource: "pods" },
    ],
    [{ place: "lab/pods" }, { context: "lab", namespaces: ["home-of-lab"], resource: "pods" }],
    [
      { place: "staging/pods", context: "lab" },
      { context: "lab", namespaces: ["home-of-lab"], resource: "pods" },
    ],
    [{ place: "lab/widgets" }, { context: "lab", resource: "widgets", filter: "" }],
    [{ place: "widgets/one" }, { resource: "widgets", filter: "name=one" }],
    [
      { place: "widgets/one?view=yaml", namespaces: ["eyes"] },
      { resource: "widgets", view: "yaml", object: { namespace: "eyes", name: "one", uid: "" } },
    ],
    [
      { place: "pods/one?view=yaml", namespaces: "all" },
      { resource: "pods", view: "table", filter: "name=one" },
    ],
    [
      { place: "nodes/one?view=yaml", namespaces: "all" },
      { resource: "nodes", view: "yaml", object: { namespace: "", name: "one", uid: "" } },
    ],
  ])("%j is read by which of its two parts is a kind or a context: %j", (request, location) => {
    expect(placeOf(request, defaults)).toMatchObject(location);
  });

  test.each<PlaceRequest>([{ place: "eyes/widgets" }, { place: "eyes/widgets", context: "lab" }])(
    "%j, of which neither part is known to be a kind, is kept in both readings",
    (request) => {
      const named = { context: "lab", resource: "eyes", filter: "name=widgets" };
      const within = { context: "lab", namespaces: ["eyes"], resource: "widgets" };
      const read = placeOf(request, { ...defaults, context: "lab" });
      expect(read).toMatchObject({ ...named, otherwise: within });
      expect(placeOf({ place: "eyes/pods" }, defaults).otherwise).toBeUndefined();
    },
  );

  test.each([
    ["pods?view=lgs", 'there is no view "lgs"'],
    ["lab/a/pods?view=logs&tail=abc", 'tail cannot be "abc"'],
    ["pods?filtre=x", 'a place has no "filtre"'],
    ["pods?sort=nope", "pods have no column nope to sort by"],
    ["lab/a/po?sort=-nope", "pods have no column nope to sort by"],
  ])("%j is refused: %s", (place, message) => {
    expect(() => placeOf({ place }, defaults)).toThrow(message);
  });

  test("a misspelt column to sort by is refused with the nearest name and all others", () => {
    expect(() => placeOf({ place: "deploy?sort=-raedy" }, defaults)).toThrow(
      expect.objectContaining({
        nextStep: expect.stringMatching(/^did you mean ready, or another of name, ready, .*age$/),
      }),
    );
  });

  test("kinds that only their server knows may have any column", () => {
    const { sort } = placeOf({ place: "widgets?sort=size" }, defaults);
    expect(sort).toEqual({ column: "size", descending: false });
  });

  test.each(["/pods", "pods/", "eyes/?filter=x", "a//pods", "a/b/c/d", "?filter=x", "a/%/pods"])(
    "%j is refused as no place",
    (place) => {
      expect(() => placeOf({ place }, defaults)).toThrow(CliError);
    },
  );
});

describe("--namespace", () => {
  test.each([
    ["payments", ["payments"]],
    ["a,b", ["a", "b"]],
    [" a , b,,a ", ["a", "b"]],
    ["*", "all"],
    ["a,*", "all"],
  ])("%j means %j", (text, namespaces) => {
    expect(namespacesOf(text)).toEqual(namespaces);
  });

  test.each(["", ",", " "])("%j names none", (text) => {
    expect(() => namespacesOf(text)).toThrow("--namespace names no namespace");
  });
});
