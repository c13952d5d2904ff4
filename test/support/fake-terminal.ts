import { EventEmitter } from "node:events";
import { Writable } from "node:stream";
// A CommonJS module: Node gives it as a whole.
import headless, {
  type Terminal as Emulator,
  type IBufferCell,
  type IUnicodeVersionProvider,
} from "@xterm/headless";
import stringWidth from "string-width";
import type { TerminalInput } from "../../src/ui/keys/stdin-proxy.ts";
import type { ProcessEvents } from "../../src/ui/terminal/process-watch.ts";
import { encodeKey } from "./encode-key.ts";

export interface ScreenSize {
  readonly columns: number;
  readonly rows: number;
}

/** One cell of the screen. Colours are `#rrggbb`, one of the 256 by number, or undefined for the terminal's own. */
export interface ScreenCell {
  readonly text: string;
  /** 0 for the second half of a wide character. */
  readonly width: number;
  readonly foreground: string | number | undefined;
  readonly background: string | number | undefined;
  readonly bold: boolean;
  readonly dim: boolean;
  readonly underline: boolean;
  readonly inverse: boolean;
}

// What is waited for comes within milliseconds. Below the five seconds a unit test has, so that the screen is told.
const defaultPatience = 4_500;

export interface FakeTerminalOptions extends Partial<ScreenSize> {
  /** Milliseconds until something awaited is given up. */
  readonly patience?: number;
  /** Told of all bytes the program writes to its output, before the screen shows them. */
  onWritten?(bytes: Uint8Array): void;
}

/** A terminal in memory: streams for the program, a keyboard and a screen for the test. */
export class FakeTerminal {
  readonly stdin: FakeInput = new FakeInput();
  readonly stdout: FakeOutput;
  readonly stderr: FakeOutput;
  readonly process: FakeProcess = new FakeProcess();
  readonly #emulator: Emulator;
  readonly #patience: number;
  readonly #written = new EventEmitter();

