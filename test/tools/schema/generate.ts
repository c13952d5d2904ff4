// Writes src/kube/codec/schema.generated.ts from the Go modules of one Kubernetes release. Needs Go.
//   node test/tools/schema/generate.ts           fetches the modules where needed and writes the file
//   node test/tools/schema/generate.ts --check   writes nothing; fails when the file is not what it would write
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { type ApiModule, findModules, readPackages } from "./modules.ts";
import { makeTable } from "./table.ts";

const target = new URL("../../../src/kube/codec/schema.generated.ts", import.meta.url);

export function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/** Changes whenever the generator itself does. */
export function generatorHash(): string {
  const folder = new URL(".", import.meta.url);
  const sources = readdirSync(folder).filter((file) => file.endsWith(".ts"));
  return sha256(
    sources
      .sort()
      .map((file) => readFileSync(new URL(file, folder), "utf8"))
      .join("\n"),
  );
}

/** The whole text of schema.generated.ts. */
export function makeFile(modules: readonly ApiModule[]): string {
  const table = makeTable(readPackages(modules));
  if (/[\\`]|\$\{/.test(table))
    throw new Error("the table has a character that a template literal cannot hold");
  return `// Made by test/tools/schema/generate.ts; not for editing. The grammar of the table is told in schema.ts.

/** What the table was made from: Go modules with their checksums, the generator, and the table itself. */
export const schemaSource = {
  modules: {
${modules.map(({ name, folder, sum }) => `    "${name}@${folder.split("@").at(-1)}": "${sum}",`).join("\n")}
  },
  generator: "${generatorHash()}",
  table: "${sha256(table)}",
};

export const schemaTable = \`${table}\`;
`;
}

function main(): void {
  const made = makeFile(findModules(true));
  if (!process.argv.includes("--check")) {
    writeFileSync(target, made);
    return;
  }
  if (readFileSync(target, "utf8") === made) return;
  console.error("src/kube/codec/schema.generated.ts is not fresh: run node test/tools/schema/generate.ts");
  process.exitCode = 1;
}

if (import.meta.main) main();
