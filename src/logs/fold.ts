import {
  blank,
  closeBracket,
  closeParenthesis,
  colon,
  dot,
  isBlank,
  isDigit,
  isLetter,
  standsAt,
  underscore,
} from "./ascii.ts";
import { errorLevel, type LevelCode, unknownLevel, warnLevel } from "./level.ts";

/** What a line is to the line before it of the same source. */
export type Belonging = typeof ownLine | typeof continues | typeof inherits;

/** A line of its own. */
export const ownLine = 0;
/** Belongs to the last line that is one of its own, as a frame belongs to its exception. */
export const continues = 1;
/** A line of its own that has its level from the line before: .NET writes level and message on two lines. */
export const inherits = 2;

/** A trace is written at once. What comes so many seconds later is something else. */
const longestPause = 5;

/** What is going on in a source. */
type Mode =
  | "plain"
  /** Frames have been seen, so whatever is indented goes on. */
  | "trace"
  /** Between `Traceback` and the exception. */
  | "python"
  /** Behind the exception: a sentence may follow that links another traceback to it. */
  | "raised"
  /** Behind that sentence. */
  | "linked"
  /** Behind a panic, goroutines follow. */
  | "go"
  /** The message follows, indented. */
  | "dotnet";

/**
 * Finds which lines of one source continue the line before: stack traces of Java, Python, Go, Node, .NET, Ruby, Rust and
 * PHP, and what is indented behind a line that tells of something grave. Runs once for each line, in the order in which
 * the source wrote them.
 */
export class FoldTracker {
  #mode: Mode = "plain";
  #hasHead = false;
  /** Whether the head says that something went wrong. */
  #isGrave = false;
  /** Whether the last line tells that something failed, and the exception may follow. */
  #awaitsException = false;
  #lastSeconds = 0;

