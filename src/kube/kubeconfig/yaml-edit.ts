import { isDeepStrictEqual } from "node:util";
import { isAlias, isCollection, isMap, isScalar, isSeq, type YAMLMap } from "yaml";
import { KubeconfigError } from "./kubeconfig-error.ts";
import { type ParsedYaml, parseYaml, type YamlPath } from "./parse-yaml.ts";
import { itemCut, pairCut } from "./yaml-cut.ts";
import { pairOf, type Splice } from "./yaml-places.ts";
import { intoEmptyFile, newPair, newValue } from "./yaml-set.ts";

// Edits by splicing the source text at the places the parser found. Printing a YAML document anew would change
// quotes, indentation and comments all over the file; a splice leaves every other byte as it was.
// Each edit is proven before it is returned: the new text must read as the old content with that one change.

/** Text of a kubeconfig file, with its name for messages. */
export interface YamlSource {
  readonly file: string;
  readonly text: string;
}

/**
 * Sets the text value of `key` in the map at `path`, which must exist; an empty file counts as a map. The quotes that
 * were there are kept. Throws `KubeconfigError` where the change cannot be made without changing something else.
 */
export function setKey(source: YamlSource, path: YamlPath, key: string, value: string): string {
  const before = parseYaml(source.file, source.text);
  const edited = splice(source.text, keySplice(source, before, path, key, value));
  return proven(source, before, edited, (content) => {
    mapIn(content, path)[key] = value;
  });
}

/**
 * Takes `key` out of the map at `path`. Its value becomes empty text, which kubectl reads as absent, where the key
 * cannot go: when it stands on the line of a list's dash, or when a merge key would bring another value up.
 */
export function removeKey(source: YamlSource, path: YamlPath, key: string): string {
  const before = parseYaml(source.file, source.text);
  if (!Object.hasOwn(mapIn(before.content, path), key)) return source.text;
  const map = mapNode(source, before, path);
  const pair = map === undefined ? undefined : pairOf(map, key);
  const cut = map === undefined || pair === undefined ? undefined : pairCut(source.text, map, pair);
  const without = (content: unknown) => {
    delete mapIn(content, path)[key];
  };
  const edited = cut === undefined ? undefined : splice(source.text, cut);
  if (edited !== undefined && isProven(source, before, edited, without)) return edited;
  return setKey(source, path, key, "");
}

/** Takes one item with its lines out of the list `key` of the root map. A list without items becomes `[]`. */
export function removeItem(source: YamlSource, key: string, index: number): string {
  const before = parseYaml(source.file, source.text);
  const root = mapNode(source, before, []);
  const pair = root === undefined ? undefined : pairOf(root, key);
  const list = pair?.value;
  if (pair === undefined || !isSeq(list)) throw cannotEdit(source, [key]);
  const edited = itemCut(source.text, pair, list, index).reduce(splice, source.text);
  return proven(source, before, edited, (content) => {
    const items = mapIn(content, [])[key];
    if (Array.isArray(items)) items.splice(index, 1);
  });
}

const splice = (text: string, { from, to, text: insert }: Splice) =>
  text.slice(0, from) + insert + text.slice(to);

function keySplice(
  source: YamlSource,
  before: ParsedYaml,
  path: YamlPath,
  key: string,
  value: string,
): Splice {
  const map = mapNode(source, before, path);
  if (map === undefined) {
    if (path.length > 0) throw cannotEdit(source, path);
    return intoEmptyFile(before, key, value);
  }
  const pair = pairOf(map, key);
  if (pair === undefined) return newPair(source.text, map, key, value);
  const replaced = newValue(source.text, map, pair, value);
  if (replaced === undefined) throw cannotEdit(source, [...path, key]);
  return replaced;
}

/** The map at `path`; undefined where the document holds nothing. Throws where something else is there. */
function mapNode(source: YamlSource, { document }: ParsedYaml, path: YamlPath): YAMLMap | undefined {
  let node: unknown = document?.contents;
  for (const step of path) {
    if (!isCollection(node)) throw cannotEdit(source, path);
    node = isMap(node) ? pairOf(node, String(step))?.value : node.items[Number(step)];
  }
  if (isMap(node)) return node;
  const empty = node === undefined || node === null || (isScalar(node) && node.value === null);
  if (empty && !isAlias(node)) return undefined;
  throw cannotEdit(source, path);
}

function mapIn(content: unknown, path: YamlPath): Record<string, unknown> {
  let value: unknown = content;
  for (const step of path) value = isObject(value) ? value[step] : undefined;
  return isObject(value) ? value : {};
}

function isObject(value: unknown): value is Record<string | number, unknown> {
  return typeof value === "object" && value !== null;
}

type Change = (content: unknown) => void;

function proven(source: YamlSource, before: ParsedYaml, edited: string, change: Change): string {
  if (isProven(source, before, edited, change)) return edited;
  throw cannotEdit(source, []);
}

function isProven({ file }: YamlSource, before: ParsedYaml, edited: string, change: Change): boolean {
  // Through JSON, so that aliased parts are no longer one object and a change to one shows as a change to one.
  const expected: unknown = JSON.parse(JSON.stringify(before.content ?? {}));
  change(expected);
  return isDeepStrictEqual(contentOf(file, edited), expected);
}

function contentOf(file: string, text: string): unknown {
  try {
    return JSON.parse(JSON.stringify(parseYaml(file, text).content ?? {}));
  } catch {
    return undefined;
  }
}

function cannotEdit({ file }: YamlSource, path: YamlPath): KubeconfigError {
  const where = path.length === 0 ? "" : ` at ${path.join(".")}`;
  return new KubeconfigError({
    message: `${file} cannot be changed${where} without changing more than that, for the value is shared by a YAML anchor or written unusually`,
    nextStep: `change ${file} by hand`,
    file,
  });
}
