import { readFile } from "node:fs/promises";
import type { Cluster } from "../kubeconfig/types.ts";
import { type KeyPair, keyPairFault } from "./client-certificate.ts";

// The two sides of the exec protocol: https://kubernetes.io/docs/reference/config-api/client-authentication.v1/

export interface PluginCredential {
  readonly token?: string;
  readonly certificate?: KeyPair;
  /** Milliseconds since the epoch; absent where it lasts until it is refused. */
  readonly expiresAt?: number;
}

export interface ExecRequest {
  readonly apiVersion: string;
  readonly interactive: boolean;
  /** Only where the plugin asked for it. */
  readonly cluster?: Cluster;
}

/** The value of KUBERNETES_EXEC_INFO. Rejects when the cluster's authority file cannot be read. */
export async function execInfo({ apiVersion, interactive, cluster }: ExecRequest): Promise<string> {
  const spec = { ...(cluster === undefined ? {} : { cluster: await clusterInfo(cluster) }), interactive };
  return JSON.stringify({ kind: "ExecCredential", apiVersion, spec });
}

async function clusterInfo(cluster: Cluster): Promise<Readonly<Record<string, unknown>>> {
  const { certificateAuthority: file, certificateAuthorityData: data } = cluster;
  const authority = data ?? (file === undefined ? undefined : (await readFile(file)).toString("base64"));
  const own = cluster.extensions?.find(({ name }) => name === "client.authentication.k8s.io/exec");
  const fields = {
    server: cluster.server,
    "tls-server-name": cluster.tlsServerName,
    "insecure-skip-tls-verify": cluster.insecureSkipTlsVerify || undefined,
    "certificate-authority-data": authority,
    "proxy-url": cluster.proxyUrl,
    "disable-compression": cluster.disableCompression || undefined,
    config: own?.extension,
  };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

/** The answer is not what the protocol asks for. The message tells what is wrong without quoting the answer. */
export class ExecReplyError extends Error {}

/** Reads a plugin's answer, JSON or YAML as client-go's decoder takes both. Throws `ExecReplyError`. */
export async function readExecReply(stdout: string, apiVersion: string): Promise<PluginCredential> {
  const reply = await parse(stdout);
  if (!isRecord(reply) || typeof reply.kind !== "string") {
    throw new ExecReplyError(stdout.trim() === "" ? "it printed nothing" : "its output is no ExecCredential");
  }
  if (reply.kind !== "ExecCredential")
    throw new ExecReplyError("its output is of another kind than ExecCredential");
  if (reply.apiVersion !== apiVersion) {
    throw new ExecReplyError(
      `it answered in another version than ${apiVersion}, which the kubeconfig asks for`,
    );
  }
  if (!isRecord(reply.status)) throw new ExecReplyError("its answer has no status");
  return credentialOf(reply.status);
}

function credentialOf(status: Readonly<Record<string, unknown>>): PluginCredential {
  const token = text(status, "token");
  const cert = text(status, "clientCertificateData");
  const key = text(status, "clientKeyData");
  if (token === undefined && cert === undefined && key === undefined) {
    throw new ExecReplyError("its answer holds neither a token nor a certificate");
  }
  if ((cert === undefined) !== (key === undefined)) {
    throw new ExecReplyError("its answer holds a certificate or a key, but not both");
  }
  const certificate = cert === undefined || key === undefined ? undefined : { cert, key };
  const fault = certificate === undefined ? undefined : keyPairFault(certificate);
  if (fault !== undefined) throw new ExecReplyError(`its certificate cannot be used: ${fault}`);
  const expiresAt = expiry(status.expirationTimestamp);
  return {
    ...(token === undefined ? {} : { token }),
    ...(certificate === undefined ? {} : { certificate }),
    ...(expiresAt === undefined ? {} : { expiresAt }),
  };
}

function text(status: Readonly<Record<string, unknown>>, field: string): string | undefined {
  const value = status[field] ?? undefined;
  if (value === undefined || value === "") return undefined;
  if (typeof value === "string") return value;
  throw new ExecReplyError(`status.${field} of its answer is not text`);
}

function expiry(value: unknown): number | undefined {
  if (value === undefined || value === null) return undefined;
  const rfc3339 = /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)$/;
  const time = typeof value === "string" && rfc3339.test(value) ? Date.parse(value) : Number.NaN;
  if (Number.isFinite(time)) return time;
  throw new ExecReplyError(
    "status.expirationTimestamp of its answer is no date, such as 2026-01-31T12:00:00Z",
  );
}

async function parse(stdout: string): Promise<unknown> {
  try {
    return JSON.parse(stdout);
  } catch {
    return parseYaml(stdout);
  }
}

async function parseYaml(stdout: string): Promise<unknown> {
  const yaml = await import("yaml");
  try {
    return yaml.parse(stdout, { prettyErrors: false, logLevel: "error" });
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