  /** What a line is to those before it. `level` is what the line itself says. */
  step(bytes: Uint8Array, level: LevelCode, seconds: number): Belonging {
    if (Math.abs(seconds - this.#lastSeconds) > longestPause) this.reset();
    this.#lastSeconds = seconds;
    const belongs = this.#belonging(bytes, level);
    this.#awaitsException = false;
    if (belongs === continues) return continues;
    this.#hasHead = true;
    if (belongs === ownLine) this.#isGrave = level >= warnLevel;
    this.#awaitsException = this.#isGrave && !isQualifiedException(bytes, level);
    this.#mode = belongs === inherits ? "trace" : modeAfter(bytes, level);
    return belongs;
  }

  /** What comes next continues nothing: another instance of the container writes it. */
  reset(): void {
    this.#mode = "plain";
    this.#hasHead = false;
    this.#isGrave = false;
  }

  #belonging(bytes: Uint8Array, level: LevelCode): Belonging {
    if (!this.#hasHead) return ownLine;
    const first = bytes[0];
    if (first === undefined) return this.#mode === "plain" || this.#mode === "trace" ? ownLine : continues;
    if (isBlank(first)) return this.#ofIndented(bytes);
    const goesOn = this.#goesOnUnindented(bytes, first, level);
    return goesOn ? continues : ownLine;
  }

  #ofIndented(bytes: Uint8Array): Belonging {
    if (this.#mode === "dotnet") return inherits;
    if (this.#mode !== "plain") return continues;
    if (!this.#isGrave && !isFrame(bytes)) return ownLine;
    this.#mode = "trace";
    return continues;
  }

  #goesOnUnindented(bytes: Uint8Array, first: number, level: LevelCode): boolean {
    if (this.#mode === "python" && level !== unknownLevel && level < errorLevel) return false;
    if (this.#mode === "python" && isName(bytes)) return this.#enter("raised");
    if (this.#mode === "go" && isOfGoroutine(bytes)) return true;
    switch (first) {
      case 0x43: // C
        return standsAt(bytes, 0, "Caused by: ") && this.#enter("trace");
      case 0x44: // D
        return (
          this.#mode === "raised" &&
          standsAt(bytes, 0, "During handling of the above exception") &&
          this.#enter("linked")
        );
      case 0x53: // S
        return standsAt(bytes, 0, "Suppressed: ") || (this.#isGrave && standsAt(bytes, 0, "Stack trace:"))
          ? this.#enter("trace")
          : false;
      case 0x54: // T
        if (this.#mode === "raised")
          return standsAt(bytes, 0, "The above exception was the direct cause") && this.#enter("linked");
        return (
          this.#isGrave && standsAt(bytes, 0, "Traceback (most recent call last)") && this.#enter("python")
        );
      case 0x67: // g
        return this.#isGrave && isGoroutine(bytes) && this.#enter("go");
      case 0x6e: // n
        return this.#isGrave && standsAt(bytes, 0, "note: run with `RUST_BACKTRACE");
      case 0x73: // s
        return this.#isGrave && standsAt(bytes, 0, "stack backtrace:") && this.#enter("trace");
      case 0x23: // #
        return this.#isGrave && isDigit(bytes[1]) && this.#enter("trace");
      case dot:
        return standsAt(bytes, 0, "... ") && isDigit(bytes[4]);
      default:
        if (this.#mode === "trace" && isClosing(bytes)) return true;
        return this.#awaitsException && isQualifiedException(bytes, level) && this.#enter("trace");
    }
  }

  #enter(mode: Mode): true {
    this.#mode = mode;
    return true;
  }
}

/** What a line of its own begins. */
function modeAfter(bytes: Uint8Array, level: LevelCode): Mode {
  switch (bytes[0]) {
    case 0x54: // T
      return standsAt(bytes, 0, "Traceback (most recent call last)") ? "python" : "plain";
    case 0x66: // f
      if (standsAt(bytes, 0, "fatal error: ")) return "go";
      break;
    case 0x67: // g
      return isGoroutine(bytes) ? "go" : "plain";
    case 0x70: // p
      return standsAt(bytes, 0, "panic: ") ? "go" : "plain";
  }
  // `fail: App.Worker[0]`, a line by itself.
  const isDotnet = bytes[4] === colon && bytes[5] === blank && level !== unknownLevel;
  const last = bytes.length - 1;
  return isDotnet && bytes[last] === closeBracket && isDigit(bytes[last - 1]) ? "dotnet" : "plain";
}

/** `\tat com.example.App.main(App.java:5)`, `    at main (/app/index.js:3:5)`, `\t... 14 more`, `\tfrom app.rb:3:in 'main'`. */
function isFrame(bytes: Uint8Array): boolean {
  let at = 0;
  while (isBlank(bytes[at])) at += 1;
  switch (bytes[at]) {
    case 0x61: // a
      return standsAt(bytes, at, "at ");
    case 0x66: // f
      return standsAt(bytes, at, "from ");
    case 0x43: // C
      return standsAt(bytes, at, "Caused by: ");
    case 0x53: // S
      return standsAt(bytes, at, "Suppressed: ");
    case dot:
      return standsAt(bytes, at, "... ") && isDigit(bytes[at + 4]);
    default:
      return false;
  }
}

/** `goroutine 1 [running]:`. */
function isGoroutine(bytes: Uint8Array): boolean {
  return standsAt(bytes, 0, "goroutine ") && isDigit(bytes[10]);
}

const goStarts = ["created by ", "[signal ", "exit status ", "panic: ", "runtime stack:", "runtime: "];

/** What the Go runtime writes without indenting it: its goroutines, the calls on their stacks, the registers. */
function isOfGoroutine(bytes: Uint8Array): boolean {
  if (isGoroutine(bytes) || goStarts.some((start) => standsAt(bytes, 0, start))) return true;
  let at = 0;
  while (isLetter(bytes[at]) || isDigit(bytes[at])) at += 1;
  if (at > 0 && at < 7 && bytes[at] === blank) {
    while (bytes[at] === blank) at += 1;
    return standsAt(bytes, at, "0x");
  }
  return bytes[bytes.length - 1] === closeParenthesis && isCall(bytes);
}

/** `main.(*server).handle(0xc000010000, {0x1, 0x2})`: no blank before the arguments. */
function isCall(bytes: Uint8Array): boolean {
  const arguments_ = bytes.lastIndexOf(0x28);
  const before = bytes.indexOf(blank);
  return arguments_ > 0 && (before < 0 || before > arguments_);
}

/** `ValueError: bad`, `app.errors.Broken`: what Python ends a traceback with. */
function isName(bytes: Uint8Array): boolean {
  let at = 0;
  while (isLetter(bytes[at]) || isDigit(bytes[at]) || bytes[at] === dot || bytes[at] === underscore) at += 1;
  return at > 0 && (at === bytes.length || bytes[at] === colon);
}

/** `java.lang.IllegalStateException: …` behind the line that logs it. Its level was read from this very form. */
function isQualifiedException(bytes: Uint8Array, level: LevelCode): boolean {
  if (level !== errorLevel) return false;
  const name = bytes.indexOf(colon);
  const end = name < 0 ? bytes.length : name;
  const isNamed = standsAt(bytes, end - 5, "Error") || standsAt(bytes, end - 9, "Exception");
  const qualifier = bytes.indexOf(dot);
  const gap = bytes.indexOf(blank);
  return isNamed && qualifier > 0 && qualifier < end && (gap < 0 || gap > end);
}

// ) ] } , ;
const closings: ReadonlySet<number> = new Set(Buffer.from(")]},;"));

/** `}`, `});`: the end of an object that Node shows behind the frames of an error. */
function isClosing(bytes: Uint8Array): boolean {
  return bytes.length <= 4 && bytes.every((byte) => closings.has(byte));
}
