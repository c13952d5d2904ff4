/** A line of a configuration file that could not be used. The default stands in for it. */
export interface ConfigProblem {
  /** As the user knows it: the path that was read. */
  readonly file: string;
  /** Counted from one. */
  readonly line: number;
  /** What was expected, and what stands there. */
  readonly message: string;
  /** What the user can do about it. */
  readonly nextStep: string;
}

/** A value read from the configuration, and what was wrong on the way. */
export interface Loaded<T> {
  readonly value: T;
  readonly problems: readonly ConfigProblem[];
}
