import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { defaultKeymap } from "../src/config/open.ts";

const source = resolve(import.meta.dirname, "../src");

interface Layer {
  readonly number: number;
  /** A folder of src, or main.ts. */
  readonly name: string;
  /** Layers by number. `types` allows `import type` only. */
  readonly imports: readonly number[];
  readonly types: readonly number[];
}

/** Who may import whom: the table of src/README.md, where the reasons are. */
const layers = readFileSync(join(source, "README.md"), "utf8")
  .split("\n")
  .flatMap((line): Layer[] => {
    const row = /^\| (\d) \| `([\w.-]+)` \|.*\| ([^|]+) \|$/.exec(line);
    if (row === null) return [];
    const [, number, name = "", allowed = ""] = row;
    const [imports = "", types = ""] = allowed.split("; types of ");
    return [{ number: Number(number), name, imports: numbersIn(imports), types: numbersIn(types) }];
  });

/** `0, 2, 3`, `0 to 6`, `all`, `nothing of ours`. */
function numbersIn(text: string): number[] {
  const [, first, last] = /^(\d) to (\d)$/.exec(text) ?? (text === "all" ? ["", "0", "9"] : []);
  if (first === undefined) return [...text.matchAll(/\d/g)].map(([digit]) => Number(digit));
  return Array.from({ length: Number(last) - Number(first) + 1 }, (_, index) => Number(first) + index);
}

/** Folders that may import a package; with `types`, its types and nothing of its run time. */
const packages: Record<string, { readonly folders: readonly string[]; readonly types?: boolean }> = {
  react: { folders: ["ui"] },
  ink: { folders: ["ui"] },
  "ink-table": { folders: ["ui"] },
  "@kubernetes/client-node": { folders: ["kube", "resources"], types: true },
};

const worldRead =
  /process\.(argv|env)\b|import \{[^}]*\b(argv|env)\b[^}]*\} from "(node:)?process"|\bDate\.now\b|new Date\(\)/;

/** Beside main.ts, which hands them on to everything else. */
const readersOfTheWorld: Record<string, string> = {
  "demo/demo-cluster.ts": "the demo cluster is a server, and a server has a clock of its own",
};

interface Import {
  readonly file: string;
  readonly target: string;
  readonly typeOnly: boolean;
}

function sourceFiles(): string[] {
  return readdirSync(source, { recursive: true, encoding: "utf8" })
    .filter((file) => /\.tsx?$/.test(file) && !/\.test\.tsx?$/.test(file))
    .map((file) => join(source, file));
}

