// One protobuf message to a plain object in the shape of the JSON API.
import { DamagedError } from "./damaged.ts";
import type { JsonObject } from "./json-value.ts";
import type { Plan, PlanField } from "./plan.ts";
import { type ProtobufReader, wireBytes } from "./protobuf-reader.ts";
import { durationText, microTimeText, timeText } from "./times.ts";

/** Messages within messages. The schema of a real custom resource goes about thirty deep. */
const deepest = 400;

/** Reads the fields at the reader's position up to `end` into `object`. Throws `DamagedError`. */
export function readFields(
  reader: ProtobufReader,
  end: number,
  plan: Plan,
  object: JsonObject,
  depth = 0,
): void {
  if (depth > deepest) throw new DamagedError(`messages more than ${deepest} deep`);
  const { fields } = plan;
  while (reader.position < end) {
    const tag = reader.unsigned();
    const field = fields[tag >>> 3];
    const wireType = tag & 7;
    if (field === undefined) reader.skip(wireType);
    else if (field.wireType === wireType) readField(reader, field, object, depth);
    else if (field.shape === "array" && wireType === wireBytes) readPacked(reader, field, object, depth);
    else reader.skip(wireType);
  }
  reader.mustEndAt(end);
}

function readField(reader: ProtobufReader, field: PlanField, object: JsonObject, depth: number): void {
  if (field.shape === "one") {
    const value = readValue(reader, field, depth);
    if (value === undefined || (field.omitZero && !value)) return;
    object[field.name] = value;
  } else if (field.shape === "array") {
    arrayOf(object, field).push(readValue(reader, field, depth) ?? null);
  } else if (field.shape === "map") {
    readEntry(reader, field, object, depth);
  } else {
    readFields(reader, reader.valueEnd(), field.plan(), object, depth + 1);
  }
}

function arrayOf(object: JsonObject, { name }: PlanField): unknown[] {
  const known = object[name];
  if (Array.isArray(known)) return known;
  const values: unknown[] = [];
  object[name] = values;
  return values;
}

/** Numbers of an array may come in one piece. Kubernetes writes them one by one. */
function readPacked(reader: ProtobufReader, field: PlanField, object: JsonObject, depth: number): void {
  const end = reader.valueEnd();
  const values = arrayOf(object, field);
  while (reader.position < end) values.push(readValue(reader, field, depth));
  reader.mustEndAt(end);
}

/** One entry of a map: a message of 1 key and 2 value. */
function readEntry(reader: ProtobufReader, field: PlanField, object: JsonObject, depth: number): void {
  const end = reader.valueEnd();
  let key = "";
  let value: unknown;
  while (reader.position < end) {
    const tag = reader.unsigned();
    if (tag >>> 3 === 1 && (tag & 7) === wireBytes) key = reader.text();
    else if (tag >>> 3 === 2 && (tag & 7) === field.valueWireType) value = readValue(reader, field, depth);
    else reader.skip(tag & 7);
  }
  reader.mustEndAt(end);
  let map = object[field.name] as JsonObject | undefined;
  if (map === undefined) {
    map = {};
    object[field.name] = map;
  }
  value ??= zeroValue(field);
  if (key !== "__proto__") map[key] = value;
  else Object.defineProperty(map, key, { value, enumerable: true, configurable: true, writable: true });
}

/** What JSON has for a map's value that is not on the wire, or has nothing in it. */
function zeroValue({ type, plan }: PlanField): unknown {
  if (type === "m") return plan().form === "array" ? [] : {};
  if (type === "t" || type === "u" || type === "r") return null;
  if (type === "q") return "0";
  return type === "s" || type === "y" ? "" : 0;
}

