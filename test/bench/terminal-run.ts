// A program in a real terminal of 160 x 45, with a clock on what its screen shows.
import { type IPty, spawn } from "@lydell/node-pty";
// A CommonJS module: Node gives it as a whole.
import headless, { type Terminal as Emulator } from "@xterm/headless";
import { encodeKey } from "../support/encode-key.ts";
import { cpuOf, memoryOf, type ProcessMemory } from "./process-stats.ts";

const columns = 160;
const rows = 45;

/** How a program says where its cursor is: a mark in the first cell of the row. */
const cursorMark = "▌";

/** The mode that programs switch on while they write a frame. */
const synchronizedOutput = 2026;

const patience = 120_000;

interface Waiting {
  readonly holds: () => boolean;
  resolve(at: number): void;
}

export class TerminalRun implements AsyncDisposable {
  /** When it was started, as `performance.now()` counts. */
  readonly startedAt = performance.now();
  readonly #pty: IPty;
  readonly #emulator: Emulator;
  readonly #exited: Promise<number>;
  #waiting: Waiting | undefined;
  #isOver = false;
  #frames = 0;

  constructor(file: string, args: readonly string[], environment: Readonly<Record<string, string>>) {
    this.#emulator = new headless.Terminal({ cols: columns, rows, allowProposedApi: true, scrollback: 0 });
    const env = { PATH: process.env.PATH ?? "", LANG: "C.UTF-8", COLORTERM: "truecolor", ...environment };
    this.#pty = spawn(file, [...args], { cols: columns, rows, name: "xterm-256color", env });
    this.#emulator.parser.registerCsiHandler({ prefix: "?", final: "h" }, ([mode]) => {
      if (mode === synchronizedOutput) this.#frames += 1;
      return false;
    });
    this.#emulator.onData((reply) => this.#pty.write(reply));
    this.#pty.onData((data) => this.#emulator.write(data, () => this.#look()));
    this.#exited = new Promise((resolve) =>
      this.#pty.onExit(({ exitCode }) => {
        this.#isOver = true;
        resolve(exitCode);
      }),
    );
  }

  get pid(): number {
    return this.#pty.pid;
  }

  /** Resolves with the moment at which the emulator has drawn what holds. Rejects with the screen. */
  async until(what: string, holds: () => boolean, within = patience): Promise<number> {
    if (holds()) return performance.now();
    let timer: NodeJS.Timeout | undefined;
    const seen = new Promise<number>((resolve) => {
      this.#waiting = { holds, resolve };
    });
    const failed = new Promise<never>((_, reject) => {
      const fail = (why: string) => reject(new Error(`${why}: ${what}\n${this.text()}`));
      timer = setTimeout(() => fail(`not within ${within / 1000} s`), within);
      void this.#exited.then((code) => fail(`ended with ${code} before`));
    });
    try {
      return await Promise.race([seen, failed]);
    } finally {
      clearTimeout(timer);
      this.#waiting = undefined;
    }
  }

  press(key: string): void {
    this.#pty.write(encodeKey(key));
  }

  /** Leaves the program as a user does. */
  async quit(): Promise<void> {
    this.press("q");
    await this.#exited;
  }

  line(row: number): string {
    const { active } = this.#emulator.buffer;
    return active.getLine(active.baseY + row)?.translateToString(true) ?? "";
  }

  /** The row under the cursor; `""` where there is none. */
  cursorLine(): string {
    const { active } = this.#emulator.buffer;
    for (let row = 0; row < rows; row++) {
      const line = active.getLine(active.baseY + row);
      if (line?.getCell(0)?.getChars() === cursorMark) return line.translateToString(true);
    }
    return "";
  }

  text(): string {
    return Array.from({ length: rows }, (_, row) => this.line(row))
      .join("\n")
      .trimEnd();
  }

  /** Whether anything is on the alternate screen. */
  hasFrame(): boolean {
    return this.#emulator.buffer.active.type === "alternate" && this.line(0).trim() !== "";
  }

  /** How many frames were drawn, by programs that say where one begins. */
  get frames(): number {
    return this.#frames;
  }

  memory(): ProcessMemory {
    return memoryOf(this.pid);
  }

  /** Milliseconds of CPU time so far. */
  cpu(): number {
    return cpuOf(this.pid);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#isOver) this.#pty.kill("SIGKILL");
    await this.#exited;
    this.#emulator.dispose();
  }

  #look(): void {
    const waiting = this.#waiting;
    if (waiting?.holds()) waiting.resolve(performance.now());
  }
}
