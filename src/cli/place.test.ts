import { describe, expect, test } from "vitest";
import type { Location } from "../state/location.ts";
import { CliError } from "./failure.ts";
import { namespacesOf, type PlaceRequest, placeOf } from "./place.ts";

const defaults = { context: "prod", namespacesOf: (context: string) => [`home-of-${context}`] };

describe("where the program begins", () => {
  test.each<[PlaceRequest, Partial<Location>]>([
    [{}, { context: "prod", namespaces: ["home-of-prod"], resource: "pods" }],
    [{ place: "deploy" }, { context: "prod", resource: "deploy", filter: "" }],
    [{ place: "deploy/api" }, { resource: "deploy", filter: "name:api" }],
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

  test.each(["/pods", "a//pods", "a/b/c/d", "?filter=x", "a/%/pods"])(
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
