import { describe, expect, test } from "vitest";
import { cells, columnWith, fixtureTime, healthText, rowOf } from "../../test/support/fixtures.ts";
import type { ApiResource, TableColumn } from "../kube/types.ts";
import { genericKind } from "./generic.ts";

const backups: ApiResource = {
  gvr: { group: "stable.example.com", version: "v1", resource: "backups" },
  kind: "Backup",
  namespaced: true,
  singular: "backup",
  shortNames: ["bk"],
  categories: [],
  verbs: ["get", "list", "watch", "patch"],
  subresources: ["status"],
  preferred: true,
  stale: false,
};

function column(name: string, more: Partial<TableColumn> = {}): TableColumn {
  return { name, type: "string", format: "", description: "", priority: 0, ...more };
}

const columns: readonly TableColumn[] = [
  column("Name", { format: "name", description: "Name must be unique within a namespace." }),
  column("Ready", { description: "Whether it can be restored. Checked daily." }),
  column("Phase"),
  column("Files", { type: "integer" }),
  column("Last Backup (UTC)", { type: "date", priority: 1 }),
  column("Age", { type: "date" }),
];

function backup(values: readonly unknown[], metadata = {}) {
  const creationTimestamp = "2026-11-20T12:00:00Z";
  return { metadata: { name: "nightly", namespace: "shop", creationTimestamp, ...metadata }, cells: values };
}

const kind = genericKind(backups, columns);
const row = rowOf(kind, backup(["nightly", "True", "Done", 12, "71s", "71s"]));

describe("a kind without a record", () => {
  test("is asked for as the server's table", () => {
    expect(kind.form).toBe("table");
  });

  test("has NAME and AGE until the server's columns are known", () => {
    const early = genericKind(backups);
    expect(cells(early, rowOf(early, backup(["nightly", "True"])))).toEqual(["nightly", "2d"]);
  });

  test("prints the server's cells, with AGE last and counted by us, since the server's is as old as its answer", () => {
    expect(kind.columns.map(({ header }) => header)).toEqual([
      "NAME",
      "READY",
      "PHASE",
      "FILES",
      "LAST BACKUP (UTC)",
      "AGE",
    ]);
    expect(cells(kind, row)).toEqual(["nightly", "True", "Done", "12", "2d"]);
  });

  test("keeps columns of a priority above 0 for the wide form", () => {
    expect(kind.columns.filter(({ wide }) => wide).map(({ id }) => id)).toEqual(["last-backup-utc"]);
  });

  test("keeps what tells how an object is longest on a narrow screen, and cuts texts but no numbers", () => {
    const leaving = [...kind.columns].sort((a, b) => a.priority - b.priority);
    expect(leaving.map(({ header }) => header)).toEqual([
      "NAME",
      "READY",
      "PHASE",
      "AGE",
      "FILES",
      "LAST BACKUP (UTC)",
    ]);
    expect([columnWith(kind, "PHASE").minWidth, columnWith(kind, "FILES").minWidth]).toEqual([12, undefined]);
  });

  test("sorts numbers as numbers and aligns them right", () => {
    const files = columnWith(kind, "FILES");
    expect(files.align).toBe("right");
    expect(files.value(row, fixtureTime)).toBe(12);
  });

  test("takes the first sentence of the server's description as help", () => {
    expect(columnWith(kind, "READY").doc).toBe("Whether it can be restored.");
    expect(columnWith(kind, "PHASE").doc).toBe("Phase, as the server prints it.");
  });

  test("prints nothing for a field that is not there, and sorts it last", () => {
    const empty = rowOf(kind, backup(["nightly", null, null, null, null, null]));
    expect(cells(kind, empty, ["READY", "FILES"])).toEqual(["", ""]);
    expect(columnWith(kind, "READY").value(empty, fixtureTime)).toBeUndefined();
  });

  test("gives columns of equal names ids of their own", () => {
    const twice = genericKind(backups, [
      column("Name"),
      column("State"),
      column("STATE"),
      column("Id/"),
      column("💾"),
    ]);
    expect(twice.columns.map(({ id }) => id)).toEqual(["name", "state", "state-2", "id", "column", "age"]);
  });

  test.each([
    [["nightly", "True", "Done"], "ok"],
    [["nightly", "False", "Done"], "warn NotReady: Ready is False"],
    [["nightly", "Unknown", "Done"], "ok"],
    [["nightly", null, "Failed"], "bad Failed: Phase is Failed"],
    [["nightly", null, "Paused"], "ok"],
    [[], "ok"],
  ])("with the cells %j is %s: nothing is made up", (values, health) => {
    expect(healthText(kind, rowOf(kind, backup(values)))).toBe(health);
  });

  test("is shown to be on its way out", () => {
    const leaving = rowOf(kind, backup([], { deletionTimestamp: "2026-11-22T11:50:00Z" }));
    expect(healthText(kind, leaving)).toBe("warn Terminating: being deleted for 10m: a finalizer holds it");
  });

  test("can be scaled where the server says so", () => {
    expect(kind.abilities).toEqual([]);
    expect(genericKind({ ...backups, subresources: ["status", "scale"] }).abilities).toEqual(["scale"]);
  });
});
