import { withoutAnsi } from "../../lib/ansi.ts";
import type { RingEntry } from "../../logs/ring-entry.ts";
import type { Stamp } from "../../logs/types.ts";
import type { LogLines } from "./log-lines.ts";

/** So many lines are put into one piece. */
const linesAtOnce = 1000;
const lineEnd = Buffer.from("\n");

/** Lines as they were written, to be pasted somewhere: no colours, no stamps. */
export function copiedText(entries: readonly RingEntry[]): string {
  return entries.map(({ text }) => withoutAnsi(text)).join("\n");
}

/** Some lines as they are put into a file, and how many of them are no notes. */
export interface SavedPiece {
  readonly bytes: Uint8Array;
  readonly count: number;
}

/**
 * Lines as they are put into a file, piece by piece: stamp, namespace, pod, container, and the line as it came. What
 * comes while the pieces are taken is among them.
 * @param wanted ids of the lines; all that are shown where there are none.
 */
export function* savedPieces(
  lines: LogLines,
  wanted: ReadonlySet<number> | undefined,
): Generator<SavedPiece> {
  for (let next = 0; next < lines.length; ) {
    const rows = lines.rows(next, linesAtOnce);
    const entries = rows.map(({ entry }) => entry).filter(({ id }) => wanted?.has(id) ?? true);
    const parts = entries.flatMap((entry) => [Buffer.from(`${prefixOf(entry)} `), entry.bytes(), lineEnd]);
    const count = entries.filter(({ about }) => about === undefined).length;
    const lastId = rows.at(-1)?.entry.id ?? 0;
    yield { bytes: Buffer.concat(parts), count };
    // Meanwhile lines may have come and gone.
    const last = lines.indexNear(lastId);
    next = lines.idAt(last) === lastId ? last + 1 : last;
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
