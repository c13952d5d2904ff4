import { expect, test } from "vitest";
import { guessResource } from "./guess-resource.ts";
import { kinds } from "./index.ts";

test.each(kinds.map(({ kind, gvr }) => [kind, gvr] as const))("%s is guessed right", (kind, gvr) => {
  const apiVersion = gvr.group === "" ? gvr.version : `${gvr.group}/${gvr.version}`;
  const name = gvr.group === "" ? gvr.resource : `${gvr.resource}.${gvr.group}`;
  expect(guessResource(kind, apiVersion)).toBe(name);
});

test.each([
  ["Endpoints", "v1", "endpoints"],
  ["NetworkPolicy", "networking.k8s.io/v1", "networkpolicies.networking.k8s.io"],
  ["Pod", undefined, "pods"],
])("%s of %s is guessed as %s", (kind, apiVersion, name) => {
  expect(guessResource(kind, apiVersion)).toBe(name);
});
