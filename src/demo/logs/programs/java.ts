import type { Level, Program, Voice } from "./program.ts";
import { oneOf } from "./program.ts";
import { customerOf, dateTimeMillis, orderOf } from "./vocabulary.ts";

/** `2026-11-22 03:04:05,678 INFO  [http-nio-8080-exec-3] c.e.ledger.RequestHandler - …` */
function line(
  level: Level,
  message: string,
  { time, random, namespace }: Voice,
  logger = "RequestHandler",
): string {
  const thread = `http-nio-8080-exec-${random.between(1, 12)}`;
  return `${dateTimeMillis(time, ",")} ${level.toUpperCase().padEnd(5)} [${thread}] c.e.${namespace}.${logger} - ${message}`;
}

const handled = (voice: Voice) => {
  const { random } = voice;
  const [logger, message] = oneOf(random, [
    [
      5,
      [
        "RequestHandler",
        `${orderOf(random)} handled for ${customerOf(random)} in ${random.between(2, 60)} ms`,
      ],
    ],
    [3, ["SearchPlanner", `Query took ${random.between(4, 180)} ms, ${random.between(0, 4000)} hits`]],
    [2, ["SessionStore", `Session ${random.uuid()} refreshed`]],
  ] as const);
  return [line("info", message, voice, logger)];
};

const cached = (voice: Voice) => [
  line("debug", `Hit ratio 0.${voice.random.between(80, 99)}`, voice, "ResultCache"),
];

const paused = (voice: Voice) => [
  line("warn", `Pause of ${voice.random.between(210, 900)} ms (G1 Evacuation Pause)`, voice, "GcMonitor"),
];

function failed(voice: Voice): readonly string[] {
  const order = orderOf(voice.random);
  const own = `com.example.${voice.namespace}`;
  return [
    line("error", `Could not handle ${order}`, voice),
    `${own}.RequestException: could not handle ${order}`,
    `\tat ${own}.RequestHandler.handle(RequestHandler.java:142)`,
    `\tat ${own}.RequestController.create(RequestController.java:57)`,
    "\tat java.base/jdk.internal.reflect.DirectMethodHandleAccessor.invoke(DirectMethodHandleAccessor.java:103)",
    "\tat java.base/java.lang.Thread.run(Thread.java:1583)",
    "Caused by: java.sql.SQLTransientConnectionException: main-pool - Connection is not available, request timed out after 30000ms (total=10, active=10, idle=0, waiting=4)",
    "\tat com.zaxxer.hikari.pool.HikariPool.createTimeoutException(HikariPool.java:686)",
    "\tat com.zaxxer.hikari.pool.HikariPool.getConnection(HikariPool.java:179)",
    "\t... 38 more",
  ];
}

/** A service in Java, with stack traces that name their causes. */
export const java: Program = {
  pace: 1600,
  greeting: (voice) => [
    line("info", `Starting application v${voice.version} using Java 25.0.1 with PID 1`, voice),
    line("info", `Tomcat started on port ${voice.port} (http) with context path '/'`, voice),
  ],
  speak: (voice) =>
    oneOf(voice.random, [
      [88, handled],
      [6, cached],
      [4, paused],
      [1.6, failed],
    ])(voice),
  say: line,
  crash: (message, voice) => [
    line("error", message, voice),
    `Exception in thread "main" java.lang.IllegalStateException: ${message}`,
    "\tat com.example.Application.main(Application.java:31)",
  ],
};
