// Bundles src/main.ts into dist: `npm run build`.
//   --dev     readable output with source maps
//   --stats   the size of every file and of what it is made of
import { globSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { build, type Metafile, type Plugin } from "esbuild";
import react from "react";
import packageJson from "../../package.json" with { type: "json" };
import { launcher, oldestNode } from "./launcher.ts";
import { thirdPartyNotices } from "./third-party.ts";

const root = new URL("../../", import.meta.url).pathname;

export interface BundleOptions {
  /** Absolute paths by the name that their file gets in `outdir`, without ending. */
  readonly entries: Readonly<Record<string, string>>;
  readonly outdir: string;
  readonly development?: boolean;
  /** For what is given to others: `file` starts the entry named so, or says that Node is too old; and the notices. */
  readonly command?: { readonly file: string; readonly starts: string };
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

/** Puts what src/ui/terminal/line-output.ts makes of Ink's `Output` in its place. */
const linesInInk: Plugin = {
  name: "lines-in-ink",
  setup(bundler) {
    const own = JSON.stringify(`${root}src/ui/terminal/line-output.ts`);
    let isPlaced = false;
    bundler.onResolve({ filter: /^\.\/output\.js$/ }, ({ importer, resolveDir }) => {
      if (!importer.endsWith("/ink/build/renderer.js")) return undefined;
      isPlaced = true;
      return { path: "output.js", namespace: "lines", pluginData: join(resolveDir, "output.js") };
    });
    bundler.onLoad({ filter: /.*/, namespace: "lines" }, ({ pluginData: inks }) => ({
      contents: `import Output from ${JSON.stringify(inks)}; import { lineOutput } from ${own}; export default lineOutput(Output);`,
      resolveDir: root,
    }));
    bundler.onEnd(({ metafile }) => {
      const hasInk = Object.keys(metafile?.inputs ?? {}).some((path) => path.includes("/ink/build/ink.js"));
      if (hasInk && !isPlaced)
        throw new Error("Ink's renderer has no output.js any more: see line-output.ts");
    });
  },
};

/**
 * `string-width` reads Unicode's tables into its expressions at the first text that is not ASCII. Of the texts on our
 * screens, all but few are of characters known to be one cell each, for which its answer is their number.
 */
const widthWhenNeeded: Plugin = {
  name: "width-when-needed",
  setup(bundler) {
    const narrow = JSON.stringify(`${root}src/lib/narrow.ts`);
    bundler.onResolve({ filter: /^string-width$/ }, ({ namespace, path, resolveDir, kind }) =>
      namespace === "width" || kind === "require-call"
        ? undefined
        : { path, namespace: "width", pluginData: resolveDir },
    );
    bundler.onLoad({ filter: /.*/, namespace: "width" }, ({ pluginData: resolveDir }) => ({
      contents: `import { isNarrow } from ${narrow};
        let whole;
        export default function stringWidth(text, options) {
          if (isNarrow(text)) return text.length;
          whole ??= require("string-width").default;
          return whole(text, options);
        }`,
      resolveDir,
    }));
  },
};

/**
 * A CommonJS package is wrapped anew by each module that imports it, property by property. Ink's forty modules that
 * import React share one wrapper.
 */
const oneReact: Plugin = {
  name: "one-react",
  setup(bundler) {
    const names = Object.keys(react).filter((name) => /^[A-Za-z]\w*$/.test(name));
    bundler.onResolve({ filter: /^react$/ }, ({ kind, namespace, resolveDir }) =>
      kind === "import-statement" && namespace !== "react"
        ? { path: "react", namespace: "react", pluginData: resolveDir }
        : undefined,
    );
    bundler.onLoad({ filter: /.*/, namespace: "react" }, ({ pluginData: resolveDir }) => ({
      contents: `const react = require("react"); export default react; export const { ${names.join(", ")} } = react;`,
      resolveDir,
    }));
  },
};

/**
 * A CommonJS package in a chunk of its own exports nothing but its default: whoever imports it when it is needed would
 * miss all that Node finds in it by name.
 */
const namedWhenNeeded: Plugin = {
  name: "named-when-needed",
  setup(bundler) {
    bundler.onResolve({ filter: /^[\w@][^:]*$/ }, ({ kind, path, resolveDir }) =>
      kind === "dynamic-import" ? { path, namespace: "named", pluginData: resolveDir } : undefined,
    );
    bundler.onLoad({ filter: /.*/, namespace: "named" }, async ({ path, pluginData: resolveDir }) => {
      const names = Object.keys(await import(path)).filter((name) => /^[A-Za-z]\w*$/.test(name));
      return { contents: `export { ${names.join(", ")} } from ${JSON.stringify(path)};`, resolveDir };
    });
  },
};

/** Of package.json, the program needs to know its version. */
const versionOnly: Plugin = {
  name: "version-only",
  setup(bundler) {
    bundler.onLoad({ filter: /\/package\.json$/ }, ({ path }) =>
      path === `${root}package.json`
        ? { contents: JSON.stringify({ version: packageJson.version }), loader: "json" }
        : undefined,
    );
  },
};

const workers = globSync("src/**/*-worker.ts", { cwd: root }).map((path) => [
  basename(path, ".ts"),
  `${root}${path}`,
]);

/** The program, and the worker threads beside it. */
export const program: BundleOptions = {
  entries: { periplus: `${root}src/main.ts`, ...Object.fromEntries(workers) },
  outdir: `${root}dist`,
  command: { file: "main.js", starts: "periplus.js" },
};

/** Bundles as for a release: production React, code split so that the first frame needs little. */
export async function bundle(options: BundleOptions): Promise<Metafile> {
  const { entries, outdir, development = false, command } = options;
  rmSync(outdir, { recursive: true, force: true });
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: { ...entries },
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
    // The notices have a file of their own.
    legalComments: "none",
    metafile: true,
    logLevel: "warning",
    // React's development build draws a frame in twice the time and keeps performance entries for ever.
    define: {
      "process.env.NODE_ENV": '"production"',
      "process.env.DEV": '"false"',
      "Intl.Segmenter": "LazySegmenter",
    },
    plugins: [
      withoutDevtools,
      yogaWithoutFetch,
      httpWithoutUndici,
      linesInInk,
      widthWhenNeeded,
      oneReact,
      namedWhenNeeded,
      versionOnly,
    ],
    inject: [`${root}test/tools/lazy-segmenter.ts`],
    // Packages in CommonJS require Node's own modules.
    banner: { js: 'import{createRequire}from"node:module";const require=createRequire(import.meta.url);' },
  });
  if (command !== undefined) {
    const text = launcher(command.starts, oldestNode(packageJson.engines.node));
    writeFileSync(join(outdir, command.file), text, { mode: 0o755 });
    writeFileSync(join(outdir, "THIRD-PARTY.txt"), thirdPartyNotices(Object.keys(metafile.inputs), root));
  }
  return metafile;
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
