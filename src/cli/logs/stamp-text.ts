import type { TimeZone } from "../../lib/time-zone.ts";
import type { Stamp } from "../../logs/types.ts";
import type { ByteBuffer } from "./byte-buffer.ts";

const zero = 0x30;

/**
 * Writes points in time: `2026-11-22T03:00:00.000000000+01:00`, with `Z` for UTC, or in short `11-22 03:00:00`. What
 * lines of one second have in common is made once.
 */
export class StampText {
  readonly #zone: TimeZone;
  readonly #isShort: boolean;
  readonly #fraction = Buffer.from(".000000000");
  #second: number | undefined;
  #head: Uint8Array = new Uint8Array();
  #foot: Uint8Array = new Uint8Array();

  constructor(form: "default" | "short", zone: TimeZone) {
    this.#isShort = form === "short";
    this.#zone = zone;
  }

  write({ seconds, nanos }: Stamp, into: ByteBuffer): void {
    if (seconds !== this.#second) this.#turnTo(seconds);
    into.add(this.#head);
    if (this.#isShort) return;
    let rest = nanos;
    for (let at = 9; at >= 1; at -= 1) {
      const higher = Math.floor(rest / 10);
      this.#fraction[at] = zero + rest - higher * 10;
      rest = higher;
    }
    into.add(this.#fraction);
    into.add(this.#foot);
  }

  #turnTo(second: number): void {
    this.#second = second;
    const offset = this.#zone.offsetAt(second * 1000);
    const wall = new Date(second * 1000 + offset).toISOString();
    const text = this.#isShort ? `${wall.slice(5, 10)} ${wall.slice(11, 19)}` : wall.slice(0, 19);
    this.#head = Buffer.from(text);
    this.#foot = Buffer.from(offsetText(offset));
  }
}

function offsetText(offset: number): string {
  if (offset === 0) return "Z";
  const minutes = Math.round(Math.abs(offset) / 60_000);
  const two = (number: number) => String(number).padStart(2, "0");
  return `${offset < 0 ? "-" : "+"}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}
