// The parent of one control plane's processes, in a process of its own, so that none of them can outlive whoever
// asked for them. It is told what to do over its IPC channel. When that channel closes, for whatever reason (an
// orderly end, a throw, a signal, kill -9), it ends every process it started and removes the scratch directory.
//
// Usage: supervisor.ts SCRATCH-DIRECTORY, by child_process.fork, detached: in a session of its own no Ctrl-C of the
// terminal reaches it before its parent has ended.
import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, existsSync, openSync, readdirSync } from "node:fs";
import { rm } from "node:fs/promises";

export interface ProcessSpec {
  readonly name: string;
  readonly file: string;
  readonly args: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** The file that takes what the process prints. */
  readonly log: string;
  /** A directory in which the process keeps one file for each process group it leads, named by its pid. */
  readonly processGroups?: string;
}

export type Request =
  | { readonly kind: "start"; readonly spec: ProcessSpec }
  | { readonly kind: "signal"; readonly name: string; readonly signal: NodeJS.Signals };

export type Report =
  | { readonly kind: "started"; readonly name: string; readonly pid: number }
  | { readonly kind: "exited"; readonly name: string; readonly reason: string };

const scratch = process.argv[2];
const children = new Map<string, ChildProcess>();
const processGroups = new Set<string>();
let ending = false;

function report(message: Report): void {
  if (process.connected) process.send?.(message);
}

function start(spec: ProcessSpec): void {
  const log = openSync(spec.log, "a");
  const child = spawn(spec.file, spec.args, {
    stdio: ["ignore", log, log],
    env: { ...process.env, ...spec.environment },
  });
  closeSync(log);
  if (spec.processGroups) processGroups.add(spec.processGroups);
  if (child.pid) {
    children.set(spec.name, child);
    report({ kind: "started", name: spec.name, pid: child.pid });
  }
  child.on("error", (error) => report({ kind: "exited", name: spec.name, reason: error.message }));
  child.on("exit", (code, signal) => {
    children.delete(spec.name);
    report({ kind: "exited", name: spec.name, reason: signal ?? `status ${code}` });
    if (ending && children.size === 0) void leave();
  });
}

/** Ends everything by force: what the processes keep is scratch, and a graceful stop takes up to a minute. */
function end(): void {
  if (ending) return;
  ending = true;
  for (const child of children.values()) child.kill("SIGKILL");
  if (children.size === 0) void leave();
}

async function leave(): Promise<void> {
  for (const directory of processGroups) {
    if (existsSync(directory)) for (const pid of readdirSync(directory)) killGroup(Number(pid));
  }
  // Retried, since what was killed a moment ago may still be letting go of its files.
  if (scratch) await rm(scratch, { recursive: true, force: true, maxRetries: 10 });
  process.exit();
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // It has ended by itself.
  }
}

process.on("message", (request: Request) => {
  if (request.kind === "start" && !ending) start(request.spec);
  if (request.kind === "signal") children.get(request.name)?.kill(request.signal);
});
process.on("disconnect", end);
// A fault of this script must not leave anything behind either.
process.on("uncaughtException", end);
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, end);
