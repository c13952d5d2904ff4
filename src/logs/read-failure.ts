import type { ApiError } from "../kube/api-error.ts";
import type { Clock } from "../lib/clock.ts";
import type { LogFailure } from "./types.ts";

/**
 * Milliseconds in which a server is not believed that denies what it granted before: one that starts answers so until
 * it has read who may do what.
 */
const disbelief = 30_000;
/** What the API server says where it gets no answer of a kubelet: Go names all of the address before the reason. */
const kubeletFailed = /^Get "https?:\/\/[^"]*\/containerLogs\/[^"]*": (.*)$/s;

/** Why a log could not be read, and when to ask again at the earliest, in ms. */
export interface ReadFailure extends LogFailure {
  readonly retryAfter: number | undefined;
  /** Whether no answer came, or not all of it: when the server can be reached it is worth another try. */
  readonly isUnreachable: boolean;
}

/** What of an `ApiError` is looked at; of anything else its words. */
export function failureOf(error: unknown, node: string): ReadFailure {
  const {
    message = String(error),
    code,
    retryAfter,
    kind,
  } = error as { readonly [Name in keyof ApiError]?: unknown };
  const text = String(message);
  const [, why] = kubeletFailed.exec(text) ?? [];
  return {
    message: why === undefined ? text : `${node || "its node"} cannot be reached: ${why}`,
    code: typeof code === "number" ? code : 0,
    retryAfter: typeof retryAfter === "number" ? retryAfter : undefined,
    isUnreachable: kind === "connection",
  };
}

/** Whether the container has no log yet, in the kubelet's words (`validateContainerLogStatus`). */
export function isNotStarted({ code, message }: ReadFailure): boolean {
  return (
    code === 400 && / is waiting to start|ContainerCreating|PodInitializing|is not available/.test(message)
  );
}

/** What a server grants of one log, as far as its answers tell. */
export class LogRights {
  readonly #clock: Clock;
  #wasGranted = false;
  /** When what had been granted was first denied; undefined while it is not. */
  #deniedSince: number | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The log is being answered with. */
  grant(): void {
    this.#wasGranted = true;
    this.#deniedSince = undefined;
  }

  /** Whether the failure will not pass by waiting. */
  isFinal({ code }: ReadFailure): boolean {
    return code === 400 || ((code === 401 || code === 403) && !this.#isUnbelievable());
  }

  /** Whether what is denied now was granted before, and too recently to be believed gone. */
  #isUnbelievable(): boolean {
    if (!this.#wasGranted) return false;
    const now = this.#clock.now();
    this.#deniedSince ??= now;
    return now - this.#deniedSince < disbelief;
  }
}
