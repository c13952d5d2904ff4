import type { LogLine, LogNote, LogSource } from "../../src/logs/types.ts";

/** The container `app` of the pod `pod-0`, `pod-1` and so on. */
export function logSource(number: number, { namespace = "payments", container = "app" } = {}): LogSource {
  const pod = { context: "prod", uid: `uid-${number}`, namespace, name: `pod-${number}`, node: "node-1" };
  return { number, pod, container, role: "app" };
}

export interface EntryOptions {
  /** The pod by number; 0 by default. */
  readonly source?: number | LogSource;
  /** Milliseconds since the epoch, fractions of them too. */
  readonly at?: number;
}

function stamped({ source = 0, at = 0 }: EntryOptions) {
  const seconds = Math.floor(at / 1000);
  return {
    source: typeof source === "number" ? logSource(source) : source,
    seconds,
    nanos: Math.round((at - seconds * 1000) * 1e6),
  };
}

/** One line as it comes from a tail. */
export function logLine(
  text: string | Uint8Array,
  { omitted = 0, late = false, ...options }: EntryOptions & { omitted?: number; late?: boolean } = {},
): LogLine {
  const bytes = typeof text === "string" ? Buffer.from(text) : text;
  return { kind: "line", ...stamped(options), bytes, omitted, late };
}

/** One note as it comes from a tail. */
export function logNote(about: LogNote["about"], text: string, options: EntryOptions = {}): LogNote {
  return { kind: "note", ...stamped(options), about, text };
}
