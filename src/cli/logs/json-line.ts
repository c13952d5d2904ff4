import type { LogLine, LogSource } from "../../logs/types.ts";
import { escapeControls } from "../get/escape-controls.ts";
import type { ByteBuffer } from "./byte-buffer.ts";
import type { StampText } from "./stamp-text.ts";

/** How much of JSON there is: a message as text, as the JSON it is, or that over several lines. */
export type JsonForm = "json" | "extjson" | "ppextjson";

const quote = 0x22;
const backslash = 0x5c;

/** Writes lines as objects, one a line (`ppextjson`: over several). Nothing in them speaks to a terminal. */
export class JsonLines {
  readonly #form: JsonForm;
  readonly #stamp: StampText;
  readonly #sources = new WeakMap<LogSource, Uint8Array>();
  readonly #head: Uint8Array;

  constructor(form: JsonForm, stamp: StampText) {
    this.#form = form;
    this.#stamp = stamp;
    this.#head = Buffer.from(this.#isPretty ? '{\n  "timestamp": "' : '{"timestamp":"');
  }

  write(line: LogLine, into: ByteBuffer): void {
    into.add(this.#head);
    this.#stamp.write(line, into);
    into.add(this.#bytesOf(line.source));
    this.#writeMessage(line.bytes, into);
    if (line.omitted > 0)
      into.addText(this.#isPretty ? `,\n  "omitted": ${line.omitted}` : `,"omitted":${line.omitted}`);
    into.addText(this.#isPretty ? "\n}\n" : "}\n");
  }

  get #isPretty(): boolean {
    return this.#form === "ppextjson";
  }

  /** From behind the stamp to the message. */
  #bytesOf(source: LogSource): Uint8Array {
    let bytes = this.#sources.get(source);
    if (bytes === undefined) {
      const { context, namespace, name: pod, node } = source.pod;
      const fields = { context, namespace, pod, container: source.container, node };
      const [separator, colon] = this.#isPretty ? [",\n  ", ": "] : [",", ":"];
      const texts = Object.entries(fields).map(([key, value]) => `"${key}"${colon}${jsonText(value)}`);
      bytes = Buffer.from(`"${separator}${texts.join(separator)}${separator}"message"${colon}`);
      this.#sources.set(source, bytes);
    }
    return bytes;
  }

  #writeMessage(bytes: Uint8Array, into: ByteBuffer): void {
    if (this.#form === "json" && writeQuoted(bytes, into)) return;
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString();
    into.addText(this.#form !== "json" && isJson(text) ? embedded(text) : jsonText(text));
  }
}

const scratch = Buffer.allocUnsafeSlow(1 << 16);

/** Writes bytes that are plain ASCII, as nearly all lines are, in quotes. Whether they are, and were written. */
function writeQuoted(bytes: Uint8Array, into: ByteBuffer): boolean {
  if (bytes.length * 2 + 2 > scratch.length) return false;
  let length = 0;
  scratch[length++] = quote;
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte < 0x20 || byte >= 0x7f) return false;
    if (byte === quote || byte === backslash) scratch[length++] = backslash;
    scratch[length++] = byte;
  }
  scratch[length++] = quote;
  into.add(scratch.subarray(0, length));
  return true;
}

function jsonText(text: string): string {
  return escapeControls(JSON.stringify(text));
}

/** JSON as it was written, numbers of any length included. Blanks of other kinds can stand only between its parts. */
function embedded(text: string): string {
  return escapeControls(text.trim().replace(/[\t\r]/g, " "));
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
