// Reads of Go sources what protobuf descriptions leave out: how the JSON form of each field is named and when it is written.

export interface GoField {
  readonly jsonName: string;
  /** Its fields are written into the parent's object (`json:""` and `json:",inline"` on an embedded struct). */
  readonly inline: boolean;
  /** `json:"-"`: never written. */
  readonly hidden: boolean;
  readonly omitEmpty: boolean;
  readonly pointer: boolean;
}

export interface GoPackage {
  /** `GroupName` of its register.go, or undefined where the package is no API group version. */
  readonly group: string | undefined;
  /** Struct name, then protobuf field number. */
  readonly structs: ReadonlyMap<string, ReadonlyMap<number, GoField>>;
  /** Types that are another package's under a name of their own, such as `type List metav1.List`: path and name. */
  readonly renamed: ReadonlyMap<string, readonly [path: string, name: string]>;
  /** Names of slice types, such as `ExtraValue` of `type ExtraValue []string`. */
  readonly slices: ReadonlySet<string>;
  /** Types that write their own JSON. */
  readonly ownJson: ReadonlySet<string>;
}

export function parseGo(source: string): GoPackage {
  const structs = new Map<string, Map<number, GoField>>();
  for (const [, name = "", body = ""] of source.matchAll(/^type (\w+) struct \{\n(.*?)^\}/gms)) {
    structs.set(name, new Map(body.split("\n").flatMap(parseField)));
  }
  const imports = new Map<string, string>();
  for (const [, name = "", path = ""] of source.matchAll(/^\t(\w+) "([^"]+)"$/gm)) imports.set(name, path);
  const renamed = new Map<string, readonly [string, string]>();
  for (const [, name = "", from = "", original = ""] of source.matchAll(/^type (\w+) (\w+)\.(\w+)$/gm)) {
    renamed.set(name, [imports.get(from) ?? "", original]);
  }
  return {
    group: source.match(/^const GroupName\s*=\s*"([^"]*)"/m)?.[1],
    structs,
    renamed,
    slices: new Set([...source.matchAll(/^type (\w+) \[\]/gm)].map(([, name = ""]) => name)),
    ownJson: new Set(
      [...source.matchAll(/^func \((?:\w+ )?\*?(\w+)\) MarshalJSON\(/gm)].map(([, name = ""]) => name),
    ),
  };
}

function parseField(line: string): [number, GoField][] {
  const [, first = "", second, tags = ""] = line.match(/^\t(\S+)(?:\s+([^\s`]+))?\s+`([^`]*)`/) ?? [];
  const number = tags.match(/protobuf:"\w+,(\d+)/)?.[1];
  if (number === undefined) return [];
  const goType = second ?? first;
  const json = tags.match(/json:"([^"]*)"/)?.[1];
  const [name = "", ...options] = json?.split(",") ?? [];
  const embedded = second === undefined;
  const field: GoField = {
    jsonName: name === "" ? (first.split(".").at(-1) ?? first) : name,
    inline: options.includes("inline") || (embedded && name === ""),
    hidden: json === "-",
    omitEmpty: options.includes("omitempty"),
    pointer: goType.startsWith("*"),
  };
  return [[Number(number), field]];
}
