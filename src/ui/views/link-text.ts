import type { InformerStatus } from "../../cache/types.ts";
import { formatAge } from "../../lib/age.ts";
import { isNoSuchPath } from "../../lib/no-such-path.ts";
import { grouped } from "../../lib/words.ts";
import type { Told } from "../../state/told.ts";
import type { Color } from "../paint/palette.ts";

export interface LinkText {
  readonly text: string;
  readonly token: Color;
}

/** How the rows stand to the cluster, in the words of the header's right end. */
export function linkText(status: InformerStatus, now: number): LinkText {
  switch (status.phase) {
    case "connecting":
      return { text: `connecting ${((now - status.since) / 1000).toFixed(1)} s`, token: "busy" };
    case "listing": {
      const of = status.expected === undefined ? "" : ` of ${grouped(status.expected)}`;
      return { text: `listing ${grouped(status.received)}${of}`, token: "busy" };
    }
    case "live":
      return { text: "live", token: "good" };
    case "polling":
      return { text: `listed every ${status.interval / 1000} s`, token: "warn" };
    case "stale":
      return {
        text: `as of ${clockTime(status.since)}, ${formatAge(now - status.since)} ago`,
        token: "warn",
      };
    case "unreachable":
      return { text: "not connected", token: "bad" };
    case "forbidden":
      if (status.error.code === 0) return { text: "closed", token: "bad" };
      return { text: isNoSuchPath(status.error) ? "not served" : "not allowed", token: "bad" };
  }
}

/** What went wrong and when it is tried again, for the bottom line; undefined while nothing is wrong. */
export function troubleText(status: InformerStatus, now: number): string | undefined {
  switch (status.phase) {
    case "stale":
    case "unreachable":
      return `${status.error.message}, ${retryText(status.retryAt - now)}`;
    case "forbidden":
      return sentence(status.error);
    case "polling":
      // A kind that its server lets nobody watch is nothing to be mended, and the header says how it is read.
      return isNoSuchPath(status.error) ? undefined : sentence(status.error);
    default:
      return undefined;
  }
}

/** Whether a view without rows says in their place what is wrong. */
export function isSaidInPlaceOfRows({ phase }: InformerStatus): boolean {
  return phase === "unreachable" || phase === "forbidden";
}

/** When what is wrong is tried again; undefined where it is not by itself. */
export function waitText(status: InformerStatus, now: number): string | undefined {
  return "retryAt" in status ? retryText(status.retryAt - now) : undefined;
}

/** What is wrong and what to do about it in one line. */
export function sentence({ message, nextStep }: Told): string {
  return nextStep === undefined ? message : `${message}; ${nextStep}`;
}

function retryText(wait: number): string {
  return wait <= 0 ? "trying again" : `trying again in ${Math.ceil(wait / 1000)} s`;
}

function clockTime(time: number): string {
  return new Date(time).toTimeString().slice(0, 8);
}
