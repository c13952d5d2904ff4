export interface KubeconfigErrorFields {
  /** One sentence for a person, without a full stop. Never a value from the file: it could be a secret. */
  readonly message: string;
  /** What the user can do next, one sentence, without a full stop. */
  readonly nextStep: string;
  readonly file?: string;
  /** Counted from 1. */
  readonly line?: number;
  /** The nearest names where one was asked for that does not exist. */
  readonly suggestions?: readonly string[];
  readonly cause?: unknown;
}

/** The kubeconfig cannot be read, cannot be changed, or lacks what was asked of it. */
export class KubeconfigError extends Error {
  override readonly name = "KubeconfigError";
  readonly nextStep: string;
  readonly file: string | undefined;
  readonly line: number | undefined;
  readonly suggestions: readonly string[];

  constructor(fields: KubeconfigErrorFields) {
    super(fields.message, { cause: fields.cause });
    this.nextStep = fields.nextStep;
    this.file = fields.file;
    this.line = fields.line;
    this.suggestions = fields.suggestions ?? [];
  }
}

/** `ENOENT` and the like, or undefined for errors that did not come from the system. */
export function systemCode(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}
