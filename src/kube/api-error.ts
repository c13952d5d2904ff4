import type { Status } from "./types.ts";

/**
 * Why a request did not succeed, in one of the ways a user can act on:
 * - `status`: the server answered with an HTTP error (`code`, `reason`, its own `message`);
 * - `connection`: no answer (refused, reset, no route, DNS, timeout, proxy);
 * - `tls`: the peer's certificate was not accepted, or it did not accept ours;
 * - `credentials`: the credentials could not be had (plugin missing or failed, token file unreadable, refresh refused);
 * - `protocol`: the answer was not Kubernetes (HTML, broken framing, an unknown encoding);
 * - `read-only`: a mutating request was refused by us before it left.
 */
export type ApiErrorKind = "status" | "connection" | "tls" | "credentials" | "protocol" | "read-only";

export interface ApiErrorFields {
  readonly kind: ApiErrorKind;
  /** One sentence for a person, without a full stop; the server's own words where it had any. */
  readonly message: string;
  /** What was tried, such as `list pods in payments` or `GET https://10.1.2.3:6443/api/v1/pods`. */
  readonly tried: string;
  /** What the user can do next, one sentence, without a full stop. */
  readonly nextStep?: string;
  /** HTTP status, 0 where there was none. */
  readonly code?: number;
  /** The API's reason in its own spelling (`Forbidden`, `Expired`, …) or the system's (`ECONNREFUSED`). */
  readonly reason?: string;
  readonly status?: Status;
  /** The server's `Retry-After`, in milliseconds. */
  readonly retryAfter?: number;
  readonly cause?: unknown;
}

/** Every failed request, whatever failed. Carries no secret: messages are safe to show and to log. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly kind: ApiErrorKind;
  readonly tried: string;
  readonly nextStep: string | undefined;
  readonly code: number;
  readonly reason: string;
  readonly status: Status | undefined;
  readonly retryAfter: number | undefined;

  constructor(fields: ApiErrorFields) {
    super(fields.message, { cause: fields.cause });
    this.kind = fields.kind;
    this.tried = fields.tried;
    this.nextStep = fields.nextStep;
    this.code = fields.code ?? 0;
    this.reason = fields.reason ?? "";
    this.status = fields.status;
    this.retryAfter = fields.retryAfter;
  }
}
