// A process of its own: writes lines into many logs at once, in the container runtime's format and stamped with the
// present, until as many are written as are asked for. Tells when it begins.
import { openSync, writeSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { formatLine, usualText } from "../cluster/pod-logs.ts";

const { FILES = "[]", LINES = "0", RATE = "0" } = process.env;
const files = (JSON.parse(FILES) as readonly string[]).map((path) => openSync(path, "a"));
const each = Number(LINES) / files.length;
const rateEach = Number(RATE) / files.length;

/** Milliseconds between two writes to each log. */
const beat = 20;

/** Lines as they are written in this moment, of all logs the same. */
function linesFrom(first: number, count: number): string {
  const now = new Date().toISOString().slice(0, -1);
  return Array.from({ length: count }, (_, offset) => {
    const number = first + offset;
    const time = `${now}${String(number % 1_000_000).padStart(6, "0")}Z`;
    return formatLine({ time, text: usualText(number) });
  }).join("");
}

process.send?.("begun");
const started = performance.now();
for (let written = 0; written < each; ) {
  const due = Math.min(each, Math.floor(((performance.now() - started) / 1000) * rateEach));
  const text = linesFrom(written, due - written);
  for (const file of files) writeSync(file, text);
  written = due;
  await delay(beat);
}
process.disconnect();
