// Writes objects as a server does, by the same schema table that the codec reads. Zero values are left out.
import { Buffer } from "node:buffer";
import { isObject } from "../../../src/kube/codec/json-value.ts";
import { type Message, messageOf, type SchemaField } from "../../../src/kube/codec/schema.ts";
import type { KubeObject, TypeMeta } from "../../../src/kube/types.ts";

const magic = Buffer.from("k8s\0");

/** The whole body of an answer: magic, envelope, and the object or list. */
export function encodeBody(object: Record<string, unknown>): Buffer {
  const type = { apiVersion: String(object.apiVersion), kind: String(object.kind) };
  return envelope(type, encodeObject(type, object));
}

/** A list of items that have their own `apiVersion` and `kind`. */
export function encodeList(items: readonly KubeObject[], metadata: Record<string, unknown>): Buffer {
  const { apiVersion = "", kind = "" } = items[0] ?? {};
  return encodeBody({ apiVersion, kind: `${kind}List`, metadata, items });
}

/** One frame of a watch: its length, and a WatchEvent. */
export function encodeEvent(type: string, object: Record<string, unknown>): Buffer {
  const event = Buffer.concat([
    bytesField(1, Buffer.from(type)),
    bytesField(2, bytesField(1, encodeBody(object))),
  ]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(event.length);
  return Buffer.concat([length, event]);
}

export function envelope({ apiVersion, kind }: TypeMeta, raw: Uint8Array): Buffer {
  const typeMeta = Buffer.concat([bytesField(1, Buffer.from(apiVersion)), bytesField(2, Buffer.from(kind))]);
  const unset = Buffer.from([0x1a, 0, 0x22, 0]);
  return Buffer.concat([magic, bytesField(1, typeMeta), bytesField(2, raw), unset]);
}

/** The object's message alone. */
export function encodeObject(type: TypeMeta, object: Record<string, unknown>): Buffer {
  const message = messageOf(type);
  if (message === undefined) throw new Error(`no schema of ${type.kind}`);
  return encodeMessage(message, object);
}

function encodeMessage(message: Message, value: unknown): Buffer {
  if (message.form === "array") return encodeFields(message, { [message.fields[0]?.name ?? ""]: value });
  if (message.form === "object") return encodeFields(message, isObject(value) ? value : {});
  const field = message.fields.find(({ shape, type }) =>
    Array.isArray(value)
      ? shape === "array"
      : isObject(value)
        ? type === "m" && shape === "one"
        : type === "b",
  );
  return encodeFields(message, { [field?.name ?? ""]: value });
}

function encodeFields(message: Message, object: Record<string, unknown>): Buffer {
  return Buffer.concat(message.fields.map((field) => encodeField(field, object)));
}

function encodeField(field: SchemaField, object: Record<string, unknown>): Buffer {
  const { number, name, shape } = field;
  if (shape === "inline") return bytesField(number, encodeMessage(field.message(), object));
  const value = object[name];
  if (value === undefined || value === null) return Buffer.alloc(0);
  if (shape === "one") return encodeValue(field, number, value);
  if (Array.isArray(value)) return Buffer.concat(value.map((one) => encodeValue(field, number, one)));
  const entries = Object.entries(value).map(([key, one]) =>
    bytesField(number, Buffer.concat([bytesField(1, Buffer.from(key)), encodeValue(field, 2, one)])),
  );
  return Buffer.concat(entries);
}

function encodeValue(field: SchemaField, number: number, value: unknown): Buffer {
  switch (field.type) {
    case "i":
      return numberField(number, Number(value));
    case "b":
      return numberField(number, value === true ? 1 : 0);
    case "d": {
      const bytes = Buffer.alloc(8);
      bytes.writeDoubleLE(Number(value));
      return Buffer.concat([varint(number * 8 + 1), bytes]);
    }
    case "s":
      return bytesField(number, Buffer.from(String(value)));
    case "y":
      return bytesField(number, Buffer.from(String(value), "base64"));
    case "q":
      return bytesField(number, bytesField(1, Buffer.from(String(value))));
    case "r":
      return bytesField(number, bytesField(1, Buffer.from(JSON.stringify(value))));
    case "o":
      return bytesField(
        number,
        typeof value === "number"
          ? Buffer.concat([numberField(1, 0), numberField(2, value), bytesField(3, Buffer.alloc(0))])
          : Buffer.concat([numberField(1, 1), numberField(2, 0), bytesField(3, Buffer.from(String(value)))]),
      );
    case "t":
    case "u":
      return bytesField(number, value === null ? Buffer.alloc(0) : timestamp(String(value)));
    case "h":
      return bytesField(number, numberField(1, nanosOf(String(value))));
    case "m":
      return bytesField(number, encodeMessage(field.message(), value));
  }
}

/** Of a Go duration, such as `1h0m30.5s`. */
function nanosOf(duration: string): number {
  const units = { h: 3600e9, m: 60e9, s: 1e9, ms: 1e6, µs: 1e3, ns: 1 };
  const parts = [...duration.matchAll(/([\d.]+)([a-zµ]+)/g)];
  return parts.reduce((sum, [, amount, unit]) => sum + Number(amount) * units[unit as keyof typeof units], 0);
}

function timestamp(text: string): Buffer {
  const seconds = Math.floor(Date.parse(text) / 1000);
  const micros = Number(text.match(/\.(\d{6})Z$/)?.[1] ?? 0);
  return Buffer.concat([numberField(1, seconds), numberField(2, micros * 1000)]);
}

function numberField(number: number, value: number): Buffer {
  return Buffer.concat([varint(number * 8), varint(value)]);
}

export function bytesField(number: number, bytes: Uint8Array): Buffer {
  return Buffer.concat([varint(number * 8 + 2), varint(bytes.length), bytes]);
}

export function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  for (; rest >= 0x80n; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80);
  return Buffer.from([...bytes, Number(rest)]);
}
