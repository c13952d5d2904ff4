import type { Measure, Result } from "./measure.ts";

export interface Line {
  readonly measure: Measure;
  /** Its result, or why there is none. */
  readonly outcome: Result | Error;
}

const headers = ["", "what", "measured", "budget", "of budget", "floor"];

/** The table, with what else was seen below each line. */
export function reportText(lines: readonly Line[]): string {
  const table = [headers, ...lines.map(cellsOf)];
  const widths = headers.map((_, column) => Math.max(...table.map((cells) => cells[column]?.length ?? 0)));
  const notes = [[], ...lines.map(notesOf)];
  return table
    .flatMap((cells, index) => [
      cells
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
      ...(notes[index] ?? []).map((note) => `     ${note}`),
    ])
    .join("\n");
}

function cellsOf({ measure, outcome }: Line): string[] {
  const { name, budget } = measure;
  if (outcome instanceof Error) return ["?", name, "not measured", budget, "", ""];
  const { measured, ofBudget, floor = "" } = outcome;
  return [ofBudget <= 1 ? "✔" : "✖", name, measured, budget, `${ofBudget.toFixed(2)} x`, floor];
}

function notesOf({ outcome }: Line): readonly string[] {
  if (outcome instanceof Error) return outcome.message.split("\n");
  return outcome.notes ?? [];
}
