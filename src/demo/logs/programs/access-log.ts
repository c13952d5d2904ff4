import type { Program, Voice } from "./program.ts";
import { oneOf } from "./program.ts";
import { addressOf, agentOf, dateTime, goodStatusOf, methodOf, pathOf } from "./vocabulary.ts";

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"] as const;

function clock(milliseconds: number): string {
  const date = new Date(milliseconds);
  const day = String(date.getUTCDate()).padStart(2, "0");
  return `${day}/${months[date.getUTCMonth()]}/${date.getUTCFullYear()}:${date.toISOString().slice(11, 19)} +0000`;
}

function statusOf({ random }: Voice): number {
  return oneOf(random, [
    [94, goodStatusOf(random)],
    [4, 404],
    [1.5, 502],
  ]);
}

const combined = (voice: Voice) => {
  const { random, time } = voice;
  const request = `"${methodOf(random)} ${pathOf(random)} HTTP/2.0"`;
  return `${addressOf(random)} - - [${clock(time)}] ${request} ${statusOf(voice)} ${random.between(120, 48_000)} "-" "${agentOf(random)}" ${random.between(40, 900)} 0.${random.between(100, 999)} [payments-api-http] [] ${addressOf(random)}:8080 ${random.hex(32)}`;
};

const refused = ({ random, time }: Voice) =>
  `${dateTime(time).replaceAll("-", "/")} [error] 31#31: *${random.between(1000, 99_999)} connect() failed (111: Connection refused) while connecting to upstream, client: ${addressOf(random)}, server: api.payments.example.com, request: "GET /v1/orders HTTP/2.0", upstream: "http://${addressOf(random)}:8080/v1/orders", host: "api.payments.example.com"`;

/** An ingress controller: one long line for every request. */
export const nginx: Program = {
  pace: 700,
  greeting: (voice) => [
    "-------------------------------------------------------------------------------",
    "NGINX Ingress controller",
    `  Release:       ${voice.version}`,
    "-------------------------------------------------------------------------------",
  ],
  speak: (voice) => [voice.random.next() < 0.01 ? refused(voice) : combined(voice)],
  say: (level, message, { time }) => `${dateTime(time).replaceAll("-", "/")} [${level}] 31#31: ${message}`,
};

/** The proxy of a mesh beside a service. */
export const envoy: Program = {
  pace: 900,
  greeting: (voice) => [
    `${new Date(voice.time).toISOString()}\tinfo\tFLAG: --domain="${voice.namespace}.svc.cluster.local"`,
    `${new Date(voice.time).toISOString()}\tinfo\tEnvoy proxy is ready`,
  ],
  speak: (voice) => {
    const { random, time } = voice;
    const took = random.between(1, 90);
    return [
      `[${new Date(time).toISOString()}] "${methodOf(random)} ${pathOf(random)} HTTP/1.1" ${statusOf(voice)} - via_upstream - "-" 0 ${random.between(90, 9000)} ${took} ${took - 1} "-" "${agentOf(random)}" "${random.uuid()}" "api.payments:8080" "${addressOf(random)}:8080" inbound|8080|| 127.0.0.6:${random.between(30_000, 60_000)} ${addressOf(random)}:8080`,
    ];
  },
  say: (level, message, { time }) => `${new Date(time).toISOString()}\t${level}\t${message}`,
};
