// Draws the screens of the README as SVG into test/shots: `npm run shots`; or all screens into a folder:
// `npm run shots -- FOLDER`. The built program runs on the demo cluster in a real terminal; keys are pressed as a user
// would.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { PtyTerminal } from "../support/pty.ts";
import { toSvg } from "../support/svg.ts";
import { bundle, program } from "./build.ts";

type Step =
  | { readonly press: readonly string[] }
  | { readonly type: string }
  | { readonly shows: string | RegExp };

interface Shot {
  readonly name: string;
  readonly columns: number;
  readonly rows: number;
  readonly steps: readonly Step[];
  /** Stands in the README. */
  readonly inReadme?: boolean;
}

const pods: readonly Step[] = [{ shows: /▸ Pods/ }, { shows: /Running/ }];

const shots: readonly Shot[] = [
  { name: "pods", columns: 120, rows: 26, steps: pods, inReadme: true },
  { name: "pods-narrow", columns: 80, rows: 20, steps: pods },
  {
    name: "filter",
    columns: 120,
    rows: 20,
    steps: [...pods, { press: ["/"] }, { type: "crash" }, { shows: "crash" }],
  },
  { name: "contexts", columns: 120, rows: 20, steps: [...pods, { press: ["ctrl-x"] }, { shows: "context" }] },
  {
    name: "namespaces",
    columns: 120,
    rows: 20,
    steps: [...pods, { press: ["ctrl-n"] }, { shows: "namespaces" }],
  },
  {
    name: "go-to",
    columns: 120,
    rows: 20,
    steps: [...pods, { press: [":"] }, { type: "dep" }, { shows: "deployments" }],
    inReadme: true,
  },
  { name: "yaml", columns: 120, rows: 26, steps: [...pods, { press: ["y"] }, { shows: "apiVersion" }] },
  {
    name: "logs",
    columns: 120,
    rows: 26,
    steps: [
      ...pods,
      { type: ":deploy ledger" },
      { press: ["enter"] },
      { shows: "ledger-api" },
      { press: ["j", "l"] },
      { shows: /lines of stack/ },
      { press: ["E"] },
      { shows: /▌.*✖/ },
    ],
    inReadme: true,
  },
  { name: "help", columns: 120, rows: 30, steps: [...pods, { press: ["?"] }, { shows: "Move" }] },
];

async function take({ name, columns, rows, steps }: Shot, folder: string): Promise<void> {
  const entry = join(program.outdir, "main.js");
  const screen = new PtyTerminal(
    process.execPath,
    [entry, "--demo"],
    { COLORTERM: "truecolor" },
    { columns, rows },
  );
  try {
    for (const step of steps) {
      if ("press" in step) screen.press(...step.press);
      else if ("type" in step) screen.type(step.type);
      else await screen.shows(step.shows);
    }
    await screen.quiet();
    writeFileSync(join(folder, `${name}.svg`), toSvg(screen, { title: `periplus, ${name}` }));
    console.log(`${name}.svg`);
  } finally {
    screen.kill();
  }
}

const everything = process.argv[2];
const folder = everything ?? join(import.meta.dirname, "../shots");
await bundle(program);
mkdirSync(folder, { recursive: true });
const failed: string[] = [];
for (const shot of shots.filter(({ inReadme }) => inReadme || everything !== undefined)) {
  await take(shot, folder).catch((error: unknown) => {
    failed.push(shot.name);
    console.error(`${shot.name}: ${error instanceof Error ? error.message : error}`);
  });
}
if (failed.length > 0) process.exitCode = 1;
