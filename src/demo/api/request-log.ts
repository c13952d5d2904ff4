import type { ResourceTarget } from "./request-info.ts";

/** One request as the server saw it. The object lives on while the request does: `status`, `sent` and `ended` grow. */
export interface LoggedRequest {
  /** Counts from 1 over the life of the cluster. */
  readonly id: number;
  /** Milliseconds since the epoch, by the cluster's clock. */
  readonly time: number;
  readonly method: string;
  readonly path: string;
  /** The query string as it came, without `?`. */
  readonly query: string;
  readonly verb: string;
  readonly target: ResourceTarget | undefined;
  readonly httpVersion: string;
  readonly userAgent: string;
  readonly accept: string;
  /** Whose token it was, `""` when there was none that is known. */
  user: string;
  /** 0 until the answer began. */
  status: number;
  /** Bytes of the body that came in. */
  received: number;
  /** Bytes of the body that went out, before compression by the connection. */
  sent: number;
  /** How it went: still open, answered to the end, or cut by either side. */
  outcome: "open" | "done" | "cut";
}

/** Picks requests, for faults and assertions; every given part must fit. */
export interface RequestMatch {
  readonly method?: string;
  readonly verb?: string;
  readonly path?: string | RegExp;
  /** The plural API name. */
  readonly resource?: string;
  readonly subresource?: string;
  readonly namespace?: string;
  readonly name?: string;
  readonly user?: string;
  /** Must occur in the query string. */
  readonly query?: string | RegExp;
}

/** Whether a request fits a match. */
export function fits(request: LoggedRequest, match: RequestMatch): boolean {
  const { target } = request;
  const pairs: readonly (readonly [string | undefined, string | undefined])[] = [
    [match.method, request.method],
    [match.verb, request.verb],
    [match.user, request.user],
    [match.resource, target?.resource],
    [match.subresource, target?.subresource],
    [match.namespace, target?.namespace],
    [match.name, target?.name],
  ];
  return (
    pairs.every(([wanted, actual]) => wanted === undefined || wanted === actual) &&
    textFits(request.path, match.path, (path) => path === match.path) &&
    textFits(request.query, match.query, (query) => query.includes(String(match.query)))
  );
}

function textFits(
  text: string,
  wanted: string | RegExp | undefined,
  plain: (text: string) => boolean,
): boolean {
  if (wanted === undefined) return true;
  return typeof wanted === "string" ? plain(text) : wanted.test(text);
}

/** The last requests, oldest first. */
export class RequestLog {
  readonly #limit: number;
  #entries: LoggedRequest[] = [];
  #count = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** The number the next request gets. */
  nextId(): number {
    this.#count += 1;
    return this.#count;
  }

  add(entry: LoggedRequest): void {
    this.#entries.push(entry);
    if (this.#entries.length > this.#limit * 1.25) this.#entries = this.#entries.slice(-this.#limit);
  }

  /** Requests that fit, oldest first; all of them without a match. */
  list(match: RequestMatch = {}): readonly LoggedRequest[] {
    return this.#entries.filter((entry) => fits(entry, match));
  }

  clear(): void {
    this.#entries = [];
  }
}
