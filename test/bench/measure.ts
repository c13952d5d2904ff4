import type { Bench } from "./bench-cluster.ts";

/** What a measure found. Texts are for people; only `isMet` is a verdict. */
export interface Result {
  readonly measured: string;
  /** What nobody could beat, or whom to beat, measured in the same run. */
  readonly floor?: string;
  /** The share of the budget that was used; more than 1 is a miss. */
  readonly ofBudget: number;
  /** What else was seen. */
  readonly notes?: readonly string[];
}

/** One line of the table. */
export interface Measure {
  /** For `--only`. */
  readonly id: string;
  readonly name: string;
  readonly budget: string;
  /** Rejects where it could not be measured. */
  run(bench: Bench): Promise<Result>;
}
