import { localZone, type TimeZone, utc } from "../../lib/time-zone.ts";

/** Which time stands before a line. */
export type TimeDisplay = "local" | "utc" | "relative" | "off";

const timeDisplays: readonly TimeDisplay[] = ["local", "utc", "relative", "off"];

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
  #farthest: (left: number) => number = () => 0;

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

  /** How far lines are scrolled when the end of the longest in sight is, by the view that has drawn them last. */
  measuredBy(farthest: (left: number) => number): void {
    this.#farthest = farthest;
  }

  /** Scrolls sideways, until the end of the longest line is in sight. */
  scrollBy(cells: number): void {
    const left = Math.max(0, this.left + cells);
    this.left = this.wraps ? 0 : cells < 0 ? left : Math.min(left, Math.max(this.left, this.#farthest(left)));
  }

  toggleExpanded(id: number): void {
    if (!this.expanded.delete(id)) this.expanded.add(id);
  }
}
