// Objects as API servers give them, one state each, in test/fixtures/RESOURCE/STATE.json; and rows made of them.

import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { KeptObject } from "../../src/cache/kept-object.ts";
import type { Row } from "../../src/cache/types.ts";
import type { KubeObject } from "../../src/kube/types.ts";
import type { Column, Kind } from "../../src/resources/kind.ts";

const folder = resolve(import.meta.dirname, "../fixtures");

/** The moment at which all fixtures were taken. */
export const fixtureTime = Date.parse("2026-11-22T12:00:00Z");

/** The names of a kind's fixtures. */
export function fixtureStates({ gvr }: Kind): readonly string[] {
  return readdirSync(join(folder, gvr.resource))
    .map((file) => file.replace(/\.json$/, ""))
    .sort();
}

export function fixture({ gvr }: Kind, state: string): KubeObject {
  return JSON.parse(readFileSync(join(folder, gvr.resource, `${state}.json`), "utf8")) as KubeObject;
}

/** The row of an object, as the cache would make it. */
export function rowOf(kind: Kind, object: KubeObject): Row {
  const { metadata } = object;
  return {
    uid: metadata.uid ?? "",
    name: metadata.name ?? "",
    namespace: metadata.namespace ?? "",
    resourceVersion: metadata.resourceVersion ?? "",
    createdAt: Date.parse(metadata.creationTimestamp ?? ""),
    deletedAt: metadata.deletionTimestamp === undefined ? undefined : Date.parse(metadata.deletionTimestamp),
    labels: metadata.labels ?? {},
    owners: metadata.ownerReferences ?? [],
    receivedAt: fixtureTime,
    node: kind.nodeName?.(object) ?? "",
    summary: kind.summarize(object),
    encoded: new KeptObject({
      encoding: "json",
      type: { apiVersion: object.apiVersion ?? "", kind: kind.kind },
      bytes: Buffer.from(JSON.stringify(object)),
    }),
  };
}

export function fixtureRow(kind: Kind, state: string): Row {
  return rowOf(kind, fixture(kind, state));
}

/** What a cell prints. */
export function cellText(column: Column, row: Row, now = fixtureTime): string {
  return column.text?.(row, now) ?? String(column.value(row, now) ?? "");
}

/** The text of the columns with these headers, or of all that the default form has. */
export function cells(
  kind: Kind,
  row: Row,
  headers?: readonly string[],
  now = fixtureTime,
): readonly string[] {
  const wanted =
    headers?.map((header) => columnWith(kind, header)) ?? kind.columns.filter(({ wide }) => wide !== true);
  return wanted.map((column) => cellText(column, row, now));
}

/** The row's health as one text, such as `warn NotReady: 2 of 3 replicas ready`; `ok` where there is nothing to say. */
export function healthText(kind: Kind, row: Row, now = fixtureTime): string {
  const { level, reason, sentence } = kind.health(row, now);
  const words = reason === "" ? level : `${level} ${reason}`;
  return sentence === undefined ? words : `${words}: ${sentence}`;
}

/** The column with that header. Throws where there is none, so that no test looks at nothing. */
export function columnWith(kind: Kind, header: string): Column {
  const column = kind.columns.find((candidate) => candidate.header === header);
  if (column === undefined) throw new Error(`${kind.gvr.resource} has no column ${header}`);
  return column;
}