  constructor({ columns = 120, rows = 30, patience = defaultPatience, onWritten }: FakeTerminalOptions = {}) {
    this.#patience = patience;
    // Raw mode leaves the terminal's driver adding the carriage return to a line feed, as libuv sets it up.
    this.#emulator = new headless.Terminal({
      cols: columns,
      rows,
      allowProposedApi: true,
      scrollback: 0,
      convertEol: true,
    });
    this.#emulator.unicode.register(presentWidths);
    this.#emulator.unicode.activeVersion = presentWidths.version;
    this.#emulator.onData((reply) => this.stdin.send(reply));
    this.#written.setMaxListeners(0);
    const print = (text: string | Uint8Array, done: () => void) =>
      this.#emulator.write(text, () => {
        done();
        this.#written.emit("parsed");
      });
    this.stdout = new FakeOutput({ columns, rows }, (bytes, done) => {
      onWritten?.(bytes);
      print(bytes, done);
    });
    this.stderr = new FakeOutput({ columns, rows }, print);
  }

  /** Sends keys by their names in keymaps, each by itself. */
  press(...keys: readonly string[]): void {
    for (const key of keys) this.stdin.send(encodeKey(key));
  }

  /** Types a text character by character. */
  type(text: string): void {
    for (const character of text) this.stdin.send(character);
  }

  paste(text: string): void {
    this.stdin.send(`\x1b[200~${text}\x1b[201~`);
  }

  /** Writes as the process does through the file descriptor, past whatever replaced the stream's `write`. */
  writeSync(text: string): void {
    Writable.prototype.write.call(this.stdout, text, "utf8");
  }

  /** Writes on the screen past the program, as another process would. */
  scribble(text: string): void {
    this.#emulator.write(text, () => this.#written.emit("parsed"));
  }

  /** Changes the size of the window, as the user would. */
  resize(columns: number, rows: number): void {
    this.#emulator.resize(columns, rows);
    for (const output of [this.stdout, this.stderr]) output.resize({ columns, rows });
    this.process.emit("SIGWINCH");
  }

  get size(): ScreenSize {
    return { columns: this.#emulator.cols, rows: this.#emulator.rows };
  }

  /** The lines on the screen without their trailing blanks. */
  lines(): string[] {
    const { active } = this.#emulator.buffer;
    return Array.from(
      { length: this.#emulator.rows },
      // A line keeps the cells it had when the terminal was wider.
      (_, row) => active.getLine(active.baseY + row)?.translateToString(true, 0, this.#emulator.cols) ?? "",
    );
  }

  /** The screen as one text, without the blank lines at its end. */
  text(): string {
    return this.lines().join("\n").trimEnd();
  }

  /** The cell at a place counted from the upper left corner, from 0. */
  cell(column: number, row: number): ScreenCell {
    const { active } = this.#emulator.buffer;
    const cell = active.getLine(active.baseY + row)?.getCell(column);
    if (cell === undefined) throw new Error(`The screen has no cell at column ${column}, row ${row}.`);
    return describeCell(cell);
  }

  get cursor(): { readonly column: number; readonly row: number } {
    const { active } = this.#emulator.buffer;
    return { column: active.cursorX, row: active.cursorY };
  }

  /** Whether the alternate screen is shown. */
  get isAlternate(): boolean {
    return this.#emulator.buffer.active.type === "alternate";
  }

  /** The modes a program left switched on. */
  get modes(): {
    readonly autowrap: boolean;
    readonly paste: boolean;
    readonly focus: boolean;
    readonly mouse: boolean;
  } {
    const { wraparoundMode, bracketedPasteMode, sendFocusMode, mouseTrackingMode } = this.#emulator.modes;
    return {
      autowrap: wraparoundMode,
      paste: bracketedPasteMode,
      focus: sendFocusMode,
      mouse: mouseTrackingMode !== "none",
    };
  }

  /** Resolves as soon as the screen shows a text or matches an expression; fails with the screen when its patience ends. */
  async shows(wanted: string | RegExp): Promise<void> {
    const isThere = () =>
      typeof wanted === "string" ? this.text().includes(wanted) : wanted.test(this.text());
    await this.until(
      isThere,
      `The screen never showed ${typeof wanted === "string" ? JSON.stringify(wanted) : wanted}.`,
    );
  }

  /** Resolves as soon as the screen no longer shows a text or matches an expression. */
  async hides(unwanted: string | RegExp): Promise<void> {
    const isGone = () =>
      typeof unwanted === "string" ? !this.text().includes(unwanted) : !unwanted.test(this.text());
    await this.until(
      isGone,
      `The screen still shows ${typeof unwanted === "string" ? JSON.stringify(unwanted) : unwanted}.`,
    );
  }

  /** Resolves as soon as something holds that is looked at after every write; fails with the screen. */
  until(holds: () => boolean, otherwise: string): Promise<void> {
    if (holds()) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const check = () => {
        if (!holds()) return;
        stop();
        resolve();
      };
      const giveUp = () => {
        stop();
        reject(new Error(`${otherwise}\n${this.frame()}`));
      };
      const deadline = setTimeout(giveUp, this.#patience);
      const stop = () => {
        clearTimeout(deadline);
        this.#written.off("parsed", check);
      };
      this.#written.on("parsed", check);
    });
  }

  /** Resolves when everything written so far is on the screen. */
  parsed(): Promise<void> {
    return new Promise((resolve) => this.#emulator.write("", resolve));
  }

  /** The screen with a frame around it, for messages. */
  frame(): string {
    const edge = "─".repeat(this.#emulator.cols);
    return [`┌${edge}┐`, ...this.lines().map((line) => `│${line}`), `└${edge}┘`].join("\n");
  }
}

function describeCell(cell: IBufferCell): ScreenCell {
  const color = (isRgb: boolean, isPalette: boolean, value: number) =>
    isRgb ? `#${value.toString(16).padStart(6, "0")}` : isPalette ? value : undefined;
  return {
    text: cell.getChars() || " ",
    width: cell.getWidth(),
    foreground: color(cell.isFgRGB(), cell.isFgPalette(), cell.getFgColor()),
    background: color(cell.isBgRGB(), cell.isBgPalette(), cell.getBgColor()),
    bold: cell.isBold() !== 0,
    dim: cell.isDim() !== 0,
    underline: cell.isUnderline() !== 0,
    inverse: cell.isInverse() !== 0,
  };
}

const widthOf = new Map<number, number>();

/** The emulator's own tables are those of Unicode 6; terminals of today know emoji. */
const presentWidths: IUnicodeVersionProvider = {
  version: "present",
  wcwidth(code) {
    let width = widthOf.get(code);
    if (width === undefined) {
      const character = String.fromCodePoint(code);
      // A spacing mark has a cell of its own, as in wcwidth.
      width = /\p{Mc}/u.test(character) ? 1 : Math.min(2, stringWidth(character));
      widthOf.set(code, width);
    }
    return width as 0 | 1 | 2;
  },
  // Bit 0: joins the cell before it; bits 1 and 2: the width of the cell.
  charProperties(code, preceding) {
    const own = presentWidths.wcwidth(code);
    const before = (preceding >> 1) & 3;
    const joins = own === 0 && preceding !== 0 && before > 0;
    return ((joins ? Math.max(before, own) : own) << 1) | (joins ? 1 : 0);
  },
};

/** A terminal's keyboard. */
export class FakeInput extends EventEmitter implements TerminalInput {
  readonly isTTY = true;
  isRaw = false;
  #paused = true;
  #waiting: string[] = [];

  setRawMode(on: boolean): this {
    this.isRaw = on;
    return this;
  }

  pause(): this {
    this.#paused = true;
    return this;
  }

  resume(): this {
    this.#paused = false;
    for (const bytes of this.#waiting.splice(0)) this.emit("data", Buffer.from(bytes));
    return this;
  }

  /** Bytes from the keyboard; kept while nobody reads. */
  send(bytes: string): void {
    if (this.#paused) this.#waiting.push(bytes);
    else this.emit("data", Buffer.from(bytes));
  }
}

/** A terminal's output. */
export class FakeOutput extends Writable {
  readonly isTTY = true;
  readonly fd = 1;
  columns: number;
  rows: number;
  /** Everything written, for tests that count bytes. */
  bytes = 0;
  readonly #print: (text: Uint8Array, done: () => void) => void;

  constructor({ columns, rows }: ScreenSize, print: (text: Uint8Array, done: () => void) => void) {
    super({ highWaterMark: 1 << 24 });
    this.columns = columns;
    this.rows = rows;
    this.#print = print;
  }

  override _write(chunk: Uint8Array, _encoding: string, done: () => void): void {
    this.bytes += chunk.length;
    this.#print(chunk, done);
  }

  resize({ columns, rows }: ScreenSize): void {
    this.columns = columns;
    this.rows = rows;
    this.emit("resize");
  }
}

/** What the terminal sees of its process. */
export class FakeProcess extends EventEmitter implements ProcessEvents {
  readonly pid = 4711;
  readonly platform = "linux";
  /** Signals sent, the own pid included. */
  readonly sent: NodeJS.Signals[] = [];

  kill(_pid: number, signal: NodeJS.Signals): void {
    this.sent.push(signal);
  }
}