/** Undefined stands for the zero values that JSON writes as null: no time, no raw JSON. */
function readValue(reader: ProtobufReader, field: PlanField, depth: number): unknown {
  switch (field.type) {
    case "s":
      return reader.text();
    case "m":
      return readMessage(reader, field.plan(), depth + 1);
    case "i":
      return reader.integer();
    case "b":
      return reader.integer() !== 0;
    case "t":
    case "u":
      return readTime(reader, field.type === "u");
    case "q":
      return readQuantity(reader);
    case "o":
      return readIntOrString(reader);
    case "y":
      return readBytes(reader).toString("base64");
    case "r":
      return readRawJson(reader);
    case "d":
      return reader.double();
    case "h":
      return durationText(readNumbers(reader)[1] ?? 0);
  }
}

function readBytes(reader: ProtobufReader): Buffer {
  const end = reader.valueEnd();
  const bytes = reader.bytes.subarray(reader.position, end);
  reader.position = end;
  return bytes;
}

function readMessage(reader: ProtobufReader, plan: Plan, depth: number): unknown {
  const end = reader.valueEnd();
  const object: JsonObject = {};
  readFields(reader, end, plan, object, depth);
  if (plan.form === "object") return object;
  if (plan.form === "array") return Object.values(object)[0] ?? [];
  return unionValue(Object.values(object));
}

/** Of the `JSONSchemaPropsOr…` messages: their array if they have one, else their schema, else their boolean. */
function unionValue(values: readonly unknown[]): unknown {
  return (
    values.find((value) => Array.isArray(value)) ??
    values.find((value) => typeof value === "object") ??
    values.find((value) => typeof value === "boolean")
  );
}

/** The numbers of a message of numbers by field number; others are skipped. */
function readNumbers(reader: ProtobufReader): number[] {
  const end = reader.valueEnd();
  const numbers: number[] = [];
  while (reader.position < end) {
    const tag = reader.unsigned();
    if ((tag & 7) === 0 && tag >>> 3 <= 2) numbers[tag >>> 3] = reader.integer();
    else reader.skip(tag & 7);
  }
  reader.mustEndAt(end);
  return numbers;
}

function readTime(reader: ProtobufReader, micro: boolean): string | undefined {
  const start = reader.position;
  const [, seconds = 0, nanos = 0] = readNumbers(reader);
  // A time that is not set is an empty message.
  if (reader.position === start + 1) return undefined;
  return micro ? microTimeText(seconds, nanos) : timeText(seconds);
}

/** Quantity holds its text in field 1. */
function readQuantity(reader: ProtobufReader): string {
  const end = reader.valueEnd();
  let text = "0";
  while (reader.position < end) {
    const tag = reader.unsigned();
    if (tag >>> 3 === 1 && (tag & 7) === wireBytes) text = reader.text();
    else reader.skip(tag & 7);
  }
  reader.mustEndAt(end);
  return text;
}

/** IntOrString: 1 type (0 integer, 1 string), 2 intVal, 3 strVal. */
function readIntOrString(reader: ProtobufReader): number | string {
  const end = reader.valueEnd();
  let isText = false;
  let number = 0;
  let text = "";
  while (reader.position < end) {
    const tag = reader.unsigned();
    if (tag === 0x08) isText = reader.integer() === 1;
    else if (tag === 0x10) number = reader.integer();
    else if (tag === 0x1a) text = reader.text();
    else reader.skip(tag & 7);
  }
  reader.mustEndAt(end);
  return isText ? text : number;
}

/** FieldsV1, RawExtension and JSON hold JSON text in field 1; undefined where there is none or it is not JSON. */
function readRawJson(reader: ProtobufReader): unknown {
  const end = reader.valueEnd();
  let raw: Buffer | undefined;
  while (reader.position < end) {
    const tag = reader.unsigned();
    if (tag >>> 3 === 1 && (tag & 7) === wireBytes) raw = readBytes(reader);
    else reader.skip(tag & 7);
  }
  reader.mustEndAt(end);
  if (raw === undefined || raw.length === 0) return undefined;
  try {
    return JSON.parse(raw.toString());
  } catch {
    return undefined;
  }
}
