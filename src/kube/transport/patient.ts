import { retryAfterOf } from "../status-error.ts";
import type { Transport, WireRequest, WireResponse } from "./types.ts";

/** Of whoever rather waits than hears that a server is busy. */
export interface Patience {
  /** Resolves after so many milliseconds; rejects with the signal's reason when it aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** Told before each wait. */
  onWait?(ms: number): void;
}

/** client-go: rest/request.go, maxRetries. */
const MOST_WAITS = 10;

/**
 * A transport that sends again, when the server said it may, what was refused with 429 or 5xx and a `Retry-After`
 * (client-go: rest/with_retry.go). Whatever the method: what is refused so was not begun.
 */
export function patientTransport(transport: Transport, patience: Patience): Transport {
  const send = async (request: WireRequest): Promise<WireResponse> => {
    for (let waits = 0; ; waits += 1) {
      const response = await transport.send(request);
      const wait = waits < MOST_WAITS ? waitAskedFor(response) : undefined;
      if (wait === undefined) return response;
      for await (const _ of response.body) {
        // Read to its end, the connection can be used again.
      }
      patience.onWait?.(wait);
      await patience.sleep(wait, request.signal);
    }
  };
  return {
    server: transport.server,
    send,
    upgrade: (request, protocols) => transport.upgrade(request, protocols),
    counters: () => transport.counters(),
    sharesConnections: () => transport.sharesConnections(),
    close: () => transport.close(),
  };
}

function waitAskedFor({ status, headers }: WireResponse): number | undefined {
  return status === 429 || status >= 500 ? retryAfterOf(headers) : undefined;
}
