// Reading logs: the pods of a place, their logs as one stream, and the view of it. Loaded when somebody reads logs for
// the first time, so that a start does not wait for it. Read first: log-pane.ts, which says what its parts are.
export { LogPane, whyNotRead } from "./log-pane.ts";
export { PlacePods } from "./place-pods.ts";
