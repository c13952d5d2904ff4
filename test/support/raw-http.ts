// Plain HTTP for protocol tests of the demo cluster: nothing of ours between the test and the bytes.
import http, { type IncomingMessage, type RequestOptions } from "node:http";
import https from "node:https";
import type { KubeObject, ObjectMeta } from "../../src/kube/types.ts";

export interface RawServer {
  readonly url: string;
  /** PEM, for servers that speak TLS. */
  readonly certificate: string | undefined;
}

export interface RawRequest {
  readonly method?: string;
  /** A bearer token; the admin's by default, `""` for none. */
  readonly token?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Text goes as it is, anything else as JSON. */
  readonly body?: unknown;
}

/** A decoded answer: an object, a list, a table or a Status. What is not named here is `unknown`. */
export interface RawBody extends KubeObject {
  readonly metadata: ObjectMeta & { readonly continue?: string; readonly remainingItemCount?: number };
  readonly items: readonly KubeObject[];
  readonly rows: readonly { readonly cells: readonly unknown[]; readonly object: KubeObject | null }[];
  readonly columnDefinitions: readonly { readonly name: string; readonly priority: number }[] | null;
}

export interface RawAnswer {
  readonly status: number;
  readonly headers: IncomingMessage["headers"];
  /** Of the body, as they came over the wire. */
  readonly bytes: number;
  readonly text: string;
  /** An empty object where the answer was not JSON. */
  readonly json: RawBody;
}

/** Sends one request on a connection of its own and reads the whole answer. */
export async function send(server: RawServer, path: string, request: RawRequest = {}): Promise<RawAnswer> {
  const answer = await open(server, path, request);
  const pieces: Buffer[] = [];
  for await (const piece of answer) pieces.push(piece);
  const bytes = Buffer.concat(pieces);
  const text = bytes.toString("utf8");
  const isPlain = answer.headers["content-encoding"] === undefined;
  const isJson = isPlain && (answer.headers["content-type"] ?? "").startsWith("application/json");
  return {
    status: answer.statusCode ?? 0,
    headers: answer.headers,
    bytes: bytes.length,
    text,
    json: isJson ? JSON.parse(text) : {},
  };
}

/** Sends a request and gives the answer as soon as its headers are there. Rejects when there are none. */
export function open(server: RawServer, path: string, request: RawRequest = {}): Promise<IncomingMessage> {
  const { method = "GET", token = "demo-admin", headers = {}, body } = request;
  const text = body === undefined || typeof body === "string" ? body : JSON.stringify(body);
  const options: RequestOptions & { ca?: string } = {
    method,
    agent: false,
    headers: {
      ...(token === "" ? {} : { authorization: `Bearer ${token}` }),
      ...(text === undefined
        ? {}
        : { "content-type": "application/json", "content-length": String(Buffer.byteLength(text)) }),
      ...headers,
    },
    ...(server.certificate === undefined ? {} : { ca: server.certificate }),
  };
  const module = server.certificate === undefined ? http : https;
  return new Promise((resolve, reject) => {
    const outgoing = module.request(server.url + path, options, resolve);
    outgoing.on("error", reject);
    outgoing.end(text);
  });
}

/** One watch event, as it came. */
export interface RawEvent {
  readonly type: string;
  readonly object: RawBody;
}

/** A watch read line by line. */
export class RawWatch {
  readonly status: number;
  readonly #answer: IncomingMessage;
  readonly #lines: AsyncIterator<string>;

  private constructor(answer: IncomingMessage) {
    this.#answer = answer;
    this.status = answer.statusCode ?? 0;
    this.#lines = linesOf(answer);
  }

  static async open(server: RawServer, path: string, request: RawRequest = {}): Promise<RawWatch> {
    return new RawWatch(await open(server, path, request));
  }

  /** The next event, `undefined` at a clean end. Rejects when the stream breaks. */
  async next(): Promise<RawEvent | undefined> {
    const line = await this.#lines.next();
    return line.done === true ? undefined : JSON.parse(line.value);
  }

  /** The next so many events. */
  async take(count: number): Promise<readonly RawEvent[]> {
    const events: RawEvent[] = [];
    for (let read = 0; read < count; read += 1) {
      const event = await this.next();
      if (event === undefined) break;
      events.push(event);
    }
    return events;
  }

  close(): void {
    this.#answer.destroy();
  }
}

async function* linesOf(answer: IncomingMessage): AsyncGenerator<string> {
  let rest = "";
  answer.setEncoding("utf8");
  for await (const piece of answer) {
    const lines = (rest + piece).split("\n");
    rest = lines.pop() ?? "";
    yield* lines;
  }
}
