import { type IPty, spawn } from "@lydell/node-pty";
import { encodeKey } from "./encode-key.ts";
import { FakeTerminal, type ScreenSize } from "./fake-terminal.ts";

/** A real terminal, with a shell or a program in it and an emulator as its screen. */
export class PtyTerminal extends FakeTerminal {
  readonly #pty: IPty;
  /** Resolves with the exit code of what runs in the terminal. */
  readonly exited: Promise<number>;

  constructor(
    command: string,
    args: readonly string[],
    environment: Readonly<Record<string, string>> = {},
    { columns, rows }: ScreenSize = { columns: 80, rows: 12 },
  ) {
    super({ columns, rows, patience: 15_000 });
    const { PATH = "", HOME = "" } = process.env;
    this.#pty = spawn(command, [...args], {
      cols: columns,
      rows,
      name: environment.TERM ?? "xterm-256color",
      cwd: process.cwd(),
      env: { PATH, HOME, LANG: "C.UTF-8", PS1: "$ ", ...environment },
    });
    this.#pty.onData((data) => this.scribble(data));
    this.stdin.on("data", (bytes: Buffer) => this.#pty.write(bytes.toString()));
    this.stdin.resume();
    this.exited = new Promise((resolve) => this.#pty.onExit(({ exitCode }) => resolve(exitCode)));
  }

  override press(...keys: readonly string[]): void {
    // A program that has not asked for kitty's protocol gets the plain byte.
    for (const key of keys) this.#pty.write(key === "esc" ? "\x1b" : encodeKey(key));
  }

  /** Resolves when nothing has been written for a quarter of a second: for pictures, not for tests. */
  async quiet(): Promise<void> {
    for (let frame = ""; frame !== this.frame(); await new Promise((resolve) => setTimeout(resolve, 250))) {
      frame = this.frame();
    }
  }

  get pid(): number {
    return this.#pty.pid;
  }

  override resize(columns: number, rows: number): void {
    super.resize(columns, rows);
    this.#pty.resize(columns, rows);
  }

  /** Closes the window: what runs in it loses its terminal. */
  hangUp(): void {
    // The typings leave it out; it closes the master's side of the terminal.
    (this.#pty as IPty & { destroy(): void }).destroy();
  }

  /** Ends what still runs. */
  kill(): void {
    try {
      this.#pty.kill("SIGKILL");
    } catch {
      // It has ended by itself.
    }
  }
}
