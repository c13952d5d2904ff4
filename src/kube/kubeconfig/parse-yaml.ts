import {
  type Document,
  type ErrorCode,
  isCollection,
  isNode,
  LineCounter,
  parseAllDocuments,
  visit,
} from "yaml";
import { KubeconfigError } from "./kubeconfig-error.ts";

/** Keys and indexes from the root of a document to one of its nodes. */
export type YamlPath = readonly (string | number)[];

/** A file's first YAML document. Later ones are ignored, as in kubectl. */
export interface ParsedYaml {
  readonly text: string;
  /** Undefined for a file without content: empty, blank or comments only. */
  readonly document: Document.Parsed | undefined;
  /** Plain values, anchors and merge keys resolved; undefined for a file without content. */
  readonly content: unknown;
  /** The line, from 1, of the node at `path` or of the nearest one above it. */
  lineOf(path: YamlPath): number;
}

/**
 * Reads YAML, and JSON as a part of it, the way kubectl does: by YAML 1.1, where an unquoted `yes`, `on` or `n` is
 * no text, but without its dates and base-60 numbers, and with the last of two equal keys winning.
 * Throws `KubeconfigError` with file and line. The parser's own messages quote the source, which holds secrets:
 * they are replaced by ours.
 */
export function parseYaml(file: string, text: string): ParsedYaml {
  const lines = new LineCounter();
  const documents = parseAllDocuments(text, {
    schema: "yaml-1.1",
    customTags: (tags) => tags.filter((tag) => typeof tag === "string" || !isTimeTag(tag)),
    uniqueKeys: false,
    prettyErrors: false,
    keepSourceTokens: true,
    lineCounter: lines,
    logLevel: "silent",
  });
  const document = documents[0];
  const fault = document?.errors[0];
  if (fault !== undefined) {
    // What is never closed is only missed at the end, which may lie behind the last line.
    const { line, col } = lines.linePos(Math.min(fault.pos[0], text.trimEnd().length));
    throw notYaml(file, line, `column ${col}: ${expectations[fault.code] ?? "this is not valid YAML"}`);
  }
  return {
    text,
    document,
    content: document === undefined ? undefined : toPlain(file, document, lines),
    lineOf: (path) => lines.linePos(document === undefined ? 0 : offsetOf(document, path)).line || 1,
  };
}

function isTimeTag(tag: { readonly tag?: string; readonly format?: string }): boolean {
  return tag.format === "TIME" || tag.tag?.endsWith(":timestamp") === true;
}

function toPlain(file: string, document: Document.Parsed, lines: LineCounter): unknown {
  try {
    return document.toJS();
  } catch (cause) {
    const lost = unresolvedAlias(document);
    if (lost !== undefined) {
      const { line, col } = lines.linePos(lost);
      throw notYaml(file, line, `column ${col}: ${expectations.BAD_ALIAS}`);
    }
    // The one thing left to fail is a handful of aliases that would expand to millions of values.
    throw new KubeconfigError({
      message: `${file} cannot be read: its YAML aliases expand too far`,
      nextStep: "write the repeated parts out",
      file,
      line: 1,
      cause,
    });
  }
}

function unresolvedAlias(document: Document.Parsed): number | undefined {
  let offset: number | undefined;
  visit(document, {
    Alias(_, alias) {
      if (alias.resolve(document) !== undefined) return undefined;
      offset = alias.range?.[0] ?? 0;
      return visit.BREAK;
    },
  });
  return offset;
}

function offsetOf(document: Document.Parsed, path: YamlPath): number {
  let node: unknown = document.contents;
  let offset = startOf(node) ?? 0;
  for (const step of path) {
    if (!isCollection(node)) break;
    node = node.get(step, true);
    offset = startOf(node) ?? offset;
  }
  return offset;
}

function startOf(node: unknown): number | undefined {
  return isNode(node) ? node.range?.[0] : undefined;
}

function notYaml(file: string, line: number, what: string): KubeconfigError {
  return new KubeconfigError({
    message: `${file} is not readable YAML at line ${line}, ${what}`,
    nextStep: `correct line ${line} of ${file}, or take the file out of KUBECONFIG`,
    file,
    line,
  });
}

const expectations: Partial<Record<ErrorCode, string>> = {
  ALIAS_PROPS: "an alias cannot have an anchor or a tag of its own",
  BAD_ALIAS: "this alias refers to an anchor that was not set before",
  BAD_COLLECTION_TYPE: "the tag does not fit the list or map it stands before",
  BAD_DIRECTIVE: "this % directive is not known",
  BAD_DQ_ESCAPE: "this escape is not allowed in double quotes",
  BAD_INDENT: "the indentation does not fit the lines before, or a bracket was not closed",
  BAD_PROP_ORDER: "an anchor or tag must stand before its value, after the - or ?",
  BAD_SCALAR_START: "text that begins with this character must be put in quotes",
  BLOCK_AS_IMPLICIT_KEY:
    "a map or list cannot begin on this line; put it on a line of its own, or quote the text",
  BLOCK_IN_FLOW: "indented maps and lists cannot stand inside { } or [ ]",
  KEY_OVER_1024_CHARS: "a key of more than 1024 characters needs a ? before it",
  MISSING_CHAR: "a closing quote, bracket, comma, colon or space is missing",
  MULTILINE_IMPLICIT_KEY: "a key must stand on one line; a colon may be missing",
  MULTIPLE_ANCHORS: "a value can have one anchor only",
  MULTIPLE_TAGS: "a value can have one tag only",
  RESOURCE_EXHAUSTION: "the nesting is too deep",
  TAB_AS_INDENT: "tabs cannot be used to indent",
  TAG_RESOLVE_FAILED: "the value does not fit its tag, or the tag is not known",
  UNEXPECTED_TOKEN: "a key, a value or the end of the line was expected here",
};
