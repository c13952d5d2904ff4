import {
  afterEscape,
  backslash,
  bar,
  beforeEscape,
  blank,
  closeBrace,
  closeBracket,
  closeParenthesis,
  colon,
  dot,
  equals,
  escapeByte,
  greater,
  isBlank,
  isDigit,
  isLetter,
  less,
  minus,
  openBrace,
  openBracket,
  openParenthesis,
  quote,
  semicolon,
  slash,
  standsAt,
  tab,
} from "./ascii.ts";
import {
  debugLevel,
  errorLevel,
  fatalLevel,
  infoLevel,
  type LevelCode,
  levelOfNumber,
  levelOfPriority,
  traceLevel,
  unknownLevel,
  warnLevel,
} from "./level.ts";
import { isLevelKey, levelWordAt, lowerMarked, upperBare, upperMarked } from "./level-words.ts";

/*
 * Runs once for every line that arrives, a hundred thousand times a second: it looks at bytes, makes no strings, and
 * stops as soon as it knows.
 */

/** Bare words count in so many bytes from the start: after a time, a thread and a logger, before the message. */
const headLength = 128;
/** A line with `key=value` pairs names its level in so many bytes. */
const pairsLength = 512;
/** A level in JSON is looked for in so many bytes: it may stand behind a long message. */
const jsonLength = 65_536;

/** The level that a line says it has, `unknown` where it does not: JSON, logfmt, klog, syslog, or a word near its start. */
export function detectLevel(bytes: Uint8Array): LevelCode {
  const at = afterBlanks(bytes, 0);
  const first = bytes[at];
  if (first === openBrace) return jsonLevel(bytes, at);
  if (first === undefined) return unknownLevel;
  const known = klogLevel(bytes, at) || priorityLevel(bytes, at) || redisLevel(bytes, at);
  return known || wordLevel(bytes, at);
}

/** `I0102 15:04:05.678901       1 main.go:12] started`. */
function klogLevel(bytes: Uint8Array, at: number): LevelCode {
  if (bytes[at + 5] !== blank || bytes[at + 8] !== colon || !isDigit(bytes[at + 1])) return unknownLevel;
  if (!isDigit(bytes[at + 2]) || !isDigit(bytes[at + 3]) || !isDigit(bytes[at + 4])) return unknownLevel;
  switch (bytes[at]) {
    case 0x49:
      return infoLevel;
    case 0x57:
      return warnLevel;
    case 0x45:
      return errorLevel;
    case 0x46:
      return fatalLevel;
    default:
      return unknownLevel;
  }
}

/** `<11>text`, syslog's priority. */
function priorityLevel(bytes: Uint8Array, at: number): LevelCode {
  if (bytes[at] !== less || !isDigit(bytes[at + 1])) return unknownLevel;
  let priority = 0;
  let end = at + 1;
  for (; isDigit(bytes[end]) && end < at + 4; end += 1) priority = priority * 10 + (bytes[end] ?? 0) - 0x30;
  return bytes[end] === greater && priority < 192 ? levelOfPriority(priority) : unknownLevel;
}

/** `1:M 02 Jan 2026 10:00:00.000 # text`: Redis marks what is grave, what is new, what is chatter. */
function redisLevel(bytes: Uint8Array, start: number): LevelCode {
  if (!isDigit(bytes[start])) return unknownLevel;
  let at = start;
  while (isDigit(bytes[at])) at += 1;
  const mark = at + 28;
  if (
    bytes[at] !== colon ||
    bytes[at + 2] !== blank ||
    bytes[mark - 1] !== blank ||
    bytes[mark + 1] !== blank
  ) {
    return unknownLevel;
  }
  switch (bytes[mark]) {
    case 0x23:
      return warnLevel;
    case 0x2a:
      return infoLevel;
    case minus:
      return debugLevel;
    case dot:
      return traceLevel;
    default:
      return unknownLevel;
  }
}

/** 1 for what a word is made of. */
const wordBytes = new Uint8Array(256);
for (let byte = 0x41; byte <= 0x5a; byte += 1) wordBytes[byte] = wordBytes[byte | 0x20] = 1;
wordBytes[0x5f] = 1;

/** Of a `level=` pair, a word near the start, or JSON behind a start that is none. */
function wordLevel(bytes: Uint8Array, start: number): LevelCode {
  let end = Math.min(bytes.length, start + headLength);
  let hasPairs = false;
  let found = unknownLevel;
  let at = start;
  while (at < end) {
    const byte = bytes[at] ?? 0;
    if (wordBytes[byte] === 1) {
      const from = at;
      do at += 1;
      while (wordBytes[bytes[at] ?? 0] === 1);
      if (byteAfter(bytes, at) === equals) {
        const value = afterEscapes(bytes, at) + 1;
        if (isLevelKey(bytes, from, at)) return valueLevel(bytes, value);
        hasPairs = true;
        end = Math.min(bytes.length, start + pairsLength);
        if (bytes[value] === quote) at = endOfString(bytes, value + 1, end) + 1;
      } else if (found === unknownLevel && from < start + headLength) {
        found = levelOfWordAt(bytes, start, from, at);
        // Where there are pairs, one of them says it better than a word before it.
        if (found !== unknownLevel && !hasPairs) return found;
      }
    } else if (byte === escapeByte) {
      at = afterEscape(bytes, at);
    } else if (byte === openBrace && bytes[at + 1] === quote && found === unknownLevel) {
      return jsonLevel(bytes, at);
    } else {
      at += 1;
    }
  }
  return found;
}

