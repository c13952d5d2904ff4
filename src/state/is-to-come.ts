import type { InformerStatus } from "../cache/index.ts";

/** Whether more rows are to come before anybody can say which there are. */
export function isToCome({ phase }: Pick<InformerStatus, "phase">): boolean {
  return phase === "connecting" || phase === "listing";
}
