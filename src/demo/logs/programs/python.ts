import type { Level, Program, Voice } from "./program.ts";
import { oneOf } from "./program.ts";
import { dateTimeMillis, orderOf } from "./vocabulary.ts";

const names: Readonly<Record<Level, string>> = {
  debug: "DEBUG",
  info: "INFO",
  warn: "WARNING",
  error: "ERROR",
};

/** `2026-11-22 03:04:05,678 - scorer - WARNING - …` */
function line(level: Level, message: string, { time, pod }: Voice): string {
  return `${dateTimeMillis(time, ",")} - ${pod.split("-", 1)[0]} - ${names[level]} - ${message}`;
}

function traceback(last: string): readonly string[] {
  return [
    "Traceback (most recent call last):",
    '  File "/app/worker.py", line 118, in handle',
    "    score = model.predict(features)",
    "            ^^^^^^^^^^^^^^^^^^^^^^^",
    '  File "/usr/local/lib/python3.14/site-packages/scorer/model.py", line 64, in predict',
    "    return self._session.run(None, {name: batch})[0]",
    last,
  ];
}

const failed = (voice: Voice) => [
  line("error", `could not score ${orderOf(voice.random)}`, voice),
  ...traceback("ValueError: Input X contains NaN."),
];

// A progress bar: it draws over itself with carriage returns, and its line ends when it is full.
const progress = (voice: Voice) => {
  const rate = voice.random.between(80, 240);
  const steps = [0, 25, 50, 75, 100].map((percent) => {
    const bar = "█".repeat(percent / 10).padEnd(10, " ");
    return `\rbatch: ${String(percent).padStart(3)}%|${bar}| ${percent * 4}/400 [${rate}.21it/s]`;
  });
  return [steps.join("")];
};

/** A service in Python, with tracebacks and progress bars. */
export const python: Program = {
  pace: 2100,
  greeting: (voice) => [
    line("info", `worker ${voice.version} starting`, voice),
    line("warn", "no GPU found, falling back to CPU", voice),
    line("info", "model loaded in 3.18 s", voice),
  ],
  speak: (voice) =>
    oneOf(voice.random, [
      [80, (v: Voice) => [line("info", `scored ${orderOf(v.random)}: 0.${v.random.between(100, 999)}`, v)]],
      [8, (v: Voice) => [line("debug", `feature store answered in ${v.random.between(1, 9)} ms`, v)]],
      [6, progress],
      [3, (v: Voice) => [line("warn", "feature 'device_age' is missing, using the median", v)]],
      [1.6, failed],
    ])(voice),
  say: line,
  crash: (message, voice) => [line("error", message, voice), ...traceback(`RuntimeError: ${message}`)],
};