function levelOfWordAt(bytes: Uint8Array, start: number, from: number, to: number): LevelCode {
  if (to - from < 3) return unknownLevel;
  const word = levelWordAt(bytes, from, to);
  if (word === undefined) return failureAt(bytes, start, from, to);
  const isUpper = !isLowerCase(bytes[to - 1]);
  if (isMarked(bytes, from, to))
    return (word.stands & (isUpper ? upperMarked : lowerMarked)) !== 0 ? word.code : unknownLevel;
  if ((word.stands & upperBare) === 0 || !standsAlone(bytes, from, to)) return unknownLevel;
  // In lower case it is a word of a sentence, unless it has a place or a colour of its own.
  const isSet = (word.stands & lowerMarked) !== 0 && isSetApart(bytes, start, from, to);
  return isUpper || isSet ? word.code : unknownLevel;
}

/** Right behind a time, or in a colour that it alone has: `14:20:30 warn slow`. */
function isSetApart(bytes: Uint8Array, start: number, from: number, to: number): boolean {
  const isColoured = beforeEscape(bytes, from) < from && endsInColour(bytes, to);
  return isColoured || (isBlank(byteAfter(bytes, to)) && isTime(bytes, start, from));
}

function endsInColour(bytes: Uint8Array, to: number): boolean {
  let at = to;
  while (bytes[at] === blank) at += 1;
  return bytes[at] === escapeByte;
}

/** Whether nothing stands here but a time, with or without a date and a zone. */
function isTime(bytes: Uint8Array, from: number, to: number): boolean {
  let hasClock = false;
  for (let at = from; at < to; ) {
    const byte = bytes[at] ?? 0;
    if (byte === escapeByte) {
      at = afterEscape(bytes, at);
      continue;
    }
    if (!isDigit(byte) && !timeBytes.has(byte)) return false;
    hasClock ||= byte === colon && isDigit(bytes[at - 1]) && isDigit(bytes[at + 1]);
    at += 1;
  }
  return hasClock;
}

const timeBytes: ReadonlySet<number> = new Set(Buffer.from(" \t[]():.,/+-TZ"));

const isLowerCase = (byte: number | undefined) => byte !== undefined && byte >= 0x61;

/** In brackets, between tabs or bars, or before a colon. */
function isMarked(bytes: Uint8Array, from: number, to: number): boolean {
  const before = byteBefore(bytes, from);
  const after = byteAfter(bytes, to);
  if (after === colon) return before !== slash && before !== equals;
  if (after === closeBracket) return before === openBracket || before === blank;
  return (
    (before === openBracket && isBlank(after)) ||
    (before === openParenthesis && after === closeParenthesis) ||
    (before === less && after === greater) ||
    (before === bar && after === bar) ||
    (before === tab && after === tab)
  );
}

/** Parted from its neighbours by something that parts words: `GET /ERROR` is a path. */
function standsAlone(bytes: Uint8Array, from: number, to: number): boolean {
  const before = byteBefore(bytes, from);
  const after = byteAfter(bytes, to);
  // Celery writes `ERROR/MainProcess`.
  if (after === slash) return before === blank;
  return partsWords(before) && partsWords(after);
}

// blank tab [ ] ( ) < > | " ' : ; , ! *
const parting: ReadonlySet<number> = new Set(Buffer.from(" \t[]()<>|\"':;,!*"));

function partsWords(byte: number): boolean {
  return parting.has(byte);
}

/** The byte before a place and its colours; a blank where nothing is. */
function byteBefore(bytes: Uint8Array, at: number): number {
  let place = at;
  for (let start = beforeEscape(bytes, place); start < place; start = beforeEscape(bytes, place))
    place = start;
  return bytes[place - 1] ?? blank;
}

/** The byte at a place, behind its colours; a blank where nothing is. */
function byteAfter(bytes: Uint8Array, at: number): number {
  return bytes[afterEscapes(bytes, at)] ?? blank;
}

function afterEscapes(bytes: Uint8Array, at: number): number {
  let place = at;
  while (bytes[place] === escapeByte) place = afterEscape(bytes, place);
  return place;
}

/** `TypeError: …`, `java.lang.IllegalStateException: …`, `Traceback (most recent call last):` and the like. */
function failureAt(bytes: Uint8Array, start: number, from: number, to: number): LevelCode {
  if (from === start && beginnings.some((text) => standsAt(bytes, start, text))) return errorLevel;
  if (byteAfter(bytes, to) !== colon && to !== bytes.length) return unknownLevel;
  if (!(standsAt(bytes, to - 5, "Error") || standsAt(bytes, to - 9, "Exception"))) return unknownLevel;
  // What stands before it belongs to its name: `java.lang.`.
  for (let at = start; at < from; at += 1) {
    const byte = bytes[at] ?? 0;
    if (wordBytes[byte] !== 1 && byte !== dot && byte !== dollar && !isDigit(byte)) return unknownLevel;
  }
  return errorLevel;
}

