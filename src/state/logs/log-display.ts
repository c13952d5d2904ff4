import { localZone, type TimeZone, utc } from "../../lib/time-zone.ts";

/** Which time stands before a line. */
export type TimeDisplay = "local" | "utc" | "relative" | "off";

const timeDisplays: readonly TimeDisplay[] = ["local", "utc", "relative", "off"];

/** The cells of the longest line that stay on the screen however far it is scrolled. */
const leastInSight = 20;

/** How lines are shown; which of them are is decided elsewhere. */
export class LogDisplay {
  time: TimeDisplay = "local";
  /** Whether lines longer than the screen go on below. */
  wraps = false;
  /** Cells scrolled off on the left. */
  left = 0;
  /** Fields that stand in columns of their own, and no others beside them; where there are none all fields follow the message. */
  columns: readonly string[] = [];
  /** Lines spread out field by field. */
  readonly expanded = new Set<number>();

  /** The zone in which times are shown and typed. */
  get zone(): TimeZone {
    return this.time === "utc" ? utc : localZone;
  }

  turnTime(): void {
    this.time = timeDisplays[(timeDisplays.indexOf(this.time) + 1) % timeDisplays.length] ?? "local";
  }

  toggleWrap(): void {
    this.wraps = !this.wraps;
    this.left = 0;
  }

  /** @param longest cells of the longest line in sight, of which some stay there. */
  scrollBy(cells: number, longest: number): void {
    const most = Math.max(0, longest - leastInSight);
    this.left = this.wraps ? 0 : Math.max(0, Math.min(this.left + cells, most));
  }

  toggleExpanded(id: number): void {
    if (!this.expanded.delete(id)) this.expanded.add(id);
  }
}
