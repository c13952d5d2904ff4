import { readFile } from "node:fs/promises";
import tls from "node:tls";
import { withoutLogin } from "../../lib/without-login.ts";
import { ApiError } from "../api-error.ts";
import type { Credential } from "../credentials/types.ts";
import type { Cluster } from "../kubeconfig/types.ts";
import type { Endpoint } from "./endpoint.ts";

/** What a TLS handshake with the API server needs. */
export interface TlsSettings {
  readonly context: tls.SecureContext;
  /** The name sent as SNI and looked for in the server's certificate. */
  readonly name: string;
  readonly insecure: boolean;
}

export interface TlsSettingsSource {
  readonly cluster: Cluster;
  readonly endpoint: Endpoint;
  readonly certificate: Credential["certificate"];
}

/**
 * Reads the authority anew each time, so that a rotated CA file is honoured by the next connection.
 * `systemRoots` adds the machine's own trust store to Node's, which kubectl trusts too; reading it takes a
 * tenth of a second, so it is asked for only after Node's roots did not do.
 * Throws `ApiError` of kind `tls`.
 */
export async function tlsSettings(source: TlsSettingsSource, systemRoots: boolean): Promise<TlsSettings> {
  const { cluster, endpoint, certificate } = source;
  const insecure = cluster.insecureSkipTlsVerify === true;
  const authority = insecure ? undefined : await clusterAuthority(cluster);
  const ca = authority ?? (systemRoots ? allRoots() : undefined);
  return {
    context: makeContext(cluster, {
      ...(ca === undefined ? {} : { ca }),
      ...(certificate === undefined ? {} : { cert: certificate.cert, key: certificate.key }),
    }),
    name: cluster.tlsServerName ?? endpoint.host,
    insecure,
  };
}

function allRoots(): string[] {
  return [...new Set([...tls.getCACertificates("default"), ...tls.getCACertificates("system")])];
}

/** The authority the cluster entry names, as PEM. Throws `ApiError` of kind `tls` when it cannot be read. */
export async function clusterAuthority(cluster: Cluster): Promise<string | undefined> {
  const data = cluster.certificateAuthorityData;
  if (data !== undefined && data !== "") {
    return checkedPem(
      data.includes("-----BEGIN") ? data : Buffer.from(data, "base64").toString(),
      cluster,
      "data",
    );
  }
  const file = cluster.certificateAuthority;
  if (file === undefined || file === "") return undefined;
  try {
    return checkedPem(await readFile(file, "utf8"), cluster, file);
  } catch (cause) {
    if (cause instanceof ApiError) throw cause;
    throw authorityError(cluster, `the certificate authority file ${file} cannot be read`, cause);
  }
}

function checkedPem(pem: string, cluster: Cluster, from: string): string {
  if (pem.includes("-----BEGIN CERTIFICATE") || pem.includes("-----BEGIN TRUSTED CERTIFICATE")) return pem;
  const where = from === "data" ? "certificate-authority-data" : from;
  throw authorityError(cluster, `${where} of cluster ${cluster.name} holds no PEM certificate`);
}

function makeContext(cluster: Cluster, options: tls.SecureContextOptions): tls.SecureContext {
  try {
    return tls.createSecureContext(options);
  } catch (cause) {
    const what =
      options.cert === undefined ? "certificate authority" : "client certificate, its key or the authority";
    throw authorityError(cluster, `the ${what} for cluster ${cluster.name} cannot be used`, cause);
  }
}

function authorityError(cluster: Cluster, message: string, cause?: unknown): ApiError {
  return new ApiError({
    kind: "tls",
    message,
    tried: `connect to ${withoutLogin(cluster.server)}`,
    nextStep: `correct the entry in ${cluster.file}`,
    cause,
  });
}
