import { goPanic } from "./go-json.ts";
import type { Level, Program, Voice } from "./program.ts";
import { oneOf } from "./program.ts";
import { goodStatusOf, methodOf, orderOf, pathOf, upstreamOf } from "./vocabulary.ts";

type Fields = Readonly<Record<string, string | number>>;

function line(level: Level, message: string, { time }: Voice, fields: Fields = {}): string {
  const all = { ts: new Date(time).toISOString(), level, msg: message, ...fields };
  return Object.entries(all)
    .map(([name, value]) => `${name}=${quoted(String(value))}`)
    .join(" ");
}

function quoted(text: string): string {
  return /^[^\s"=]+$/.test(text) ? text : JSON.stringify(text);
}

const handled = (voice: Voice) => {
  const { random } = voice;
  const fields = {
    method: methodOf(random),
    path: pathOf(random),
    status: goodStatusOf(random),
    took: `${random.between(2, 80)}ms`,
  };
  return line("info", "request served", voice, { component: "http", ...fields });
};

const published = (voice: Voice) =>
  line("info", "event published", voice, {
    component: "outbox",
    order: orderOf(voice.random),
    topic: "orders.v2",
  });

const retried = (voice: Voice) =>
  line("warn", "retrying", voice, {
    component: "client",
    upstream: upstreamOf(voice.random),
    attempt: 2,
    err: "context deadline exceeded",
  });

const failed = (voice: Voice) =>
  line("error", "could not publish", voice, {
    component: "outbox",
    err: 'write tcp 10.244.3.9:41822: "broken pipe"',
  });

/** A service in Go that logs key=value pairs. For a while at a time it cannot reach another and says so over and over. */
export const logfmt: Program = {
  pace: 1900,
  greeting: (voice) => [
    line("info", "starting", voice, { component: "main", version: voice.version }),
    line("info", "listening", voice, { component: "http", addr: `:${voice.port}` }),
  ],
  speak: (voice) => {
    const spell = voice.spell(24);
    if (spell.next() < 0.06) return [lostUpstream(voice, upstreamOf(spell))];
    const speak = oneOf(voice.random, [
      [80, handled],
      [12, published],
      [3, retried],
      [1.5, failed],
    ]);
    return [speak(voice)];
  },
  say: (level, message, voice) => line(level, message, voice, { component: "main" }),
  crash: (message, voice) => [line("error", message, voice, { component: "main" }), ...goPanic(message)],
};

function lostUpstream(voice: Voice, upstream: string): string {
  return line("warn", "upstream is not reachable, trying again in 2s", voice, {
    component: "client",
    upstream,
  });
}

const scraped = (voice: Voice) =>
  line("info", "scrape finished", voice, {
    component: "scrape",
    job: voice.random.pick(["kubelet", "api", "node", "ingress"]),
    samples: voice.random.between(200, 9000),
    duration: `${voice.random.between(12, 900)}ms`,
  });

const compacted = (voice: Voice) =>
  line("info", "write block", voice, {
    component: "tsdb",
    mint: Math.floor(voice.time) - 7_200_000,
    ulid: voice.random.hex(26),
  });

const missed = (voice: Voice) =>
  line("warn", "scrape failed", voice, {
    component: "scrape",
    target: "http://10.244.3.17:9100/metrics",
    err: "context deadline exceeded",
  });

/** What watches over the others, in the same format. */
export const monitor: Program = {
  ...logfmt,
  pace: 7000,
  speak: (voice) => [
    oneOf(voice.random, [
      [80, scraped],
      [8, compacted],
      [3, missed],
    ])(voice),
  ],
};
