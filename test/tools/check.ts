// Everything that must hold before a commit, except the tests of behaviour: `npm run check`. CI runs the same.
import { spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const root = new URL("../../", import.meta.url).pathname;

interface Check {
  readonly name: string;
  /** Run with Node, from the repository's root. */
  readonly command: readonly string[];
  readonly remedy: string;
}

const checks: readonly Check[] = [
  {
    name: "types",
    command: ["node_modules/typescript/bin/tsc", "-p", "."],
    remedy: "Correct the types named above.",
  },
  {
    name: "lint and format",
    command: ["node_modules/@biomejs/biome/bin/biome", "check", "--error-on-warnings"],
    remedy: "`npx biome check --write` corrects most of it.",
  },
  {
    name: "architecture",
    command: [
      "node_modules/vitest/vitest.mjs",
      "run",
      "--config",
      "test/vitest.config.ts",
      "test/architecture.test.ts",
    ],
    remedy: "The layer table is in src/README.md.",
  },
  {
    name: "generated files",
    command: ["test/tools/generate.ts", "--check"],
    remedy: "`npm run generate` writes them.",
  },
];

interface Outcome {
  readonly check: Check;
  readonly passed: boolean;
  readonly seconds: number;
  readonly output: string;
}

function run(check: Check): Promise<Outcome> {
  const start = performance.now();
  return new Promise((resolve) => {
    const child = spawn(process.execPath, check.command, { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    const collect = (chunk: Buffer) => {
      output += chunk.toString();
    };
    child.stdout.on("data", collect);
    child.stderr.on("data", collect);
    const done = (passed: boolean) =>
      resolve({ check, passed, seconds: (performance.now() - start) / 1000, output });
    child.on("error", (error) => {
      output += error.message;
      done(false);
    });
    child.on("close", (code) => done(code === 0));
  });
}

/** The longest source files: a list to look at in review, never a reason to fail. */
function longestFiles(count: number): string[] {
  return readdirSync(`${root}src`, { recursive: true, encoding: "utf8" })
    .filter((file) => /\.tsx?$/.test(file) && !/\.(test|generated)\.tsx?$/.test(file))
    .map((file) => ({ file, lines: readFileSync(join(root, "src", file), "utf8").split("\n").length }))
    .sort((a, b) => b.lines - a.lines)
    .slice(0, count)
    .map(({ file, lines }) => `${String(lines).padStart(6)}  src/${file}`);
}

let failures = 0;
for (const check of checks) {
  const { passed, seconds, output } = await run(check);
  console.log(`${passed ? "ok    " : "FAILED"}  ${check.name}  (${seconds.toFixed(1)} s)`);
  if (passed) continue;
  failures += 1;
  console.log(`\n${output.trim()}\n\n${check.remedy}\n`);
}
console.log(`\nLongest files, for review:\n${longestFiles(10).join("\n")}`);
console.log(failures === 0 ? "\nEverything holds." : `\n${failures} of ${checks.length} checks failed.`);
process.exitCode = failures === 0 ? 0 : 1;
