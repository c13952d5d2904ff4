import type { EventEmitter } from "node:events";

/** As much of `process` as is used. */
export interface ProcessEvents extends EventEmitter {
  readonly pid: number;
  readonly platform: string;
  kill(pid: number, signal: NodeJS.Signals): unknown;
}

const endingSignals = ["SIGTERM", "SIGHUP", "SIGINT"] as const;

export type EndingSignal = (typeof endingSignals)[number];

/** What may happen to a process that a terminal must know of. */
export interface ProcessHandlers {
  /** It ends; there is time for nothing that is not synchronous. */
  exit(): void;
  /** An error or a rejection that nobody caught. */
  crash(error: unknown): void;
  end(signal: EndingSignal): void;
  /** Somebody asks it to stop, as ctrl-z does. */
  stop(): void;
  /** It goes on after it was stopped. */
  continued(): void;
}

/** Calls the handlers until the answer is called. */
export function watchProcess(process: EventEmitter, handlers: ProcessHandlers): () => void {
  const crash = (error: unknown) => handlers.crash(error);
  const listeners: readonly (readonly [string, (argument?: unknown) => void])[] = [
    ["exit", () => handlers.exit()],
    ["uncaughtException", crash],
    ["unhandledRejection", crash],
    ["SIGTSTP", () => handlers.stop()],
    ["SIGCONT", () => handlers.continued()],
    ...endingSignals.map((signal) => [signal, () => handlers.end(signal)] as const),
  ];
  for (const [event, listener] of listeners) process.on(event, listener);
  return () => {
    for (const [event, listener] of listeners) process.off(event, listener);
  };
}

/** Stops the process as ctrl-z does, until somebody continues it. */
export function stopUntilContinued(process: ProcessEvents): Promise<void> {
  return new Promise((resolve) => {
    process.once("SIGCONT", resolve);
    stopNow(process);
  });
}

/** SIGTSTP sent to oneself is ignored in an orphaned process group; SIGSTOP never is. */
export function stopNow(process: ProcessEvents): void {
  process.kill(process.pid, "SIGSTOP");
}
