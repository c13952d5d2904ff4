import { inspect } from "node:util";
import { expect } from "vitest";

/** Every secret that tests make up starts with this, so that one search finds them all wherever they slip out. */
const MARK = "s3cr3t";

/** A made-up secret: a token, a password, a refresh token. */
export function secret(name: string): string {
  return `${MARK}-${name}`;
}

/** What a promise was rejected with; it, its cause and its stack may hold no secret. */
export async function failureOf(promise: Promise<unknown>): Promise<Error> {
  const error: unknown = await promise.then(
    () => new Error("nothing was thrown"),
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof Error)) throw new Error(`not an error: ${inspect(error)}`);
  holdsNoSecret(error);
  return error;
}

/** Checks all that inspecting a value shows, hidden properties too. */
export function holdsNoSecret(value: unknown): void {
  const shown = inspect(value, { depth: 10, showHidden: true, maxStringLength: null, breakLength: Infinity });
  expect(shown).not.toContain(MARK);
  expect(shown).not.toContain(Buffer.from(MARK).toString("base64").slice(0, 8));
  expect(shown).not.toContain("PRIVATE KEY");
}
