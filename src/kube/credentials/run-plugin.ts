import { type ChildProcess, spawn } from "node:child_process";
import { platform } from "node:process";

export interface PluginRun {
  /** What is run, and the name it gets to see as its own. */
  readonly path: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  /** Whether it gets our standard input and error; its output is always ours. */
  readonly terminal: boolean;
  /** Milliseconds; 0 waits for ever. */
  readonly timeout: number;
  readonly signal: AbortSignal;
  /** Each line of its standard error as it comes, raw; one that is not ended after a silence, or at the end. */
  onLine(line: string): void;
}

export type PluginResult =
  | { readonly outcome: "done"; readonly stdout: string; readonly stderr: string }
  | { readonly outcome: "failed"; readonly status: string; readonly stderr: string }
  | { readonly outcome: "timeout" | "too much output"; readonly stderr: string }
  /** It could not be started; `code` is the system's. */
  | { readonly outcome: "not started"; readonly code: string };

/** A credential with a chain of certificates takes some ten thousand bytes. */
const OUTPUT_LIMIT = 1024 * 1024;
const STDERR_LIMIT = 16 * 1024;
/** How long what a plugin left running may hold its output open after the plugin has ended. */
const LINGER_MS = 1000;
/** A line that is not ended for so long is a question, or the last one. */
const SILENCE_MS = 300;
/** How long a plugin may take to end when asked to. */
const KILL_MS = 1000;

/**
 * Runs a plugin to its end. Without the terminal it gets a session of its own, so that it cannot open the terminal
 * behind our back, and everything it started ends with it. Rejects only with the reason of `signal`.
 */
export async function runPlugin(run: PluginRun): Promise<PluginResult> {
  run.signal.throwIfAborted();
  const child = start(run);
  if (typeof child === "string") return { outcome: "not started", code: child };
  killAtExit(child, !run.terminal);
  return watch(child, run);
}

/** Should this program end first, the plugin has nobody to answer to. One listener for all: Node warns of more than ten. */
const running = new Map<ChildProcess, () => void>();

function killAtExit(child: ChildProcess, group: boolean): void {
  if (running.size === 0) process.on("exit", killAll);
  running.set(child, () => send(child, group, "SIGKILL"));
  const forget = () => {
    running.delete(child);
    if (running.size === 0) process.off("exit", killAll);
  };
  child.once("exit", forget);
  child.once("error", forget);
}

function killAll(): void {
  for (const kill of running.values()) kill();
}

function start({ path, command, args, env, cwd, terminal }: PluginRun): ChildProcess | string {
  try {
    return spawn(path, args, {
      argv0: command,
      env,
      cwd,
      stdio: terminal ? ["inherit", "pipe", "inherit"] : ["ignore", "pipe", "pipe"],
      // On Windows this would open a window.
      detached: !terminal && platform !== "win32",
      windowsHide: true,
    });
  } catch (error) {
    // Such as arguments with a NUL in them. The message may quote them, so only the code goes on.
    return codeOf(error);
  }
}

function watch(child: ChildProcess, run: PluginRun): Promise<PluginResult> {
  return new Promise((resolve, reject) => {
    const output = collect(child.stdout, OUTPUT_LIMIT);
    const errors = collect(child.stderr, STDERR_LIMIT, run.onLine);
    const stopWaiting = () => {
      clearTimeout(deadline);
      run.signal.removeEventListener("abort", abort);
      child.stdout?.destroy();
      child.stderr?.destroy();
    };
    const finish = (result: PluginResult) => {
      stopWaiting();
      resolve(result);
    };
    const giveUp = (outcome: "timeout" | "too much output") => {
      end(child, !run.terminal);
      finish({ outcome, stderr: errors.end() });
    };
    const abort = () => {
      end(child, !run.terminal);
      stopWaiting();
      reject(run.signal.reason);
    };
    const ended = (code: number | null, signal: string | null) => {
      const stderr = errors.end();
      if (code === 0) finish({ outcome: "done", stdout: output.end(), stderr });
      else
        finish({
          outcome: "failed",
          status: code === null ? `signal ${signal}` : `exit code ${code}`,
          stderr,
        });
    };
    const deadline = run.timeout > 0 ? setTimeout(() => giveUp("timeout"), run.timeout) : undefined;
    run.signal.addEventListener("abort", abort, { once: true });
    output.onOverflow(() => giveUp("too much output"));
    child.once("error", (error) => finish({ outcome: "not started", code: codeOf(error) }));
    child.once("close", ended);
    child.once("exit", (code, signal) => setTimeout(() => ended(code, signal), LINGER_MS).unref());
  });
}

/** The text of a stream: all of it up to the limit, or its last part where nobody minds the overflow. */
function collect(stream: ChildProcess["stdout"], limit: number, onLine?: (line: string) => void) {
  let chunks: Buffer[] = [];
  let size = 0;
  let line = "";
  const decoder = new TextDecoder();
  let overflow: (() => void) | undefined;
  let silence: NodeJS.Timeout | undefined;
  const handOnRest = () => {
    clearTimeout(silence);
    if (line !== "") onLine?.(line);
    line = "";
  };
  stream?.on("data", (chunk: Buffer) => {
    chunks.push(chunk);
    size += chunk.length;
    if (size > limit) {
      overflow?.();
      chunks = [Buffer.concat(chunks).subarray(-limit)];
      size = limit;
    }
    if (onLine === undefined) return;
    const lines = `${line}${decoder.decode(chunk, { stream: true })}`.split("\n");
    line = (lines.pop() ?? "").slice(-limit);
    for (const one of lines) onLine(one);
    clearTimeout(silence);
    silence = setTimeout(handOnRest, SILENCE_MS).unref();
  });
  // A pipe that breaks is no news: how the plugin ended tells.
  stream?.on("error", () => undefined);
  return {
    end() {
      handOnRest();
      return Buffer.concat(chunks).toString("utf8");
    },
    onOverflow: (listener: () => void) => {
      overflow = listener;
    },
  };
}

function end(child: ChildProcess, group: boolean): void {
  send(child, group, "SIGTERM");
  setTimeout(() => running.get(child)?.(), KILL_MS).unref();
}

function send(child: ChildProcess, group: boolean, signal: "SIGTERM" | "SIGKILL"): void {
  try {
    if (group && platform !== "win32" && child.pid !== undefined) process.kill(-child.pid, signal);
    else child.kill(signal);
  } catch {
    // It has ended already.
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "unknown";
}
