import { ApiError } from "../api-error.ts";
import type { Destination } from "./connection-error.ts";

/** The `ApiError` of kind `tls` for a failed handshake, or undefined when the error is of another sort. */
export function tlsError(error: unknown, code: string, to: Destination): ApiError | undefined {
  const found = tlsFault(error, code, to);
  if (found === undefined) return undefined;
  return new ApiError({ kind: "tls", ...found, tried: to.tried, reason: code, cause: error });
}

interface TlsFault {
  readonly message: string;
  readonly nextStep: string;
}

function tlsFault(error: unknown, code: string, { authority, host }: Destination): TlsFault | undefined {
  switch (code) {
    case "CERT_HAS_EXPIRED":
      return {
        message: `the certificate of ${authority} has expired`,
        nextStep: "have the server's certificate renewed, and check this machine's clock",
      };
    case "CERT_NOT_YET_VALID":
      return {
        message: `the certificate of ${authority} is not valid yet`,
        nextStep: "check this machine's clock",
      };
    case "CERT_REVOKED":
      return {
        message: `the certificate of ${authority} was revoked`,
        nextStep: "ask the cluster's administrator",
      };
    case "ERR_TLS_CERT_ALTNAME_INVALID":
      return wrongName(error, authority, host);
    case "ERR_SSL_WRONG_VERSION_NUMBER":
    case "ERR_SSL_PACKET_LENGTH_TOO_LONG":
      return {
        message: `${authority} does not speak TLS`,
        nextStep: "check the port, and whether the server address should start with http://",
      };
    default:
      return isUntrusted(code) ? untrusted(authority) : alertFault(code, authority);
  }
}

/** Whether the server's certificate leads to no authority we know. */
export function isUntrusted(code: string | undefined): boolean {
  return code !== undefined && UNTRUSTED.has(code);
}

const UNTRUSTED = new Set([
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
  "UNABLE_TO_GET_ISSUER_CERT",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
  "CERT_SIGNATURE_FAILURE",
  "INVALID_CA",
  "CERT_UNTRUSTED",
]);

/** Node's error says what name the certificate was held against: the address, or tls-server-name in its place. */
function wrongName(error: unknown, authority: string, host: string): TlsFault {
  const wanted = error instanceof Error && "host" in error ? String(error.host) : host;
  const message = `the certificate of ${authority} is not for ${wanted}, but for ${certificateNames(error)}`;
  const nextStep =
    wanted === host
      ? "set tls-server-name of the cluster to one of these names, or correct the server address"
      : "correct tls-server-name of the cluster, or leave it out";
  return { message, nextStep };
}

function untrusted(authority: string): TlsFault {
  return {
    message: `the certificate of ${authority} is signed by an unknown authority`,
    nextStep: "set certificate-authority-data of the cluster to the authority that signed it",
  };
}

/** Alerts are the peer's own words on why it ended the handshake; most are about the client certificate. */
function alertFault(code: string, authority: string): TlsFault | undefined {
  if (/^ERR_SSL_(TLSV1[0-9]*|SSLV3|SSL\/TLS)_ALERT_/.test(code)) {
    const alert = code
      .replace(/^.*_ALERT_/, "")
      .replaceAll("_", " ")
      .toLowerCase();
    if (alert === "certificate required") {
      return {
        message: `${authority} wants a client certificate`,
        nextStep: "give the context a user with a client certificate",
      };
    }
    if (/certificate|unknown ca|access denied/.test(alert)) {
      return {
        message: `${authority} refused our client certificate (${alert})`,
        nextStep: "renew the client certificate of the user, or choose another user for the context",
      };
    }
    return {
      message: `${authority} ended the TLS handshake (${alert})`,
      nextStep: "it may want a client certificate, or a version of TLS that is not spoken here",
    };
  }
  if (code.startsWith("ERR_SSL_") || code === "EPROTO") {
    return {
      message: `the TLS handshake with ${authority} failed (${code})`,
      nextStep: "check the TLS settings of the cluster and what stands between",
    };
  }
  return undefined;
}

function certificateNames(error: unknown): string {
  const certificate = error instanceof Error && "cert" in error ? error.cert : undefined;
  const names =
    typeof certificate === "object" && certificate !== null && "subjectaltname" in certificate
      ? certificate.subjectaltname
      : undefined;
  if (typeof names !== "string") return "other names";
  return names
    .split(", ")
    .map((name) => name.replace(/^(DNS|IP Address):/, ""))
    .join(", ");
}
