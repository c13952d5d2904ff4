import { readFile } from "node:fs/promises";
import { KubeconfigError, systemCode } from "./kubeconfig-error.ts";
import { parseYaml, type YamlPath } from "./parse-yaml.ts";
import { decodeText } from "./text-encoding.ts";
import type { Section } from "./types.ts";

/** One kubeconfig file whose outer shape is right: a map with three lists. What the lists hold is not looked at. */
export interface KubeconfigFile {
  readonly file: string;
  readonly currentContext: unknown;
  readonly sections: Readonly<Record<Section, readonly unknown[]>>;
  /** The line, from 1, of the value at `path`. Costs a parse for JSON files; meant for messages. */
  lineOf(path: YamlPath): number;
}

/** Reads one file; undefined when it does not exist. Throws `KubeconfigError` for one that no kubectl would take. */
export async function readKubeconfigFile(file: string): Promise<KubeconfigFile | undefined> {
  let bytes: Buffer;
  try {
    bytes = await readFile(file);
  } catch (cause) {
    const code = systemCode(cause);
    if (code === "ENOENT") return undefined;
    throw new KubeconfigError({
      message: `${file} cannot be read (${code === "EISDIR" ? "it is a folder" : code})`,
      nextStep: "check its permissions, or take it out of KUBECONFIG",
      file,
      cause,
    });
  }
  return parseKubeconfig(file, decodeText(bytes).text);
}

/** Throws `KubeconfigError` for text that is not YAML, or YAML that is not a kubeconfig. */
export function parseKubeconfig(file: string, text: string): KubeconfigFile {
  const json = fastJson(text);
  const parsed = json === undefined ? parseYaml(file, text) : undefined;
  const content: unknown = json ?? parsed?.content ?? {};
  const lineOf = (path: YamlPath) => (parsed ?? parseYaml(file, text)).lineOf(path);
  if (!isRecord(content))
    throw wrongShape(file, lineOf([]), "a map with contexts, clusters and users", content);
  checkKind(file, content, lineOf);
  const list = (section: Section): readonly unknown[] => {
    const value = content[section] ?? [];
    if (!Array.isArray(value)) throw wrongShape(file, lineOf([section]), `a list of ${section}`, value);
    return value;
  };
  return {
    file,
    currentContext: content["current-context"],
    sections: { clusters: list("clusters"), users: list("users"), contexts: list("contexts") },
    lineOf,
  };
}

/** Parsing JSON as JSON is a hundred times faster; anything that is not quite JSON is left to the YAML parser. */
function fastJson(text: string): unknown {
  if (!/^\s*\{/.test(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function checkKind(
  file: string,
  content: Readonly<Record<string, unknown>>,
  lineOf: KubeconfigFile["lineOf"],
) {
  const { kind = "", apiVersion = "" } = content;
  const kindFits = kind === null || kind === "" || kind === "Config";
  const versionFits = apiVersion === null || apiVersion === "" || apiVersion === "v1";
  if (kindFits && versionFits) return;
  const line = lineOf([kindFits ? "apiVersion" : "kind"]);
  throw new KubeconfigError({
    message: `${file} is not a kubeconfig: line ${line} should say ${kindFits ? "apiVersion: v1" : "kind: Config"}`,
    nextStep: "name another file, or take this one out of KUBECONFIG",
    file,
    line,
  });
}

function wrongShape(file: string, line: number, expected: string, found: unknown): KubeconfigError {
  return new KubeconfigError({
    message: `${file} is not a kubeconfig: line ${line} should be ${expected}, but is ${typeName(found)}`,
    nextStep: `correct line ${line} of ${file}, or take the file out of KUBECONFIG`,
    file,
    line,
  });
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** What a value is, in words, without saying its content. */
export function typeName(value: unknown): string {
  if (value === null || value === undefined) return "empty";
  if (Array.isArray(value)) return "a list";
  switch (typeof value) {
    case "string":
      return "text";
    case "number":
    case "bigint":
      return "a number";
    case "boolean":
      return "true or false";
    default:
      return value instanceof Uint8Array ? "binary data" : "a map";
  }
}
