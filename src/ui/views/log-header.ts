import { counted, grouped } from "../../lib/words.ts";
import type { Location } from "../../state/location.ts";
import type { LogPane } from "../../state/logs/log-pane.ts";
import type { Span } from "../paint/line.ts";
import type { Size } from "./frame.ts";

/** What the trail of a view of logs ends in, behind the title of a kind. */
export function logSteps({ object, logs = {}, filter, problemsOnly }: Location): string[] {
  const { objects = [], contexts = [], container, previous = false } = logs;
  const names = object === undefined ? [] : [object.name];
  const marked = objects.length === 0 ? [] : [`${objects.length} marked`];
  const shape = [filter === "" ? "" : `/${filter}`, problemsOnly ? "broken only" : ""].filter(Boolean);
  const title = previous ? "Previous logs" : "Logs";
  const of = container === undefined ? "" : ` of ${container}`;
  const also = contexts.length === 0 ? "" : `, also on ${contexts.join(", ")}`;
  return [...names, ...marked, ...shape, title + of + also];
}

/** What the logs are of, in a sentence. */
export function placeName({ object, logs = {}, resource, filter }: Location): string {
  const names = object === undefined ? (logs.objects ?? []).map(({ name }) => name) : [object.name];
  if (names.length > 0) return names.join(", ");
  return filter === "" ? resource : `${resource} that match "${filter}"`;
}

const gap: Span = { text: "   " };

/** `6 of 6 streaming   2,311 lines/min   following`. */
export function logStateSpans(pane: LogPane, { columns }: Size): Span[] {
  const { sources, places, ring, location, alive } = pane;
  if (sources.length === 0) {
    const isLooking = places.some(({ isComplete }) => !isComplete);
    return [
      isLooking ? { text: "looking for pods", token: "busy" } : { text: "nothing to read", token: "dim" },
    ];
  }
  const isWide = columns >= 100;
  const { droppedLines } = ring;
  // Of instances before the present ones there will be no others.
  const isComplete = pane.isOver && location.logs?.previous === true;
  return [
    sourcesSpan(pane, isWide),
    ...(isWide && droppedLines > 0
      ? [gap, { text: `${grouped(droppedLines)} let go`, token: "warn" } as const]
      : []),
    ...(columns >= 60 && alive > 0 ? [gap, rateSpan(pane, isWide)] : []),
    ...(isComplete ? [] : [gap, followingSpan(pane)]),
  ];
}

function rateSpan({ linesPerMinute: count }: LogPane, isWide: boolean): Span {
  return { text: `${isWide ? counted(count, "line", "lines") : grouped(count)}/min`, token: "text" };
}

function sourcesSpan({ sources, alive, isOver }: LogPane, isWide: boolean): Span {
  if (isOver)
    return { text: sources.length === 1 ? "ended" : `all ${grouped(sources.length)} ended`, token: "dim" };
  const streaming = sources.filter(({ status }) => status.phase === "streaming").length;
  const text = isWide ? `${grouped(streaming)} of ${grouped(alive)} streaming` : `${streaming}/${alive}`;
  return { text, token: streaming === alive ? "good" : "warn" };
}

function followingSpan({ window }: LogPane): Span {
  if (window.isFollowing) return { text: "following", token: "good" };
  const { newLines } = window;
  return { text: newLines === 0 ? "paused" : `paused, ${grouped(newLines)} new`, token: "info" };
}
