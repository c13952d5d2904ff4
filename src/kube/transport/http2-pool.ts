import { errorCode, isLostConnection } from "./connection-error.ts";
import { abortable, type Incoming, isRepeatable, type Outgoing } from "./exchange.ts";
import { type Http2Session, STREAM_REFUSED } from "./http2-session.ts";

/** The HTTP/2 sessions to one server, opened as streams need them. */
export interface Http2Pool {
  send(request: Outgoing): Promise<Incoming>;
  /** Whether any session answers a ping; opens one where there is none. */
  isAlive(): Promise<boolean>;
  /** Takes no new requests; what runs may end by itself. */
  retire(): void;
  close(error: Error): void;
}

/** How often one request may meet a session that will not take it, and one that dies under it. */
const MAX_REFUSALS = 4;
const MAX_LOSSES = 1;

export function createHttp2Pool(open: () => Promise<Http2Session>): Http2Pool {
  let sessions: Http2Session[] = [];
  let opening: Promise<void> | undefined;

  /** One session at a time is opened, however many wait for it; all of them hear when it fails. */
  function openOne(): Promise<void> {
    opening ??= open()
      .then((session) => {
        sessions.push(session);
      })
      .finally(() => {
        opening = undefined;
      });
    return opening;
  }

  /** A session with a place taken in it. The oldest with room is used first, so that the others can empty. */
  async function reserve(lasting: boolean, signal: AbortSignal | undefined): Promise<Http2Session> {
    for (;;) {
      sessions = sessions.filter((session) => !session.isGone);
      const free = sessions.find((session) => session.room(lasting) > 0);
      if (free !== undefined) {
        free.reserve();
        return free;
      }
      const unsettled = sessions.find((session) => session.isOpen && !session.isSettled);
      await abortable(unsettled?.settled ?? openOne(), signal);
    }
  }

  return {
    async send(request) {
      const met = { refusals: 0, losses: 0 };
      for (;;) {
        const session = await reserve(request.lasting, request.signal);
        try {
          return await session.send(request);
        } catch (error) {
          if (!mayRepeat(error, request, met)) throw error;
        }
      }
    },
    async isAlive() {
      try {
        if (!sessions.some((session) => session.isOpen)) await openOne();
      } catch {
        return false;
      }
      const answers = sessions.filter((session) => session.isOpen).map((session) => session.isAlive());
      return (await Promise.all(answers)).includes(true);
    },
    retire() {
      for (const session of sessions) session.retire();
    },
    close(error) {
      for (const session of sessions) session.destroy(error);
      sessions = [];
    },
  };
}

/**
 * GOAWAY, and a full server, refuse streams they have not looked at: those are sent again whatever they are.
 * One that the connection died under is sent again only when it changes nothing.
 */
function mayRepeat(error: unknown, request: Outgoing, met: { refusals: number; losses: number }): boolean {
  if (request.signal?.aborted === true) return false;
  if (UNTOUCHED.has(errorCode(error) ?? "")) {
    met.refusals += 1;
    return met.refusals <= MAX_REFUSALS;
  }
  met.losses += 1;
  return met.losses <= MAX_LOSSES && isRepeatable(request) && isLostConnection(error);
}

const UNTOUCHED = new Set([STREAM_REFUSED, "ERR_HTTP2_GOAWAY_SESSION", "ERR_HTTP2_INVALID_SESSION"]);
