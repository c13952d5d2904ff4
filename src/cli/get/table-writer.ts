import { sanitize } from "../../lib/sanitize.ts";
import { cellWidth } from "../../lib/text.ts";
import type { LineWriter } from "./line-writer.ts";

// kubectl's table: columns at least six cells wide, three blanks between them, and widths that only grow
// (k8s.io/cli-runtime pkg/printers/tabwriter.go: minwidth 6, padding 3, RememberWidths).
const leastWidth = 6;
const padding = 3;

export type Cells = readonly string[];

export interface TableOptions {
  readonly headers: boolean;
  /** An empty line keeps it apart from the table above it, if it has headers and rows. */
  readonly apart?: boolean;
}

/** Prints rows under their headers as kubectl does. What comes in one batch is aligned together. */
export class TableWriter {
  readonly #writer: LineWriter;
  readonly #options: TableOptions;
  readonly #widths: number[] = [];
  #printed = 0;

  constructor(writer: LineWriter, options: TableOptions) {
    this.#writer = writer;
    this.#options = options;
  }

  /** Rows printed so far. */
  get printed(): number {
    return this.#printed;
  }

  async write(headers: Cells, batch: readonly Cells[]): Promise<void> {
    if (batch.length === 0) return;
    const isFirst = this.#printed === 0;
    this.#printed += batch.length;
    const rows = batch.map((row) => row.map(cellText));
    if (isFirst && this.#options.headers) {
      rows.unshift([...headers]);
      if (this.#options.apart) this.#writer.add("\n");
    }
    for (const row of rows) this.#widen(row);
    for (const row of rows) this.#writer.add(this.#line(row));
    await this.#writer.pass();
  }

  #widen(row: Cells): void {
    for (let column = 0; column < row.length - 1; column += 1) {
      const width = Math.max(leastWidth, cellWidth(row[column] ?? "") + padding);
      if (width > (this.#widths[column] ?? 0)) this.#widths[column] = width;
    }
  }

  #line(row: Cells): string {
    let line = "";
    const last = row.length - 1;
    for (let column = 0; column < last; column += 1) {
      const cell = row[column] ?? "";
      line += cell + " ".repeat((this.#widths[column] ?? 0) - cellWidth(cell));
    }
    return `${line}${row[last] ?? ""}\n`;
  }
}

/** kubectl ends a cell at its first line end, with three dots. */
function cellText(text: string): string {
  const end = text.search(/[\n\r\f]/);
  return sanitize(end < 0 ? text : `${text.slice(0, end)}...`);
}
