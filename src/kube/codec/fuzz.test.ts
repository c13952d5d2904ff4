// Whatever comes by the wire, the codec gives objects or a protocol error, and comes to an end.
import { describe, expect, test } from "vitest";
import { encodeBody, encodeEvent, encodeList } from "../../../test/support/codec/encode-protobuf.ts";
import { codecFixture, codecFixtures } from "../../../test/support/codec/fixtures.ts";
import { collect, inPieces, random } from "../../../test/support/codec/streams.ts";
import { ApiError } from "../api-error.ts";
import type { WireObject } from "../types.ts";
import { decode } from "./decode.ts";
import { readObject } from "./read-object.ts";
import { readList, readWatch } from "./read-streams.ts";
import { sameContent } from "./same-content.ts";

const protobuf = "application/vnd.kubernetes.protobuf";
const json = "application/json";
const asked = { tried: "fuzz", type: { apiVersion: "v1", kind: "Pod" } };

const pod = codecFixture("core.v1.Pod").json;
const node = codecFixture("core.v1.Node").json;
const jsonList = Buffer.from(
  JSON.stringify({ kind: "NodeList", apiVersion: "v1", metadata: {}, items: [node] }),
);
const protobufList = encodeList([node, node], { resourceVersion: "1" });
const protobufWatch = Buffer.concat([encodeEvent("ADDED", node), encodeEvent("MODIFIED", node)]);
const jsonWatch = Buffer.from(`${JSON.stringify({ type: "ADDED", object: node })}\n`.repeat(2));

/** Runs what may fail; only a protocol error is allowed. */
async function survives(what: () => unknown): Promise<void> {
  try {
    await what();
  } catch (error) {
    if (!(error instanceof ApiError) || error.kind !== "protocol") throw error;
  }
}

async function decodeAll(objects: readonly WireObject[]): Promise<void> {
  for (const { encoded } of objects) {
    await survives(() => decode(encoded));
    expect(sameContent(encoded, encoded)).toBe(true);
  }
}

async function readListAndDecode(body: Uint8Array, contentType: string): Promise<void> {
  for await (const { objects } of readList(inPieces(body, 100), contentType, asked)) await decodeAll(objects);
}

async function readWatchAndDecode(body: Uint8Array, contentType: string): Promise<void> {
  for await (const events of readWatch(inPieces(body, 100), contentType, asked)) {
    await decodeAll(events.flatMap((event) => ("object" in event ? [event.object] : [])));
  }
}

const readers: [string, Buffer, (body: Uint8Array) => unknown][] = [
  ["an object in protobuf", encodeBody(pod), (body) => readObject(body, protobuf, "fuzz")],
  ["an object in JSON", Buffer.from(JSON.stringify(node)), (body) => readObject(body, json, "fuzz")],
  ["a list in protobuf", protobufList, (body) => readListAndDecode(body, protobuf)],
  ["a list in JSON", jsonList, (body) => readListAndDecode(body, json)],
  ["a watch in protobuf", protobufWatch, (body) => readWatchAndDecode(body, protobuf)],
  ["a watch in JSON", jsonWatch, (body) => readWatchAndDecode(body, json)],
];

describe.each(readers)("%s", (_, sound, read) => {
  test("survives any bit flipped", async () => {
    const next = random(1);
    for (let round = 0; round < 1500; round++) {
      const body = Buffer.from(sound);
      const at = Math.floor(next() * body.length);
      body[at] = (body[at] ?? 0) ^ (1 << Math.floor(next() * 8));
      await survives(() => read(body));
    }
  });

  test("survives bytes taken out, doubled and overwritten", async () => {
    const next = random(2);
    for (let round = 0; round < 500; round++) {
      const from = Math.floor(next() * sound.length);
      const to = from + Math.floor(next() * 40);
      const noise = Buffer.from(Array.from({ length: Math.floor(next() * 40) }, () => next() * 256));
      await survives(() => read(Buffer.concat([sound.subarray(0, from), noise, sound.subarray(to)])));
    }
  });

  test("survives random bytes, with and without a sound beginning", async () => {
    const next = random(3);
    for (let round = 0; round < 500; round++) {
      const noise = Buffer.from(Array.from({ length: Math.floor(next() * 200) }, () => next() * 256));
      await survives(() => read(noise));
      await survives(() => read(Buffer.concat([sound.subarray(0, Math.floor(next() * 60)), noise])));
    }
  });
});

test.each(codecFixtures())("a $name cut off anywhere is never taken for whole", ({ protobuf: body }) => {
  // Every place in most; every seventh in the largest, for the sake of time.
  for (let length = 0; length < body.length - 4; length += body.length > 5000 ? 7 : 1) {
    expect(() => readObject(body.subarray(0, length), protobuf, "fuzz")).toThrow(
      expect.objectContaining({ kind: "protocol" }),
    );
  }
});

test("nothing of a sound stream is lost by the way it is cut into pieces", async () => {
  const next = random(4);
  const whole = await collect(readList(inPieces(protobufList), protobuf, asked));
  for (let round = 0; round < 50; round++) {
    async function* pieces() {
      for (let start = 0; start < protobufList.length; ) {
        const end = start + Math.floor(next() * 500);
        yield protobufList.subarray(start, end);
        start = end;
      }
    }
    const chunks = await collect(readList(pieces(), protobuf, asked));
    expect(chunks.flatMap(({ objects }) => objects)).toEqual(whole.flatMap(({ objects }) => objects));
  }
});
