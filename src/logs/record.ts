import { type JsonNode, type JsonObject, readJsonObject, unescaped } from "./json-text.ts";
import { levelKeys, levelOfValue, plainKey, unknownLevel } from "./level.ts";
import { readPairs } from "./pairs.ts";
import type { Stamp } from "./types.ts";

/** One thing that a line says of itself. */
export interface LogField {
  /** Fields of fields have their names joined with dots: `request.path`. */
  readonly name: string;
  readonly value: string;
  /** `json` is a list, or an object too deep to take apart, as it stands in the line. */
  readonly kind: "string" | "number" | "literal" | "json";
}

/** What a line says, in whichever form. */
export interface ParsedLine {
  readonly format: "json" | "logfmt" | "klog" | "plain";
  /** Text that stands before the fields and behind them. A plain line is all text. */
  readonly before: string;
  readonly after: string;
  /** In the order of the line. */
  readonly fields: readonly LogField[];
  readonly json: JsonObject | undefined;
}

/** A line as it is shown: the message first, then the rest. */
export interface LogRecord {
  readonly format: ParsedLine["format"];
  /** All the text outside of fields, and the message among them; `""` where there is neither. */
  readonly message: string;
  readonly fields: readonly LogField[];
}

/** Longer lines are shown as they are: nobody reads their fields, and reading them would hold up the screen. */
const longestRecord = 65_536;
/** How deep fields of fields are taken apart. */
const deepestField = 8;

/** What a line says of itself. Never throws; what has no known form is plain. */
export function parseLine(text: string): ParsedLine {
  if (text.length > longestRecord) return plain(text);
  return klogLine(text) ?? jsonLine(text) ?? pairsLine(text) ?? plain(text);
}

/**
 * A line as it is shown. The time is left out where it is the line's own stamp to a second, the level where a badge
 * says as much.
 */
export function readRecord(text: string, stamp?: Stamp): LogRecord {
  const parsed = parseLine(text);
  const { format, before, after, fields } = parsed;
  const message = messageOf(fields);
  const texts = [before, message === undefined ? "" : sentence(message, fields), after];
  return {
    format,
    message: texts.filter((part) => part !== "").join(" "),
    fields: fields.filter((field) => field !== message && !saysTime(field, stamp) && !saysOnlyLevel(field)),
  };
}

function plain(text: string): ParsedLine {
  return { format: "plain", before: text, after: "", fields: [], json: undefined };
}

/** JSON may begin a line or stand behind a blank, with text before and after. */
function jsonLine(text: string): ParsedLine | undefined {
  for (const { index } of text.matchAll(/(?<=^|\s)\{(?=\s*")/g)) {
    const found = readJsonObject(text, index);
    if (found === undefined) continue;
    const [before, after] = [text.slice(0, index).trim(), text.slice(found.end).trim()];
    return { format: "json", before, after, fields: flattened(found.object), json: found.object };
  }
  return undefined;
}

/** The fields of an object, and of objects in it. */
export function flattened(object: JsonObject, prefix = "", depth = 1): LogField[] {
  return object.fields.flatMap(([name, node]) => {
    const path = prefix + name;
    const isOpen = node.kind === "object" && node.fields.length > 0 && depth < deepestField;
    return isOpen
      ? flattened(node, `${path}.`, depth + 1)
      : [{ name: path, value: node.text, kind: kindOf(node) }];
  });
}

function kindOf(node: JsonNode): LogField["kind"] {
  return node.kind === "object" || node.kind === "array" ? "json" : node.kind;
}

const klogHead = /^[IWEF]\d{4} (\d\d:\d\d:\d\d\.\d{1,9})\s+(\d+) ([^\s:\]]+:\d+)\] ?(.*)$/s;
const quotedHead = /^"((?:[^"\\]|\\.)*)"/;

/** `I0102 15:04:05.678901       1 main.go:12] "message" pod="default/x"`. */
function klogLine(text: string): ParsedLine | undefined {
  const [, time, thread, caller, rest = ""] = klogHead.exec(text) ?? [];
  if (time === undefined || thread === undefined || caller === undefined) return undefined;
  const quoted = quotedHead.exec(rest)?.[0];
  const pairs = quoted === undefined ? undefined : readPairs(rest.slice(quoted.length), 1);
  const message =
    quoted !== undefined && (pairs?.before ?? rest.slice(quoted.length)) === "" ? unescaped(quoted) : rest;
  const isStructured = message !== rest;
  return {
    format: "klog",
    before: message,
    after: "",
    fields: [
      ...(isStructured ? pairFields(pairs?.pairs ?? []) : []),
      { name: "caller", value: caller, kind: "string" },
      { name: "thread", value: thread, kind: "number" },
      { name: "time", value: time, kind: "string" },
    ],
    json: undefined,
  };
}

