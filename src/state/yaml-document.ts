import { stringify } from "yaml";
import type { KubeObject } from "../kube/types.ts";
import { counted } from "../lib/words.ts";

/** A piece of a YAML line by what it is, for highlighting. */
export type YamlToken = "key" | "string" | "number" | "literal" | "punctuation";

export interface YamlSpan {
  readonly text: string;
  readonly token: YamlToken;
}

export interface YamlLine {
  /** Blanks before the first piece. */
  readonly indent: number;
  readonly spans: readonly YamlSpan[];
  /** Lines after this one that belong to it and go away when it is folded. */
  readonly folds: number;
  /** What it stands for, such as `/spec/containers/#0`: the same while the object around it changes. */
  readonly path: string;
}

/** How secret values are shown: not, as the API holds them, or as what they stand for. */
export type SecretValues = "masked" | "stored" | "decoded";

export interface YamlOptions {
  /** Thousands of lines nobody reads: left out unless asked for. */
  readonly managedFields: boolean;
  readonly secretValues: SecretValues;
  /** Top-level fields whose values are secret; their keys are not. */
  readonly secretFields: readonly string[];
  /** Top-level fields whose values are base64. */
  readonly base64Fields: readonly string[];
}

const mask = "••••••••";
const lastApplied = "kubectl.kubernetes.io/last-applied-configuration";

/** An object as YAML text, in the API's order. */
export function yamlText(object: KubeObject, options: YamlOptions): string {
  const { apiVersion, kind, metadata, ...rest } = withSecrets(object, options);
  const shown = Object.entries(metadata).filter(
    ([field]) => options.managedFields || field !== "managedFields",
  );
  const ordered = { apiVersion, kind, metadata: Object.fromEntries(shown), ...rest };
  return stringify(ordered, {
    lineWidth: 0,
    keepUndefined: false,
    aliasDuplicateObjects: false,
    version: "1.1",
  });
}

function withSecrets(object: KubeObject, options: YamlOptions): KubeObject {
  const { secretValues, secretFields, base64Fields } = options;
  if (secretValues === "masked") return secretFields.reduce(withMask, object);
  return secretValues === "decoded" ? base64Fields.reduce(withText, object) : object;
}

function withText(object: KubeObject, field: string): KubeObject {
  const values = object[field];
  if (typeof values !== "object" || values === null) return object;
  const texts = Object.entries(values).map(([key, value]) => [
    key,
    typeof value === "string" ? decoded(value) : value,
  ]);
  return { ...object, [field]: Object.fromEntries(texts) };
}

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const unprintable = /[^\P{Cc}\t\n\r]/u;

/** The text that base64 stands for, or how many bytes there are where they are no text. */
function decoded(base64: string): string {
  const bytes = Buffer.from(base64, "base64");
  const size = `<binary, ${counted(bytes.length, "byte", "bytes")}>`;
  try {
    const text = utf8.decode(bytes);
    return unprintable.test(text) ? size : text;
  } catch {
    return size;
  }
}

/** The annotation of kubectl apply holds the same values once more. */
function withMask(object: KubeObject, field: string): KubeObject {
  const values = object[field];
  const annotations = object.metadata.annotations;
  const hidden =
    annotations && lastApplied in annotations ? { annotations: { ...annotations, [lastApplied]: mask } } : {};
  const metadata = { ...object.metadata, ...hidden };
  if (typeof values !== "object" || values === null) return { ...object, metadata };
  return { ...object, metadata, [field]: Object.fromEntries(Object.keys(values).map((key) => [key, mask])) };
}

const keyed = /^((?:- )*)((?:"(?:\\.|[^"\\])*"|[^\s"'#&*!|>%@`-][^#]*?|-[^\s#][^#]*?):)(?=\s|$)/;
const blockHead = /[|>][-+]?\d*$/;

/** Splits YAML text, as `yamlText` writes it, into lines with their highlighting and folding. */
export function yamlLines(text: string): readonly YamlLine[] {
  const lines = text.replace(/\n$/, "").split("\n");
  const drafts: Draft[] = [];
  /** The indent above which lines belong to the block text that is open. */
  let block: number | undefined;
  for (const line of lines) {
    const body = line.trimStart();
    const indent = body === "" && block !== undefined ? block + 1 : line.length - body.length;
    if (block !== undefined && indent <= block) block = undefined;
    if (block !== undefined) {
      drafts.push({ indent, spans: [{ text: body, token: "string" }], folds: 0, path: "", isText: true });
      continue;
    }
    if (blockHead.test(body)) block = indent;
    drafts.push({ indent, spans: spansOf(body), folds: 0, path: "", isText: false });
  }
  return withFolds(drafts);
}

function spansOf(body: string): readonly YamlSpan[] {
  const [whole, dashes, key] = keyed.exec(body) ?? [];
  if (whole === undefined || dashes === undefined || key === undefined) {
    const dash = /^(?:- )+/.exec(body)?.[0] ?? "";
    return [...punctuation(dash), ...value(body.slice(dash.length))];
  }
  const rest = body.slice(whole.length);
  return [
    ...punctuation(dashes),
    { text: key.slice(0, -1), token: "key" },
    ...punctuation(":"),
    ...value(rest),
  ];
}

function punctuation(text: string): YamlSpan[] {
  return text === "" ? [] : [{ text, token: "punctuation" }];
}

function value(text: string): YamlSpan[] {
  const word = text.trim();
  if (word === "") return [];
  if (/^(\{\}|\[\]|-|[|>][-+]?\d*)$/.test(word)) return punctuation(text);
  if (/^-?\d+(\.\d+)?$/.test(word)) return [{ text, token: "number" }];
  return [{ text, token: /^(true|false|null)$/.test(word) ? "literal" : "string" }];
}

interface Draft extends YamlLine {
  folds: number;
  path: string;
  /** A line of block text, whose indent says nothing about the object. */
  readonly isText: boolean;
}

interface Opened {
  readonly line: Draft;
  readonly index: number;
  /** The list items that were met directly below it. */
  items: number;
}

/** A line holds the deeper lines that follow it, and a key also the items of its list on its own indent. */
function withFolds(lines: readonly Draft[]): readonly YamlLine[] {
  const root = { items: 0 };
  const open: Opened[] = [];
  const close = (until: number, at: number) => {
    for (let last = open.at(-1); last !== undefined && last.line.indent >= until; last = open.at(-1)) {
      last.line.folds = at - last.index - 1;
      open.pop();
    }
  };
  lines.forEach((line, index) => {
    if (line.isText) return;
    close(line.indent, index);
    const parent = open.at(-1);
    const isItem = line.spans[0]?.text.startsWith("- ") ?? false;
    const step = isItem
      ? `#${(parent ?? root).items++}`
      : line.spans.find(({ token }) => token === "key")?.text;
    line.path = `${parent?.line.path ?? ""}/${step ?? ""}`;
    open.push({ line, index, items: 0 });
  });
  close(0, lines.length);
  return lines;
}
