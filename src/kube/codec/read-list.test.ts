import { describe, expect, test } from "vitest";
import {
  bytesField,
  encodeBody,
  encodeList,
  envelope,
  varint,
} from "../../../test/support/codec/encode-protobuf.ts";
import { collect, inPieces } from "../../../test/support/codec/streams.ts";
import type { ListChunk } from "../types.ts";
import { decode } from "./decode.ts";
import { readList } from "./read-streams.ts";

const protobuf = "application/vnd.kubernetes.protobuf";
const json = "application/json";
const podType = { apiVersion: "v1", kind: "Pod" };
const asked = { tried: "list pods in shop", type: podType };
const metadata = { resourceVersion: "1234", continue: "abc", remainingItemCount: 7 };

const pods = ["web-0", "web-1", "näme"].map((name, index) => ({
  ...podType,
  metadata: { name, namespace: "shop", uid: `u${index}`, resourceVersion: String(index) },
  spec: { nodeName: `node-${index}` },
}));
const bare = pods.map(({ metadata, spec }) => ({ metadata, spec }));

const protobufList = encodeList(pods, metadata);
const jsonList = JSON.stringify({ kind: "PodList", apiVersion: "v1", metadata, items: bare });
/** As lists of custom resources come: members in the order of their names. */
const sortedJsonList = JSON.stringify({ apiVersion: "v1", items: pods, kind: "PodList", metadata });
const prettyJsonList = JSON.stringify(
  { kind: "PodList", apiVersion: "v1", metadata, items: bare },
  undefined,
  2,
);

function read(body: Uint8Array | string, contentType: string, size?: number): Promise<ListChunk[]> {
  return collect(readList(inPieces(body, size), contentType, asked));
}

const objectsOf = (chunks: readonly ListChunk[]) => chunks.flatMap(({ objects }) => objects);

describe("the next page's token", () => {
  const tokens = (chunks: readonly ListChunk[]) => chunks.flatMap(({ next }) => next ?? []);

  test.each([
    ["protobuf", protobufList, protobuf],
    ["JSON", jsonList, json],
  ])("comes with the first objects of a list in %s, once", async (_, body, contentType) => {
    const chunks = await read(body, contentType, 200);
    expect(tokens(chunks)).toEqual(["abc"]);
    const first = chunks.findIndex(({ objects }) => objects.length > 0);
    expect(chunks[first]?.next).toBe("abc");
  });

  test("comes with the page alone where the server says it after the objects", async () => {
    const chunks = await read(sortedJsonList, json, 1);
    expect(tokens(chunks)).toEqual([]);
    expect(chunks.at(-1)?.page?.continue).toBe("abc");
  });
});

const bodies: [string, Uint8Array | string, string][] = [
  ["protobuf", protobufList, protobuf],
  ["JSON", jsonList, json],
  ["JSON in the order of names", sortedJsonList, json],
  ["pretty JSON", prettyJsonList, json],
];

describe.each(bodies)("a list in %s", (_, body, contentType) => {
  test.each([1, 2, 3, 7, 64, 1000, 1e9])(
    "in pieces of %i bytes is the same objects and page",
    async (size) => {
      const chunks = await read(body, contentType, size);
      expect(objectsOf(chunks).map(({ encoded }) => decode(encoded))).toEqual(pods);
      expect(objectsOf(chunks).map(({ identity }) => identity.uid)).toEqual(["u0", "u1", "u2"]);
      expect(chunks.map(({ page }) => page).filter((page) => page !== undefined)).toEqual([metadata]);
      expect(chunks.at(-1)?.page).toEqual(metadata);
    },
  );

  test("cut off anywhere is a protocol error that says what was tried", async () => {
    const bytes = Buffer.from(body);
    // Behind the objects, protobuf has two empty fields that nobody misses.
    const last = contentType === protobuf ? bytes.length - 5 : bytes.length - 1;
    for (let length = 0; length <= last; length++) {
      await expect(read(bytes.subarray(0, length), contentType), `cut at ${length}`).rejects.toMatchObject({
        kind: "protocol",
        tried: "list pods in shop",
      });
    }
  });

  test("gives objects before the rest of it has come", async () => {
    const bytes = Buffer.from(body);
    async function* stalled() {
      yield bytes.subarray(0, bytes.indexOf("web-1"));
      throw new Error("nothing more may be read yet");
    }
    const { value } = await readList(stalled(), contentType, asked).next();
    expect(value?.objects.map(({ identity }) => identity.name)).toEqual(["web-0"]);
  });

  test("shares one type among its objects", async () => {
    const [first, second] = objectsOf(await read(body, contentType));
    expect(first?.encoded.type).toEqual(podType);
    expect(first?.encoded.type).toBe(second?.encoded.type);
  });
});

