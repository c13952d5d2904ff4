import type { Program, Voice } from "./program.ts";
import { oneOf } from "./program.ts";
import { dateTime, orderOf } from "./vocabulary.ts";

/** Whatever a script prints: sentences, in no format, with the same one over and over. */
export const plain: Program = {
  pace: 1700,
  greeting: (voice) => [`${voice.pod.split("-", 1)[0]} ${voice.version} started at ${dateTime(voice.time)}`],
  speak: (voice) => [
    oneOf(voice.random, [
      [45, (v: Voice) => `processed ${orderOf(v.random)}`],
      [30, () => "waiting for work"],
      [15, (v: Voice) => `${v.random.between(1, 40)} items left`],
      [6, () => "warning: the queue is longer than usual"],
      [2, (v: Voice) => `error: ${orderOf(v.random)} has no customer, skipped`],
    ])(voice),
  ],
  say: (level, message) => (level === "info" ? message : `${level}: ${message}`),
};

const steps = [
  "create table entries",
  "create index entries_account",
  "add column refunds.reason",
  "backfill refunds.reason",
];

/** What brings a database up to date before a service starts: done in a moment. */
export const migration: Program = {
  pace: 450,
  greeting: (voice) => [`migrate ${voice.version}: 4 migrations, 4 to apply`],
  speak: (voice) => {
    const step = voice.random.between(0, steps.length - 1);
    return [`${String(41 + step).padStart(4, "0")} ${steps[step]} ... ok`];
  },
  say: (_level, message) => message,
  farewell: () => ["4 migrations applied"],
};

/** A shell in which somebody has looked for something: all it shows is there at once. */
export const shell: Program = {
  ...plain,
  pace: 3_600_000,
  greeting: () => [
    "/ # nslookup ledger-db.ledger",
    "Server:\t\t10.96.0.10",
    "Address:\t10.96.0.10:53",
    "",
    "Name:\tledger-db.ledger.svc.cluster.local",
    "Address: 10.244.3.41",
    "",
    "/ # nc -zv ledger-db.ledger 5432",
    "ledger-db.ledger (10.244.3.41:5432) open",
    "/ # exit",
  ],
  speak: () => ["/ # "],
  farewell: () => [],
};

/** CoreDNS. */
export const coredns: Program = {
  pace: 5000,
  greeting: (voice) => [
    ".:53",
    "[INFO] plugin/reload: Running configuration SHA512 = 591cf328",
    `CoreDNS-${voice.version}`,
    "linux/amd64, go1.26.3",
  ],
  speak: (voice) => {
    const { random } = voice;
    const name = random.pick([
      "api.payments.svc.cluster.local.",
      "ledger-db-0.ledger-db.ledger.svc.cluster.local.",
      "hooks.example.com.",
    ]);
    const line = `10.244.${random.between(0, 9)}.${random.between(2, 240)}:${random.between(30_000, 60_000)} - ${random.between(1000, 60_000)} "A IN ${name} udp 64 false 1232"`;
    return [
      random.next() < 0.02
        ? `[ERROR] plugin/errors: 2 ${name} A: read udp 10.244.0.4:51022->10.20.0.2:53: i/o timeout`
        : `[INFO] ${line} NOERROR qr,aa,rd 104 0.000${random.between(100, 999)}s`,
    ];
  },
  say: (level, message) => `[${level.toUpperCase()}] ${message}`,
};
