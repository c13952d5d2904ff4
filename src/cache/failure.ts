import type { Failure } from "./types.ts";

/**
 * What a failed list or watch means for the reflector.
 * - `expired`: the resourceVersion is too old; list again (410, or reason Expired/Gone in an ERROR event);
 * - `too-new`: the server has not seen the resourceVersion; list without one (504 with cause ResourceVersionTooLarge);
 * - `invalid`: the server does not understand the request (400, 422): a WatchList, a version, a selector;
 * - `denied`: not allowed, or no such resource or verb (403, 404, 405);
 * - `unreachable`: no connection; wait for the link;
 * - `retry`: everything else; wait and go on where we were.
 * Sources: client-go tools/cache/reflector.go (isExpiredError, isTooLargeResourceVersionError, handleAnyWatch) and
 * apimachinery pkg/api/errors.
 */
export type Verdict = "expired" | "too-new" | "invalid" | "denied" | "unreachable" | "retry";

export function verdictOf(failure: Failure): Verdict {
  if (failure.kind === "connection") return "unreachable";
  if (failure.kind !== "status") return "retry";
  if (failure.code === 410 || failure.reason === "Expired" || failure.reason === "Gone") return "expired";
  const causes = failure.status?.details?.causes ?? [];
  if (causes.some((cause) => cause.reason === "ResourceVersionTooLarge")) return "too-new";
  if (failure.code === 400 || failure.code === 422) return "invalid";
  if (failure.code === 403 || failure.code === 404 || failure.code === 405) return "denied";
  return "retry";
}

/** Whether the server was asked for a sign of life for some time before it was given up. */
export function isSilence({ kind, reason }: Failure): boolean {
  return kind === "connection" && reason === "PEER_SILENT";
}

/**
 * Whether an invalid request was a WatchList on a server that does none. Servers from 1.27 on name `sendInitialEvents`,
 * older ones `resourceVersionMatch` (apimachinery pkg/apis/meta/internalversion/validation).
 */
export function isAboutWatchList({ message, status }: Failure): boolean {
  const fields = status?.details?.causes?.map(({ field }) => field) ?? [];
  return [message, ...fields].some((text) => /sendInitialEvents|resourceVersionMatch/.test(text ?? ""));
}

/** Anything thrown, as a failure that can be shown. */
export function failureOf(error: unknown, tried: string): Failure {
  if (error instanceof Error && "kind" in error && "tried" in error) return error as Error & Failure;
  const message = error instanceof Error ? error.message : String(error);
  return {
    kind: "protocol",
    message,
    tried,
    nextStep: undefined,
    code: 0,
    reason: "",
    status: undefined,
    retryAfter: undefined,
  };
}

/** A failure of our own making, for what no server said. */
export function failure(message: string, tried: string): Failure {
  return failureOf(new Error(message), tried);
}
