import { createPrivateKey, X509Certificate } from "node:crypto";
import { readFile } from "node:fs/promises";
import type { User } from "../kubeconfig/types.ts";
import { type CredentialSource, credentialsError, type Material } from "./credential-source.ts";
import { dateText } from "./json-web-token.ts";

/** A certificate with its key, both PEM. */
export interface KeyPair {
  readonly cert: string;
  readonly key: string;
}

/**
 * The client certificate of the kubeconfig, as data or as files. Files are read again every five minutes, as in
 * client-go (transport/cert_rotation.go), and after a refusal; while the new ones are no pair, the old pair goes on.
 */
export function clientCertificate(user: User, now: () => number): CredentialSource {
  const reloadAfter = 5 * 60_000;
  const fromFiles = user.clientCertificateData === undefined || user.clientKeyData === undefined;
  let last: { readonly pair: KeyPair; readonly readAt: number } | undefined;
  const readAnew = async () => {
    try {
      last = { pair: await readPair(user), readAt: now() };
    } catch (error) {
      if (last === undefined) throw error;
    }
  };
  return {
    description: "client certificate",
    async current() {
      if (last === undefined || (fromFiles && now() >= last.readAt + reloadAfter)) await readAnew();
      return last === undefined ? {} : { certificate: last.pair };
    },
    ...(fromFiles ? { renew: readAnew } : {}),
    explain: ({ certificate }: Material) => certificate && expiredCertificate(certificate, user.name, now()),
  };
}

/** An error that says when the certificate expired, or that it is not valid yet; undefined while it is valid. */
export function expiredCertificate({ cert }: KeyPair, user: string, now: number) {
  const { validFromDate, validToDate } = new X509Certificate(cert);
  const [from, to] = [validFromDate.getTime(), validToDate.getTime()];
  if (from <= now && now <= to) return undefined;
  return credentialsError({
    message: `the client certificate of user ${user} ${now > to ? `expired on ${dateText(to)}` : `is not valid before ${dateText(from)}`}`,
    tried: `show the client certificate of user ${user}`,
    nextStep:
      now > to ? "have it renewed by the cluster's administrator or tool" : "check this machine's clock",
  });
}

/** What is wrong with a certificate and key, in words without their content; undefined for a pair that fits. */
export function keyPairFault({ cert, key }: KeyPair): string | undefined {
  const certificate = attempt(() => new X509Certificate(cert));
  if (certificate === undefined) return "the certificate is not PEM";
  const privateKey = attempt(() => createPrivateKey(key));
  if (privateKey !== undefined) {
    return certificate.checkPrivateKey(privateKey) ? undefined : "the key is not the certificate's";
  }
  return /ENCRYPTED/.test(key)
    ? "the key is encrypted, which kubeconfigs do not support"
    : "the key is not PEM";
}

function attempt<T>(run: () => T): T | undefined {
  try {
    return run();
  } catch {
    return undefined;
  }
}

async function readPair(user: User): Promise<KeyPair> {
  const pair = {
    cert: await pemOf(user, "client-certificate", user.clientCertificateData, user.clientCertificate),
    key: await pemOf(user, "client-key", user.clientKeyData, user.clientKey),
  };
  const fault = keyPairFault(pair);
  if (fault === undefined) return pair;
  throw credentialsError({
    message: `the client certificate of user ${user.name} cannot be used: ${fault}`,
    tried: `read the client certificate of user ${user.name}`,
    nextStep: `correct the user in ${user.file}`,
  });
}

async function pemOf(user: User, field: string, data: string | undefined, file: string | undefined) {
  if (data !== undefined) return Buffer.from(data, "base64").toString("utf8");
  try {
    return await readFile(file ?? "", "utf8");
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    throw credentialsError({
      message: `the ${field} ${file} of user ${user.name} cannot be read (${code})`,
      tried: `read ${file}`,
      nextStep: `check ${field} of the user in ${user.file}`,
      reason: code,
    });
  }
}
