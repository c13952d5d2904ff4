import { type Document, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from "yaml";
import * as z from "zod";
import { nearest } from "../lib/nearest.ts";
import type { ConfigProblem } from "./problem.ts";

type Path = readonly PropertyKey[];

/** A file of the user's, as far as it could be understood. */
export interface CheckedFile<T> {
  /** Undefined when nothing of it can be used. */
  readonly value: T | undefined;
  readonly problems: readonly ConfigProblem[];
  /** The line of what stands at a path, counted from one. */
  lineOf(path: Path): number;
}

/**
 * Reads YAML and checks it against a schema. What the schema refuses is reported with its line and left out, and
 * the rest is used; never throws.
 */
export function checkYaml<T>(text: string, file: string, schema: z.ZodType<T>): CheckedFile<T> {
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter, prettyErrors: false });
  const lineOf = (path: Path) => lineInDocument(document, counter, path);
  const broken = document.errors.map((error) => ({
    file,
    line: counter.linePos(error.pos[0]).line,
    message: `Not valid YAML: ${error.message}`,
    nextStep: "Correct the line; until then the whole file is left out.",
  }));
  if (broken.length > 0) return { value: undefined, problems: broken, lineOf };
  const problems: ConfigProblem[] = [];
  let value: unknown;
  try {
    value = document.toJS() ?? {};
  } catch (error) {
    const message = `Not usable: ${error instanceof Error ? error.message : String(error)}`;
    return {
      value: undefined,
      problems: [{ file, line: 1, message, nextStep: "Remove the aliases." }],
      lineOf,
    };
  }
  const remainder = new Remainder(value);
  for (;;) {
    const checked = schema.safeParse(value);
    if (checked.success) return { value: checked.data, problems, lineOf };
    for (const issue of checked.error.issues) {
      const place = remainder.placeInFile(issue.path);
      // What we took out ourselves was told already.
      if (remainder.lacks(place)) continue;
      const said = describe(issue, place, at(value, issue.path), schema);
      problems.push(...said.map(({ path, ...words }) => ({ file, line: lineOf(path), ...words })));
    }
    // From the end, so that what is left keeps its place in its list.
    const smaller = checked.error.issues.toReversed().every((issue) => remainder.remove(issue));
    if (!smaller) return { value: undefined, problems, lineOf };
  }
}

/** What of a file is left, and where it stands in the file. */
class Remainder {
  readonly #value: unknown;
  readonly #removed = new Set<string>();
  /** The places in the file of what is left of each list that lost something. */
  readonly #places = new Map<unknown, number[]>();

  constructor(value: unknown) {
    this.#value = value;
  }

  placeInFile(path: Path): Path {
    return path.map((key, depth) => {
      const holder = at(this.#value, path.slice(0, depth));
      return typeof key === "number" ? (this.#places.get(holder)?.[key] ?? key) : key;
    });
  }

  lacks(place: Path): boolean {
    return this.#removed.has(JSON.stringify(place));
  }

  /** Takes what an issue is about out; false when that would be the whole file. */
  remove(issue: z.core.$ZodIssue): boolean {
    const { path } = issue;
    if (issue.code === "unrecognized_keys") {
      const holder = at(this.#value, path);
      for (const key of issue.keys) if (isRecord(holder)) delete holder[key];
      return true;
    }
    const key = path.at(-1);
    const holder = at(this.#value, path.slice(0, -1));
    const place = this.placeInFile(path);
    if (key === undefined) return false;
    if (Array.isArray(holder) && typeof key === "number") {
      const places = this.#places.get(holder) ?? [...holder.keys()];
      this.#places.set(holder, places.toSpliced(key, 1));
      holder.splice(key, 1);
    } else if (isRecord(holder) && Object.hasOwn(holder, key)) delete holder[String(key)];
    // Something is missing: its holder is of no use without it.
    else return this.remove({ ...issue, code: "custom", path: path.slice(0, -1) });
    this.#removed.add(JSON.stringify(place));
    return true;
  }
}

interface Said {
  readonly path: Path;
  readonly message: string;
  readonly nextStep: string;
}

/** @param path where it is in the file, and there is `value`. */
function describe(issue: z.core.$ZodIssue, path: Path, value: unknown, schema: z.ZodType): Said[] {
  const place = path.map(String).join(".");
  const inside = place === "" ? "" : ` in ${place}`;
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => ({
      path: [...path, key],
      message: `Unknown entry \`${key}\`${inside}.`,
      nextStep: suggestion(nearest(key, vocabulary(z.toJSONSchema(schema, { io: "input" })))),
    }));
  }
  if (issue.code === "invalid_key") {
    return [
      {
        path,
        message: `\`${place}\` is no name that may stand here.`,
        nextStep: "Correct or remove it.",
      },
    ];
  }
  const shown = JSON.stringify(value) ?? "nothing";
  return [
    {
      path,
      message: `${place || "The file"}: ${expectation(issue)}, not ${shown}.`,
      nextStep: suggestion(nearest(shown.replaceAll('"', ""), allowedValues(issue))),
    },
  ];
}

/** The schema's own sentence without what every one of them begins and ends with. */
function expectation(issue: z.core.$ZodIssue): string {
  if (issue.code === "invalid_union") return "expected another value";
  return issue.message.replace(/^(Invalid|Too small|Too big)[^:]*: /, "").replace(/, received \w+$/, "");
}

function allowedValues(issue: z.core.$ZodIssue): string[] {
  if (issue.code === "invalid_value") return issue.values.map(String);
  return issue.code === "invalid_union" ? issue.errors.flat().flatMap(allowedValues) : [];
}

function suggestion([near]: readonly string[]): string {
  return near === undefined ? "Correct or remove it; the default stands in." : `Did you mean \`${near}\`?`;
}

/** Every name that a JSON Schema lets stand for a key, at any depth. */
function vocabulary(schema: unknown): string[] {
  if (!isRecord(schema)) return [];
  const { properties, propertyNames } = schema;
  const here = isRecord(properties) ? Object.keys(properties) : [];
  const choices =
    isRecord(propertyNames) && Array.isArray(propertyNames.enum) ? propertyNames.enum.map(String) : [];
  return [...here, ...choices, ...Object.values(schema).flatMap(vocabulary)];
}

function at(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((inner, key) => {
    if (Array.isArray(inner) && typeof key === "number") return inner[key];
    return isRecord(inner) ? inner[String(key)] : undefined;
  }, value);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The line of the deepest node on the path: that of its key in a map. */
function lineInDocument(document: Document, counter: LineCounter, path: Path): number {
  let node: unknown = document.contents;
  let offset = rangeOf(node)?.[0] ?? 0;
  for (const key of path) {
    const next = childAt(node, key);
    if (next === undefined) break;
    offset = next.offset ?? offset;
    node = next.node;
  }
  return Math.max(1, counter.linePos(offset).line);
}

function childAt(node: unknown, key: PropertyKey): { node: unknown; offset: number | undefined } | undefined {
  if (isSeq(node) && typeof key === "number") {
    return { node: node.items[key], offset: rangeOf(node.items[key])?.[0] };
  }
  if (!isMap(node)) return undefined;
  const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === String(key));
  return pair === undefined ? undefined : { node: pair.value, offset: rangeOf(pair.key)?.[0] };
}

function rangeOf(node: unknown): Node["range"] {
  return typeof node === "object" && node !== null && "range" in node ? (node as Node).range : undefined;
}
