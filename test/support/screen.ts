import type { ReactNode } from "react";
import { afterOnSystem } from "../../src/lib/after.ts";
import type { InputEvent } from "../../src/ui/keys/events.ts";
import { Terminal, type TerminalOptions } from "../../src/ui/terminal/terminal.ts";
import { FakeTerminal, type ScreenSize } from "./fake-terminal.ts";

export interface RenderOptions extends Partial<ScreenSize> {
  onEvent?(event: InputEvent): void;
  readonly terminal?: Partial<TerminalOptions>;
}

/** A view on a screen in memory, drawn through the same terminal and the same Ink options as in production. */
export interface Screen extends FakeTerminal {
  readonly terminal: Terminal;
  /** Resolves when the screen has been taken down; rejects with a view's error. */
  readonly done: Promise<unknown>;
  /** Lines that something printed beside the screen. */
  readonly stray: readonly string[];
  /** Errors that got through everything. */
  readonly crashes: readonly unknown[];
  /** Resolves when everything drawn so far is on the screen. */
  settled(): Promise<void>;
}

/** The options of a production terminal over a fake one. */
export function terminalOptions(
  fake: FakeTerminal,
  more: Partial<TerminalOptions> = {},
): TerminalOptions & { readonly stray: string[]; readonly crashes: unknown[] } {
  const stray: string[] = [];
  const crashes: unknown[] = [];
  return {
    stdin: fake.stdin,
    // Ink and the terminal use of a WriteStream what a Writable with a size has.
    stdout: fake.stdout as unknown as NodeJS.WriteStream,
    stderr: fake.stderr as unknown as NodeJS.WriteStream,
    process: fake.process,
    after: afterOnSystem,
    writeSync: (text) => fake.writeSync(text),
    onEvent: () => undefined,
    onClose: () => undefined,
    onCrash: (error) => crashes.push(error),
    onStrayOutput: (line) => stray.push(line),
    ...more,
    stray,
    crashes,
  };
}

/** Draws a view; the screen must be closed by `screen.terminal.close()` at the end of the test. */
export function renderOnScreen(
  view: ReactNode,
  { columns, rows, onEvent, terminal: more }: RenderOptions = {},
): Screen {
  const fake = new FakeTerminal({
    ...(columns === undefined ? {} : { columns }),
    ...(rows === undefined ? {} : { rows }),
  });
  const options = terminalOptions(fake, { ...(onEvent === undefined ? {} : { onEvent }), ...more });
  const terminal = new Terminal(options);
  terminal.start();
  const done = terminal.mount(view);
  return Object.assign(fake, {
    terminal,
    done,
    stray: options.stray,
    crashes: options.crashes,
    async settled() {
      await terminal.flushed();
      await fake.parsed();
    },
  });
}
