import type { ReactNode } from "react";
import type { After } from "../../lib/after.ts";
import type { InputEvent, ReplyEvent } from "../keys/events.ts";
import { StdinProxy, type TerminalInput } from "../keys/stdin-proxy.ts";
import type { InkTree } from "./ink-tree.tsx";
import {
  askBackground,
  askKittyKeyboard,
  clearScreen,
  copyToClipboard,
  enterAlternateScreen,
  enterModes,
  hideCursor,
  home,
  leaveAlternateScreen,
  leaveModes,
  popKittyKeyboard,
  pushKittyKeyboard,
  restoreTitle,
  saveTitle,
  setTitle,
  showCursor,
} from "./modes.ts";
import {
  type EndingSignal,
  type ProcessEvents,
  stopNow,
  stopUntilContinued,
  watchProcess,
} from "./process-watch.ts";
import { screenOutput } from "./screen-output.ts";
import { divertOutput } from "./stray-output.ts";

export interface TerminalOptions {
  readonly stdin: TerminalInput;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  readonly process: ProcessEvents;
  readonly after: After;
  /** Writes to the terminal before it returns; the last words of a process that ends. */
  writeSync(text: string): void;
  /** Keys, pastes, focus. Replies are kept by the terminal. */
  onEvent(event: InputEvent): void;
  /** The terminal is gone. */
  onClose(): void;
  /** A bug got through everything. The terminal is already itself again; the process must end. */
  onCrash(error: unknown): void;
  /** A line that something printed beside the screen. */
  onStrayOutput(line: string, from: "stdout" | "stderr" | "warning"): void;
  /** False for terminals that print what they do not understand. */
  readonly asks?: boolean;
  /** Whether a stopped process would ever be continued. */
  readonly canSuspend?: boolean;
}

/** In cells. */
export interface ScreenSize {
  readonly columns: number;
  readonly rows: number;
}

interface Preview extends ScreenSize {
  readonly lines: readonly string[];
}

/** Of a terminal that does not say. Ink takes it to be the same. */
const usualSize: ScreenSize = { columns: 80, rows: 24 };
// Over the slowest links people still work on; the first frame waits for no terminal longer than this.
const backgroundPatience = 100;
// A process with several threads may hear of a child's end before it hears of the ctrl-c that ended it.
const lateInterrupt = 250;
// Milliseconds; timers hold 31 bits.
const longestTimer = 2 ** 31 - 1;

/** The screen, the keyboard and everything that must be put back when the program ends, however it ends. */
export class Terminal {
  readonly #options: TerminalOptions;
  readonly #input: StdinProxy;
  #write: (text: string) => boolean = () => false;
  #restoreOutput: () => void = () => undefined;
  #unwatch: () => void = () => undefined;
  #tree: InkTree | undefined;
  #mounting: Promise<void> | undefined;
  /** What is on the screen until something is mounted. */
  #preview: Preview | undefined;
  #state: "new" | "ours" | "lent" | "closed" = "new";
  #hasKittyKeyboard = false;
  #title: string | undefined;
  /** There while a ctrl-c may still be heard of that was the borrower's. */
  #stopForgiving: (() => void) | undefined;
  #lending: Promise<void> = Promise.resolve();
  #onBackground: ((background: "dark" | "light" | undefined) => void) | undefined;

