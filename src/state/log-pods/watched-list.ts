import type { InformerStatus, Rows } from "../../cache/index.ts";
import { isToCome } from "../is-to-come.ts";

/** A list that is looked through. */
export interface WatchedList {
  /** `pods`, `deployments`. */
  readonly what: string;
  readonly rows: Rows;
  /** The one namespace it is of; absent where there may be several, or none. */
  readonly namespace?: string;
}

/** How the parts of a list stand, each with its namespace where it has one. */
export function statusesOf({
  rows: { parts, status },
  namespace,
}: Omit<WatchedList, "what">): readonly { readonly namespace?: string; readonly status: InformerStatus }[] {
  return parts ?? [{ status, ...(namespace !== undefined && { namespace }) }];
}

/** Whether what a list does not show is not there, as far as can be said. */
export function isSettled(list: Omit<WatchedList, "what">): boolean {
  return statusesOf(list).every(({ status }) => !isToCome(status));
}
