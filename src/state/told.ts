/** What went wrong in words for a person: one sentence, and what to do about it. */
export interface Told {
  readonly message: string;
  readonly nextStep?: string | undefined;
}

/** The words of anything thrown; errors made for people bring a next step along. */
export function toldBy(error: unknown): Told {
  if (!(error instanceof Error)) return { message: String(error) };
  const { message } = error;
  const nextStep = "nextStep" in error && typeof error.nextStep === "string" ? error.nextStep : undefined;
  return { message, nextStep };
}
