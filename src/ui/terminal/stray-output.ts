import type { EventEmitter } from "node:events";
import { StringDecoder } from "node:string_decoder";

type Write = NodeJS.WriteStream["write"];

/** A stream whose `write` can be replaced. */
export interface WritableOutput {
  write: Write;
}

/**
 * Keeps what libraries print off the screen: whole lines written to the streams, and process warnings, go to a sink
 * instead. Answers the streams' own write functions, for the screen itself, and a way back.
 */
export function divertOutput(
  streams: { readonly stdout: WritableOutput; readonly stderr: WritableOutput },
  process: EventEmitter,
  sink: (line: string, from: "stdout" | "stderr" | "warning") => void,
): { readonly writeToScreen: Write; restore(): void } {
  const restores: (() => void)[] = [];
  const writeToScreen = streams.stdout.write.bind(streams.stdout) as Write;
  for (const from of ["stdout", "stderr"] as const) {
    const stream = streams[from];
    const original = stream.write;
    const lines = new LineSplitter((line) => sink(line, from));
    stream.write = ((chunk: Uint8Array | string, encoding?: unknown, done?: unknown) => {
      lines.push(chunk);
      const callback = typeof encoding === "function" ? encoding : done;
      if (typeof callback === "function") queueMicrotask(callback as () => void);
      return true;
    }) as Write;
    restores.push(() => {
      stream.write = original;
      lines.end();
    });
  }
  // Node's own listener prints warnings past the streams, straight to the file descriptor.
  const printers = process.listeners("warning") as ((warning: Error) => void)[];
  const noteWarning = (warning: Error) => {
    for (const line of (warning.stack ?? String(warning)).split("\n")) sink(line, "warning");
  };
  for (const printer of printers) process.off("warning", printer);
  process.on("warning", noteWarning);
  restores.push(() => {
    process.off("warning", noteWarning);
    for (const printer of printers) process.on("warning", printer);
  });
  return {
    writeToScreen,
    restore() {
      for (const undo of restores.splice(0)) undo();
    },
  };
}

class LineSplitter {
  readonly #emit: (line: string) => void;
  readonly #utf8 = new StringDecoder("utf8");
  #rest = "";

  constructor(emit: (line: string) => void) {
    this.#emit = emit;
  }

  push(chunk: Uint8Array | string): void {
    const text = typeof chunk === "string" ? chunk : this.#utf8.write(Buffer.from(chunk));
    const lines = (this.#rest + text).split("\n");
    this.#rest = lines.pop() ?? "";
    for (const line of lines) this.#emit(line);
  }

  end(): void {
    if (this.#rest !== "") this.#emit(this.#rest);
    this.#rest = "";
  }
}
