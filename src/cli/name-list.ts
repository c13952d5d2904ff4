import { naturalOrder } from "../lib/natural-order.ts";
import { sanitize } from "../lib/sanitize.ts";
import type { Output, World } from "./world.ts";

/** Whether a terminal is to be given colours; NO_COLOR and a dumb terminal say no. */
export function hasColors({ stdout, env }: { readonly stdout: Output; readonly env: World["env"] }): boolean {
  return stdout.isTTY === true && (env.NO_COLOR ?? "") === "" && env.TERM !== "dumb";
}

/**
 * Names as people count, one a line. In a terminal the current one is marked, not by colour alone; for a pipe they are
 * the names and nothing else.
 */
export function nameList(
  names: readonly string[],
  current: string | undefined,
  world: Pick<World, "stdout" | "env">,
): string {
  const sorted = names.toSorted(naturalOrder);
  if (world.stdout.isTTY !== true) return sorted.map((name) => `${sanitize(name)}\n`).join("");
  const colors = hasColors(world);
  const marked = (name: string) =>
    colors ? `\x1b[1;32m* ${sanitize(name)}\x1b[0m\n` : `* ${sanitize(name)}\n`;
  return sorted.map((name) => (name === current ? marked(name) : `  ${sanitize(name)}\n`)).join("");
}