  constructor(options: TerminalOptions) {
    this.#options = options;
    this.#input = new StdinProxy({
      source: options.stdin,
      after: options.after,
      onEvent: (event) => (event.type === "reply" ? this.#onReply(event) : options.onEvent(event)),
      onClose: () => {
        this.close();
        options.onClose();
      },
    });
  }

  /** Takes the keyboard and the output. From here on the terminal comes back whatever happens. */
  start(): void {
    if (this.#state !== "new") return;
    this.#state = "ours";
    const { stdout, stderr, process, onStrayOutput } = this.#options;
    const { writeToScreen, restore } = divertOutput({ stdout, stderr }, process, onStrayOutput);
    this.#write = writeToScreen;
    this.#restoreOutput = restore;
    this.#unwatch = watchProcess(process, {
      exit: () => this.close(),
      crash: (error) => this.#onCrash(error),
      end: (signal) => this.#onEnd(signal),
      stop: () => this.#onStop(),
      continued: () => this.#onContinued(),
    });
    stdout.on("error", this.#onOutputError);
    this.#input.start();
    this.#enterModes();
  }

  get size(): ScreenSize {
    const { columns, rows } = this.#options.stdout;
    return { columns: columns || usualSize.columns, rows: rows || usualSize.rows };
  }

  /** The terminal's background, or undefined when it does not say within 100 ms. Only between `start` and `mount`. */
  background(): Promise<"dark" | "light" | undefined> {
    if (this.#options.asks === false || this.#state !== "ours") return Promise.resolve(undefined);
    return new Promise((resolve) => {
      const cancel = this.#options.after(backgroundPatience, () => this.#onBackground?.(undefined));
      this.#onBackground = (background) => {
        this.#onBackground = undefined;
        cancel();
        resolve(background);
      };
      this.#write(askBackground);
    });
  }

  /**
   * Shows lines of the screen's width, as often as there are others, until something is mounted: Ink takes longer to
   * load than a frame to compose. Answers whether there is still nothing mounted.
   */
  preview(lines: readonly string[]): boolean {
    if (this.#state === "new" || this.#state === "closed" || this.#tree !== undefined) return false;
    const before = this.#preview;
    this.#preview = { lines, ...this.size };
    if (this.#state === "lent") return true;
    if (before === undefined) this.#showPreview();
    else this.#write((isSameSize(before, this.size) ? home : clearScreen) + lines.join("\r\n"));
    return true;
  }

  /** Draws on the alternate screen. Answers when the screen has been taken down again, and rejects with a view's error. */
  async mount(content: ReactNode): Promise<unknown> {
    let tree: InkTree | undefined;
    this.#mounting = this.#draw(content).then((drawn) => {
      tree = drawn;
    });
    await this.#mounting;
    return tree?.ended;
  }

  /** Undefined where the terminal was closed before. */
  async #draw(content: ReactNode): Promise<InkTree | undefined> {
    const { drawTree } = await import("./ink-tree.tsx");
    while (this.#state === "lent") await this.#lending;
    if (this.#state === "closed") return undefined;
    const { stdout, stderr } = this.#options;
    const preview = this.#preview;
    this.#preview = undefined;
    if (preview !== undefined && !isSameSize(preview, this.size)) this.#write(clearScreen);
    this.#tree = drawTree(content, {
      stdout: screenOutput(stdout, this.#write, preview !== undefined),
      stdin: this.#input.quiet,
      stderr,
    });
    this.#askForKittyKeyboard();
    return this.#tree;
  }

  /** Resolves when everything drawn so far has been written. */
  async flushed(): Promise<void> {
    await this.#mounting;
    await this.#tree?.flushed();
  }

  /** Draws everything anew, for when something else has written on the screen. */
  redraw(): void {
    if (this.#state !== "ours" || this.#tree === undefined) return;
    this.#write(clearScreen + enterModes);
    this.#tree.redraw();
  }

  /** Sets the window's title; while the terminal is lent, for afterwards. */
  setTitle(title: string): void {
    if (this.#title === title || this.#state === "new" || this.#state === "closed") return;
    if (this.#state === "ours") this.#write((this.#title === undefined ? saveTitle : "") + setTitle(title));
    this.#title = title;
  }

  /** Puts text on the clipboard of whoever sits at the terminal; terminals may refuse, and none says so. */
  copy(text: string): void {
    if (this.#state === "ours") this.#write(copyToClipboard(text));
  }

  /**
   * Gives the terminal away while `run` is under way, as a shell would have it: main screen, cooked mode, no read
   * pending. What is drawn meanwhile is dropped; afterwards everything is drawn anew. One borrower at a time: others
   * wait for their turn, so `run` must not borrow again.
   * @param why a line that stands above what the borrower prints.
   */
  lend<T>(run: () => Promise<T>, why?: string): Promise<T> {
    const turn = this.#lending.then(() => this.#lendNow(run, why));
    this.#lending = turn.then(
      () => undefined,
      () => undefined,
    );
    return turn;
  }

  async #lendNow<T>(run: () => Promise<T>, why: string | undefined): Promise<T> {
    if (this.#state !== "ours") throw new Error("The terminal is not there to be lent.");
    const suspend = this.#tree?.suspend ?? ((leave: () => Promise<void>) => leave());
    this.#state = "lent";
    let outcome: { value: T } | undefined;
    // With the keyboard paused, nothing else may keep the process alive until it is continued.
    const hold = setInterval(() => undefined, longestTimer);
    this.#leaveKittyKeyboard();
    try {
      await suspend(async () => {
        if (this.#preview !== undefined) this.#write(leaveAlternateScreen + showCursor);
        this.#write(leaveModes + (this.#title === undefined ? "" : restoreTitle));
        this.#input.stop();
        if (why !== undefined) this.#write(`${why}\n`);
        try {
          outcome = { value: await run() };
        } finally {
          this.#takeBack();
        }
      });
    } finally {
      clearInterval(hold);
      if (this.#state === "lent") this.#state = "ours";
      this.#stopForgiving?.();
      this.#stopForgiving = this.#options.after(lateInterrupt, () => {
        this.#stopForgiving = undefined;
      });
    }
    if (this.#state === "ours" && this.#tree !== undefined) this.#askForKittyKeyboard();
    if (outcome === undefined) throw new Error("The terminal was closed while it was lent.");
    return outcome.value;
  }

  /** Stops the process as ctrl-z does, until the shell continues it; or says why that cannot be. Never rejects. */
  async suspend(): Promise<string | undefined> {
    const { process, canSuspend = true } = this.#options;
    if (process.platform === "win32") return "Windows cannot stop a program and continue it.";
    if (!canSuspend) return "There is no shell behind this program that could continue it.";
    if (this.#state !== "ours") return undefined;
    return this.lend(() => stopUntilContinued(process)).then(
      () => undefined,
      (error: unknown) => this.#whyNotStopped(error),
    );
  }

  /** One that was closed meanwhile has nothing to say any more. */
  #whyNotStopped(error: unknown): string | undefined {
    if (this.#state === "closed") return undefined;
    return `The program could not be stopped: ${error instanceof Error ? error.message : String(error)}`;
  }

  /** Puts the terminal back as it was, before it returns. May be called at any time, and more than once. */
  close(): void {
    if (this.#state === "closed") return;
    const wasNew = this.#state === "new";
    this.#state = "closed";
    if (wasNew) return;
    this.#leaveKittyKeyboard();
    this.#unmount();
    this.#input.stop();
    this.#last(leaveModes + (this.#title === undefined ? "" : restoreTitle) + showCursor);
    this.#restoreOutput();
    this.#unwatch();
    this.#ignoreOutputErrors();
  }

  #enterModes(): void {
    if (this.#state === "ours") this.#write(enterModes);
  }

  #onCrash(error: unknown): void {
    this.close();
    this.#options.onCrash(error);
  }

  #onEnd(signal: EndingSignal): void {
    // Ctrl-C in cooked mode goes to everybody in the foreground, and is meant for the one the terminal is lent to.
    // In raw mode it is a key and no signal.
    if (signal === "SIGINT" && (this.#state === "lent" || this.#stopForgiving !== undefined)) return;
    this.close();
    // Our listener is gone, so the signal now does what it does to every program.
    this.#options.process.kill(this.#options.process.pid, signal);
  }

  #onStop(): void {
    // As with ctrl-c; but the shell wakes up only when all of its job has stopped.
    if (this.#state === "lent") stopNow(this.#options.process);
    else void this.suspend();
  }

  /** Somebody else stopped and continued us: the shell has changed the terminal meanwhile. */
  #onContinued(): void {
    if (this.#state !== "ours") return;
    // One that was closed meanwhile is not to be taken again.
    this.lend(() => Promise.resolve()).catch(() => undefined);
  }

  /** Writing fails when the terminal is gone. */
  readonly #onOutputError = (): void => {
    if (this.#state === "closed") return;
    this.close();
    this.#options.onClose();
  };

  /** Writes under way may still fail after the end; they must not end the process with an error. */
  #ignoreOutputErrors(): void {
    const { stdout } = this.#options;
    stdout.off("error", this.#onOutputError);
    stdout.on("error", () => undefined);
  }

  #onReply({ reply }: ReplyEvent): void {
    if (reply.kind === "background") this.#onBackground?.(isDark(reply.color) ? "dark" : "light");
    if (reply.kind === "device-attributes") this.#onBackground?.(undefined);
    if (reply.kind === "kitty-keyboard" && this.#state === "ours" && !this.#hasKittyKeyboard) {
      this.#hasKittyKeyboard = true;
      this.#write(pushKittyKeyboard);
    }
  }

  #takeBack(): void {
    if (this.#state !== "lent") return;
    const title = this.#title === undefined ? "" : saveTitle + setTitle(this.#title);
    this.#write(enterModes + title);
    this.#showPreview();
    this.#input.start();
  }

  #showPreview(): void {
    if (this.#preview === undefined) return;
    this.#write(enterAlternateScreen + hideCursor + home + this.#preview.lines.join("\r\n"));
  }

  #askForKittyKeyboard(): void {
    if (this.#options.asks !== false) this.#write(askKittyKeyboard);
  }

  #leaveKittyKeyboard(): void {
    if (!this.#hasKittyKeyboard) return;
    this.#hasKittyKeyboard = false;
    this.#last(popKittyKeyboard);
  }

  #unmount(): void {
    const tree = this.#tree;
    this.#tree = undefined;
    if (this.#preview !== undefined) this.#last(leaveAlternateScreen);
    try {
      tree?.close();
    } catch {
      this.#last(leaveAlternateScreen);
    }
  }

  /** Writes without waiting and without failing: the terminal may be gone. */
  #last(text: string): void {
    try {
      this.#options.writeSync(text);
    } catch {
      // Nobody is left to read it.
    }
  }
}

function isSameSize(a: ScreenSize, b: ScreenSize): boolean {
  return a.columns === b.columns && a.rows === b.rows;
}

/** Relative luminance below a half, ITU-R BT.601 on the encoded channels: enough to tell dark from light. */
function isDark(color: `#${string}`): boolean {
  const value = Number.parseInt(color.slice(1), 16);
  return 0.299 * (value >> 16) + 0.587 * ((value >> 8) & 255) + 0.114 * (value & 255) < 128;
}
