// A watch in JSON: one `{type, object}` a line, where the object may be a Table of one row.
import type { TableColumn, TypeMeta, WatchEvent } from "../types.ts";
import { ByteQueue } from "./byte-queue.ts";
import { DamagedError } from "./damaged.ts";
import { ingestJson, ingestRow } from "./ingest-json.ts";
import { isSpace } from "./json-scan.ts";
import { isObject, type JsonObject, metadataOf, parseJson, textOf } from "./json-value.ts";
import { checkSize, type StreamParser } from "./stream-parser.ts";
import { tableColumns } from "./table-columns.ts";
import { TypeOfItems } from "./type-of-items.ts";
import { bookmark, errorEvent, isObjectEvent } from "./watch-event.ts";

const newline = 0x0a;

export class JsonWatchParser implements StreamParser<readonly WatchEvent[]> {
  readonly #types: TypeOfItems;
  readonly #queue = new ByteQueue();
  /** Bytes of the queue known to be without a newline. */
  #searched = 0;
  #columns: readonly TableColumn[] = [];
  #events: WatchEvent[] = [];

  /** @param type the kind that was asked for, for objects that do not tell their own. */
  constructor(type: TypeMeta) {
    this.#types = new TypeOfItems(type);
  }

  push(chunk: Buffer): readonly WatchEvent[] | undefined {
    const queue = this.#queue;
    queue.push(chunk);
    for (;;) {
      const waiting = queue.bytes.subarray(queue.start, queue.end);
      const at = waiting.indexOf(newline, this.#searched);
      checkSize(at === -1 ? waiting.length : at, "an event of the watch");
      this.#searched = at === -1 ? waiting.length : 0;
      if (at === -1) return this.#taken();
      queue.start += at + 1;
      this.#readLine(waiting.subarray(0, at));
    }
  }

  /** The last line may lack its newline. */
  end(): readonly WatchEvent[] | undefined {
    const { bytes, start, end } = this.#queue;
    try {
      this.#readLine(bytes.subarray(start, end));
    } catch (error) {
      if (!(error instanceof DamagedError)) throw error;
      throw new DamagedError("the watch ended in the middle of an event");
    }
    return this.#taken();
  }

  #taken(): readonly WatchEvent[] | undefined {
    const events = this.#events;
    this.#events = [];
    return events.length === 0 ? undefined : events;
  }

  #readLine(line: Buffer): void {
    if (line.every(isSpace)) return;
    const event = parseJson(line);
    if (!isObject(event)) throw new DamagedError("the watch sent something that is not an event");
    const type = textOf(event.type);
    if (type === "ERROR") this.#events.push(errorEvent(event.object));
    else if (!isObject(event.object)) throw new DamagedError("the watch sent an event without an object");
    else if (event.object.kind === "Table") this.#readTable(type, event.object);
    else if (type === "BOOKMARK") this.#events.push(bookmark(metadataOf(event.object)));
    else if (isObjectEvent(type)) {
      const object = ingestJson(event.object, this.#types.typeOf(event.object));
      this.#events.push({ type, object });
    } else throw new DamagedError("the watch sent an event of an unknown type");
  }

  #readTable(type: string, table: JsonObject): void {
    const columns = tableColumns(table.columnDefinitions);
    if (columns !== undefined && JSON.stringify(columns) !== JSON.stringify(this.#columns)) {
      this.#columns = columns;
      this.#events.push({ type: "COLUMNS", columns });
    }
    const rows = Array.isArray(table.rows) ? table.rows.filter(isObject) : [];
    if (type === "BOOKMARK") this.#events.push(bookmark(bookmarkMetadata(table, rows)));
    else if (isObjectEvent(type)) {
      for (const row of rows) this.#events.push({ type, object: ingestRow(row, this.#types.asked) });
    } else throw new DamagedError("the watch sent an event of an unknown type");
  }
}

/** Of the row's object, which has the annotations too; of the Table where it came without. */
function bookmarkMetadata(table: JsonObject, [row]: readonly JsonObject[]): JsonObject {
  const metadata = row !== undefined && isObject(row.object) ? metadataOf(row.object) : {};
  return textOf(metadata.resourceVersion) === "" ? metadataOf(table) : metadata;
}
