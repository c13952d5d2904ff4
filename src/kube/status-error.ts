import { ApiError, type ApiErrorFields } from "./api-error.ts";
import { decodeStatus } from "./codec/status.ts";
import type { WireResponse } from "./transport/types.ts";
import type { Status } from "./types.ts";

/** An answer with an HTTP error, its body read. */
export interface ErrorAnswer {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** What of an error's body is read; a Status is far smaller, and a proxy's page need not be read whole. */
const MAX_ERROR_BODY = 256 * 1024;

/**
 * Reads the body of an unsuccessful response and makes its `ApiError`. Where the connection ends first, the code says
 * enough: API servers close an HTTP/2 connection with their 401 (feature gate `UnauthenticatedHTTP2DOSMitigation`),
 * and while a plugin is asked for something newer nobody reads it.
 */
export async function readStatusError(response: WireResponse, tried: string): Promise<ApiError> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of response.body) {
      chunks.push(chunk);
      size += chunk.length;
      if (size > MAX_ERROR_BODY) break;
    }
  } catch (error) {
    if (!(error instanceof ApiError) || error.kind !== "connection") throw error;
  }
  const { status, headers } = response;
  return statusError({ status, headers, body: Buffer.concat(chunks) }, tried);
}

/**
 * The `ApiError` for an answer that was not a success: a Status in JSON or protobuf, a plain text (priority and
 * fairness, and everything that answers before the API does), or a web page, which is no answer of Kubernetes.
 */
export function statusError(answer: ErrorAnswer, tried: string): ApiError {
  const status = statusOf(answer);
  if (status !== undefined) return errorOfStatus(status, tried, answer);
  const text = answer.body.toString();
  if (isWebPage(answer, text)) return webPageError(answer, tried);
  const line = firstLine(text);
  return errorOfStatus({ code: answer.status, ...(line === "" ? {} : { message: line }) }, tried, answer);
}

/** The `ApiError` for a Status, as an ERROR event of a watch carries it too; `answer` is the response it came in. */
export function errorOfStatus(status: Status, tried: string, answer?: Omit<ErrorAnswer, "body">): ApiError {
  const code = status.code ?? answer?.status ?? 0;
  const reason = status.reason ?? REASON_OF_CODE[code] ?? "";
  const retryAfter = retryAfterOf(answer?.headers ?? {}, status);
  const fields: ApiErrorFields = {
    kind: "status",
    message:
      withoutLogin(status.message) ?? `the server answered ${code}${reason === "" ? "" : ` ${reason}`}`,
    tried,
    nextStep: nextStep(code, reason, status),
    code,
    reason,
    status,
    ...(retryAfter === undefined ? {} : { retryAfter }),
  };
  return new ApiError(fields);
}

/** Nodes end their sentences with a line end. Some proxies repeat the request they could not pass on, with the login it carried. */
function withoutLogin(message: string | undefined): string | undefined {
  return message
    ?.replace(/\b(bearer|basic)\s+[\w.~+/=-]{6,}/gi, "$1 [hidden]")
    .replace(/\beyJ[\w-]{8,}(\.[\w-]+){1,2}/g, "[hidden]")
    .trimEnd();
}

/** Whether the version asked for is no longer in the server's history: the list must be read anew. */
export function isExpired(error: unknown): boolean {
  return (
    error instanceof ApiError && (error.code === 410 || error.reason === "Expired" || error.reason === "Gone")
  );
}

/**
 * Milliseconds of a `Retry-After` header (seconds, or an HTTP date measured against the answer's own `Date`),
 * else of the Status' `retryAfterSeconds`.
 */
export function retryAfterOf(
  headers: Readonly<Record<string, string>>,
  status?: Pick<Status, "details">,
): number | undefined {
  const header = headers["retry-after"]?.trim();
  if (header !== undefined && /^\d+$/.test(header)) return Number(header) * 1000;
  const wait = Date.parse(header ?? "") - Date.parse(headers.date ?? "");
  if (!Number.isNaN(wait)) return Math.max(0, wait);
  const seconds = status?.details?.retryAfterSeconds;
  return seconds === undefined || seconds <= 0 ? undefined : seconds * 1000;
}

