/** A moment as container runtimes write it. */
export interface LogStamp {
  /** Since the epoch. */
  readonly seconds: number;
  /** 0 to 999,999,999. */
  readonly nanos: number;
  /** The runtime's offset: `Z`, or such as `+02:00`. */
  readonly zone: string;
}

/** One record of a log file: a line, or a piece of one that is longer than a runtime writes at once. */
export interface LogRecord {
  readonly stamp: LogStamp;
  /** With its line feed, unless it is a piece that the next record goes on with. */
  readonly bytes: Uint8Array;
}

/** Runtimes cut lines into pieces of so many bytes, each a record with a stamp of its own (containerd, CRI-O). */
export const pieceSize = 16_384;

const lineFeed = Buffer.from("\n");

/** The records of one line. A partial one is not ended: what is written next goes on in it. */
export function recordsOf(line: string | Uint8Array, stamp: LogStamp, partial = false): readonly LogRecord[] {
  const bytes = typeof line === "string" ? Buffer.from(line) : line;
  const end = partial ? [] : [lineFeed];
  if (bytes.length <= pieceSize) return [{ stamp, bytes: Buffer.concat([bytes, ...end]) }];
  const records: LogRecord[] = [];
  for (let at = 0; at < bytes.length; at += pieceSize) {
    const piece = bytes.subarray(at, at + pieceSize);
    const isLast = at + pieceSize >= bytes.length;
    records.push({ stamp, bytes: isLast ? Buffer.concat([piece, ...end]) : piece });
  }
  return records;
}

/** The stamp of a time in milliseconds, so many nanoseconds later. */
export function stampAt(milliseconds: number, nanos = 0, zone = "Z"): LogStamp {
  const whole = Math.floor(milliseconds);
  const seconds = Math.floor(whole / 1000);
  const all = (whole - seconds * 1000) * 1_000_000 + nanos;
  return { seconds: seconds + Math.floor(all / 1e9), nanos: all % 1e9, zone };
}

/**
 * Reads an RFC 3339 time with up to nine decimals, keeping its zone.
 * @throws Error for anything else.
 */
export function parseStamp(text: string): LogStamp {
  const [, whole = "", decimals = "", zone = ""] =
    /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)$/.exec(text) ?? [];
  const milliseconds = Date.parse(`${whole}${zone}`);
  if (Number.isNaN(milliseconds)) throw new Error(`"${text}" is no RFC 3339 time`);
  return { seconds: milliseconds / 1000, nanos: Number(decimals.padEnd(9, "0")), zone };
}

/** As the kubelet writes it before a line: nine decimals always, in the zone of the runtime (k8s.io/cri-client). */
export function stampText({ seconds, nanos, zone }: LogStamp): string {
  return `${secondText(seconds, zone)}.${String(nanos).padStart(9, "0")}${zone}`;
}

// Neighbouring lines share their second.
let last = { seconds: Number.NaN, zone: "", text: "" };

function secondText(seconds: number, zone: string): string {
  if (last.seconds === seconds && last.zone === zone) return last.text;
  const text = new Date(seconds * 1000 + offsetOf(zone)).toISOString().slice(0, 19);
  last = { seconds, zone, text };
  return text;
}

function offsetOf(zone: string): number {
  const [, sign, hours, minutes] = /^([+-])(\d\d):(\d\d)$/.exec(zone) ?? [];
  if (sign === undefined) return 0;
  return (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
}

/** Negative where `a` is before `b`. */
export function compareStamps(
  a: Pick<LogStamp, "seconds" | "nanos">,
  b: Pick<LogStamp, "seconds" | "nanos">,
): number {
  return a.seconds - b.seconds || a.nanos - b.nanos;
}
