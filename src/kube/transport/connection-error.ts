import { ApiError, type ApiErrorFields } from "../api-error.ts";
import { tlsError } from "./tls-error.ts";

/** Where a failed request was going, in the words its error needs. */
export interface Destination {
  /** `host:port` of the API server. */
  readonly authority: string;
  readonly host: string;
  /** The proxy in between, without its password. */
  readonly proxy?: string;
  readonly tried: string;
}

/** Our own reasons, beside Node's codes. */
export const HEADER_TIMEOUT = "HEADER_TIMEOUT";
export const CONNECT_TIMEOUT = "CONNECT_TIMEOUT";
export const PEER_SILENT = "PEER_SILENT";

/** An error of ours that travels as Node's do, with a code, until `connectionError` words it. */
export function codedError(code: string, message: string): Error {
  return Object.assign(new Error(message), { code });
}

/**
 * Node's error as an `ApiError` a person can act on: kind `tls`, `protocol` or `connection`.
 * Errors that are `ApiError`s, and the reasons of aborted signals, pass unchanged.
 */
export function connectionError(error: unknown, to: Destination): unknown {
  if (error instanceof ApiError) return error;
  const code = errorCode(error);
  if (code === undefined)
    return error instanceof DOMException ? error : worded(error, "", to, unknownFault(error, to));
  return tlsError(error, code, to) ?? worded(error, code, to, fault(code, error, to));
}

/** Whether the request may have died with a kept connection that the server had closed in the meantime. */
export function isLostConnection(error: unknown): boolean {
  return LOST.has(errorCode(error) ?? "");
}

export function errorCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !("code" in error) || typeof error.code !== "string") return undefined;
  // A name with several addresses fails with one error per address; the first speaks for all.
  return error.code;
}

const LOST = new Set([
  "ECONNRESET",
  "EPIPE",
  "ECONNABORTED",
  "ERR_STREAM_PREMATURE_CLOSE",
  // A gzip body that stops in the middle.
  "Z_BUF_ERROR",
  "ERR_HTTP2_GOAWAY_SESSION",
  "ERR_HTTP2_INVALID_SESSION",
  "ERR_HTTP2_SESSION_ERROR",
  "ERR_HTTP2_STREAM_CANCEL",
  "ERR_HTTP2_STREAM_ERROR",
  "STREAM_REFUSED",
]);

interface Fault {
  readonly message: string;
  readonly nextStep: string;
  readonly kind?: "protocol";
}

function fault(code: string, error: unknown, to: Destination): Fault {
  const { authority, host } = to;
  const reach = to.proxy === undefined ? authority : `${authority} through proxy ${to.proxy}`;
  switch (code) {
    case "ECONNREFUSED":
      return {
        message: `${reach} refused the connection`,
        nextStep: "check that the API server runs and that the server address is right",
      };
    case "ENOTFOUND":
      return {
        message: `the name ${host} is not known`,
        nextStep: "check the server address, the VPN and the DNS settings",
      };
    case "EAI_AGAIN":
      return {
        message: `no name server answered for ${host}`,
        nextStep: "check the network and the DNS settings",
      };
    case "EHOSTUNREACH":
    case "ENETUNREACH":
    case "EADDRNOTAVAIL":
      return { message: `there is no route to ${reach}`, nextStep: "check the network and the VPN" };
    case "ETIMEDOUT":
    case CONNECT_TIMEOUT:
      return { message: `${reach} does not answer`, nextStep: "check the network, the VPN and the firewall" };
    case HEADER_TIMEOUT:
      return {
        message: `${reach} took the request but did not answer in time`,
        nextStep: "the API server may be overloaded; try again",
      };
    case PEER_SILENT:
      return {
        message: `the connection to ${reach} went dead`,
        nextStep: "check the network; the connection is made again by itself",
      };
    default:
      if (LOST.has(code)) {
        return {
          message: `${reach} closed the connection`,
          nextStep: "try again; if it stays so, look for a proxy or load balancer that cuts connections",
        };
      }
      if (code.startsWith("HPE_") || code.startsWith("ERR_HTTP2") || code.startsWith("Z_")) {
        return {
          kind: "protocol",
          message: `${reach} sent an answer that is not valid HTTP (${code})`,
          nextStep: "check that the server address is that of a Kubernetes API server",
        };
      }
      return unknownFault(error, to);
  }
}

function unknownFault(error: unknown, to: Destination): Fault {
  const text = error instanceof Error ? error.message : String(error);
  return {
    message: `the connection to ${to.authority} failed: ${text}`,
    nextStep: "check the network and the server address",
  };
}

function worded(cause: unknown, reason: string, to: Destination, found: Fault): ApiError {
  const fields: ApiErrorFields = {
    kind: found.kind ?? "connection",
    message: found.message,
    nextStep: found.nextStep,
    tried: to.tried,
    reason,
    cause,
  };
  return new ApiError(fields);
}