function importsOf(file: string): Import[] {
  const text = readFileSync(file, "utf8");
  const statements = text.matchAll(/^(?:import|export)\s+(type\s)?(?:[^"';]*?\sfrom\s+)?"([^"]+)"/gm);
  const dynamic = text.matchAll(/\bimport\("([^"]+)"\)/g);
  return [
    ...[...statements].map((m) => ({
      file,
      target: m[2] ?? "",
      typeOnly: m[1] !== undefined,
    })),
    ...[...dynamic].map((m) => ({ file, target: m[1] ?? "", typeOnly: false })),
  ];
}

const folderOf = (path: string) => relative(source, path).split("/")[0] ?? "";
const all = sourceFiles().flatMap(importsOf);

function ruleBrokenBy(found: Import): string | undefined {
  return found.target.startsWith(".") ? layerBrokenBy(found) : packageRuleBrokenBy(found);
}

function layerBrokenBy({ file, target, typeOnly }: Import): string | undefined {
  const from = folderOf(file);
  const to = folderOf(resolve(dirname(file), target));
  const layer = layers.find(({ name }) => name === from);
  const owner = layers.find(({ name }) => name === to);
  // package.json is the one file outside that is imported.
  if (to === from || layer === undefined || (owner === undefined && from === "main.ts")) return undefined;
  if (owner !== undefined && layer.imports.includes(owner.number)) return undefined;
  if (owner !== undefined && typeOnly && layer.types.includes(owner.number)) return undefined;
  const names = (numbers: readonly number[], prefix: string) =>
    layers.filter(({ number }) => numbers.includes(number)).map(({ name }) => `${prefix}${name}`);
  const allowed = [...names(layer.imports, ""), ...names(layer.types, "types of ")];
  return `${relative(source, file)} imports ${target}; src/${from} may import ${allowed.join(", ") || "nothing of ours"}.`;
}

function packageRuleBrokenBy({ file, target, typeOnly }: Import): string | undefined {
  const known = Object.entries(packages).find(([name]) => target === name || target.startsWith(`${name}/`));
  if (known === undefined) return undefined;
  const [name, { folders, types = false }] = known;
  if (types && !typeOnly)
    return `${relative(source, file)} imports ${target}; only types of ${name} are used.`;
  if (folders.includes(folderOf(file))) return undefined;
  return `${relative(source, file)} imports ${target}, which only src/${folders.join(", src/")} may use.`;
}

/** The first cycle of value imports that can be reached, as a path of files. */
function importCycle(): string[] | undefined {
  const edges = new Map<string, string[]>();
  for (const { file, target, typeOnly } of all) {
    if (typeOnly || !target.startsWith(".")) continue;
    edges.set(file, [...(edges.get(file) ?? []), resolve(dirname(file), target)]);
  }
  const done = new Set<string>();
  const visit = (file: string, path: readonly string[]): string[] | undefined => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
    if (done.has(file)) return undefined;
    for (const next of edges.get(file) ?? []) {
      const cycle = visit(next, [...path, file]);
      if (cycle) return cycle;
    }
    done.add(file);
    return undefined;
  };
  for (const file of edges.keys()) {
    const cycle = visit(file, []);
    if (cycle) return cycle.map((step) => relative(source, step));
  }
  return undefined;
}

describe("the house", () => {
  test("every folder of src is a layer of the table in src/README.md, and every layer is there", () => {
    const folders = new Set(sourceFiles().map(folderOf));
    expect([...folders].sort()).toEqual(layers.map(({ name }) => name).sort());
  });

  test("no layer of the table may import one above it", () => {
    for (const { number, imports, types } of layers)
      expect(Math.max(-1, ...imports, ...types)).toBeLessThanOrEqual(number);
  });

  test("a lower layer never imports a higher one", () => {
    expect(all.map(ruleBrokenBy).filter((sentence) => sentence !== undefined)).toEqual([]);
  });

  test("no two modules import each other in a circle", () => {
    expect(importCycle()).toBeUndefined();
  });

  test("only main.ts reads the arguments, the environment and the clock on the wall", () => {
    const readers = sourceFiles()
      .filter((file) => {
        const code = readFileSync(file, "utf8").replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, "");
        return worldRead.test(code);
      })
      .map((file) => relative(source, file));
    expect(readers.sort()).toEqual([...Object.keys(readersOfTheWorld), "main.ts"].sort());
  });

  test("no kind is told apart by name outside resources", () => {
    const switches = sourceFiles().filter((file) => {
      if (["resources", "diagnosis", "demo", "kube"].includes(folderOf(file))) return false;
      return /\bkind\s*===\s*"[A-Z]|case\s+"(Pod|Deployment|Service|Node|Namespace|Job|Secret)"/.test(
        readFileSync(file, "utf8"),
      );
    });
    expect(switches.map((file) => relative(source, file))).toEqual([]);
  });

  test("each command whose key a hint names has a key in the shipped keymap", () => {
    const files = sourceFiles().filter((file) => ["commands", "ui"].includes(folderOf(file)));
    const named = files.flatMap((file) => [
      ...readFileSync(file, "utf8").matchAll(/(?:keyOf\(|keyHint\(keyOf, |\[)"([a-z]+\.[a-z-]+)"/g),
    ]);
    const ids = new Set(named.flatMap(([, id]) => id ?? []));
    const known = new Set([...defaultKeymap.values()].flatMap((keys) => [...keys.values()]));
    expect([...ids].filter((id) => !known.has(id))).toEqual([]);
    expect(ids).toContain("prompt.accept");
  });
});
