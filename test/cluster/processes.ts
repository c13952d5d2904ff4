// Processes that a control plane is made of: started under the supervisor, killed, stopped, started again.
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { readFile, rm } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { isAlive } from "./is-alive.ts";
import type { ProcessSpec, Report, Request } from "./supervisor.ts";
import { until } from "./until.ts";

/** A process, and how to see that it serves. */
export interface Component extends ProcessSpec {
  /** Resolves to true once it serves; a rejection means not yet. */
  readonly isReady: () => Promise<boolean>;
}

/** How long a component may take until it serves: three seconds on an idle machine, twenty times that on a busy one. */
const startDeadline = 60_000;

export class Supervisor {
  readonly #scratch: string;
  readonly #child: ChildProcess;
  readonly #processes = new Map<string, ManagedProcess>();

  /** Owns the scratch directory from here on: it is removed when the supervisor ends. */
  constructor(scratch: string) {
    this.#scratch = scratch;
    const script = fileURLToPath(new URL("./supervisor.ts", import.meta.url));
    const stdio = ["ignore", "ignore", "inherit", "ipc"] as const;
    this.#child = fork(script, [scratch], { detached: true, execArgv: [], stdio: [...stdio] });
    this.#child.on("message", (report: Report) => this.#processes.get(report.name)?.noteReport(report));
    this.#child.on("exit", () => this.#endLeftOver());
  }

  /** Starts a component and waits until it serves. Fails with the end of its log when it ends instead. */
  async start(component: Component): Promise<ManagedProcess> {
    const managed = new ManagedProcess(component, (request) => this.#send(request));
    this.#processes.set(component.name, managed);
    await managed.start();
    return managed;
  }

  /** The supervisor's own process id. */
  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** Every process that runs now, by name. */
  pids(): Readonly<Record<string, number>> {
    const entries = [...this.#processes.values()].flatMap(({ name, pid }) =>
      pid ? [[name, pid] as const] : [],
    );
    return Object.fromEntries(entries);
  }

  /** Ends every process and removes the scratch directory. Returns when that is done. */
  async end(): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) {
      const exited = once(this.#child, "exit");
      if (this.#child.connected) this.#child.disconnect();
      await exited;
    }
    // Where it was killed it could not do this.
    await rm(this.#scratch, { recursive: true, force: true, maxRetries: 10 });
  }

  #send(request: Request): void {
    if (!this.#child.connected) throw new Error("the supervisor of the control plane has ended");
    this.#child.send(request);
  }

  /** The supervisor ends after all the others, unless somebody killed it: then they are ours to end. */
  #endLeftOver(): void {
    for (const managed of this.#processes.values()) {
      if (managed.pid && this.#child.signalCode && isAlive(managed.pid)) process.kill(managed.pid, "SIGKILL");
      managed.noteReport({ kind: "exited", name: managed.name, reason: "the supervisor has ended" });
    }
  }
}

export class ManagedProcess {
  readonly #component: Component;
  readonly #send: (request: Request) => void;
  #pid: number | undefined;
  #exit: string | undefined;
  #exited = Promise.withResolvers<void>();

  constructor(component: Component, send: (request: Request) => void) {
    this.#component = component;
    this.#send = send;
  }

  get name(): string {
    return this.#component.name;
  }

  /** The process id; undefined while it does not run. */
  get pid(): number | undefined {
    return this.#pid;
  }

  /** The file that holds what it has printed. */
  get log(): string {
    return this.#component.log;
  }

  /** Starts it, with the arguments and so on the port it had before, and waits until it serves. */
  async start(): Promise<void> {
    if (this.#pid) throw new Error(`${this.name} runs already`);
    this.#exit = undefined;
    this.#exited = Promise.withResolvers<void>();
    const { name, file, args, environment, log, processGroups } = this.#component;
    const optional = { ...(environment && { environment }), ...(processGroups && { processGroups }) };
    this.#send({ kind: "start", spec: { name, file, args, log, ...optional } });
    const serves = async () => (this.#exit === undefined ? this.#component.isReady() : this.#exit);
    const outcome = await until(`${name} serves`, serves, { within: startDeadline }).catch(String);
    if (outcome !== true)
      throw new Error(`${name} did not start: ${outcome}. Its log ends:\n${await this.#logTail()}`);
  }

  /** What a crash looks like: no goodbye to open connections. Returns when the process is gone. */
  async kill9(): Promise<void> {
    await this.#end("SIGKILL");
  }

  /** A graceful stop. An API server keeps open watches alive for up to a minute before it ends. */
  async stop(): Promise<void> {
    await this.#end("SIGTERM");
  }

  async restart(): Promise<void> {
    if (this.#pid) await this.kill9();
    await this.start();
  }

  /** Suspends or resumes the process: a server that hangs and does not answer. */
  freeze(frozen: boolean): void {
    this.#send({ kind: "signal", name: this.name, signal: frozen ? "SIGSTOP" : "SIGCONT" });
  }

  noteReport(report: Report): void {
    if (report.kind === "started") {
      this.#pid = report.pid;
      return;
    }
    this.#pid = undefined;
    this.#exit = report.reason;
    this.#exited.resolve();
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    if (!this.#pid) return;
    this.#send({ kind: "signal", name: this.name, signal });
    await this.#exited.promise;
  }

  async #logTail(): Promise<string> {
    const text = await readFile(this.log, "utf8").catch(() => "");
    return text.trimEnd().split("\n").slice(-20).join("\n");
  }
}
