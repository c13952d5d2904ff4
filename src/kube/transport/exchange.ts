import type { Readable } from "node:stream";

/** A request ready for a connection: nothing in it is left to decide. */
export interface Outgoing {
  readonly method: string;
  /** Base path, path and query. */
  readonly target: string;
  /** `host:port`. */
  readonly authority: string;
  /** Lower-case names, without `host`. */
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: Uint8Array;
  /** Milliseconds until response headers; 0 waits for ever. */
  readonly timeout: number;
  readonly signal?: AbortSignal;
  /** Whether the exchange is long-lived: such streams leave room for the short ones. */
  readonly lasting: boolean;
}

/** The head of an answer, and its body as the connection delivers it: still compressed, errors still Node's own. */
export interface Incoming {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly stream: Readable;
  /** Frees the connection for others, whatever is left of the body. */
  cancel(error?: Error): void;
  /** Why a body that seems to have ended well was in truth cut short. */
  fault(): Error | undefined;
}

/** Changes nothing on the server, so it may be sent again when its connection died before an answer came. */
export function isRepeatable({ method }: Outgoing): boolean {
  return method === "GET" || method === "HEAD";
}

/** The signal's reason as an error, which is what streams are destroyed with. */
export function abortReason(signal: AbortSignal | undefined): Error {
  return signal?.reason instanceof Error ? signal.reason : new DOMException("aborted", "AbortError");
}

/** What is waited for, or the end of the waiting: the signal ends only the latter. */
export function abortable<T>(waited: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return waited;
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(abortReason(signal));
    signal.addEventListener("abort", onAbort, { once: true });
    if (signal.aborted) onAbort();
    waited.then(resolve, reject).finally(() => signal.removeEventListener("abort", onAbort));
  });
}

/** Header values that came more than once, joined as HTTP has it; pseudo headers left out. */
export function flatHeaders(
  headers: Readonly<Record<string, string | readonly string[] | number | undefined>>,
): Record<string, string> {
  const flat: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined || name.startsWith(":")) continue;
    flat[name] = typeof value === "object" ? value.join(", ") : String(value);
  }
  return flat;
}

/** A copy in the mutable form Node's types ask for. */
export function copyHeaders(headers: Outgoing["headers"]): Record<string, string | string[]> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, typeof value === "string" ? value : [...value]]),
  );
}
