import type { Status } from "../../kube/types.ts";
import type { Cause } from "../kinds/resource-kind.ts";

/** A refusal the API server answers with: an HTTP status and a `Status` body, in the real server's words. */
export class StatusError extends Error {
  override readonly name = "StatusError";
  readonly code: number;
  readonly status: Status;

  constructor(
    code: number,
    reason: string,
    message: string,
    rest: Pick<Status, "details" | "metadata"> = {},
  ) {
    super(message);
    this.code = code;
    this.status = { metadata: {}, status: "Failure", message, reason, code, ...rest };
  }

  /** The body as it goes over the wire. */
  body(): Record<string, unknown> {
    const { metadata, status, message, reason, details, code } = this.status;
    return {
      kind: "Status",
      apiVersion: "v1",
      metadata,
      status,
      message,
      ...(reason === "" ? {} : { reason }),
      ...(details ? { details } : {}),
      code,
    };
  }
}

/** A path that no handler knows, not even as one of a resource it lacks. Answered with bare text. */
export class PageNotFound extends Error {
  override readonly name = "PageNotFound";
}

/** Which resource a refusal is about. */
export interface Subject {
  readonly group: string;
  readonly resource: string;
}

const qualified = ({ group, resource }: Subject) => (group === "" ? resource : `${resource}.${group}`);
const named = ({ group, resource }: Subject, name: string) => ({
  ...(name === "" ? {} : { name }),
  ...(group === "" ? {} : { group }),
  kind: resource,
});

export function badRequest(message: string): StatusError {
  return new StatusError(400, "BadRequest", message);
}

export function unauthorized(): StatusError {
  return new StatusError(401, "Unauthorized", "Unauthorized");
}

/** @param why what RBAC or admission says, after `pods "x" is forbidden: `. */
export function forbidden(subject: Subject, name: string, why: string): StatusError {
  const about =
    name === "" ? `${qualified(subject)} is forbidden` : `${qualified(subject)} "${name}" is forbidden`;
  return new StatusError(403, "Forbidden", `${about}: ${why}`, { details: named(subject, name) });
}

export function notFound(subject: Subject, name: string): StatusError {
  return new StatusError(404, "NotFound", `${qualified(subject)} "${name}" not found`, {
    details: named(subject, name),
  });
}

/** A path no resource is served at. */
export function unknownResource(): StatusError {
  return new StatusError(404, "NotFound", "the server could not find the requested resource", {
    details: {},
  });
}

export function methodNotAllowed(): StatusError {
  return new StatusError(
    405,
    "MethodNotAllowed",
    "the server does not allow this method on the requested resource",
    {
      details: {},
    },
  );
}

export function notAcceptable(): StatusError {
  const message = "406: Not Acceptable\nAvailable representations: application/json";
  return new StatusError(406, "NotAcceptable", message, { details: {} });
}

export function unsupportedMediaType(accepted: readonly string[]): StatusError {
  return new StatusError(
    415,
    "UnsupportedMediaType",
    `the body of the request was in an unknown format - accepted media types include: ${accepted.join(", ")}`,
  );
}

export function alreadyExists(subject: Subject, name: string): StatusError {
  return new StatusError(409, "AlreadyExists", `${qualified(subject)} "${name}" already exists`, {
    details: named(subject, name),
  });
}

/** 409 on a write; deletions name the kind where the others name the resource. */
export function conflict(subject: Subject, name: string, why: string): StatusError {
  return new StatusError(
    409,
    "Conflict",
    `Operation cannot be fulfilled on ${qualified(subject)} "${name}": ${why}`,
    {
      details: named(subject, name),
    },
  );
}

export const staleVersion =
  "the object has been modified; please apply your changes to the latest version and try again";

/** 410: a revision, page or watch that lies before the history. */
export function expired(message: string, metadata?: Status["metadata"]): StatusError {
  return new StatusError(410, "Expired", message, metadata === undefined ? {} : { metadata });
}

/** 422 with one cause for each fault, worded as apimachinery's `NewInvalid` words it. */
export function invalidObject(
  kind: string,
  group: string,
  name: string,
  causes: readonly Cause[],
): StatusError {
  const texts = causes.map(({ field, message }) => `${field}: ${message}`);
  const all = texts.length === 1 ? texts[0] : `[${texts.join(", ")}]`;
  const qualifiedKind = group === "" ? kind : `${kind}.${group}`;
  return new StatusError(422, "Invalid", `${qualifiedKind} "${name}" is invalid: ${all}`, {
    details: { ...(name === "" ? {} : { name }), ...(group === "" ? {} : { group }), kind, causes },
  });
}

/** 429 with the seconds to wait; the server sends them as `Retry-After` too. */
export function tooManyRequests(message: string, retryAfterSeconds: number): StatusError {
  return new StatusError(429, "TooManyRequests", message, { details: { retryAfterSeconds } });
}

export function serviceUnavailable(message: string): StatusError {
  return new StatusError(503, "ServiceUnavailable", message);
}

export function internalError(message: string): StatusError {
  return new StatusError(500, "InternalError", `Internal error occurred: ${message}`, {
    details: { causes: [{ message }] },
  });
}

/** 504 for a `resourceVersion` that was not reached yet; the real server waits three seconds before it says so. */
export function versionTooLarge(asked: string, current: number): StatusError {
  const message = `Too large resource version: ${asked}, current: ${current}`;
  return new StatusError(504, "Timeout", `Timeout: ${message}`, {
    details: {
      causes: [{ reason: "ResourceVersionTooLarge", message: "Too large resource version" }],
      retryAfterSeconds: 1,
    },
  });
}
