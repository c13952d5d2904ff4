import type { LogRequest } from "../../src/kube/log-stream.ts";
import type { ServerLink } from "../../src/lib/waits.ts";
import type { ContainerEnd, LogContainer, LogPod } from "../../src/logs/types.ts";

/** Nobody says when a server is back. */
export const noLink: ServerLink = { restored: () => new Promise(() => undefined) };

/** What a request fails with where nobody answers. */
export class NoAnswer extends Error {
  readonly kind = "connection";
  readonly code = 0;
}

/** An API server's refusal. */
export class Refusal extends Error {
  readonly code: number;
  /** Milliseconds. */
  readonly retryAfter: number | undefined;

  constructor(code: number, message: string, { retryAfter }: { readonly retryAfter?: number } = {}) {
    super(message);
    this.code = code;
    this.retryAfter = retryAfter;
  }
}

interface Instance {
  readonly id: string;
  lines: { readonly seconds: number; readonly nanos: number; readonly text: string }[];
  end: ContainerEnd | undefined;
}

interface Stream {
  push(bytes: Buffer): void;
  end(error?: unknown): void;
}

/** A stamp and a text as the kubelet writes them. */
export function stampedLine(seconds: number, nanos: number, text: string): string {
  const instant = new Date(seconds * 1000).toISOString().slice(0, 19);
  return `${instant}.${String(nanos).padStart(9, "0")}Z ${text}\n`;
}

/**
 * A container and the logs of its instances as a node keeps them, answering as the kubelet does: lines of a second are
 * included by `sinceTime`, `tailLines` comes before it, a followed log ends with its instance.
 */
export class NodeLogs {
  readonly requests: LogRequest[] = [];
  #instances: Instance[] = [{ id: "c-0", lines: [], end: undefined }];
  #streams: Stream[] = [];
  #state: Pick<LogContainer, "state" | "reason" | "message"> = { state: "running", reason: "", message: "" };
  #startedAt = Number.NaN;
  #refusal: Error | undefined;
  /** Bytes after which the next answers are cut, one number each. */
  readonly cuts: number[] = [];
  /** Followed streams get nothing new, and stay open. */
  isStalled = false;

  get container(): LogContainer {
    const present = this.#present;
    const before = this.#instances.at(-2);
    return {
      name: "app",
      role: "app",
      ...this.#state,
      id: this.#state.reason === "ContainerCreating" ? "" : present.id,
      ready: this.#state.state === "running",
      restarts: this.#instances.length - 1,
      startedAt: this.#startedAt,
      end: present.end,
      last: before?.end,
    };
  }

  get pod(): LogPod {
    return {
      context: "east",
      uid: "pod-uid",
      namespace: "payments",
      name: "api-0",
      node: "node-1",
      createdAt: 0,
      isDeleting: false,
      defaultContainer: "",
      containers: [this.container],
    };
  }

  /** How many streams are open. */
  get followers(): number {
    return this.#streams.length;
  }

