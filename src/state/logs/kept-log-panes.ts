import { formatLocation, type Location } from "../location.ts";
import type { LogPane } from "./log-pane.ts";

/** So many views of logs go on reading, the one that is looked at among them. */
const mostKept = 4;

/** Views of logs that were left: they go on reading, so that coming back finds them where they were. */
export class KeptLogPanes {
  /** The one that was looked at last comes last. */
  readonly #panes = new Map<string, LogPane>();

  /** The view of a place: the one that is kept, or a new one. */
  open(location: Location, make: () => LogPane): LogPane {
    const key = formatLocation(location);
    const pane = this.#panes.get(key) ?? make();
    this.#panes.delete(key);
    this.#panes.set(key, pane);
    for (const [oldest, other] of this.#panes) {
      if (this.#panes.size <= mostKept) break;
      this.#panes.delete(oldest);
      other.dispose();
    }
    return pane;
  }

  /** Ends those that read from a context. */
  forget(context: string): void {
    for (const [key, pane] of this.#panes) {
      if (!pane.places.some((place) => place.context === context)) continue;
      this.#panes.delete(key);
      pane.dispose();
    }
  }

  close(): void {
    for (const pane of this.#panes.values()) pane.dispose();
    this.#panes.clear();
  }
}