describe("an empty list", () => {
  test.each([
    [encodeBody({ apiVersion: "v1", kind: "PodList", metadata: { resourceVersion: "5" } }), protobuf],
    ['{"kind":"PodList","apiVersion":"v1","metadata":{"resourceVersion":"5"},"items":[]}', json],
    ['{"kind":"PodList","apiVersion":"v1","metadata":{"resourceVersion":"5"},"items":null}', json],
  ])("has a page and no objects", async (body, contentType) => {
    expect(await read(body, contentType)).toEqual([
      { objects: [], page: { resourceVersion: "5", continue: "" } },
    ]);
  });
});

describe("objects in JSON are of", () => {
  const typesOf = async (list: unknown) =>
    objectsOf(await read(JSON.stringify(list), json)).map(({ encoded }) => encoded.type);

  test("their own kind where they tell it", async () => {
    const widget = { apiVersion: "example.com/v1", kind: "Widget", metadata: {} };
    expect(await typesOf({ kind: "List", apiVersion: "v1", items: [widget, pods[0]] })).toEqual([
      { apiVersion: "example.com/v1", kind: "Widget" },
      podType,
    ]);
  });

  test("the list's kind where they do not", async () => {
    const list = { kind: "EndpointsList", apiVersion: "v1", items: [{ metadata: {} }] };
    expect(await typesOf(list)).toEqual([{ apiVersion: "v1", kind: "Endpoints" }]);
  });

  test("the kind asked for where nobody tells, or the form is metadata only", async () => {
    expect(await typesOf({ items: [{ metadata: {} }] })).toEqual([podType]);
    const form = { apiVersion: "meta.k8s.io/v1", kind: "PartialObjectMetadata", metadata: {} };
    const kind = "PartialObjectMetadataList";
    expect(await typesOf({ apiVersion: "meta.k8s.io/v1", kind, items: [form] })).toEqual([podType]);
  });
});

describe("a Table", () => {
  const column = { name: "Name", type: "string", format: "name", description: "Its name", priority: 0 };
  const table = {
    kind: "Table",
    apiVersion: "meta.k8s.io/v1",
    metadata,
    columnDefinitions: [column, { name: "IP", type: "string" }],
    rows: pods.map((pod) => ({ cells: [pod.metadata.name, "10.0.0.1"], object: { metadata: pod.metadata } })),
  };
  const columns = [column, { name: "IP", type: "string", format: "", description: "", priority: 0 }];

  test.each([1, 50, 1e9])(
    "in pieces of %i bytes gives its columns with the first rows, then the page",
    async (size) => {
      const chunks = await read(JSON.stringify(table), json, size);
      expect(chunks[0]?.columns).toEqual(columns);
      expect(chunks.slice(1).every((chunk) => chunk.columns === undefined)).toBe(true);
      expect(objectsOf(chunks).map(({ encoded }) => decode(encoded).cells)).toEqual(
        table.rows.map(({ cells }) => cells),
      );
      expect(objectsOf(chunks)[0]).toMatchObject({
        identity: { name: "web-0", uid: "u0" },
        encoded: { encoding: "table", type: podType },
      });
      expect(chunks.at(-1)?.page).toEqual(metadata);
    },
  );

  test("without rows still gives its columns", async () => {
    expect(await read(JSON.stringify({ ...table, rows: [] }), json)).toEqual([
      { objects: [], columns, page: metadata },
    ]);
  });
});

