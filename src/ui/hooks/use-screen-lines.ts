import { useSyncExternalStore } from "react";
import type { ScreenLines } from "../screen-lines.ts";
import type { Size } from "../views/frame.ts";

/** The lines to draw, drawn again whenever one of them changed. The one way React hears of anything. */
export function useScreenLines(screen: ScreenLines, size: Size): readonly string[] {
  return useSyncExternalStore(screen.subscribe, () => screen.at(size));
}
