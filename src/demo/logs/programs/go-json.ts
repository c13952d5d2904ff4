import type { Level, Program, Voice } from "./program.ts";
import { burst, oneOf } from "./program.ts";
import { addressOf, customerOf, goodStatusOf, methodOf, orderOf, pathOf, upstreamOf } from "./vocabulary.ts";

type Fields = Readonly<Record<string, unknown>>;

function line(level: Level, message: string, { time }: Voice, caller: string, fields: Fields = {}): string {
  return JSON.stringify({ level, ts: new Date(time).toISOString(), caller, msg: message, ...fields });
}

function request({ random }: Voice, status = goodStatusOf(random)): Fields {
  return {
    http: { method: methodOf(random), path: pathOf(random), status, client: { ip: addressOf(random) } },
    duration_ms: random.between(3, 95),
    trace_id: random.hex(32),
  };
}

const handled = (voice: Voice) => [
  line("info", "handled request", voice, "http/server.go:118", request(voice)),
];

const slow = (voice: Voice) => [
  line("warn", "slow request", voice, "http/server.go:131", {
    ...request(voice),
    duration_ms: voice.random.between(900, 4200),
  }),
];

const failed = (voice: Voice) => [
  line("error", "request failed", voice, "http/server.go:139", {
    ...request(voice, 502),
    error: {
      kind: "UpstreamError",
      message: "connection reset by peer",
      upstream: upstreamOf(voice.random),
      attempts: 3,
      stack:
        "main.(*Client).Do\n\t/src/internal/upstream/client.go:88\nmain.(*Handler).ServeHTTP\n\t/src/internal/http/handler.go:52",
    },
  }),
];

const authorized = (voice: Voice) => [
  line("info", "payment authorized", voice, "payments/authorize.go:204", {
    order: orderOf(voice.random),
    customer: { id: customerOf(voice.random), tier: voice.random.pick(["free", "plus", "business"]) },
    amount: { value: voice.random.between(199, 48_000), currency: voice.random.pick(["EUR", "USD", "GBP"]) },
  }),
];

// A client that hammers at one door: many lines in no time.
const hammered = (voice: Voice) => {
  const client = addressOf(voice.random);
  return burst(12, 40, voice.random, (attempt) =>
    line("warn", "rate limited", voice, "http/limit.go:61", { client, attempt, retry_after_ms: 250 }),
  );
};

/** A service in Go that logs JSON, with fields within fields. */
export const goJson: Program = {
  pace: 1300,
  greeting: (voice) => [
    line("info", "starting", voice, "cmd/main.go:41", { version: voice.version, go: "go1.26.3", pid: 1 }),
    line("info", "configuration loaded", voice, "cmd/main.go:57", { files: ["/etc/app/config.yaml"] }),
    line("info", "listening", voice, "cmd/main.go:92", { addr: `:${voice.port}` }),
  ],
  speak: (voice) =>
    oneOf(voice.random, [
      [78, handled],
      [10, authorized],
      [5, slow],
      [
        3,
        (v: Voice) => [
          line("debug", "cache refreshed", v, "cache/lru.go:77", { keys: v.random.between(120, 900) }),
        ],
      ],
      [2.4, failed],
      [0.4, hammered],
    ])(voice),
  say: (level, message, voice) => line(level, message, voice, "cmd/main.go:104"),
  crash: (message, voice) => [
    line("error", message, voice, "cmd/main.go:117", { fatal: true }),
    ...goPanic(message),
  ],
};

/** What the Go runtime prints of a panic that nobody caught. */
export function goPanic(message: string): readonly string[] {
  return [
    `panic: ${message}`,
    "",
    "goroutine 1 [running]:",
    "main.mustConnect({0xc0000b4030, 0x2c})",
    "\t/src/cmd/main.go:83 +0x1d4",
    "main.run(0xc00011e000)",
    "\t/src/cmd/main.go:61 +0x2f8",
    "main.main()",
    "\t/src/cmd/main.go:32 +0x4c",
    "exit status 2",
  ];
}
