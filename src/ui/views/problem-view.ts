import { sanitize } from "../../lib/sanitize.ts";
import type { ProblemPane } from "../../state/app.ts";
import { composeLine } from "../paint/line.ts";
import type { Frame } from "./frame.ts";

/** A place that cannot be shown: what is wrong, and what to do. */
export function problemLines({ palette, size }: Frame, pane: ProblemPane): string[] {
  const line = (text: string, token: "text" | "dim") =>
    composeLine([{ text: `   ${text}`, token }], size.columns, palette);
  const lines = ["", line(sanitize(pane.message), "text")];
  return pane.nextStep === undefined ? lines : [...lines, line(sanitize(pane.nextStep), "dim")];
}
