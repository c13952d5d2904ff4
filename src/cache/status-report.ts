import type { Clock } from "../lib/clock.ts";
import type { Intake } from "./intake.ts";
import type { Failure, InformerStatus } from "./types.ts";

/** Says how the rows stand to the cluster's truth, and keeps since when. */
export class StatusReport {
  readonly #tell: (status: InformerStatus) => void;
  readonly #intake: Intake;
  readonly #clock: Clock;
  #phase: InformerStatus["phase"] | undefined;
  #staleSince: number | undefined;

  constructor(tell: (status: InformerStatus) => void, intake: Intake, clock: Clock) {
    this.#tell = tell;
    this.#intake = intake;
    this.#clock = clock;
  }

  connecting(): void {
    this.#report({ phase: "connecting", since: this.#clock.now() });
  }

  listing(): void {
    const { wasSynced, received, expected } = this.#intake;
    // A list made anew keeps the rows and the age that are shown until it is complete.
    if (wasSynced) return;
    this.#report({ phase: "listing", received, ...(expected !== undefined && { expected }) });
  }

  live(): void {
    if (this.#phase === "live") return;
    this.#staleSince = undefined;
    this.#report({ phase: "live", since: this.#clock.now() });
  }

  polling(interval: number, error: Failure): void {
    this.#staleSince = undefined;
    this.#report({ phase: "polling", interval, listedAt: this.#clock.now(), error });
  }

  /** It failed, and is tried again after `delay` ms. */
  waiting(error: Failure, delay: number): void {
    const now = this.#clock.now();
    const retryAt = now + delay;
    if (!this.#intake.wasSynced) return this.#report({ phase: "unreachable", error, retryAt });
    this.#staleSince ??= now;
    this.#report({ phase: "stale", since: this.#staleSince, error, retryAt });
  }

  forbidden(error: Failure): void {
    this.#report({ phase: "forbidden", error });
  }

  #report(status: InformerStatus): void {
    this.#phase = status.phase;
    this.#tell(status);
  }
}
