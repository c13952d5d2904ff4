// A log that is followed over plain HTTP: nothing of ours between the test and the bytes.
import type { IncomingMessage } from "node:http";
import { onTestFinished } from "vitest";
import { open, type RawRequest, type RawServer } from "./raw-http.ts";

export class FollowedLog {
  readonly status: number;
  readonly #answer: IncomingMessage;
  readonly #pieces: Buffer[] = [];
  #ending: "open" | "clean" | "broken" = "open";

  private constructor(answer: IncomingMessage) {
    this.#answer = answer;
    this.status = answer.statusCode ?? 0;
    answer.on("data", (piece: Buffer) => this.#pieces.push(piece));
    answer.once("end", () => this.#end("clean"));
    answer.once("error", () => this.#end("broken"));
  }

  /** Opens it on a connection of its own, which closes with the test. */
  static async open(server: RawServer, path: string, request: RawRequest = {}): Promise<FollowedLog> {
    const log = new FollowedLog(await open(server, path, request));
    onTestFinished(() => log.close());
    return log;
  }

  /** What has come so far. */
  get text(): string {
    return Buffer.concat(this.#pieces).toString();
  }

  /** The lines that have come so far, the last only when it is whole. */
  get lines(): readonly string[] {
    return this.text.split("\n").slice(0, -1);
  }

  /** How it ended: `broken` when the connection was cut. */
  get ending(): "open" | "clean" | "broken" {
    return this.#ending;
  }

  close(): void {
    this.#answer.destroy();
  }

  #end(how: "clean" | "broken"): void {
    if (this.#ending === "open") this.#ending = how;
  }
}
