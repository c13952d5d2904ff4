import { describe, expect, test } from "vitest";
import { bytesField, encodeBody, encodeEvent } from "../../../test/support/codec/encode-protobuf.ts";
import { collect, inPieces } from "../../../test/support/codec/streams.ts";
import type { WatchEvent } from "../types.ts";
import { decode } from "./decode.ts";
import { readWatch } from "./read-streams.ts";

const protobuf = "application/vnd.kubernetes.protobuf;stream=watch";
const json = "application/json";
const podType = { apiVersion: "v1", kind: "Pod" };
const asked = { tried: "watch pods", type: podType };

const pod = (name: string, resourceVersion: string) => ({
  ...podType,
  metadata: { name, namespace: "shop", uid: `uid-${name}`, resourceVersion },
  spec: { nodeName: "n1" },
});
const end = { "k8s.io/initial-events-end": "true" };
const status = {
  apiVersion: "v1",
  kind: "Status",
  metadata: {},
  status: "Failure",
  message: "too old resource version: 5 (20333)",
  reason: "Expired",
  code: 410,
};

const sent: [string, Record<string, unknown>][] = [
  ["ADDED", pod("a", "1")],
  ["ADDED", pod("b", "2")],
  ["BOOKMARK", { ...podType, metadata: { resourceVersion: "3", annotations: end } }],
  ["MODIFIED", pod("a", "4")],
  ["DELETED", pod("b", "5")],
  ["BOOKMARK", { ...podType, metadata: { resourceVersion: "6" } }],
  ["BOOKMARK", { ...podType, metadata: { resourceVersion: "7", annotations: { other: "true" } } }],
  ["ERROR", status],
];
const { apiVersion: _, kind: __, ...statusFields } = status;
const expected = [
  { type: "ADDED", object: pod("a", "1") },
  { type: "ADDED", object: pod("b", "2") },
  { type: "BOOKMARK", resourceVersion: "3", initialEventsEnd: true },
  { type: "MODIFIED", object: pod("a", "4") },
  { type: "DELETED", object: pod("b", "5") },
  { type: "BOOKMARK", resourceVersion: "6", initialEventsEnd: false },
  { type: "BOOKMARK", resourceVersion: "7", initialEventsEnd: false },
  { type: "ERROR", status: statusFields },
];

const protobufEvents = sent.map(([type, object]) => encodeEvent(type, object));
const jsonEvents = sent.map(([type, object]) => Buffer.from(`${JSON.stringify({ type, object })}\n`));

function read(
  body: Uint8Array | string,
  contentType: string,
  size?: number,
): Promise<(readonly WatchEvent[])[]> {
  return collect(readWatch(inPieces(body, size), contentType, asked));
}

/** Events with their objects decoded. */
const plain = (batches: readonly (readonly WatchEvent[])[]) =>
  batches
    .flat()
    .map((event) => ("object" in event ? { ...event, object: decode(event.object.encoded) } : event));

const wires: [string, Buffer[], string][] = [
  ["protobuf", protobufEvents, protobuf],
  ["JSON", jsonEvents, json],
];

describe.each(wires)("a watch in %s", (_, events, contentType) => {
  const body = Buffer.concat(events);

  test.each([1, 2, 3, 7, 100, 1e9])("in pieces of %i bytes is the same events", async (size) => {
    expect(plain(await read(body, contentType, size))).toEqual(expected);
  });

  test("gives what came together as one batch", async () => {
    expect((await read(body, contentType)).map((batch) => batch.length)).toEqual([8]);
    async function* threePieces() {
      yield Buffer.concat(events.slice(0, 2));
      yield Buffer.concat(events.slice(2, 6));
      yield Buffer.concat(events.slice(6));
    }
    const batches = await collect(readWatch(threePieces(), contentType, asked));
    expect(batches.map((batch) => batch.length)).toEqual([2, 4, 2]);
  });

  test("gives an event before the next has come whole", async () => {
    async function* stalled() {
      yield events[0] ?? Buffer.alloc(0);
      yield (events[1] ?? Buffer.alloc(0)).subarray(0, 20);
      throw new Error("nothing more may be read yet");
    }
    const { value } = await readWatch(stalled(), contentType, asked).next();
    expect(plain([value ?? []])).toEqual(expected.slice(0, 1));
  });

  test("ends where the body ends between two events", async () => {
    for (let count = 0; count <= events.length; count++) {
      const batches = await read(Buffer.concat(events.slice(0, count)), contentType);
      expect(batches.flat()).toHaveLength(count);
    }
  });

  test("cut off within an event is a protocol error, after the events before it", async () => {
    const first = events[0]?.length ?? 0;
    // JSON needs no newline at the very end.
    const second = (events[1]?.length ?? 0) - (contentType === json ? 1 : 0);
    for (let length = first + 1; length < first + second; length++) {
      const stream = readWatch(inPieces(body.subarray(0, length)), contentType, asked);
      expect((await stream.next()).value).toHaveLength(1);
      await expect(stream.next(), `cut at ${length}`).rejects.toMatchObject({
        kind: "protocol",
        tried: "watch pods",
        message: "the answer is not valid: the watch ended in the middle of an event",
      });
    }
  });

  test("reads the identity of its objects", async () => {
    const [event] = (await read(body, contentType)).flat();
    expect(event).toMatchObject({
      object: { identity: { name: "a", namespace: "shop", uid: "uid-a", resourceVersion: "1" } },
    });
  });
});

