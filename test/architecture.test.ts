import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { describe, expect, test } from "vitest";

const source = resolve(import.meta.dirname, "../src");

/** Who may import whom. `types` allows `import type` only. The reasons are in src/README.md. */
const layers: Record<string, { imports: readonly string[]; types: readonly string[] }> = {
  lib: { imports: [], types: [] },
  kube: { imports: ["lib"], types: [] },
  cache: { imports: ["lib"], types: ["kube"] },
  resources: { imports: ["lib"], types: ["kube", "cache"] },
  diagnosis: { imports: ["lib", "resources"], types: ["kube", "cache"] },
  logs: { imports: ["lib"], types: ["kube", "cache"] },
  state: { imports: ["lib", "cache", "resources", "logs"], types: ["kube"] },
  commands: { imports: ["lib", "resources"], types: ["kube", "logs", "state"] },
  config: { imports: ["lib"], types: [] },
  ui: {
    imports: ["lib", "state", "commands", "config"],
    types: ["resources", "logs"],
  },
  cli: {
    imports: ["lib", "kube", "cache", "resources", "logs", "state", "commands", "config"],
    types: [],
  },
  demo: { imports: ["lib"], types: ["kube"] },
};
const packagesOnlyIn: Record<string, readonly string[]> = {
  react: ["ui"],
  ink: ["ui"],
  "ink-table": ["ui"],
  "@kubernetes/client-node": ["kube", "resources"],
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

function ruleBrokenBy({ file, target, typeOnly }: Import): string | undefined {
  const from = folderOf(file);
  const layer = layers[from];
  if (layer === undefined) return undefined;
  const name = relative(source, file);
  if (!target.startsWith(".")) {
    const owner = Object.keys(packagesOnlyIn).find(
      (known) => target === known || target.startsWith(`${known}/`),
    );
    if (owner === undefined || packagesOnlyIn[owner]?.includes(from)) return undefined;
    return `${name} imports ${target}, which only src/${packagesOnlyIn[owner]?.join(", src/")} may use.`;
  }
  const to = folderOf(resolve(dirname(file), target));
  if (to === from || layer.imports.includes(to) || (typeOnly && layer.types.includes(to))) return undefined;
  const allowed =
    [...layer.imports, ...layer.types.map((folder) => `types of ${folder}`)].join(", ") || "nothing of ours";
  return `${name} imports ${target}; src/${from} may import ${allowed}.`;
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
  test("every folder of src is a layer of the table, and main.ts stands alone", () => {
    const entries = readdirSync(source).filter((entry) => entry !== "README.md" && entry !== "main.ts");
    expect(entries.filter((entry) => !(entry in layers))).toEqual([]);
  });

  test("a lower layer never imports a higher one", () => {
    expect(all.map(ruleBrokenBy).filter((sentence) => sentence !== undefined)).toEqual([]);
  });

  test("no two modules import each other in a circle", () => {
    expect(importCycle()).toBeUndefined();
  });

  test("only main.ts reads the arguments, the environment and the clock", () => {
    const readers = sourceFiles().filter((file) => {
      if (relative(source, file) === "main.ts") return false;
      const code = readFileSync(file, "utf8").replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, "");
      return /process\.(argv|env)\b|Date\.now\(\)|new Date\(\)/.test(code);
    });
    expect(readers.map((file) => relative(source, file))).toEqual([]);
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
});
