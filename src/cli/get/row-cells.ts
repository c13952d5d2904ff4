import { RowMaker } from "../../cache/row-maker.ts";
import type { ListWatch, TableColumn, WireObject } from "../../kube/types.ts";
import { cellText } from "../../resources/columns.ts";
import { genericKind } from "../../resources/index.ts";
import { isolatedKind } from "../../resources/isolated-kind.ts";
import type { CellValue, Column, Kind } from "../../resources/kind.ts";
import { printedColumns } from "../../resources/printed-columns.ts";
import { type LabelColumns, labelCells, labelHeaders } from "./label-cells.ts";
import type { ResolvedKind } from "./resolve-kinds.ts";
import { type SortOrder, type SortValue, sortValue } from "./sort-rows.ts";
import type { Cells } from "./table-writer.ts";

export interface CellOptions {
  readonly wide: boolean;
  /** NAMESPACE goes first. */
  readonly namespace: boolean;
  /** Before each name, where several kinds are printed: `pod/`. */
  readonly prefix: string;
  readonly labels: LabelColumns;
  readonly sort: SortOrder | undefined;
  now(): number;
  /** Told of objects that could not be made sense of; what is known of them is printed all the same. */
  onFault(error: unknown, what: string): void;
}

/** A row to be printed, and what it is sorted by. */
export interface PrintedRow {
  readonly cells: Cells;
  readonly sortValue: CellValue;
}

/** Makes the cells of one kind's objects. */
export interface RowCells {
  readonly headers: Cells;
  /** The server's own columns, in the Table form; before its rows. */
  takeColumns(columns: readonly TableColumn[]): void;
  row(object: WireObject): PrintedRow;
}

/** By our record of the kind, which prints as the server would, or else what the server itself prints. */
export function rowCells(
  { record, resource }: ResolvedKind,
  wire: ListWatch,
  options: CellOptions,
): RowCells {
  const isolated = (kind: Kind) => isolatedKind(kind, options.onFault);
  if (record !== undefined) return new RecordCells(isolated(record), wire, options);
  const whole = { ...unknownResource, ...resource };
  return new ServerCells((columns) => isolated(genericKind(whole, columns)), wire, options);
}

const unknownResource = {
  singular: "",
  shortNames: [],
  categories: [],
  verbs: [],
  subresources: [],
  preferred: true,
  stale: false,
};

class RecordCells implements RowCells {
  readonly headers: Cells;
  readonly #maker: RowMaker<unknown>;
  readonly #columns: readonly Column[];
  readonly #sortValue: SortValue | undefined;
  readonly #options: CellOptions;

  constructor(kind: Kind, wire: ListWatch, options: CellOptions) {
    this.#options = options;
    this.#maker = new RowMaker(wire, kind);
    this.#columns = printedColumns(kind, options.wide);
    this.#sortValue =
      options.sort &&
      sortValue(kind, options.sort, { holds: "all", decode: (row) => this.#maker.decode(row) });
    this.headers = withNamespace(
      options,
      "NAMESPACE",
      this.#columns.map(({ header }) => header).concat(labelHeaders(options.labels)),
    );
  }

  takeColumns(): void {}

  row(object: WireObject): PrintedRow {
    const { prefix, now } = this.#options;
    const moment = now();
    const row = this.#maker.make(object, moment);
    const cells = this.#columns.map((column) => {
      const text = cellText(column, row, moment);
      return column.id === "name" ? prefix + text : text;
    });
    return {
      cells: withNamespace(
        this.#options,
        row.namespace,
        cells.concat(labelCells(this.#options.labels, row.labels)),
      ),
      sortValue: this.#sortValue?.(row, moment),
    };
  }
}

class ServerCells implements RowCells {
  #headers: Cells | undefined;
  /** As objects are printed of a server that makes no Tables. */
  #plain: RecordCells | undefined;
  readonly #makeKind: (columns: readonly TableColumn[]) => Kind;
  readonly #wire: ListWatch;
  readonly #options: CellOptions;
  /** Places of the columns that are printed. */
  #shown: readonly number[] = [];
  #nameAt = -1;
  #maker: RowMaker<unknown> | undefined;
  #sortValue: SortValue | undefined;

  constructor(makeKind: (columns: readonly TableColumn[]) => Kind, wire: ListWatch, options: CellOptions) {
    this.#makeKind = makeKind;
    this.#wire = wire;
    this.#options = options;
  }

  get headers(): Cells {
    return this.#headers ?? this.#asPlain().headers;
  }

  /** Only where it is needed: it refuses to be sorted by the server's columns. */
  #asPlain(): RecordCells {
    this.#plain ??= new RecordCells(this.#makeKind([]), this.#wire, this.#options);
    return this.#plain;
  }

  takeColumns(columns: readonly TableColumn[]): void {
    const { wide, sort } = this.#options;
    this.#shown = [...columns.keys()].filter((at) => wide || columns[at]?.priority === 0);
    this.#nameAt = columns.findIndex(({ format }) => format === "name");
    const headers = this.#shown.map((at) => (columns[at]?.name ?? "").toUpperCase());
    this.#headers = withNamespace(
      this.#options,
      "NAMESPACE",
      headers.concat(labelHeaders(this.#options.labels)),
    );
    if (sort === undefined) return;
    const kind = this.#makeKind(columns);
    const maker = new RowMaker(this.#wire, kind);
    this.#maker = maker;
    this.#sortValue = sortValue(kind, sort, { holds: "metadata", decode: (row) => maker.decode(row) });
  }

  row(object: WireObject): PrintedRow {
    if (this.#headers === undefined) return this.#asPlain().row(object);
    const { prefix, now, labels } = this.#options;
    const { cells: all, metadata } = this.#wire.decode(object.encoded);
    const cells = this.#shown.map((at) => {
      const text = serverCell(Array.isArray(all) ? all[at] : undefined);
      return at === this.#nameAt ? prefix + text : text;
    });
    const row = this.#maker?.make(object, now());
    return {
      cells: withNamespace(
        this.#options,
        object.identity.namespace,
        cells.concat(labelCells(labels, metadata.labels ?? {})),
      ),
      sortValue: row && this.#sortValue?.(row, now()),
    };
  }
}

function withNamespace({ namespace }: CellOptions, first: string, cells: Cells): Cells {
  return namespace ? [first, ...cells] : cells;
}

/** As kubectl prints a cell of a Table: nothing for what is not there. */
function serverCell(cell: unknown): string {
  if (cell === null || cell === undefined) return "";
  return typeof cell === "object" ? JSON.stringify(cell) : String(cell);
}