describe("an answer that is no list is a protocol error:", () => {
  test.each([
    ["a Status in JSON", '{"kind":"Status","apiVersion":"v1"}', json, /Status where a list/],
    [
      "a Status in protobuf",
      encodeBody({ apiVersion: "v1", kind: "Status" }),
      protobuf,
      /Status where a list/,
    ],
    ["one object", encodeBody(pods[0] ?? {}), protobuf, /Pod where a list/],
    ["nothing", "", json, /middle/],
    ["JSON that is no object", "[]", json, /not valid JSON/],
    ["words", "ok", json, /not valid JSON/],
    ["JSON behind the list", `${jsonList}{}`, json, /not valid JSON/],
    ["a list of numbers", '{"items":[1]}', json, /not an object/],
    ["a member without colon", '{"items" []}', json, /not valid JSON/],
    ["a missing value", '{"items":[,]}', json, /value is missing/],
    ["members without a comma", '{"a":1 "b":2}', json, /not valid JSON/],
    ["damaged JSON in an item", '{"items":[{"a":tru}]}', json, /should be JSON/],
    ["JSON said to be protobuf", jsonList, protobuf, /does not begin/],
    ["protobuf said to be JSON", protobufList, json, /not valid JSON/],
    ["a web page", "<html>", "text/html", /text\/html/],
    [
      "a kind without schema",
      envelope({ apiVersion: "x/v1", kind: "WidgetList" }, bytesField(2, Buffer.alloc(3))),
      protobuf,
      /no schema/,
    ],
    [
      "an item larger than its list",
      envelope({ apiVersion: "v1", kind: "PodList" }, Buffer.from([0x12, 0x20, 1])),
      protobuf,
      /beyond the end/,
    ],
  ])("%s", async (_, body, contentType, message) => {
    await expect(read(body, contentType)).rejects.toMatchObject({
      kind: "protocol",
      tried: "list pods in shop",
      message: expect.stringMatching(message),
    });
  });

  test("an object of unlimited size, before it has come", async () => {
    const header = (length: number) => Buffer.concat([Buffer.from([0x12]), varint(length)]);
    const head = envelope({ apiVersion: "v1", kind: "PodList" }, Buffer.alloc(0)).subarray(0, -6);
    const body = Buffer.concat([head, header(2 ** 30), header(2 ** 29)]);
    await expect(read(body, protobuf)).rejects.toThrow(/larger than 64 MiB/);
  });

  test("JSON of unlimited size, while it comes", async () => {
    async function* endless() {
      yield Buffer.from('{"items":[{"metadata":{"name":"');
      const megabyte = Buffer.alloc(1024 * 1024, "x");
      for (;;) yield megabyte;
    }
    await expect(collect(readList(endless(), json, asked))).rejects.toThrow(/larger than 64 MiB/);
  });
});

test("an error of the body itself passes as it is, with the objects before it given", async () => {
  const reset = new Error("connection reset");
  async function* broken() {
    yield protobufList.subarray(0, -5);
    throw reset;
  }
  const list = readList(broken(), protobuf, asked);
  expect((await list.next()).value?.objects).toHaveLength(2);
  await expect(list.next()).rejects.toBe(reset);
});

test.each([
  ["text/html", "<html>"],
  [protobuf, "damaged"],
])("a body of %s that is refused is let go", async (contentType, text) => {
  let released = false;
  async function* body() {
    try {
      for (;;) yield Buffer.from(text);
    } finally {
      released = true;
    }
  }
  await expect(collect(readList(body(), contentType, asked))).rejects.toMatchObject({ kind: "protocol" });
  expect(released).toBe(true);
});
