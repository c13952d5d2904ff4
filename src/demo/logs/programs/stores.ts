import type { Level, Program, Voice } from "./program.ts";
import { oneOf } from "./program.ts";
import { addressOf, dateTimeMillis } from "./vocabulary.ts";

const postgresLevels: Readonly<Record<Level, string>> = {
  debug: "DEBUG",
  info: "LOG",
  warn: "WARNING",
  error: "ERROR",
};

function postgresLine(level: string, message: string, { time, random }: Voice): string {
  return `${dateTimeMillis(time, ".")} UTC [${random.between(40, 900)}] ${level}:  ${message}`;
}

function checkpoint(voice: Voice): readonly string[] {
  const { random } = voice;
  return [
    postgresLine("LOG", "checkpoint starting: time", voice),
    postgresLine(
      "LOG",
      `checkpoint complete: wrote ${random.between(40, 4000)} buffers (${random.between(1, 9)}.2%); 0 WAL file(s) added; write=${random.between(3, 200)}.104 s, sync=0.003 s`,
      voice,
    ),
  ];
}

function violation(voice: Voice): readonly string[] {
  return [
    postgresLine("ERROR", 'duplicate key value violates unique constraint "entries_pkey"', voice),
    `\tDETAIL:  Key (id)=(${voice.random.between(10_000, 99_999)}) already exists.`,
    "\tSTATEMENT:  INSERT INTO entries (id, account, amount)",
    "\t  VALUES ($1, $2, $3)",
  ];
}

/** A database: quiet, in plain text, statements over several lines. */
export const postgres: Program = {
  pace: 9000,
  greeting: (voice) => [
    postgresLine("LOG", `starting PostgreSQL ${voice.version} on x86_64-pc-linux-gnu`, voice),
    postgresLine("LOG", 'listening on IPv4 address "0.0.0.0", port 5432', voice),
    postgresLine("LOG", "database system is ready to accept connections", voice),
  ],
  speak: (voice) =>
    oneOf(voice.random, [
      [60, checkpoint],
      [
        25,
        (v: Voice) => [
          postgresLine(
            "LOG",
            `connection received: host=${addressOf(v.random)} port=${v.random.between(30_000, 60_000)}`,
            v,
          ),
        ],
      ],
      [
        8,
        (v: Voice) => [
          postgresLine(
            "LOG",
            `duration: ${v.random.between(1000, 9000)}.481 ms  statement: SELECT * FROM entries WHERE account = $1`,
            v,
          ),
        ],
      ],
      [4, violation],
    ])(voice),
  say: (level, message, voice) => postgresLine(postgresLevels[level], message, voice),
};

const redisMarks: Readonly<Record<Level, string>> = { debug: ".", info: "*", warn: "#", error: "#" };

function redisLine(mark: string, message: string, { time }: Voice): string {
  const date = new Date(time).toUTCString().slice(5, 25);
  return `1:M ${date}.${String(Math.floor(time) % 1000).padStart(3, "0")} ${mark} ${message}`;
}

/** A cache, which says again and again how it saves itself. */
export const redis: Program = {
  pace: 12_000,
  greeting: (voice) => [
    redisLine(
      "*",
      `Redis version=${voice.version}, bits=64, commit=00000000, modified=0, pid=1, just started`,
      voice,
    ),
    redisLine("*", "Ready to accept connections tcp", voice),
  ],
  speak: (voice) => [
    redisLine("*", `${voice.random.between(100, 10_000)} changes in 60 seconds. Saving...`, voice),
    redisLine("*", "Background saving started by pid 218", voice),
    redisLine("*", "DB saved on disk", voice),
    redisLine("*", "Background saving terminated with success", voice),
  ],
  say: (level, message, voice) => redisLine(redisMarks[level], message, voice),
};
