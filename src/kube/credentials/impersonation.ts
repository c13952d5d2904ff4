import type { User } from "../kubeconfig/types.ts";
import { credentialsError } from "./credential-source.ts";

type Headers = Record<string, string | readonly string[]>;

/** The headers by which one user acts as another (client-go: NewImpersonatingRoundTripper); none where `as` is not set. */
export function impersonationHeaders(user: User): Headers {
  if (user.as === undefined) return {};
  const headers: Headers = { "impersonate-user": headerValue(user, user.as) };
  if (user.asUid !== undefined) headers["impersonate-uid"] = headerValue(user, user.asUid);
  if (user.asGroups !== undefined) {
    headers["impersonate-group"] = user.asGroups.map((group) => headerValue(user, group));
  }
  for (const [key, values] of Object.entries(user.asUserExtra ?? {})) {
    if (values.length === 0) continue;
    headers[`impersonate-extra-${headerKey(key)}`] = values.map((value) => headerValue(user, value));
  }
  return headers;
}

/** What a header's name may not hold is percent-encoded, and the percent sign too: the server undoes it. */
function headerKey(key: string): string {
  const legal = /[!#$&'*+\-.0-9A-Za-z^_`|~]/;
  return [...Buffer.from(key, "utf8")]
    .map((byte) => String.fromCharCode(byte))
    .map((character) => (legal.test(character) ? character : percent(character)))
    .join("")
    .toLowerCase();
}

const percent = (character: string) => `%${character.charCodeAt(0).toString(16).padStart(2, "0")}`;

/** Headers are bytes: UTF-8, each byte as one character, is what Go sends. */
function headerValue(user: User, value: string): string {
  if (!/[\x00-\x08\x0a-\x1f\x7f]/.test(value)) return Buffer.from(value, "utf8").toString("latin1");
  throw credentialsError({
    message: `user ${user.name} acts as somebody whose name holds control characters`,
    tried: `act as another user for ${user.name}`,
    nextStep: `correct as, as-uid, as-groups and as-user-extra of the user in ${user.file}`,
  });
}
