import type { WatchEvent } from "../types.ts";
import { DamagedError } from "./damaged.ts";
import { isObject, type JsonObject, textOf } from "./json-value.ts";
import { statusOf } from "./status.ts";

/** Set on the bookmark that ends the first part of a WatchList (KEP 3157). */
const initialEventsEnd = "k8s.io/initial-events-end";

/** The three kinds of event that carry an object. */
export type ObjectEventType = "ADDED" | "MODIFIED" | "DELETED";

export function isObjectEvent(type: string): type is ObjectEventType {
  return type === "ADDED" || type === "MODIFIED" || type === "DELETED";
}

/** A bookmark from its object's metadata. Throws `DamagedError` when it marks nothing. */
export function bookmark(metadata: JsonObject): WatchEvent {
  const resourceVersion = textOf(metadata.resourceVersion);
  if (resourceVersion === "") throw new DamagedError("the watch sent a bookmark without a resourceVersion");
  const { annotations } = metadata;
  const isEnd = isObject(annotations) && annotations[initialEventsEnd] === "true";
  return { type: "BOOKMARK", resourceVersion, initialEventsEnd: isEnd };
}

/** An ERROR event. What is no Status is reported as one without a code. */
export function errorEvent(object: unknown): WatchEvent {
  if (isObject(object) && object.kind === "Status") return { type: "ERROR", status: statusOf(object) };
  return { type: "ERROR", status: { status: "Failure", message: "the watch failed without saying why" } };
}
