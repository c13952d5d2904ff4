import { withoutAnsi } from "../../lib/ansi.ts";
import type { RingEntry } from "../../logs/ring-entry.ts";
import type { Stamp } from "../../logs/types.ts";
import type { ShownLines } from "./log-window.ts";

/** Shown lines that can be looked into. */
export interface ReadableLines extends ShownLines {
  entryAt(index: number): RingEntry | undefined;
}

/** So many lines are put into one piece. */
const linesAtOnce = 1000;
const lineEnd = Buffer.from("\n");

/** Lines as they were written, to be pasted somewhere: no colours, no stamps. */
export function copiedText(entries: readonly RingEntry[]): string {
  return entries.map(({ text }) => withoutAnsi(text)).join("\n");
}

/**
 * Lines as they are put into a file, piece by piece: stamp, namespace, pod, container, and the line as it came. Lines
 * that come while the pieces are taken are among them.
 */
export function* savedPieces(
  lines: ReadableLines,
  isWanted: (index: number) => boolean,
): Generator<{ readonly bytes: Uint8Array; readonly count: number }> {
  let [next, lastId] = [0, 0];
  while (next < lines.length) {
    const end = Math.min(next + linesAtOnce, lines.length);
    const parts: Uint8Array[] = [];
    let count = 0;
    for (let index = next; index < end; index += 1) {
      const entry = lines.entryAt(index);
      if (entry === undefined || !isWanted(index)) continue;
      parts.push(Buffer.from(`${prefixOf(entry)} `), entry.bytes(), lineEnd);
      if (entry.about === undefined) count += 1;
    }
    lastId = lines.idAt(end - 1);
    yield { bytes: Buffer.concat(parts), count };
    // Meanwhile lines may have come and gone.
    next = lines.idAt(lines.indexNear(lastId)) === lastId ? lines.indexNear(lastId) + 1 : 0;
  }
}

function prefixOf({ seconds, nanos, source, about }: RingEntry): string {
  const { namespace, name } = source.pod;
  const note = about === undefined ? "" : " --";
  return `${rfc3339({ seconds, nanos })} ${namespace}/${name}/${source.container}${note}`;
}

/** `2026-11-22T03:00:00.000000001Z`. */
export function rfc3339({ seconds, nanos }: Stamp): string {
  const second = new Date(seconds * 1000).toISOString().slice(0, 19);
  return `${second}.${String(nanos).padStart(9, "0")}Z`;
}
