// Our cells beside the server's own. Every fixture is made on a real API server with nobody else about, so that its
// status stays as it was written; then the same list is asked for as JSON, as protobuf and as the server's Table.
import { Agent, request } from "undici";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Row } from "../../src/cache/types.ts";
import { decode, fieldMask, readList } from "../../src/kube/codec/index.ts";
import type { KubeObject, TableColumn } from "../../src/kube/types.ts";
import { genericKind, kinds } from "../../src/resources/index.ts";
import type { Kind } from "../../src/resources/kind.ts";
import { pods } from "../../src/resources/pods.ts";
import {
  cells,
  cellText,
  fixture,
  fixtureRow,
  fixtureStates,
  fixtureTime,
  rowOf,
} from "../support/fixtures.ts";
import type { ClusterAccess } from "./access.ts";
import { startControlPlane } from "./control-plane.ts";

type Cluster = Awaited<ReturnType<typeof startControlPlane>>;

interface Table {
  readonly columnDefinitions: readonly TableColumn[];
  readonly rows: readonly { readonly cells: readonly unknown[]; readonly object: KubeObject }[];
}

let cluster: Cluster;

beforeAll(async () => {
  cluster = await startControlPlane({
    name: "cells",
    controllerManager: false,
    scheduler: false,
    kwok: false,
    kubelet: false,
  });
  await cluster.request("POST", "/api/v1/namespaces", { body: { metadata: { name: "shop" } } });
  for (const kind of kinds) {
    for (const state of fixtureStates(kind)) await make(cluster, kind, fixture(kind, state));
  }
});

afterAll(() => cluster?.stop());

function pathOf({ gvr, namespaced }: Pick<Kind, "gvr" | "namespaced">, { metadata }: KubeObject): string {
  const group = gvr.group === "" ? `/api/${gvr.version}` : `/apis/${gvr.group}/${gvr.version}`;
  return `${group}${namespaced ? `/namespaces/${metadata.namespace}` : ""}/${gvr.resource}`;
}

/** Creates an object, gives it its status, and deletes it where it is to be seen on its way out. */
async function make(access: ClusterAccess, kind: Kind, object: KubeObject): Promise<void> {
  const { status, ...body } = asOfNow(object);
  const path = pathOf(kind, object);
  const { metadata } = object;
  const isLeaving = metadata.deletionTimestamp !== undefined;
  const created = await access.request<KubeObject>("POST", path, { body: creatable(kind, body) });
  if (isLeaving)
    await access.request("DELETE", `${path}/${metadata.name}`, { body: { gracePeriodSeconds: 30 } });
  // The server itself keeps the status of definitions.
  if (status === undefined || kind.kind === "CustomResourceDefinition") return;
  const current = await access.request<KubeObject>("GET", `${path}/${created.metadata.name}`);
  await access.request("PUT", `${path}/${metadata.name}/status`, { body: { ...current, status } });
}

/** The object with all its times moved, so that it was taken now. */
function asOfNow(object: KubeObject): KubeObject {
  const elapsed = Date.now() - fixtureTime;
  const text = JSON.stringify(object).replace(
    /"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d+)?Z"/g,
    (_, time, fraction) => {
      const moved = new Date(Date.parse(`${time}Z`) + elapsed).toISOString().slice(0, 19);
      return `"${moved}${fraction ?? ""}Z"`;
    },
  );
  return JSON.parse(text) as KubeObject;
}

/** Less what only the server may say, and held by a finalizer where deleting it would be the end of it. */
function creatable({ kind }: Kind, object: KubeObject): unknown {
  const { uid, creationTimestamp, deletionTimestamp, deletionGracePeriodSeconds, generation, ...metadata } =
    object.metadata;
  const held = deletionTimestamp === undefined || kind === "Namespace" ? [] : ["periplus.test/keep"];
  const finalizers = metadata.finalizers ?? held;
  const spec = kind === "Job" ? { spec: { ...(object.spec as object), manualSelector: true } } : {};
  return { ...object, ...spec, metadata: { ...metadata, finalizers } };
}

type Listed = Pick<Kind, "gvr">;

/** All objects of a resource, in one answer. */
async function ask({ gvr }: Listed, accept: string) {
  const { server, caData, tokens } = cluster.details;
  const agent = new Agent({ connect: { ca: Buffer.from(caData, "base64").toString() } });
  const path = pathOf({ gvr, namespaced: false }, { metadata: {} });
  const { headers, body } = await request(server + path, {
    dispatcher: agent,
    headers: { authorization: `Bearer ${tokens.admin}`, accept },
  });
  const bytes = Buffer.from(await body.arrayBuffer());
  await agent.destroy();
  return { bytes, contentType: String(headers["content-type"]) };
}

async function askJson<T>(kind: Listed, accept: string): Promise<T> {
  return JSON.parse((await ask(kind, accept)).bytes.toString()) as T;
}

const tableForm = "application/json;as=Table;v=v1;g=meta.k8s.io";

