import { readFile } from "node:fs/promises";
import type { User } from "../kubeconfig/types.ts";
import { type CredentialSource, credentialsError, type Material } from "./credential-source.ts";
import { dateText, expiryOfJwt } from "./json-web-token.ts";

/** A token that stands in the kubeconfig itself. */
export function staticToken(user: User, token: string, now: () => number): CredentialSource {
  return {
    description: "token",
    current: async () => bearer(token, user.name),
    explain: () => expiredToken(user, token, now()),
  };
}

/**
 * A token in a file, which something else renews: it is read again after a minute less ten seconds (client-go:
 * NewCachedFileTokenSource). While it cannot be read, the last token, or the static one of the user, goes on.
 */
export function tokenFile(user: User, path: string, now: () => number): CredentialSource {
  const staleAfter = 50_000;
  let last: { readonly token: string; readonly readAt: number } | undefined;
  const readAnew = async () => {
    try {
      last = { token: await readToken(path), readAt: now() };
    } catch (error) {
      if (last !== undefined) return;
      if (user.token === undefined) throw unreadable(user, path, error);
    }
  };
  return {
    description: `token file ${path}`,
    async current() {
      if (last === undefined || now() >= last.readAt + staleAfter) await readAnew();
      return bearer(last?.token ?? user.token ?? "", user.name);
    },
    renew: readAnew,
    explain: () => expiredToken(user, last?.token ?? user.token ?? "", now()),
  };
}

/** The header for a token. Throws when it holds what no header can: then the file or plugin gave something else. */
export function bearer(token: string, user: string): Material {
  if (/^[\x20-\x7e]+$/.test(token)) return { authorization: `Bearer ${token}` };
  throw credentialsError({
    message: `the token of user ${user} holds line breaks or other characters that cannot be sent`,
    tried: `send the token of user ${user}`,
    nextStep: "check where the token comes from; a token is one line of plain characters",
  });
}

class EmptyFile extends Error {}

async function readToken(path: string): Promise<string> {
  const token = (await readFile(path, "utf8")).trim();
  if (token === "") throw new EmptyFile();
  return token;
}

function unreadable(user: User, path: string, error: unknown) {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const why = error instanceof EmptyFile ? "is empty" : `cannot be read (${code})`;
  return credentialsError({
    message: `the token file ${path} of user ${user.name} ${why}`,
    tried: `read ${path}`,
    nextStep: `check tokenFile of the user in ${user.file}`,
    reason: code,
  });
}

function expiredToken(user: User, token: string, now: number) {
  const expiry = expiryOfJwt(token);
  if (expiry === undefined || expiry > now) return undefined;
  return credentialsError({
    message: `the token of user ${user.name} expired on ${dateText(expiry)}`,
    tried: `send the token of user ${user.name}`,
    nextStep: `get a new token into ${user.tokenFile ?? user.file}`,
  });
}
