import type { Clock } from "../lib/clock.ts";
import { isSilence } from "./failure.ts";
import type { Intake } from "./intake.ts";
import type { Failure, InformerStatus } from "./types.ts";

/** How long, in ms, a watch that was cut may take to be taken up again before that is said. */
const patience = 3000;

/** Says how the rows stand to the cluster's truth, and keeps since when. */
export class StatusReport {
  readonly #tell: (status: InformerStatus) => void;
  readonly #intake: Intake;
  readonly #clock: Clock;
  #phase: InformerStatus["phase"] | undefined;
  #staleSince: number | undefined;
  #heardAt = Number.NaN;
  #doubt = new AbortController();

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

  /** The server said something: the rows are as of now. */
  heard(): void {
    this.#heardAt = this.#clock.now();
  }

  live(): void {
    this.#staleSince = undefined;
    this.#doubt.abort();
    if (this.#phase === "live") return;
    this.#report({ phase: "live", since: this.#clock.now() });
  }

  polling(interval: number, error: Failure): void {
    this.#staleSince = undefined;
    this.#report({ phase: "polling", interval, listedAt: this.#clock.now(), error });
  }

  /** A watch was cut and is taken up again at once, which nobody need know of unless it takes long. */
  lost(error: Failure): void {
    this.#staleSince ??= this.#clock.now();
    this.#doubt.abort();
    this.#doubt = new AbortController();
    this.#clock.sleep(patience, this.#doubt.signal).then(
      () => this.waiting(error, 0),
      () => {},
    );
  }

  /** It failed, and is tried again after `delay` ms. */
  waiting(error: Failure, delay: number): void {
    const now = this.#clock.now();
    const retryAt = now + delay;
    if (!this.#intake.wasSynced) return this.#report({ phase: "unreachable", error, retryAt });
    // Of a server found silent all that is known is when it last was not.
    this.#staleSince ??= isSilence(error) ? this.#heardAt : now;
    this.#report({ phase: "stale", since: this.#staleSince, error, retryAt });
  }

  forbidden(error: Failure): void {
    this.#report({ phase: "forbidden", error });
  }

  /** Nothing more is said. */
  end(): void {
    this.#doubt.abort();
  }

  #report(status: InformerStatus): void {
    this.#doubt.abort();
    this.#phase = status.phase;
    this.#tell(status);
  }
}
