import { expect, test } from "vitest";
import { rowOf } from "../../test/support/rows.ts";
import type { ApiResource } from "../kube/types.ts";
import { Catalog } from "./catalog.ts";
import type { Discovery } from "./session.ts";

function resource(gvr: ApiResource["gvr"], kind: string, more: Partial<ApiResource> = {}): ApiResource {
  return {
    gvr,
    kind,
    namespaced: true,
    singular: kind.toLowerCase(),
    shortNames: [],
    categories: [],
    verbs: ["get", "list", "watch"],
    subresources: [],
    preferred: true,
    stale: false,
    ...more,
  };
}

function catalogOf(...resources: ApiResource[]): Catalog {
  const discovery: Discovery = {
    resources,
    problem: undefined,
    refresh: () => expect.unreachable(),
    subscribe: () => expect.unreachable(),
  };
  return new Catalog(discovery, () => expect.unreachable());
}

const cronJobs = { group: "batch", version: "v1", resource: "cronjobs" };
const widgets = { group: "example.com", version: "v1", resource: "widgets" };

test("kinds of our own are known before the server has said what it has", () => {
  expect(catalogOf().find("cj")?.kind.gvr).toEqual(cronJobs);
});

test("a kind is found by plural, singular, short name and kind, with group and version, in any case", () => {
  const catalog = catalogOf(resource(widgets, "Widget", { shortNames: ["wd"] }));
  for (const name of ["widgets", "Widget", "WD", "widgets.example.com", "widgets.v1.example.com"])
    expect(catalog.find(name)?.kind.gvr).toEqual(widgets);
});

test("a plural that two groups have is ours, and the other's with its group", () => {
  const other = { ...widgets, resource: "cronjobs" };
  const catalog = catalogOf(resource(cronJobs, "CronJob"), resource(other, "CronJob"));
  expect(catalog.find("cronjobs")?.kind.gvr).toEqual(cronJobs);
  expect(catalog.find("cronjobs.example.com")?.kind.gvr).toEqual(other);
});

test("a kind the server has in another version only is shown by the server's own columns", () => {
  const older = { ...cronJobs, version: "v1beta1" };
  const { kind } = catalogOf(resource(older, "CronJob")).find("cronjobs") ?? expect.unreachable();
  expect(kind.gvr).toEqual(older);
  expect(kind.form).toBe("table");
});

test("a kind the server has in ours and in newer versions is asked for in ours", () => {
  const newer = { ...cronJobs, version: "v2" };
  const catalog = catalogOf(resource(newer, "CronJob"), resource(cronJobs, "CronJob", { preferred: false }));
  expect(catalog.find("cronjobs")?.kind.gvr).toEqual(cronJobs);
});

test("what cannot be listed is no place to go to", () => {
  expect(catalogOf(resource(widgets, "Widget", { verbs: ["create"] })).find("widgets")).toBeUndefined();
});

test("names that look like what was typed are offered", () => {
  expect(catalogOf().nearest("deploymnets")).toEqual(["deployments"]);
});

test("the beginning of a plural is enough where no other kind begins so", () => {
  const catalog = catalogOf(resource(widgets, "Widget"));
  expect(catalog.findBegun("wid")?.kind.gvr).toEqual(widgets);
  expect(catalog.findBegun("sec")?.name).toBe("secrets");
  expect(catalog.findBegun("se")).toBeUndefined();
});

test("no kind throws on an object that its record did not foresee, and each such object is reported", () => {
  const faults: string[] = [];
  const refresh = () => expect.unreachable();
  const discovery = { resources: [], problem: undefined, refresh, subscribe: refresh };
  const { entries } = new Catalog(discovery, (_error, what) => faults.push(what));
  const odd = rowOf({ name: "odd", summary: null });
  for (const { kind } of entries) {
    kind.health(odd, 0);
    kind.drill?.(odd);
    for (const column of kind.columns) {
      column.value(odd, 0);
      column.text?.(odd, 0);
      column.tone?.(odd, 0);
    }
  }
  expect(faults).toContain("health of Pod default/odd");
  expect(faults).toContain("TYPE of Service default/odd");
});
