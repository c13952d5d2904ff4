// What every measure runs against: a control plane full of pods, and the program as it is released.
import { execFile, spawn } from "node:child_process";
import { closeSync, createReadStream, openSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { type ControlPlane, startControlPlane } from "../cluster/control-plane.ts";
import { createLoad } from "../cluster/load.ts";
import { createPod } from "../cluster/pods.ts";
import { bundle, program } from "../tools/build.ts";
import { memoryOf } from "./process-stats.ts";
import { TerminalRun } from "./terminal-run.ts";

/** Pods in the namespace `few`, which is that of the context of the same name. */
const fewPods = 10;

/** As the program calls itself. */
const userAgent = "periplus/";

export interface BenchOptions {
  readonly pods: number;
  readonly say: (line: string) => void;
}

/** How a command that prints into a file went. */
export interface CommandRun {
  /** Milliseconds from its start to its end. */
  readonly time: number;
  /** Bytes in memory when there were most. */
  readonly peak: number;
}

export class Bench implements AsyncDisposable {
  readonly cluster: ControlPlane;
  /** All pods of the cluster. */
  readonly pods: number;
  /** Contexts `all` and `few`, both of an administrator. */
  readonly kubeconfig: string;
  /** The bundle's entry, and those of the scripts beside it. */
  readonly program: string;
  readonly scratch: string;
  /** Where commands print to. */
  readonly #output: string;

  constructor(cluster: ControlPlane, pods: number, kubeconfig: string) {
    this.cluster = cluster;
    this.pods = pods;
    this.kubeconfig = kubeconfig;
    this.scratch = join(cluster.details.scratch, "bench");
    this.#output = join(this.scratch, "output");
    this.program = join(this.scratch, "dist", "main.js");
  }

  /** Opens the program in a terminal. */
  open(...args: readonly string[]): TerminalRun {
    return this.run(process.execPath, [this.program, ...args]);
  }

  /** Opens the program on all pods and waits until the screen says that they are there. */
  async openAll(): Promise<TerminalRun> {
    const run = this.open("--context", "all", "-A");
    await run.until("all pods", () => this.showsAll(run));
    return run;
  }

  /** Opens any command in a terminal, with the home folder and the kubeconfig of the measures. */
  run(file: string, args: readonly string[]): TerminalRun {
    return new TerminalRun(file, args, this.environment());
  }

  /** Whether the header counts all pods, live. */
  showsAll(run: TerminalRun): boolean {
    const header = run.line(0);
    return header.includes(this.pods.toLocaleString("en")) && header.includes("live");
  }

  /** Runs a command to its end with its output in a file. Rejects when it fails. */
  async print(file: string, args: readonly string[]): Promise<CommandRun> {
    const output = openSync(this.#output, "w");
    const started = performance.now();
    const child = spawn(file, args, { env: this.environment(), stdio: ["ignore", output, "inherit"] });
    let peak = 0;
    const sampler = setInterval(() => {
      try {
        if (child.pid !== undefined) peak = Math.max(peak, memoryOf(child.pid).peak);
      } catch {
        // It has just ended.
      }
    }, 5);
    try {
      const code = await new Promise((resolve, reject) => child.on("exit", resolve).on("error", reject));
      if (code !== 0) throw new Error(`${file} ${args.join(" ")} ended with ${code}`);
      return { time: performance.now() - started, peak };
    } finally {
      clearInterval(sampler);
      closeSync(output);
    }
  }

  /** How many lines the last command has printed. */
  async printedLines(): Promise<number> {
    let lines = 0;
    for await (const chunk of createReadStream(this.#output) as AsyncIterable<Buffer>) {
      for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) lines += 1;
    }
    return lines;
  }

  /** Bundles a script of the measures as the program is bundled, and gives its path. */
  async bundleScript(name: string): Promise<string> {
    const outdir = join(this.scratch, name);
    await bundle({ entries: { [name]: join(import.meta.dirname, `${name}.ts`) }, outdir });
    return join(outdir, `${name}.js`);
  }

  /** Runs a bundled script that prints what it measured of itself as JSON. */
  async runScript<T>(script: string, variables: Readonly<Record<string, string>> = {}): Promise<T> {
    const env = { ...this.scriptEnvironment(), ...variables };
    const { stdout } = await promisify(execFile)(process.execPath, [script], { env });
    return JSON.parse(stdout) as T;
  }

  /** What scripts that ask the API server by themselves have to know. */
  scriptEnvironment(): Record<string, string> {
    const { server, caData, tokens } = this.cluster.details;
    return { ...this.environment(), SERVER: server, CA_DATA: caData, TOKEN: tokens.admin ?? "" };
  }

  environment(): Record<string, string> {
    return { PATH: process.env.PATH ?? "", HOME: join(this.scratch, "home"), KUBECONFIG: this.kubeconfig };
  }

  /** How many requests the program has made since a moment, in milliseconds since 1970. */
  async requestsSince(moment: number): Promise<number> {
    const requests = await this.cluster.requests(userAgent);
    return requests.filter(({ started }) => started >= moment).length;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.cluster.stop();
  }
}

/** Starts the control plane, fills it and builds the program. */
export async function startBench({ pods, say }: BenchOptions): Promise<Bench> {
  const cluster = await startControlPlane({
    name: "bench",
    controllerManager: false,
    scheduler: false,
    kwok: false,
    audit: true,
    say,
  });
  try {
    await fill(cluster, pods, say);
    const kubeconfig = await cluster.writeKubeconfig([
      cluster.context("all"),
      cluster.context("few", "admin", "few"),
    ]);
    const bench = new Bench(cluster, pods, kubeconfig);
    await mkdir(join(bench.scratch, "home"), { recursive: true });
    await bundle({ ...program, outdir: join(bench.scratch, "dist") });
    return bench;
  } catch (error) {
    await cluster.stop();
    throw error;
  }
}

async function fill(cluster: ControlPlane, pods: number, say: (line: string) => void): Promise<void> {
  const started = Date.now();
  let told = started;
  const onProgress = ({ done }: { readonly done: number }) => {
    if (Date.now() - told < 10_000) return;
    told = Date.now();
    say(`  ${done} of ${pods} pods`);
  };
  await createLoad(cluster, { pods: pods - fewPods, static: true, onProgress });
  await cluster.request("POST", "/api/v1/namespaces", { body: { metadata: { name: "few" } } });
  for (let index = 0; index < fewPods; index++) {
    await createPod(cluster, { namespace: "few", name: `few-${index}`, state: "manual" });
  }
  say(`${pods} pods after ${Math.round((Date.now() - started) / 1000)} s`);
}
