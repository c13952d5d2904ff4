import type { LogLine, LogSource } from "../../logs/types.ts";
import type { ByteBuffer } from "./byte-buffer.ts";
import { type JsonForm, JsonLines } from "./json-line.ts";
import { type Paint, painted, SourceHues } from "./log-colors.ts";
import { isJson, type LineForm } from "./logs-request.ts";
import { coloredText, isSafe, type Marking, plainText, safeText } from "./shown-text.ts";
import { StampText } from "./stamp-text.ts";

/** Which parts of a pod's whereabouts differ, and so are said. */
export interface Whereabouts {
  readonly contexts: boolean;
  readonly namespaces: boolean;
}

export interface LineFormatOptions extends Whereabouts {
  readonly form: LineForm;
  /** Absent where there are no colours. */
  readonly paint: Paint | undefined;
  /** Whether a person reads it where it is written. */
  readonly isTerminal: boolean;
}

/** Makes lines of logs into lines of output. */
export interface LineFormat {
  /** Whether the line is among those wanted, and so was written. */
  write(line: LogLine, into: ByteBuffer): boolean;
}

const blank = 0x20;

export function lineFormat(options: LineFormatOptions): LineFormat {
  const { form } = options;
  const wants = wantedBy(form);
  const writer = isJson(form.output)
    ? new JsonLines(form.output as JsonForm, new StampText("default", form.zone))
    : new TextLines(options);
  return {
    write(line, into) {
      if (!wants(line)) return false;
      writer.write(line, into);
      return true;
    },
  };
}

/** As stern has it: some of `include`, and none of `exclude`. */
function wantedBy({ include, exclude }: LineForm): (line: LogLine) => boolean {
  if (include.length === 0 && exclude.length === 0) return () => true;
  return ({ bytes }) => {
    const text = plainText(textOf(bytes));
    if (exclude.some((pattern) => pattern.test(text))) return false;
    return include.length === 0 || include.some((pattern) => pattern.test(text));
  };
}

class TextLines {
  readonly #options: LineFormatOptions;
  readonly #stamp: StampText | undefined;
  readonly #marking: Marking;
  readonly #keepsBytes: boolean;
  readonly #hues: SourceHues;
  readonly #prefixes = new WeakMap<LogSource, Uint8Array>();

  constructor(options: LineFormatOptions) {
    const { form, paint, isTerminal } = options;
    this.#options = options;
    this.#hues = new SourceHues(form.diffContainer);
    this.#stamp = form.timestamps && new StampText(form.timestamps, form.zone);
    this.#marking = {
      patterns: paint === undefined ? [] : [...form.include, ...form.highlight],
      open: paint?.open({ background: "match" }) ?? "",
    };
    this.#keepsBytes = form.output === "raw" && !isTerminal && this.#marking.patterns.length === 0;
  }

  write(line: LogLine, into: ByteBuffer): void {
    if (this.#options.form.prefix) into.add(this.#prefixOf(line.source));
    if (this.#stamp !== undefined) {
      this.#stamp.write(line, into);
      into.addByte(blank);
    }
    const { bytes, omitted } = line;
    if (this.#keepsBytes || (this.#marking.patterns.length === 0 && isSafe(bytes))) into.add(bytes);
    else into.addText(this.#shown(textOf(bytes)));
    if (omitted > 0 && !this.#keepsBytes) into.addText(` …${omitted} more bytes`);
    into.endLine();
  }

  #shown(text: string): string {
    return this.#options.paint === undefined ? safeText(plainText(text)) : coloredText(text, this.#marking);
  }

  #prefixOf(source: LogSource): Uint8Array {
    let prefix = this.#prefixes.get(source);
    if (prefix === undefined) {
      const { paint } = this.#options;
      const look = paint && { paint, hues: this.#hues };
      prefix = Buffer.from(`${sourceText(source, this.#options, look)} `);
      this.#prefixes.set(source, prefix);
    }
    return prefix;
  }
}

/** How sources look, where there are colours. */
interface SourceLook {
  readonly paint: Paint;
  readonly hues: SourceHues;
}

/** Where a line comes from: as much of context and namespace as differs, the pod, and its container. */
export function sourceText(
  { pod, container }: LogSource,
  whereabouts: Whereabouts,
  look: SourceLook | undefined,
  separator = " ",
): string {
  const where = [
    whereabouts.contexts ? pod.context : undefined,
    whereabouts.namespaces ? pod.namespace : undefined,
  ].filter((part) => part !== undefined);
  const names = [...where, pod.name].map(safeText);
  if (look === undefined) return names.join(" ") + separator + container;
  const { paint, hues } = look;
  const painting = names.map((name) => painted(name, hues.ofPod(pod.name), paint));
  return painting.join(" ") + separator + painted(container, hues.ofContainer(container, pod.name), paint);
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString();
}
