import type { Level, Program, Voice } from "./program.ts";
import { oneOf } from "./program.ts";
import { goodStatusOf, methodOf, orderOf, pathOf } from "./vocabulary.ts";

const paint: Readonly<Record<Level, readonly [code: string, name: string]>> = {
  debug: ["\u001b[34m", "debug"],
  info: ["\u001b[32m", "info"],
  warn: ["\u001b[33m", "warn"],
  error: ["\u001b[31m", "error"],
};
const dim = "\u001b[2m";
const bold = "\u001b[1m";
const plain = "\u001b[0m";

/** With colours, as loggers for a terminal write: `03:04:05 info  GET /v1/orders 200`. */
function line(level: Level, message: string, { time }: Voice): string {
  const [code, name] = paint[level];
  return `${dim}${new Date(time).toISOString().slice(11, 19)}${plain} ${code}${name.padEnd(5)}${plain} ${message}`;
}

const handled = (voice: Voice) => {
  const { random } = voice;
  const took = `${dim}${random.between(2, 140)}ms${plain}`;
  return [
    line(
      "info",
      `${bold}${methodOf(random)}${plain} ${pathOf(random)} ${goodStatusOf(random)} ${took}`,
      voice,
    ),
  ];
};

const failed = (voice: Voice) => [
  line("error", `could not deliver the webhook of ${orderOf(voice.random)}`, voice),
  ...trace("fetch failed"),
];

function trace(message: string): readonly string[] {
  return [
    `TypeError: ${message}`,
    "    at node:internal/deps/undici/undici:13510:13",
    "    at process.processTicksAndRejections (node:internal/process/task_queues:105:5)",
    "    at async deliver (file:///app/dist/deliver.js:88:20)",
    "    at async Promise.all (index 3) {",
    "  [cause]: Error: connect ECONNREFUSED 10.96.14.2:443",
    "      at TCPConnectWrap.afterConnect [as oncomplete] (node:net:1637:16) {",
    "    errno: -111,",
    "    code: 'ECONNREFUSED',",
    "    syscall: 'connect'",
    "  }",
    "}",
  ];
}

/** A service on Node that writes in colours. */
export const node: Program = {
  pace: 1100,
  greeting: (voice) => [
    "",
    `> app@${voice.version} start`,
    "> node --enable-source-maps dist/server.js",
    "",
    line("info", `listening on ${bold}http://0.0.0.0:${voice.port}${plain}`, voice),
  ],
  speak: (voice) =>
    oneOf(voice.random, [
      [86, handled],
      [6, (v: Voice) => [line("debug", `session store: ${v.random.between(40, 900)} sessions`, v)]],
      [5, (v: Voice) => [line("warn", `event loop was blocked for ${v.random.between(120, 800)} ms`, v)]],
      [1.6, failed],
    ])(voice),
  say: line,
  crash: (message, voice) => [line("error", message, voice), ...trace(message), "", "Node.js v24.11.0"],
};