/** The reasons the API gives with these codes, for answers that name none. */
const REASON_OF_CODE: Readonly<Record<number, string>> = {
  400: "BadRequest",
  401: "Unauthorized",
  403: "Forbidden",
  404: "NotFound",
  405: "MethodNotAllowed",
  406: "NotAcceptable",
  409: "Conflict",
  410: "Gone",
  413: "RequestEntityTooLarge",
  415: "UnsupportedMediaType",
  422: "Invalid",
  429: "TooManyRequests",
  500: "InternalError",
  503: "ServiceUnavailable",
  504: "Timeout",
};

function nextStep(code: number, reason: string, status: Status): string {
  const causes = new Set(status.details?.causes?.map((cause) => cause.reason));
  switch (code) {
    case 400:
      return /HTTP request to an HTTPS server/.test(status.message ?? "")
        ? "begin the cluster's server address with https://"
        : "correct what the server names";
    case 401:
      return "log in again, or renew the credentials of this context's user";
    case 403:
      return missingRight(status.message ?? "");
    case 404:
      if (status.details?.name !== undefined)
        return "it may have been deleted in the meantime; look at the list again";
      return status.reason === undefined
        ? "check the server address and the path in it, and that this server serves the kind in this version"
        : "check that this server serves the kind in this version";
    case 409:
      if (reason === "AlreadyExists") return "choose another name, or change the object that exists";
      if (status.message?.includes("UID in the precondition")) {
        return "it was deleted, and another of the same name has taken its place; look at the list again";
      }
      return causes.has("FieldManagerConflict")
        ? "another manager owns these fields; take them over by force, or leave them out"
        : "somebody changed the object in the meantime; load it again and repeat the change";
    case 410:
      return "load the list again";
    case 422:
      return "correct the fields the server names";
    case 429:
      return causes.has("DisruptionBudget")
        ? "a disruption budget forbids it for now; try again when more pods are ready"
        : "the server limits requests at the moment; try again shortly";
    case 503:
      return "the API server, or the API service behind this kind, is not available; try again shortly";
    case 504:
      return causes.has("ResourceVersionTooLarge")
        ? "this server is behind the others; try again in a second"
        : "the server was too slow; try again, or ask for less";
    default:
      return code >= 500
        ? "try again; if it stays so, the API server's log has the reason"
        : "check the server address and what stands between";
  }
}

/** In another namespace one may be allowed to read; whoever reads but may not watch or write has to ask for that. */
function missingRight(message: string): string {
  const [, verb = "", resource] = /\bcannot (\w+) resource "([^"]+)"/.exec(message) ?? [];
  return resource === undefined || verb === "get" || verb === "list"
    ? "choose a namespace you may read, or ask the cluster's administrator for this right"
    : `ask the cluster's administrator for the right to ${verb} ${resource}`;
}

function webPageError({ status, headers }: ErrorAnswer, tried: string): ApiError {
  const to = headers.location === undefined ? "" : ` that leads to ${originOf(headers.location)}`;
  return new ApiError({
    kind: "protocol",
    message: `a web page answered${to}, not a Kubernetes API server (HTTP ${status})`,
    tried,
    nextStep: "check the server address, and whether a login page or proxy stands in between",
    code: status,
  });
}

function originOf(location: string): string {
  return URL.canParse(location) ? new URL(location).origin : "a login page";
}

function isWebPage({ status, headers }: ErrorAnswer, text: string): boolean {
  if (/^(text\/html|application\/xhtml)/i.test(headers["content-type"] ?? "")) return true;
  return (status >= 300 && status < 400) || /^\s*<(!doctype html|html)/i.test(text);
}

/** Some proxies pass a Status on under another type. */
function statusOf({ headers, body }: ErrorAnswer): Status | undefined {
  const isJson = body.subarray(0, 1).toString() === "{";
  return decodeStatus(isJson ? "application/json" : (headers["content-type"] ?? ""), body);
}

function firstLine(body: string): string {
  return body.trim().split("\n", 1)[0]?.slice(0, 500) ?? "";
}