describe("a watch in JSON", () => {
  const lines = (...events: unknown[]) => `${events.map((event) => JSON.stringify(event)).join("\n")}\n`;

  test("takes blank lines and a last line without newline", async () => {
    const body = `\n${JSON.stringify({ type: "ADDED", object: pod("a", "1") })}\r\n\n${JSON.stringify({ type: "DELETED", object: pod("a", "2") })}`;
    expect(plain(await read(body, json)).map(({ type }) => type)).toEqual(["ADDED", "DELETED"]);
  });

  test("of the metadata-only form is of the kind asked for", async () => {
    const object = { kind: "PartialObjectMetadata", apiVersion: "meta.k8s.io/v1", metadata: { name: "a" } };
    const [event] = plain(await read(lines({ type: "ADDED", object }), json));
    expect(event).toEqual({ type: "ADDED", object: { ...podType, metadata: { name: "a" } } });
  });

  test("that fails without a Status still gives an error", async () => {
    const [event] = (await read(lines({ type: "ERROR", object: null }), json)).flat();
    expect(event).toMatchObject({ type: "ERROR", status: { message: expect.stringContaining("failed") } });
  });
});

describe("a watch of Tables", () => {
  const columns = [{ name: "Name", type: "string", format: "name", description: "", priority: 0 }];
  const row = (name: string) => ({ cells: [name], object: { metadata: pod(name, "1").metadata } });
  const table = (rows: unknown[], columnDefinitions: unknown = null, metadata: unknown = {}) => ({
    kind: "Table",
    apiVersion: "meta.k8s.io/v1",
    metadata,
    columnDefinitions,
    rows,
  });
  const readTables = async (...events: [string, unknown][]) =>
    plain(await read(events.map(([type, object]) => `${JSON.stringify({ type, object })}\n`).join(""), json));

  test("gives its columns before the first row, and its rows as objects", async () => {
    expect(await readTables(["ADDED", table([row("a")], columns)], ["DELETED", table([row("a")])])).toEqual([
      { type: "COLUMNS", columns },
      { type: "ADDED", object: { ...podType, metadata: pod("a", "1").metadata, cells: ["a"] } },
      { type: "DELETED", object: { ...podType, metadata: pod("a", "1").metadata, cells: ["a"] } },
    ]);
  });

  test("gives columns again only when they have changed", async () => {
    const more = [...columns, { ...columns[0], name: "Age" }];
    const events = await readTables(
      ["ADDED", table([row("a")], columns)],
      ["ADDED", table([row("b")], columns)],
      ["ADDED", table([row("c")], more)],
    );
    expect(events.map(({ type }) => type)).toEqual(["COLUMNS", "ADDED", "ADDED", "COLUMNS", "ADDED"]);
  });

  test("has its bookmark on the row's object, or on the Table where the row has none", async () => {
    const marked = { cells: [""], object: { metadata: { resourceVersion: "9", annotations: end } } };
    expect(
      await readTables(
        ["BOOKMARK", table([marked])],
        ["BOOKMARK", table([{ cells: [""], object: null }], null, { resourceVersion: "10" })],
      ),
    ).toEqual([
      { type: "BOOKMARK", resourceVersion: "9", initialEventsEnd: true },
      { type: "BOOKMARK", resourceVersion: "10", initialEventsEnd: false },
    ]);
  });

  test("fails as any other watch does", async () => {
    expect(await readTables(["ERROR", status])).toEqual([{ type: "ERROR", status: statusFields }]);
  });
});

describe("a watch that makes no sense is a protocol error:", () => {
  const frame = (bytes: Uint8Array) => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    return Buffer.concat([length, bytes]);
  };
  const line = (event: unknown) => `${JSON.stringify(event)}\n`;

  test.each([
    ["an empty frame", frame(Buffer.alloc(0)), protobuf, /does not begin/],
    ["a frame of other bytes", frame(Buffer.from([0x07, 1, 2])), protobuf, /wire type/],
    ["a frame of 4 GB", Buffer.from([0xff, 0xff, 0xff, 0xff, 0x0a]), protobuf, /larger than 64 MiB/],
    [
      "an object in no envelope",
      frame(bytesField(2, bytesField(1, Buffer.from("{}")))),
      protobuf,
      /does not begin/,
    ],
    ["an unknown event in protobuf", encodeEvent("RENAMED", pod("a", "1")), protobuf, /unknown type/],
    [
      "a bookmark of nothing in protobuf",
      encodeEvent("BOOKMARK", { ...podType }),
      protobuf,
      /resourceVersion/,
    ],
    ["an object of no kind", encodeEvent("ADDED", pod("a", "1")).fill(0x20, 20, 30), protobuf, /./],
    ["an unknown event in JSON", line({ type: "RENAMED", object: pod("a", "1") }), json, /unknown type/],
    ["a bookmark of nothing in JSON", line({ type: "BOOKMARK", object: {} }), json, /resourceVersion/],
    ["an event without object", line({ type: "ADDED" }), json, /without an object/],
    ["JSON that is no event", "[]\n", json, /not an event/],
    ["words", "hello\n", json, /should be JSON/],
    ["a web page", "<html>", "text/html", /text\/html/],
    ["a list", encodeBody({ apiVersion: "v1", kind: "PodList" }), protobuf, /larger than 64 MiB/],
  ])("%s", async (_, body, contentType, message) => {
    await expect(read(body, contentType)).rejects.toMatchObject({
      kind: "protocol",
      tried: "watch pods",
      message: expect.stringMatching(message),
    });
  });

  test("a line without end", async () => {
    async function* endless() {
      const megabyte = Buffer.alloc(1024 * 1024, "x");
      for (;;) yield megabyte;
    }
    await expect(collect(readWatch(endless(), json, asked))).rejects.toThrow(/larger than 64 MiB/);
  });
});
