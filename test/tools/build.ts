// Bundles src/main.ts into dist: `npm run build`.
//   --dev     readable output with source maps
//   --stats   the size of every file and of what it is made of
import { chmodSync, globSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { build, type Metafile, type Plugin } from "esbuild";

const root = new URL("../../", import.meta.url).pathname;

export interface BundleOptions {
  /** Absolute paths; each becomes a file of its own name in `outdir`. */
  readonly entries: readonly string[];
  readonly outdir: string;
  readonly development?: boolean;
}

/** Ink reaches for React's developer tools when DEV is set; the package is not there, and DEV never is. */
const withoutDevtools: Plugin = {
  name: "without-devtools",
  setup(bundler) {
    bundler.onResolve({ filter: /^react-devtools-core$/ }, ({ path }) => ({ path, namespace: "absent" }));
    bundler.onLoad({ filter: /.*/, namespace: "absent" }, () => ({ contents: "export default undefined;" }));
  },
};

/**
 * Yoga fetches its WebAssembly from a `data:` URL where there is a `fetch`, and Node loads all of its own HTTP client
 * for that. Without one, Yoga decodes the text itself.
 */
const yogaWithoutFetch: Plugin = {
  name: "yoga-without-fetch",
  setup(bundler) {
    bundler.onLoad({ filter: /yoga-wasm-base64-esm\.js$/ }, ({ path }) => ({
      contents: `const fetch = undefined;\n${readFileSync(path, "utf8")}`,
    }));
  },
};

/**
 * To import `node:http` is to read all of its properties, and one of them loads Node's own WebSocket and with it all
 * of undici. To require it is not.
 */
const httpWithoutUndici: Plugin = {
  name: "http-without-undici",
  setup(bundler) {
    bundler.onResolve({ filter: /^(node:)?http$/ }, ({ kind }) =>
      kind === "import-statement" ? { path: "node:http", namespace: "required" } : undefined,
    );
    bundler.onLoad({ filter: /.*/, namespace: "required" }, ({ path }) => ({
      contents: `module.exports = require(${JSON.stringify(path)});`,
    }));
  },
};

/** The program's entry, and the worker threads beside it. */
export const program: BundleOptions = {
  entries: ["src/main.ts", ...globSync("src/**/*-worker.ts", { cwd: root })].map((path) => `${root}${path}`),
  outdir: `${root}dist`,
};

/** Bundles as for a release: production React, code split so that the first frame needs little. */
export async function bundle({ entries, outdir, development = false }: BundleOptions): Promise<Metafile> {
  rmSync(outdir, { recursive: true, force: true });
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: [...entries],
    entryNames: "[name]",
    chunkNames: "chunks/[name]-[hash]",
    outdir,
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    target: "node22.19",
    jsx: "automatic",
    minify: !development,
    sourcemap: development ? "linked" : false,
    legalComments: "external",
    metafile: true,
    logLevel: "warning",
    // React's development build draws a frame in twice the time and keeps performance entries for ever.
    define: { "process.env.NODE_ENV": '"production"', "process.env.DEV": '"false"' },
    plugins: [withoutDevtools, yogaWithoutFetch, httpWithoutUndici],
    // Packages in CommonJS require Node's own modules.
    banner: { js: 'import{createRequire}from"node:module";const require=createRequire(import.meta.url);' },
  });
  for (const path of entries) makeExecutable(join(outdir, basename(path).replace(/\.tsx?$/, ".js")));
  return metafile;
}

function makeExecutable(path: string): void {
  const text = readFileSync(path, "utf8");
  if (!text.startsWith("#!")) writeFileSync(path, `#!/usr/bin/env node\n${text}`);
  chmodSync(path, 0o755);
}

const kilobytes = (bytes: number) => `${(bytes / 1000).toFixed(1).padStart(8)} kB`;

/** The size of every file, and of what the larger ones are made of. */
function printStats({ outputs }: Metafile): void {
  const files = Object.entries(outputs).filter(([path]) => path.endsWith(".js"));
  for (const [path, { bytes, inputs }] of files.sort(([, a], [, b]) => b.bytes - a.bytes)) {
    console.log(`${kilobytes(bytes)}  ${relative(root, path)}`);
    if (bytes < 10_000) continue;
    const sizes = new Map<string, number>();
    for (const [input, { bytesInOutput }] of Object.entries(inputs)) {
      sizes.set(ownerOf(input), (sizes.get(ownerOf(input)) ?? 0) + bytesInOutput);
    }
    const largest = [...sizes].sort(([, a], [, b]) => b - a).slice(0, 6);
    for (const [owner, size] of largest) console.log(`${" ".repeat(8)}${kilobytes(size)}  ${owner}`);
  }
}

function ownerOf(input: string): string {
  const parts = input.split("/");
  const modules = parts.lastIndexOf("node_modules");
  if (modules < 0) return parts.slice(0, 2).join("/");
  return parts.slice(modules + 1, modules + (parts[modules + 1]?.startsWith("@") ? 3 : 2)).join("/");
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const metafile = await bundle({ ...program, development: process.argv.includes("--dev") });
  if (process.argv.includes("--stats")) printStats(metafile);
}
