import { fits, type LoggedRequest, type RequestMatch } from "./request-log.ts";

/** When a cut comes: after so many watch events, or after so many bytes of the body. Neither: at once. */
export interface Cut {
  readonly afterEvents?: number;
  readonly afterBytes?: number;
}

/** One way to make a request go wrong. */
export type FaultAction =
  /** Waits so many milliseconds of real time before going on. */
  | { readonly do: "delay"; readonly milliseconds: number }
  /** Closes the connection instead of answering. */
  | { readonly do: "drop" }
  /** Answers with this instead; an object body goes as JSON, a string as it is (HTML unless headers say otherwise). */
  | {
      readonly do: "answer";
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: string | object;
    }
  /** Cuts the connection hard in the middle of the body. */
  | ({ readonly do: "reset" } & Cut)
  /** Sends nothing more, but keeps the connection open. Headers are sent unless nothing at all was to be sent. */
  | ({ readonly do: "stall" } & Cut)
  /** Ends the body cleanly before its time, as a server does with watches. */
  | ({ readonly do: "end" } & Cut)
  /** HTTP/2: tells the connection to go away, then goes on with this answer. HTTP/1.1: `Connection: close`. */
  | { readonly do: "goaway" }
  /** WatchList as servers without it treat it: as if the parameters were not there, or with 422. */
  | { readonly do: "initial-events"; readonly how: "ignore" | "refuse" };

export interface FaultOptions {
  /** How many requests it hits before it is spent; for ever by default. */
  readonly times?: number;
  /** How many fitting requests it lets through first. */
  readonly skip?: number;
}

/** A fault in place. */
export interface Fault {
  /** How many requests it has hit. */
  readonly hits: number;
  remove(): void;
}

class ActiveFault implements Fault {
  readonly match: RequestMatch;
  readonly action: FaultAction;
  readonly #remove: (fault: ActiveFault) => void;
  #skip: number;
  #left: number;
  hits = 0;

  constructor(
    match: RequestMatch,
    action: FaultAction,
    { times = Number.POSITIVE_INFINITY, skip = 0 }: FaultOptions,
    remove: (fault: ActiveFault) => void,
  ) {
    this.match = match;
    this.action = action;
    this.#skip = skip;
    this.#left = times;
    this.#remove = remove;
  }

  /** Whether it hits this request, which must fit; counts. */
  strike(): boolean {
    if (this.#skip > 0) {
      this.#skip -= 1;
      return false;
    }
    this.#left -= 1;
    this.hits += 1;
    if (this.#left <= 0) this.remove();
    return true;
  }

  remove(): void {
    this.#remove(this);
  }
}

/** The faults tests inject. Every fitting one acts, in the order they were added. */
export class Faults {
  readonly #active = new Set<ActiveFault>();

  add(match: RequestMatch, action: FaultAction, options: FaultOptions = {}): Fault {
    const fault = new ActiveFault(match, action, options, (spent) => this.#active.delete(spent));
    this.#active.add(fault);
    return fault;
  }

  clear(): void {
    this.#active.clear();
  }

  /** What happens to a request; uses up counted faults. */
  strike(request: LoggedRequest): readonly FaultAction[] {
    return [...this.#active]
      .filter((fault) => fits(request, fault.match) && fault.strike())
      .map(({ action }) => action);
  }
}

/** 429 with Retry-After, in the plain text of priority and fairness. */
export function tooManyRequestsFault(retryAfterSeconds: number): FaultAction {
  return {
    do: "answer",
    status: 429,
    headers: { "retry-after": String(retryAfterSeconds), "content-type": "text/plain; charset=utf-8" },
    body: "Too many requests, please try again later.\n",
  };
}

/** A `Status` failure, such as 403 Forbidden or 410 Expired. */
export function statusFault(code: number, reason: string, message: string): FaultAction {
  return {
    do: "answer",
    status: code,
    body: { kind: "Status", apiVersion: "v1", metadata: {}, status: "Failure", message, reason, code },
  };
}

/** The error page of a proxy in between. */
export function htmlFault(status: number): FaultAction {
  return {
    do: "answer",
    status,
    body: `<html>\r\n<head><title>${status} Bad Gateway</title></head>\r\n<body><center><h1>${status} Bad Gateway</h1></center><hr><center>nginx</center></body>\r\n</html>\r\n`,
  };
}
