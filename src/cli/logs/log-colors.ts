import type { Token } from "../../config/theme.ts";

/** How looks are switched on. */
export interface Paint {
  /** The sequences for a style; `""` where there is nothing to switch on. */
  open(style: { readonly token?: Token; readonly background?: Token }): string;
}

const hues = ["pod1", "pod2", "pod3", "pod4", "pod5", "pod6"] as const satisfies readonly Token[];
const reset = "\x1b[0m";

/** One of six hues, by name alone: the same in every run, whatever else is there. */
export function hueOf(name: string): Token {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(name)) hash = Math.imul(hash ^ byte, 0x01000193);
  return hues[(hash >>> 0) % hues.length] ?? "pod1";
}

/** A text in a look; as it is where there are no colours. */
export function painted(text: string, token: Token, paint: Paint | undefined): string {
  const open = paint?.open({ token }) ?? "";
  return open === "" ? text : `${open}${text}${reset}`;
}