  write(seconds: number, nanos: number, text: string): void {
    this.#present.lines.push({ seconds, nanos, text });
    if (!this.isStalled)
      for (const stream of this.#streams) stream.push(Buffer.from(stampedLine(seconds, nanos, text)));
  }

  /** The instance ends; followed logs end with it. */
  exit(exitCode: number, reason: string, finishedAt = Number.NaN): void {
    this.#present.end = { id: this.#present.id, reason, exitCode, finishedAt };
    this.#state = { state: "terminated", reason, message: "" };
    this.cutAll();
  }

  restart(startedAt = Number.NaN): void {
    this.#startedAt = startedAt;
    this.#instances.push({ id: `c-${this.#instances.length}`, lines: [], end: undefined });
    this.#state = { state: "running", reason: "", message: "" };
  }

  wait(reason: string, message = ""): void {
    this.#state = { state: "waiting", reason, message };
  }

  run(): void {
    this.#state = { state: "running", reason: "", message: "" };
  }

  /** What was written so far can no longer be read. */
  rotate(): void {
    this.#present.lines = [];
  }

  /** All open streams end: cleanly, or with an error. */
  cutAll(error?: unknown): void {
    for (const stream of this.#streams.splice(0)) stream.end(error);
  }

  /** All open streams end with words of the node's own. */
  say(words: string): void {
    for (const stream of this.#streams.splice(0)) {
      stream.push(Buffer.from(words));
      stream.end();
    }
  }

  /** Answers every request so, until told otherwise. */
  refuse(...refusal: ConstructorParameters<typeof Refusal>): void {
    this.#refusal = new Refusal(...refusal);
  }

  /** Nobody answers, and all streams end. */
  goAway(): void {
    this.#refusal = new NoAnswer("connect ECONNREFUSED");
    this.cutAll(new NoAnswer("read ECONNRESET"));
  }

  /** Whether anybody answers. */
  get isThere(): boolean {
    return !(this.#refusal instanceof NoAnswer);
  }

  allow(): void {
    this.#refusal = undefined;
  }

  readonly open = async (request: LogRequest, signal: AbortSignal): Promise<AsyncIterable<Uint8Array>> => {
    signal.throwIfAborted();
    this.requests.push(request);
    if (this.#refusal !== undefined) throw this.#refusal;
    if (this.#state.reason === "ContainerCreating")
      throw new Refusal(400, `container "app" in pod "api-0" is waiting to start: ContainerCreating`);
    const instance = request.previous === true ? this.#previous : this.#present;
    if (instance === undefined)
      throw new Refusal(400, `previous terminated container "app" in pod "api-0" not found`);
    const written = Buffer.from(this.#linesOf(instance, request));
    const isOpen = request.follow && instance.end === undefined;
    const cut = this.cuts.shift();
    if (cut !== undefined && cut < written.length) return cutAfter(written.subarray(0, cut));
    return isOpen ? this.#follow(written, signal) : chunksOf(written);
  };

  get #present(): Instance {
    const present = this.#instances.at(-1);
    if (present === undefined) throw new Error("a container has an instance");
    return present;
  }

  /** While the container waits to be started again, the instance that ended is the previous one. */
  get #previous(): Instance | undefined {
    const isBetween = this.#state.state === "waiting" && this.#present.end !== undefined;
    return this.#instances.at(isBetween ? -1 : -2);
  }

  #linesOf({ lines }: Instance, { tailLines, sinceTime = 0 }: LogRequest): string {
    const tail =
      tailLines === undefined ? lines : lines.slice(lines.length - Math.min(tailLines, lines.length));
    return tail
      .filter(({ seconds }) => seconds >= sinceTime)
      .map(({ seconds, nanos, text }) => stampedLine(seconds, nanos, text))
      .join("");
  }

  async *#follow(written: Buffer, signal: AbortSignal): AsyncIterable<Uint8Array> {
    const queue: Buffer[] = [written];
    let end: { readonly error?: unknown } | undefined;
    let wake = (): void => undefined;
    const stream: Stream = {
      push(bytes) {
        queue.push(bytes);
        wake();
      },
      end(error) {
        end = { error };
        wake();
      },
    };
    this.#streams.push(stream);
    signal.addEventListener("abort", () => stream.end(signal.reason), { once: true });
    try {
      for (;;) {
        for (let next = queue.shift(); next !== undefined; next = queue.shift()) yield next;
        if (end?.error !== undefined) throw end.error;
        if (end !== undefined) return;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    } finally {
      this.#streams = this.#streams.filter((other) => other !== stream);
    }
  }
}

async function* chunksOf(bytes: Buffer): AsyncIterable<Uint8Array> {
  for (let start = 0; start < bytes.length; start += 1000) yield bytes.subarray(start, start + 1000);
}

async function* cutAfter(bytes: Buffer): AsyncIterable<Uint8Array> {
  yield* chunksOf(bytes);
  throw new Error("read ECONNRESET");
}
