import type { LogPane } from "../state/logs/log-pane.ts";
import type { Command } from "./command.ts";
import { keyHint, withHint } from "./key-hint.ts";
import { logCommand, noLine } from "./log-command.ts";

/** Cells that one key scrolls sideways. */
const sideways = 20;

const timeTexts: Readonly<Record<LogPane["display"]["time"], string>> = {
  local: "local times",
  utc: "times in UTC",
  relative: "times as how long ago",
  off: "no times",
};

/** How lines look, and which of them stand together. */
export const logLookCommands: readonly Command[] = [
  logCommand({
    id: "follow",
    title: "Follow what comes, or stay here",
    group: "Move",
    hint: "follow",
    hintOrder: 10,
    isHinted: ({ window }) => !window.isFollowing,
    act: ({ window }) => (window.isFollowing ? window.pause() : window.follow()),
  }),
  logCommand({
    id: "left",
    title: "Scroll left",
    group: "Move",
    act: ({ display }) => display.scrollBy(-sideways),
  }),
  logCommand({
    id: "right",
    title: "Scroll right, along long lines",
    group: "Move",
    why: ({ display }) => (display.wraps ? "lines are wrapped, so all of them is there" : undefined),
    act: ({ display }) => display.scrollBy(sideways),
  }),
  logCommand({
    id: "bookmark",
    title: "Bookmark the line, or take the bookmark away",
    group: "Move",
    why: noLine,
    act(pane) {
      const { cursorLine, window, selection } = pane;
      if (cursorLine === undefined) return;
      window.pause();
      selection.toggleBookmark(cursorLine.id);
    },
  }),
  logCommand({
    id: "next-bookmark",
    title: "To the next bookmark",
    group: "Move",
    why: ({ selection }, { keyOf }) =>
      selection.bookmarks.size > 0
        ? undefined
        : withHint("no line is bookmarked", keyHint(keyOf, "logs.bookmark", "does that")),
    act(pane, { app }) {
      if (!pane.goToBookmark()) app.notify("no bookmarked line is among those that are shown");
    },
  }),
  logCommand({
    id: "open",
    title: "Spread the line out, or unfold what is under it",
    group: "Look inside",
    hint: "open",
    hintOrder: 24,
    why: noLine,
    act: (pane) => pane.toggleLine(),
  }),
  logCommand({
    id: "fold-all",
    title: "Unfold all stacks, or fold them",
    group: "Look inside",
    act: (pane) => pane.toggleFolds(),
  }),
  logCommand({
    id: "repeats",
    title: "Show repeated lines as one, or each",
    group: "Look inside",
    act({ narrowing }, { app }) {
      narrowing.toggleRepeats();
      app.notify(narrowing.collapses ? "lines that repeat are shown once" : "every line is shown");
    },
  }),
  logCommand({
    id: "order",
    title: "In order of time, or as lines came",
    group: "Look inside",
    async act(pane, { app }) {
      await pane.turnOrder();
      app.notify(pane.ring.order === "time" ? "in order of time" : "in the order in which they came");
    },
  }),
  logCommand({
    id: "wrap",
    title: "Wrap long lines, or cut them",
    group: "Look inside",
    act: ({ display }) => display.toggleWrap(),
  }),
  logCommand({
    id: "time",
    title: "Time: local, UTC, how long ago, none",
    group: "Look inside",
    hint: "time",
    hintOrder: 18,
    act({ display }, { app }) {
      display.turnTime();
      app.notify(timeTexts[display.time]);
    },
  }),
];
