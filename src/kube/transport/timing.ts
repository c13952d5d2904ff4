/** How long things may take, in milliseconds, and the clock they are measured by. The values are client-go's where it has one. */
export interface TransportTiming {
  /** From the first packet to the end of the TLS handshake, name resolution and proxy included. */
  readonly connect: number;
  /** From a request on an open connection to the head of its answer. */
  readonly headers: number;
  /** A connection or stream silent for so long is asked for a sign of life. */
  readonly readIdle: number;
  /** How long that sign may take before the connection counts as dead. */
  readonly pingDeadline: number;
  /**
   * A TLS handshake faster than this is with this very machine, where it takes 3 to 12 ms; over a tunnel that ends
   * far away it takes its round trips too.
   */
  readonly nearHandshake: number;
  /** The clock on the wall, by which the sleep of the machine is noticed. Without it one that stands still meanwhile. */
  readonly now: () => number;
}

export const defaultTiming: TransportTiming = {
  connect: 30_000,
  headers: 30_000,
  readIdle: 30_000,
  pingDeadline: 15_000,
  nearHandshake: 25,
  now: () => performance.now(),
};
