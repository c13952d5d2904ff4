import { timeOfDay } from "../../lib/time-of-day.ts";
import { counted, grouped } from "../../lib/words.ts";
import type { LogPane } from "../../state/logs/log-pane.ts";
import type { Color } from "../paint/palette.ts";
import { printable } from "../paint/printable.ts";
import type { Frame } from "./frame.ts";
import { noneOfLines, notRead } from "./nothing-in-logs.ts";
import { missingNamespaceNote } from "./nothing-sentences.ts";

/** What the bottom line says of logs: how they are narrowed, and what matters most of the rest. */
export interface SaidOfLogs {
  readonly shape: string;
  readonly note: string | undefined;
  readonly token: Color;
}

export function saidOfLogs(frame: Frame, pane: LogPane): SaidOfLogs {
  const shape = shapeTexts(pane, frame.now).join("   ");
  const [note, token] = noteOf(frame, pane);
  return { shape, note, token };
}

function shapeTexts(pane: LogPane, now: number): string[] {
  const { narrowing, selection, sources, lines, ring } = pane;
  const { filter, contextLines, levels, collapses, hidden, span } = narrowing;
  const shown = sources.filter(({ source }) => !hidden.has(source.number)).length;
  const around = contextLines > 0 ? ` with ${contextLines} around` : "";
  return [
    filter.text === "" ? "" : `filter ${printable(filter.text)}${around}`,
    levels === "all" ? "" : levels,
    span === undefined ? "" : spanText(pane, now),
    shown === sources.length ? "" : `${grouped(shown)} of ${counted(sources.length, "source", "sources")}`,
    collapses ? "repeats as one" : "",
    ring.order === "arrival" ? "as lines came" : "",
    selection.isEmpty ? "" : `${grouped(selection.indexes(pane.window.cursorIndex).length)} selected`,
    lines.pending > 0 && filter.query !== undefined ? `${grouped(lines.pending)} lines to look at` : "",
  ].filter(Boolean);
}

function spanText({ narrowing, display }: LogPane, now: number): string {
  const zone = display.time === "utc" ? "utc" : "local";
  const text = (at: { readonly seconds: number } | undefined) =>
    at === undefined ? "" : timeOfDay(at.seconds * 1000, now, zone, 0);
  return `${text(narrowing.span?.from)}..${text(narrowing.span?.to)}`;
}

function noteOf(frame: Frame, pane: LogPane): [note: string | undefined, token: Color] {
  const { now, keyOf } = frame;
  const { narrowing, search, feed, ring, window, lines, display } = pane;
  if (narrowing.filter.problem !== undefined) return [narrowing.filter.problem, "bad"];
  if (search.problem !== undefined) return [search.problem, "bad"];
  if (lines.length > 0 && lines.pending === 0 && !lines.hasMatches && ring.totalLines > ring.droppedLines)
    return [noneOfLines(pane), "warn"];
  const { count } = search;
  if (count !== undefined)
    return [foundText(search.text, count), count.lines + count.pending === 0 ? "warn" : "info"];
  if (feed.isReadingOlder) return ["reading what came before", "busy"];
  const first = lines.entryAt(window.lastLook.first);
  const from = feed.reach.wholeFrom;
  const isBefore = first !== undefined && from !== undefined && first.seconds < from.seconds;
  if (!window.isFollowing && isBefore) {
    const time = timeOfDay(from.seconds * 1000, now, display.time === "utc" ? "utc" : "local", 0);
    return [`before ${time} lines are missing that were not read`, "warn"];
  }
  if (ring.droppedLines > 0 && window.lastLook.first === 0) {
    return [`${counted(ring.droppedLines, "older line", "older lines")} made room for new ones`, "warn"];
  }
  const { places } = pane;
  const [denial] = places.flatMap(({ context, denials }) =>
    denials.map((text) => (places.length > 1 ? `${context}: ${text}` : text)),
  );
  const lack = denial ?? missingNamespaceNote(frame);
  if (lack !== undefined || pane.held === 0) return [lack, "warn"];
  const ways = [keyOf("logs.sources"), "logs.streams"].flatMap((way) => way ?? []);
  return [`${notRead(pane)} (${ways.join(", ")})`, "warn"];
}

/** `"timeout" 17 found`. */
function foundText(text: string, { lines, pending }: NonNullable<LogPane["search"]["count"]>): string {
  if (lines === 0) return `"${text}" ${pending === 0 ? "nothing found" : "nothing found so far"}`;
  return `"${text}" ${grouped(lines)} found${pending === 0 ? "" : " so far"}`;
}
