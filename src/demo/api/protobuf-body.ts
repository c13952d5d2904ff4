// kubectl's typed clients post protobuf and do not fall back to JSON. Only the few kinds they post are read here;
// answers are always JSON, which those clients accept. Field numbers are those of the generated.proto files in
// k8s.io/api and k8s.io/apimachinery.

type FieldType = "string" | "int" | "bool" | "labels" | Schema;

interface Field {
  readonly name: string;
  readonly type: FieldType;
  readonly repeated?: boolean;
}

type Schema = Readonly<Record<number, Field>>;

const text = (name: string): Field => ({ name, type: "string" });
const texts = (name: string): Field => ({ name, type: "string", repeated: true });
const message = (name: string, type: Schema): Field => ({ name, type });

const metadata = message("metadata", {
  1: text("name"),
  2: text("generateName"),
  3: text("namespace"),
  5: text("uid"),
  6: text("resourceVersion"),
  11: { name: "labels", type: "labels" },
  12: { name: "annotations", type: "labels" },
});

const deleteOptions: Schema = {
  1: { name: "gracePeriodSeconds", type: "int" },
  2: message("preconditions", { 1: text("uid"), 2: text("resourceVersion") }),
  3: { name: "orphanDependents", type: "bool" },
  4: text("propagationPolicy"),
  5: texts("dryRun"),
};

const resourceAttributes = message("resourceAttributes", {
  1: text("namespace"),
  2: text("verb"),
  3: text("group"),
  4: text("version"),
  5: text("resource"),
  6: text("subresource"),
  7: text("name"),
});
const nonResourceAttributes = message("nonResourceAttributes", { 1: text("path"), 2: text("verb") });

const schemas: Readonly<Record<string, Schema>> = {
  DeleteOptions: deleteOptions,
  Eviction: { 1: metadata, 2: message("deleteOptions", deleteOptions) },
  Namespace: { 1: metadata },
  SelfSubjectAccessReview: {
    1: metadata,
    2: message("spec", { 1: resourceAttributes, 2: nonResourceAttributes }),
  },
  SelfSubjectReview: { 1: metadata },
  SelfSubjectRulesReview: { 1: metadata, 2: message("spec", { 1: text("namespace") }) },
  SubjectAccessReview: {
    1: metadata,
    2: message("spec", {
      1: resourceAttributes,
      2: nonResourceAttributes,
      3: text("user"),
      4: texts("groups"),
    }),
  },
};

const magic = Buffer.from("k8s\0");
const envelope: Schema = {
  1: message("typeMeta", { 1: text("apiVersion"), 2: text("kind") }),
  2: text("raw"),
};

/** Reads a body in the API's protobuf envelope, or gives `undefined` for a kind that is not read here. */
export function parseProtobufBody(body: Buffer): Record<string, unknown> | undefined {
  if (!body.subarray(0, 4).equals(magic)) return undefined;
  const outer = body.subarray(4);
  const { typeMeta } = readMessage(outer, envelope);
  const kind = isTyped(typeMeta) ? typeMeta.kind : "";
  const schema = schemas[kind];
  const raw = fieldsOf(outer).find(({ number }) => number === 2)?.bytes;
  if (schema === undefined || raw === undefined || !isTyped(typeMeta)) return undefined;
  return { apiVersion: typeMeta.apiVersion, kind, ...readMessage(raw, schema) };
}

function isTyped(value: unknown): value is { readonly apiVersion: string; readonly kind: string } {
  return typeof value === "object" && value !== null && "kind" in value && "apiVersion" in value;
}

function readMessage(bytes: Buffer, schema: Schema): Record<string, unknown> {
  const value: Record<string, unknown> = {};
  for (const wire of fieldsOf(bytes)) {
    const field = schema[wire.number];
    if (field === undefined) continue;
    const known = value[field.name];
    if (field.type === "labels") value[field.name] = { ...(known ?? {}), ...labelEntry(wire.bytes) };
    else if (field.repeated === true)
      value[field.name] = [...(Array.isArray(known) ? known : []), readField(wire, field.type)];
    else value[field.name] = readField(wire, field.type);
  }
  return value;
}

function readField({ bytes, number: _number, varint }: WireField, type: FieldType): unknown {
  if (type === "string") return bytes.toString("utf8");
  if (type === "int") return varint;
  if (type === "bool") return varint !== 0;
  return type === "labels" ? labelEntry(bytes) : readMessage(bytes, type);
}

function labelEntry(bytes: Buffer): Record<string, string> {
  const { key, value } = readMessage(bytes, { 1: text("key"), 2: text("value") });
  return { [String(key ?? "")]: String(value ?? "") };
}

interface WireField {
  readonly number: number;
  readonly varint: number;
  readonly bytes: Buffer;
}

const none = Buffer.alloc(0);

function fieldsOf(bytes: Buffer): readonly WireField[] {
  const fields: WireField[] = [];
  let at = 0;
  const varint = () => {
    let result = 0;
    for (let shift = 0; at < bytes.length; shift += 7) {
      const byte = bytes[at] ?? 0;
      at += 1;
      result += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) break;
    }
    return result;
  };
  while (at < bytes.length) {
    const key = varint();
    const number = Math.floor(key / 8);
    if (key % 8 === 0) fields.push({ number, varint: varint(), bytes: none });
    else if (key % 8 === 2) {
      const length = varint();
      fields.push({ number, varint: 0, bytes: bytes.subarray(at, at + length) });
      at += length;
    } else at += key % 8 === 1 ? 8 : 4;
  }
  return fields;
}
