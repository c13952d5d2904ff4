import { useSyncExternalStore } from "react";
import type { App } from "../../state/app.ts";

/** Draws the component again whenever the app changed. The one way React hears of anything. */
export function useApp(app: App): void {
  useSyncExternalStore(
    (listener) => app.subscribe(listener),
    () => app.revision,
  );
}
