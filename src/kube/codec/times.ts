// Times and durations in the text forms of the Kubernetes JSON API.
import { DamagedError } from "./damaged.ts";

/** Seconds beyond which a JavaScript date cannot go. */
const lastSecond = 8.64e12;

/** Many objects of a cluster carry the same few times; a direct-mapped table keeps their texts. A power of two. */
const slots = 2048;
const seconds = new Float64Array(slots).fill(Number.NaN);
const texts = new Array<string>(slots).fill("");

/** RFC 3339 in UTC with whole seconds, such as `2026-11-22T09:30:00Z`, from seconds since 1970. */
export function timeText(second: number): string {
  const slot = second & (slots - 1);
  if (seconds[slot] === second) return texts[slot] as string;
  const text = wholeSeconds(second);
  seconds[slot] = second;
  texts[slot] = text;
  return text;
}

/** RFC 3339 in UTC with six digits of a second, as `metav1.MicroTime` is written. */
export function microTimeText(second: number, nanos: number): string {
  const micros = Math.floor(nanos / 1000);
  if (micros < 0 || micros > 999_999) throw new DamagedError(`a time with ${nanos} nanoseconds`);
  return `${wholeSeconds(second).slice(0, -1)}.${String(micros).padStart(6, "0")}Z`;
}

const scratch = Buffer.alloc(32);

/** Made in a buffer, since a text joined from parts would keep the parts alive as long as itself. */
function wholeSeconds(second: number): string {
  if (Math.abs(second) > lastSecond) throw new DamagedError(`a time of ${second} seconds`);
  const length = scratch.write(new Date(second * 1000).toISOString(), "latin1") - ".000Z".length;
  scratch[length] = 0x5a; // Z
  return scratch.toString("latin1", 0, length + 1);
}

const minute = 60;
const hour = 60 * minute;

/** A duration as Go's `Duration.String` prints it, such as `1h0m0.5s` or `300ms`. */
export function durationText(nanos: number): string {
  if (nanos === 0) return "0s";
  if (nanos < 0) return `-${durationText(-nanos)}`;
  if (nanos < 1e3) return `${nanos}ns`;
  if (nanos < 1e6) return `${nanos / 1e3}µs`;
  if (nanos < 1e9) return `${nanos / 1e6}ms`;
  const whole = Math.floor(nanos / 1e9);
  const fraction = String(nanos % 1e9)
    .padStart(9, "0")
    .replace(/0+$/, "");
  const secondText = `${whole % minute}${fraction === "" ? "" : `.${fraction}`}s`;
  if (whole < minute) return secondText;
  const minuteText = `${Math.floor(whole / minute) % 60}m${secondText}`;
  return whole < hour ? minuteText : `${Math.floor(whole / hour)}h${minuteText}`;
}
