import { type SanitizeOptions, sanitize } from "../../lib/sanitize.ts";
import { cutBetweenGraphemes } from "../../lib/text.ts";

/** More than a line of any terminal shows. */
const longest = 1000;

/**
 * As much of a text as a line may show, made safe for the terminal. What is longer is cut before anything is done with
 * it: a cluster may put a hundred thousand characters into each cell, and every key would wait for all of them.
 */
export function printable(text: string, options: SanitizeOptions = {}, most = longest): string {
  return sanitize(text.length > most ? `${cutBetweenGraphemes(text, most)}…` : text, options);
}
