// Joins protobuf descriptions and Go struct tags into the text that `src/kube/codec/schema.ts` reads. The
// grammar is explained there.
import protobuf from "protobufjs";
import { type GoField, type GoPackage, parseGo } from "./go-structs.ts";
import type { ApiPackage } from "./modules.ts";

const meta = "k8s.io/apimachinery/pkg/apis/meta/v1";
const extensions = "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions";

/** Messages whose JSON is not an object of their fields, by the letter that stands for them in the table. */
const wellKnown: Readonly<Record<string, string>> = {
  [`${meta}.Time`]: "t",
  [`${meta}.MicroTime`]: "u",
  [`${meta}.Duration`]: "h",
  [`${meta}.FieldsV1`]: "r",
  "k8s.io/apimachinery/pkg/runtime.RawExtension": "r",
  [`${extensions}/v1.JSON`]: "r",
  [`${extensions}/v1beta1.JSON`]: "r",
  "k8s.io/apimachinery/pkg/api/resource.Quantity": "q",
  "k8s.io/apimachinery/pkg/api/resource.QuantityValue": "q",
  "k8s.io/apimachinery/pkg/util/intstr.IntOrString": "o",
};

/** Messages of which one field stands for the whole: `JSONSchemaPropsOrArray` and the like. */
const unions = /^JSONSchemaPropsOr/;

/** Own JSON that never crosses the wire in an object. */
const unsent = new Set([`${meta}.GroupVersion`, "k8s.io/apimachinery/pkg/runtime.Unknown"]);

const scalars: Readonly<Record<string, string>> = {
  string: "s",
  bool: "b",
  int32: "i",
  int64: "i",
  uint32: "i",
  double: "d",
  bytes: "y",
};

interface Described {
  readonly path: string;
  /** Its name in protobuf, such as `k8s.io.api.core.v1`. */
  readonly protoPackage: string;
  readonly go: GoPackage;
  readonly messages: readonly protobuf.Type[];
}

/** By the package's name in protobuf. */
type Packages = ReadonlyMap<string, Described & { readonly index: string }>;

/** The table, one line a message. Throws, naming the type, where Go and protobuf do not fit each other. */
export function makeTable(packages: readonly ApiPackage[]): string {
  const described = packages.map(describe);
  const shared = new Map(
    described.map((one, index) => [one.protoPackage, { ...one, index: index.toString(36) }]),
  );
  return described.map((one) => packageText(one, shared)).join("\n");
}

function describe({ path, proto, go }: ApiPackage): Described {
  const root = new protobuf.Root();
  const parsed = protobuf.parse(proto, root, { keepCase: true });
  const protoPackage = parsed.package ?? "";
  const namespace = root.lookup(protoPackage);
  if (!(namespace instanceof protobuf.Namespace)) throw new Error(`${path} declares no package`);
  const messages = namespace.nestedArray.filter((one) => one instanceof protobuf.Type);
  const goPackage = parseGo(go);
  for (const { name } of messages) if (goPackage.ownJson.has(name)) checkOwnJson(path, name);
  return { path, protoPackage, go: goPackage, messages };
}

function checkOwnJson(path: string, name: string): void {
  const full = `${path}.${name}`;
  if (full in wellKnown || unions.test(name) || unsent.has(full)) return;
  throw new Error(`${full} writes its own JSON, which the codec does not know`);
}

function packageText({ path, go, messages }: Described, shared: Packages): string {
  const version = path.split("/").at(-1) ?? "";
  const apiVersion = go.group === undefined ? "-" : go.group === "" ? version : `${go.group}/${version}`;
  const lines = messages
    .filter((message) => !(`${path}.${message.name}` in wellKnown))
    .map((message) => messageText(message, path, go, shared));
  return [`@${apiVersion}`, ...lines].join("\n");
}

function messageText(message: protobuf.Type, path: string, go: GoPackage, shared: Packages): string {
  if (go.slices.has(message.name)) {
    const [items] = message.fieldsArray;
    if (message.fieldsArray.length !== 1 || items?.id !== 1 || !items.repeated) {
      throw new Error(`${path}.${message.name} is a slice in Go and no list in protobuf`);
    }
    return `${message.name}[] ${fieldText(items, 0, undefined, path, shared)}`;
  }
  if (message.fieldsArray.length === 0) return message.name;
  const tags = structOf(message.name, go, shared);
  if (tags === undefined) throw new Error(`${path}.${message.name} has no struct in Go`);
  const texts: string[] = [];
  let previous = 0;
  for (const field of message.fieldsArray.toSorted((a, b) => a.id - b.id)) {
    const tag = tags.get(field.id);
    if (tag === undefined) throw new Error(`${path}.${message.name}.${field.name} has no field in Go`);
    if (tag.hidden) continue;
    texts.push(fieldText(field, previous, tag, path, shared));
    previous = field.id;
  }
  return [unions.test(message.name) ? `${message.name}|` : message.name, ...texts].join(" ");
}

function structOf(name: string, go: GoPackage, shared: Packages): ReadonlyMap<number, GoField> | undefined {
  const [path, original = ""] = go.renamed.get(name) ?? [];
  if (path === undefined) return go.structs.get(name);
  return [...shared.values()].find((one) => one.path === path)?.go.structs.get(original);
}

function fieldText(
  field: protobuf.Field,
  previous: number,
  tag: GoField | undefined,
  path: string,
  shared: Packages,
): string {
  const number = field.id === previous + 1 ? "" : String(field.id);
  const type = typeText(field.type, path, shared);
  const scalar = type === "s" || type === "b" || type === "i" || type === "d" || type === "y";
  const mark = field instanceof protobuf.MapField ? "%" : field.repeated ? "*" : tag?.inline ? "^" : ":";
  const drop = mark === ":" && scalar && tag?.omitEmpty === true && !tag.pointer ? "?" : "";
  const shape = `${mark}${type}` === ":s" ? "" : `${mark}${type}`;
  return `${number}${tag?.jsonName ?? field.name}${drop}${shape}`;
}

function typeText(type: string, path: string, shared: Packages): string {
  const scalar = scalars[type];
  if (scalar !== undefined) return scalar;
  if (!type.startsWith(".")) {
    if (!/^[A-Z]\w*$/.test(type))
      throw new Error(`the protobuf type ${type} in ${path} is not known to the codec`);
    return wellKnown[`${path}.${type}`] ?? type;
  }
  const split = type.lastIndexOf(".");
  const name = type.slice(split + 1);
  const target = shared.get(type.slice(1, split));
  if (target === undefined) throw new Error(`${type} in ${path} is of a package that is not read`);
  return wellKnown[`${target.path}.${name}`] ?? `${target.index}.${name}`;
}
