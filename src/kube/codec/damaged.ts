import { ApiError } from "../api-error.ts";

/**
 * What is wrong with bytes that came by the wire, found deep in a parser that does not know what was asked.
 * Caught where that is known and turned into an `ApiError`. The message never quotes the bytes: they may be a Secret's.
 */
export class DamagedError extends Error {
  override readonly name = "DamagedError";
}

/** Runs a parser; what it finds wrong is thrown as an `ApiError` of kind `protocol`. */
export function orProtocolError<T>(tried: string, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    throw protocolError(tried, error);
  }
}

/** The `ApiError` for damage; any other error is given back as it is. */
export function protocolError(tried: string, error: unknown): unknown {
  if (!(error instanceof DamagedError)) return error;
  return new ApiError({
    kind: "protocol",
    tried,
    message: `the answer is not valid: ${error.message}`,
    nextStep: "try again; if it stays so, look for a proxy that cuts or changes answers",
  });
}