async function* inOnePiece(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

const keyOf = ({ metadata }: KubeObject) => `${metadata.namespace ?? ""}/${metadata.name}`;

/** Our rows of a kind, by namespace and name. */
async function ourRows(kind: Kind): Promise<ReadonlyMap<string, Row>> {
  const { items } = await askJson<{ items: readonly KubeObject[] }>(kind, "application/json");
  return new Map(items.map((object) => [keyOf(object), rowOf(kind, object)]));
}

/** Cells that differ, in words. A text may be that of the moment before the server's answer or after it. */
async function differences(kind: Kind): Promise<readonly string[]> {
  const rows = await ourRows(kind);
  const before = Date.now();
  const table = await askJson<Table>(kind, tableForm);
  const after = Date.now();
  return table.rows.flatMap(({ cells: printed, object }) => {
    const row = rows.get(keyOf(object));
    if (row === undefined) return [`${keyOf(object)} is missing`];
    return table.columnDefinitions.flatMap(({ name }, index) => {
      const column = kind.columns.find(({ header }) => header === name.toUpperCase());
      if (column === undefined) return [`there is no column ${name}`];
      const theirs = String(printed[index]);
      const ours = [before, after].map((now) => cellText(column, row, now));
      return ours.includes(theirs) ? [] : [`${row.name} ${name}: ours ${ours[0]}, the server's ${theirs}`];
    });
  });
}

const everyKind = kinds.map((kind) => [kind.gvr.resource, kind] as const);

describe.each(everyKind)("%s", (resource, kind) => {
  test("print the same cells as the server", async () => {
    expect(await differences(kind)).toEqual([]);
  });

  test("are wide where the server's are", async () => {
    const { columnDefinitions } = await askJson<Table>(kind, tableForm);
    const differing = columnDefinitions
      .filter(({ name, priority }) => {
        const column = kind.columns.find(({ header }) => header === name.toUpperCase());
        return (column?.wide ?? false) !== priority > 0;
      })
      .map(({ name }) => name);
    // On call one wants to see at once where a pod runs; and AGE says when a definition was created.
    const meant: Readonly<Record<string, readonly string[]>> = {
      pods: ["Node"],
      customresourcedefinitions: ["Created At"],
    };
    expect(differing).toEqual(meant[resource] ?? []);
  });

  test("come out the same by protobuf, of the masked fields alone", async () => {
    const rows = await ourRows(kind);
    const { bytes, contentType } = await ask(kind, "application/vnd.kubernetes.protobuf");
    const { group, version } = kind.gvr;
    const type = { apiVersion: group === "" ? version : `${group}/${version}`, kind: kind.kind };
    const mask = fieldMask(kind.fields);
    let compared = 0;
    for await (const { objects } of readList(inOnePiece(bytes), contentType, {
      tried: `list ${resource}`,
      type,
    })) {
      for (const { identity, encoded } of objects) {
        expect(encoded.encoding).toBe("protobuf");
        const row = rows.get(`${identity.namespace}/${identity.name}`);
        expect(kind.summarize(decode(encoded, mask)), identity.name).toEqual(row?.summary);
        compared += 1;
      }
    }
    expect(compared).toBe(rows.size);
    expect(compared).toBeGreaterThanOrEqual(fixtureStates(kind).length);
  });
});

test("the pods compared are in the states they were written in", async () => {
  const rows = await ourRows(pods);
  const statuses = fixtureStates(pods).map((state) => {
    const written = fixtureRow(pods, state);
    const kept = rows.get(`shop/${written.name}`);
    return { state, written: statusOf(written), kept: kept && statusOf(kept) };
  });
  expect(statuses.filter(({ written, kept }) => kept !== written)).toEqual([]);
});

function statusOf(row: Row): string {
  return cells(pods, row, ["READY", "STATUS"]).join(" ");
}

test.each([
  ["flowcontrol.apiserver.k8s.io", "v1", "flowschemas", "FlowSchema"],
  ["scheduling.k8s.io", "v1", "priorityclasses", "PriorityClass"],
  ["rbac.authorization.k8s.io", "v1", "clusterroles", "ClusterRole"],
  ["apiregistration.k8s.io", "v1", "apiservices", "APIService"],
])("a kind without a record prints the server's cells: %s/%s %s", async (group, version, resource, name) => {
  const gvr = { group, version, resource };
  const { columnDefinitions, rows } = await askJson<Table>({ gvr }, tableForm);
  const kind = genericKind(
    {
      gvr,
      kind: name,
      namespaced: false,
      singular: name.toLowerCase(),
      shortNames: [],
      categories: [],
      verbs: ["list"],
      subresources: [],
      preferred: true,
      stale: false,
    },
    columnDefinitions,
  );
  const lasting = columnDefinitions.flatMap((column, index) =>
    /^(age|created at)$/i.test(column.name) ? [] : [{ header: column.name.toUpperCase(), index }],
  );
  expect(lasting.length).toBeGreaterThan(0);
  expect(rows.length).toBeGreaterThan(0);
  for (const { cells: printed, object } of rows) {
    const row = rowOf(kind, { ...object, cells: printed });
    const headers = lasting.map(({ header }) => header);
    expect(cells(kind, row, headers)).toEqual(lasting.map(({ index }) => String(printed[index])));
  }
});
