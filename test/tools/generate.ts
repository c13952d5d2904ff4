// Writes the files that are made from others: `npm run generate`, or with `-- --check` only compares them.
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";
import * as z from "zod";
import { commands } from "../../src/commands/index.ts";
import type { KeymapFile } from "../../src/config/keymap.ts";
import { keymapSchema } from "../../src/config/keymap-schema.ts";
import { settingsSchema } from "../../src/config/settings-schema.ts";
import { themeSchema } from "../../src/config/theme-schema.ts";
import { keysTable } from "./keys-table.ts";

const root = new URL("../../", import.meta.url);

interface GeneratedFile {
  /** From the repository's root. */
  readonly path: string;
  make(): string;
}

const generatedFiles: readonly GeneratedFile[] = [
  { path: "keymaps/keymap.schema.json", make: () => jsonSchema(keymapSchema, "Periplus keymap") },
  { path: "themes/theme.schema.json", make: () => jsonSchema(themeSchema, "Periplus theme") },
  { path: "themes/settings.schema.json", make: () => jsonSchema(settingsSchema, "Periplus settings") },
  { path: "src/config/defaults.generated.ts", make: shippedDefaults },
  { path: "README.md", make: readmeWithKeys },
];

function jsonSchema(schema: z.ZodType, title: string): string {
  return `${JSON.stringify({ title, ...z.toJSONSchema(schema, { io: "input" }) }, undefined, 2)}\n`;
}

/** The shipped keymap and themes as data, so that starting needs neither the YAML reader nor the schemas. */
function shippedDefaults(): string {
  const keymap = shippedKeymap();
  const themes = readdirSync(new URL("themes/", root))
    .filter((file) => file.endsWith(".yaml"))
    .sort()
    .map((file) => themeSchema.parse(parse(textOf(`themes/${file}`))));
  return [
    "// Made by test/tools/generate.ts from keymaps/default.yaml and themes/*.yaml. Do not edit.",
    'import type { KeymapFile } from "./keymap.ts";',
    'import type { Theme } from "./theme.ts";',
    "",
    `export const shippedKeymap: KeymapFile = ${JSON.stringify(keymap, undefined, 2)};`,
    "",
    `export const shippedThemes: readonly Theme[] = ${JSON.stringify(themes, undefined, 2)};`,
    "",
  ].join("\n");
}

function shippedKeymap(): KeymapFile {
  return keymapSchema.parse(parse(textOf("keymaps/default.yaml")));
}

/** The README as it is, with the table of keys between its marks. */
function readmeWithKeys(): string {
  const [begin, end] = ["<!-- keys: made by npm run generate -->", "<!-- end of keys -->"];
  const [before, between, after] = textOf("README.md").split(new RegExp(`(?<=${begin})|(?=${end})`));
  if (between === undefined || after === undefined) throw new Error(`README.md lacks ${begin} or ${end}`);
  return `${before}\n${keysTable(shippedKeymap(), commands)}\n${after}`;
}

function textOf(path: string): string {
  return readFileSync(new URL(path, root), "utf8");
}

function isStale({ path, make }: GeneratedFile): boolean {
  return !existsSync(new URL(path, root)) || textOf(path) !== make();
}

/** The generated files that are not what their sources make. */
export function staleFiles(): string[] {
  return generatedFiles.filter(isStale).map(({ path }) => path);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const stale = staleFiles();
  if (process.argv.includes("--check")) {
    if (stale.length > 0) {
      console.error(`Not up to date, run \`node test/tools/generate.ts\`: ${stale.join(", ")}`);
      process.exitCode = 1;
    }
  } else {
    for (const { path, make } of generatedFiles)
      if (stale.includes(path)) writeFileSync(new URL(path, root), make());
    console.log(stale.length === 0 ? "All generated files are up to date." : `Written: ${stale.join(", ")}`);
  }
}
