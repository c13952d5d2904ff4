import type { Level, Program, Voice } from "./program.ts";
import { oneOf } from "./program.ts";
import { customerOf, orderOf } from "./vocabulary.ts";

const numbers: Readonly<Record<Level, number>> = { debug: 20, info: 30, warn: 40, error: 50 };

function line(level: Level, message: string, { time, pod }: Voice, fields: object = {}): string {
  return JSON.stringify({
    level: numbers[level],
    time: Math.floor(time),
    pid: 1,
    hostname: pod,
    ...fields,
    msg: message,
  });
}

const sent = (voice: Voice) => {
  const { random } = voice;
  const template = random.pick(["receipt", "welcome", "password-reset", "shipping"]);
  return line("info", "mail sent", voice, {
    mail: { template, to: `${customerOf(random)}@example.com` },
    responseTime: random.between(20, 400),
  });
};

const bounced = (voice: Voice) =>
  line("warn", "mail bounced", voice, {
    mail: { order: orderOf(voice.random) },
    smtp: { code: 550, enhanced: "5.1.1" },
  });

const failed = (voice: Voice) =>
  line("error", "Connection timeout", voice, {
    err: {
      type: "Error",
      message: "Connection timeout",
      stack:
        "Error: Connection timeout\n    at SMTPConnection._formatError (/app/node_modules/nodemailer/lib/smtp-connection/index.js:790:19)\n    at Timeout.<anonymous> (/app/node_modules/nodemailer/lib/smtp-connection/index.js:222:22)",
      code: "ETIMEDOUT",
    },
  });

/** A service on Node that logs JSON with levels as numbers. */
export const pino: Program = {
  pace: 2400,
  greeting: (voice) => [
    line("info", `mailer ${voice.version} is starting`, voice),
    line("info", `Server listening at http://0.0.0.0:${voice.port}`, voice),
  ],
  speak: (voice) => [
    oneOf(voice.random, [
      [85, sent],
      [6, bounced],
      [5, (v: Voice) => line("debug", "queue polled", v, { waiting: v.random.between(0, 30) })],
      [2, failed],
    ])(voice),
  ],
  say: line,
};