const beginnings = ["Traceback (most recent", "Exception in thread", "Unhandled exception", "Uncaught "];
const dollar = 0x24;

/** What `levelOfValue` says, without the text: of a number or a name, in quotes or not. */
function valueLevel(bytes: Uint8Array, start: number): LevelCode {
  const first = afterEscapes(bytes, start);
  const from = bytes[first] === quote ? afterWrittenEscapes(bytes, first + 1) : first;
  let to = from;
  if (bytes[from] === minus || isDigit(bytes[from])) {
    let number = 0;
    for (to += bytes[from] === minus ? 1 : 0; isDigit(bytes[to]); to += 1)
      number = number * 10 + (bytes[to] ?? 0) - 0x30;
    return levelOfNumber(bytes[from] === minus ? -number : number);
  }
  while (isLetter(bytes[to])) to += 1;
  // zap's levels beyond its names, such as `Level(-4)`.
  if (bytes[to] === openParenthesis) return debugLevel;
  return levelWordAt(bytes, from, to)?.code ?? unknownLevel;
}

/** Colours in a string of JSON, as winston leaves them there: `"\\u001b[33mwarn\\u001b[39m"`. */
function afterWrittenEscapes(bytes: Uint8Array, from: number): number {
  let at = from;
  while (bytes[at] === backslash && (standsAt(bytes, at, "\\u001b[") || standsAt(bytes, at, "\\u001B["))) {
    at += 7;
    while (isDigit(bytes[at]) || bytes[at] === semicolon) at += 1;
    at += 1;
  }
  return at;
}

/**
 * Of a top-level field, or of `level` in `log` as ECS has it; else as Kubernetes' own components have it, which begin with
 * a number `ts` and write `v` for how chatty a line is, and none but perhaps `err` for an error
 * (k8s.io/component-base/logs/json).
 */
function jsonLevel(bytes: Uint8Array, start: number): LevelCode {
  const end = Math.min(bytes.length, start + jsonLength);
  const isKubernetes =
    standsAt(bytes, start, kubernetesStart) && isDigit(bytes[start + kubernetesStart.length]);
  let found = unknownLevel;
  let depth = 0;
  /** The depth at which a `level` counts: 2 within `"log": {`. */
  let counts = 1;
  let at = start;
  while (at < end) {
    const byte = bytes[at];
    at += 1;
    if (byte === quote) {
      const from = at;
      const to = endOfString(bytes, from, end);
      const value = afterColon(bytes, to + 1);
      at = to + 1;
      if (value === 0 || depth > counts) continue;
      if (isLevelKey(bytes, from, to)) return valueLevel(bytes, value);
      if (isKubernetes && depth === 1) found ||= kubernetesLevel(bytes, from, to, value);
      if (depth === 1) counts = isLogKey(bytes, from, to) && bytes[value] === openBrace ? 2 : 1;
    } else if (byte === escapeByte) {
      at = afterEscape(bytes, at - 1);
    } else if (byte === openBrace || byte === openBracket) {
      depth += 1;
    } else if (byte === closeBrace || byte === closeBracket) {
      depth -= 1;
      if (depth === 0) break;
    }
  }
  return found;
}

const kubernetesStart = '{"ts":';
/** From this verbosity on it is for those who look for a fault (Kubernetes' logging conventions). */
const firstDebugDigit = 0x34;

function kubernetesLevel(bytes: Uint8Array, from: number, to: number, value: number): LevelCode {
  const digit = bytes[value] ?? 0;
  if (to - from === 1 && bytes[from] === 0x76 && isDigit(digit))
    return digit >= firstDebugDigit || isDigit(bytes[value + 1]) ? debugLevel : infoLevel;
  return to - from === 3 && standsAt(bytes, from, "err") && digit === quote ? errorLevel : unknownLevel;
}

const isLogKey = (bytes: Uint8Array, from: number, to: number) =>
  to - from === 3 && bytes[from] === 0x6c && bytes[from + 1] === 0x6f && bytes[from + 2] === 0x67;

/** Where the quote stands that ends a string. */
function endOfString(bytes: Uint8Array, from: number, end: number): number {
  let at = from;
  while (at < end && bytes[at] !== quote) at += bytes[at] === backslash ? 2 : 1;
  return at;
}

/** Where the value begins behind a colon; 0 where there is none, and so what came before is no name. */
function afterColon(bytes: Uint8Array, start: number): number {
  const at = afterBlanks(bytes, start);
  return bytes[at] === colon ? afterBlanks(bytes, at + 1) : 0;
}

/** Behind blanks and colours. */
function afterBlanks(bytes: Uint8Array, start: number): number {
  let at = start;
  while (isBlank(bytes[at]) || bytes[at] === escapeByte)
    at = bytes[at] === escapeByte ? afterEscape(bytes, at) : at + 1;
  return at;
}
