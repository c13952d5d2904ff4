import type { Row } from "../cache/types.ts";
import { cellText } from "./columns.ts";
import { verdict } from "./health.ts";
import type { Column, Kind } from "./kind.ts";

/** Told of what could not be made out, such as `READY of Pod payments/api-1`, and with what error. */
export type ReportFault = (error: unknown, what: string) => void;

/** What a cell says whose value could not be made out. */
const unknownCell = "?";
const unknownHealth = verdict("warn", unknownCell, "a fault of Periplus: how it is could not be made out");
/** A fault may hit every object of a kind; a few of them tell as much as all. */
const toldAtMost = 10;

/** Stands for a summary that could not be made: then only what the metadata says is known. */
class NoSummary {
  readonly error: unknown;

  constructor(error: unknown) {
    this.error = error;
  }
}

/**
 * A kind whose functions cannot throw: a fault costs one cell, or the health of one object, and is reported for a few
 * of the objects it hits. Views, filters and sorting never meet an error of a record, whatever a cluster holds.
 */
export function isolatedKind(kind: Kind, report: ReportFault): Kind {
  const tell = sparingly(report, kind.kind);
  const isolate =
    <T>(part: string, compute: (row: Row, now: number) => T, otherwise: T) =>
    (row: Row, now: number): T => {
      try {
        return compute(row, now);
      } catch (error) {
        if (row.summary instanceof NoSummary) tell(row.summary.error, "summary", row);
        else tell(error, part, row);
        return otherwise;
      }
    };
  const isolatedColumn = (column: Column): Column => ({
    ...column,
    value: isolate(column.header, (row, now) => column.value(row, now), undefined),
    text: isolate(column.header, (row, now) => cellText(column, row, now), unknownCell),
    ...(column.tone && {
      tone: isolate(column.header, (row, now) => column.tone?.(row, now), undefined),
    }),
  });
  const drill = isolate("what belongs to it", (row) => kind.drill?.(row), undefined);
  return {
    ...kind,
    columns: kind.columns.map(isolatedColumn),
    health: isolate("health", (row, now) => kind.health(row, now), unknownHealth),
    ...(kind.drill && { drill: (row) => drill(row, 0) }),
    summarize(object) {
      try {
        return kind.summarize(object);
      } catch (error) {
        return new NoSummary(error);
      }
    },
  };
}

/** Reports each part of an object once, and each part of a kind for a few objects. */
function sparingly(report: ReportFault, kind: string) {
  const told = new Map<string, Set<string>>();
  return (error: unknown, part: string, { namespace, name }: Row): void => {
    const object = namespace === "" ? name : `${namespace}/${name}`;
    const objects = told.get(part) ?? new Set();
    told.set(part, objects);
    if (objects.size >= toldAtMost || objects.has(object)) return;
    objects.add(object);
    report(error, `${part} of ${kind} ${object}`);
  };
}
