import type { Told } from "../../state/told.ts";
import type { Frame } from "./frame.ts";
import { paragraph } from "./paragraph.ts";

/** A place that cannot be shown: what is wrong, and what to do. */
export function problemLines(frame: Frame, { message, nextStep }: Told): string[] {
  return paragraph(frame, [
    { text: message },
    ...(nextStep === undefined ? [] : [{ text: nextStep, token: "dim" } as const]),
  ]);
}
