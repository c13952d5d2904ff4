import { execFile } from "node:child_process";
import { Writable } from "node:stream";
import { type Parts, runCommandLine } from "../../src/cli/command-line.ts";
import { tellFailures } from "../../src/cli/failure.ts";
import { kubeconfigOf } from "../../src/cli/kubeconfig-source.ts";
import type { World } from "../../src/cli/world.ts";
import { startDemo } from "../../src/demo/index.ts";
import type { Env } from "../../src/kube/kubeconfig/index.ts";
import { createClock } from "../../src/lib/clock.ts";
import { makePalette } from "../../src/ui/paint/palette.ts";
import type { TempFolder } from "./temp-folder.ts";

/** What a command left behind. */
export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  /** The home folder; its `.kube/config` is the kubeconfig unless `env` says otherwise. */
  readonly home: TempFolder;
  readonly env?: Env;
  /** Whether standard output is a terminal. */
  readonly tty?: boolean;
  /** The time, in milliseconds since the epoch. */
  readonly now?: () => number;
  /** In place of one that keeps what it is given. */
  readonly stdout?: NodeJS.WriteStream;
}

/** Runs `periplus ARGS` within this process, with a home and an environment of its own. */
export function runPeriplus(args: readonly string[], options: RunOptions): Promise<Ran> {
  return startPeriplus(args, options).ended;
}

/** A command that goes on until it is asked to end, as it is by the end of the test at the latest. */
export interface Running {
  readonly stdout: string;
  readonly stderr: string;
  readonly ended: Promise<Ran>;
  /** What ctrl-c does. */
  interrupt(): Promise<Ran>;
}

/** Starts `periplus ARGS` within this process, as `runPeriplus` does. */
export function startPeriplus(
  args: readonly string[],
  { home, env = {}, tty, now, stdout: output }: RunOptions,
): Running {
  const [stdout, stderr] = [new Kept(tty), new Kept()];
  const asked = new AbortController();
  const world: World = {
    args,
    env: { HOME: home.path, PATH: process.env.PATH, ...env },
    home: home.path,
    cwd: home.path,
    version: "1.2.3",
    clock: createClock(now ?? (() => Date.now())),
    stdin: { isTTY: false } as NodeJS.ReadStream,
    stdout: output ?? stdout.stream,
    stderr: stderr.stream,
  };
  const parts: Parts = {
    open: () => Promise.reject(new Error("Nothing should be opened on a screen.")),
    startDemo: async () => {
      const demo = await startDemo();
      return { kubeconfig: kubeconfigOf(demo.kubeconfig()), close: () => demo.close() };
    },
    makePaint: async (theme) => makePalette(theme, "16"),
    interruption: () => asked.signal,
  };
  const run = tellFailures(world, () => runCommandLine(world, parts));
  const ended = run.then((code) => ({ code, stdout: stdout.text, stderr: stderr.text }));
  return {
    get stdout() {
      return stdout.text;
    },
    get stderr() {
      return stderr.text;
    },
    ended,
    interrupt() {
      asked.abort(130);
      return ended;
    },
  };
}

class Kept extends Writable {
  text = "";
  readonly isTTY: boolean;

  constructor(isTTY = false) {
    super();
    this.isTTY = isTTY;
  }

  /** As much of a stream of the process as commands use. */
  get stream(): NodeJS.WriteStream {
    return this as Writable as NodeJS.WriteStream;
  }

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}

/** The program, to be run by Node as it is. */
export const mainFile = new URL("../../src/main.ts", import.meta.url).pathname;

/** Runs `periplus ARGS` as a process of its own. */
export function spawnPeriplus(args: readonly string[], options: RunOptions): Promise<Ran> {
  return spawned(process.execPath, [mainFile, ...args], options);
}

/** Runs kubectl with the same home. Rejects where it is not installed. */
export function spawnKubectl(args: readonly string[], options: RunOptions): Promise<Ran> {
  return spawned("kubectl", args, options);
}

/** Runs a line of bash with the same home. */
export function spawnShell(line: string, options: RunOptions): Promise<Ran> {
  return spawned("bash", ["-c", line], options);
}

function spawned(file: string, args: readonly string[], { home, env = {} }: RunOptions): Promise<Ran> {
  const options = { env: { HOME: home.path, PATH: process.env.PATH, ...env }, maxBuffer: 64 * 1024 * 1024 };
  return new Promise((resolve, reject) => {
    execFile(file, [...args], options, (error, stdout, stderr) => {
      if (error && typeof error.code !== "number") return reject(error);
      resolve({ code: typeof error?.code === "number" ? error.code : 0, stdout, stderr });
    });
  });
}
