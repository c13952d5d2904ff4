/**
 * When a JSON Web Token expires, in milliseconds since the epoch; undefined for other tokens and for those without an
 * expiry. The signature is not looked at: this only tells whether asking the server is worth while.
 */
export function expiryOfJwt(token: string): number | undefined {
  const parts = token.split(".");
  if (parts.length !== 3) return undefined;
  try {
    const claims: unknown = JSON.parse(Buffer.from(parts[1] ?? "", "base64url").toString("utf8"));
    const expiry = typeof claims === "object" && claims !== null && "exp" in claims ? claims.exp : undefined;
    return typeof expiry === "number" ? expiry * 1000 : undefined;
  } catch {
    return undefined;
  }
}

/** A date as the messages here show it: `2026-01-31 12:00 UTC`. */
export function dateText(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 16).replace("T", " ")} UTC`;
}