function pairsLine(text: string): ParsedLine | undefined {
  const found = readPairs(text);
  if (found === undefined) return undefined;
  const { before, pairs } = found;
  return { format: "logfmt", before, after: "", fields: pairFields(pairs), json: undefined };
}

function pairFields(pairs: readonly { name: string; value: string; isQuoted: boolean }[]): LogField[] {
  return pairs.map(({ name, value, isQuoted }) => ({
    name,
    value,
    kind: isQuoted ? "string" : kindOfText(value),
  }));
}

function kindOfText(value: string): LogField["kind"] {
  if (/^-?\d+(\.\d+)?$/.test(value)) return "number";
  return /^(true|false|null|nil)$/.test(value) ? "literal" : "string";
}

/** Names of the field that is the message, the surest first. */
const messageNames = [
  "msg",
  "message",
  "@m",
  "@message",
  "short_message",
  "log",
  "event",
  "text",
  "body",
  "fields.message",
  "log.message",
  "textPayload",
  "MESSAGE",
  "@mt",
];

function messageOf(fields: readonly LogField[]): LogField | undefined {
  for (const wanted of messageNames) {
    const found = fields.find(({ name, value }) => name === wanted && value.trim() !== "");
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Serilog's `@mt` is a template whose holes other fields fill. */
function sentence({ name, value }: LogField, fields: readonly LogField[]): string {
  if (name !== "@mt") return value.trim();
  return value.replace(/\{[@$]?(\w+)[^}]*\}/g, (hole, wanted: string) => {
    return fields.find((field) => field.name === wanted)?.value ?? hole;
  });
}

const timeNames = new Set([
  "time",
  "ts",
  "timestamp",
  "@timestamp",
  "t",
  "@t",
  "datetime",
  "date",
  "asctime",
]);

function saysTime({ name, value }: LogField, stamp: Stamp | undefined): boolean {
  if (stamp === undefined || !timeNames.has(name.toLowerCase())) return false;
  const seconds = stamp.seconds + stamp.nanos / 1e9;
  const time = secondsOf(value);
  if (time !== undefined) return Math.abs(time - seconds) <= 1;
  const local = secondsOf(`${value}Z`) ?? secondsOfDay(value);
  if (local === undefined) return false;
  // Without a zone or a date it may be the time of any zone, which are whole quarters of an hour apart.
  const apart = Math.abs(local - seconds) % quarter;
  return Math.min(apart, quarter - apart) <= 1;
}

const quarter = 900;

/** Seconds since the epoch, of a date with its zone or of a number in whichever unit. */
function secondsOf(value: string): number | undefined {
  if (/^\d{9,19}(\.\d+)?$/.test(value)) {
    const number = Number(value);
    return number / (number > 1e17 ? 1e9 : number > 1e14 ? 1e6 : number > 1e11 ? 1e3 : 1);
  }
  const date = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:[.,](\d+))? ?(Z|[+-]\d\d:?\d\d)$/.exec(value);
  if (date === null) return undefined;
  const [, day, time, decimals = "0", zone = "Z"] = date;
  const colonZone = zone.replace(/^(.\d\d)(\d\d)$/, "$1:$2");
  const milliseconds = Date.parse(`${day}T${time}${colonZone}`);
  return Number.isNaN(milliseconds) ? undefined : milliseconds / 1000 + Number(`0.${decimals}`);
}

function secondsOfDay(value: string): number | undefined {
  const [, hours, minutes, seconds] = /^(\d\d):(\d\d):(\d\d(?:[.,]\d+)?)$/.exec(value) ?? [];
  if (seconds === undefined) return undefined;
  return Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds.replace(",", "."));
}

const plainNumbers = /^[1-6]0$/;
const plainLevels = /^(trace|debug|info|information|warn|warning|error|err|fatal)$/i;

/** `notice` or `ERROR+4` say more than the level that is made of them, and so stay. */
function saysOnlyLevel({ name, value, kind }: LogField): boolean {
  const isLevel = levelKeys.has(plainKey(name)) && levelOfValue(value) !== unknownLevel;
  return isLevel && (kind === "number" ? plainNumbers.test(value) : plainLevels.test(value));
}
