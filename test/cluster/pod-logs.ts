// The log files behind the kubelet endpoint, in the container runtime's format, written as a runtime writes them.
import { randomUUID } from "node:crypto";
import { appendFile, mkdir, rename, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { inParallel } from "./parallel.ts";

/** Names one container. */
export interface ContainerReference {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
}

export interface LogLine {
  readonly text: string;
  /** An RFC 3339 time with up to nine decimals; now when left out. */
  readonly time?: string;
  readonly stream?: "stdout" | "stderr";
  /** A part of a line that the next entry goes on with, as runtimes cut lines of more than 16 KiB. */
  readonly partial?: boolean;
}

// Lines written at once: half a megabyte.
const fillBlock = 5_000;

export class PodLogs {
  readonly #directory: string;

  constructor(directory: string) {
    this.#directory = directory;
  }

  /** Adds lines to the container's log. */
  async append(container: ContainerReference, lines: readonly (string | LogLine)[]): Promise<void> {
    await appendTo(this.path(container), lines);
  }

  /** Adds lines to the log of the instance before, what `kubectl logs --previous` shows. */
  async appendPrevious(container: ContainerReference, lines: readonly (string | LogLine)[]): Promise<void> {
    await appendTo(this.path(container, ".previous.log"), lines);
  }

  /** Starts a new file, as a node does when a log has grown to 10 MB: followers go on, earlier lines are gone. */
  async rotate(container: ContainerReference): Promise<void> {
    const path = this.path(container);
    await rename(path, `${path}.${Date.now()}`);
    await writeFile(path, "");
  }

  /** Starts the container's next instance: the log so far becomes the previous one, and following it ends. */
  async restart(container: ContainerReference): Promise<void> {
    const path = this.path(container);
    // First the instance: who follows must not take the new file for a rotated one.
    await this.#setInstance(container, randomUUID());
    await rename(path, this.path(container, ".previous.log"));
    await writeFile(path, "");
  }

  /** Ends the container for good: whoever follows its log gets the rest and then the end, and exec finds it gone. */
  async end(container: ContainerReference): Promise<void> {
    await this.#setInstance(container, "ended");
  }

  /** Says that the container has not started, and why: its log is refused, and so are exec and attach. */
  async wait(container: ContainerReference, reason: string): Promise<void> {
    await this.#setInstance(container, `waiting: ${reason}`);
  }

  /**
   * Adds this many lines of usual length to the log of each container, with times that run in turn through all of
   * them, so that putting them in order is real work.
   */
  async fill(containers: readonly ContainerReference[], lines: number): Promise<void> {
    const first = Date.parse("2026-11-22T03:00:00Z");
    await inParallel(containers, 4, async (container, position) => {
      for (let start = 0; start < lines; start += fillBlock) {
        const block = Array.from({ length: Math.min(fillBlock, lines - start) }, (_, offset) => {
          const number = start + offset;
          // In each millisecond one line of every container, in the order of the containers.
          const nanoseconds = String(position).padStart(6, "0");
          const time = new Date(first + number).toISOString().replace("Z", `${nanoseconds}Z`);
          return { time, text: usualText(number) };
        });
        await this.append(container, block);
      }
    });
  }

  /** The file that holds the container's log. */
  path({ namespace, pod, container }: ContainerReference, ending = ".log"): string {
    return join(this.#directory, namespace, pod, container + ending);
  }

  async #setInstance(container: ContainerReference, instance: string): Promise<void> {
    const path = this.path(container, ".instance");
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, instance);
  }
}

async function appendTo(path: string, lines: readonly (string | LogLine)[]): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await appendFile(path, lines.map(formatLine).join(""));
}

/** A line as programs write them, of usual length. */
export function usualText(number: number): string {
  return `level=info msg="request served" path=/api/items/${number} status=200 took=12ms`;
}

/** One entry in the container runtime's format: time, stream, F for a full line or P for a part, text. */
export function formatLine(line: string | LogLine): string {
  const entry = typeof line === "string" ? { text: line } : line;
  const time = entry.time ?? new Date().toISOString().replace("Z", "000000Z");
  return `${time} ${entry.stream ?? "stdout"} ${entry.partial ? "P" : "F"} ${entry.text}\n`;
}
