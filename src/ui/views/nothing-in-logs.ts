import { counted } from "../../lib/words.ts";
import type { LogPane } from "../../state/logs/log-pane.ts";
import { whoAndWhere } from "./failure-sentences.ts";
import type { Frame } from "./frame.ts";
import { placeName } from "./log-header.ts";
import type { Sentence } from "./paragraph.ts";

/** In place of lines that are not there: what is read, what stands in the way, and the way out. */
export function nothingInLogs({ app }: Frame, pane: LogPane): Sentence[] {
  const failed = pane.places.flatMap(({ statuses }) =>
    statuses.flatMap((status) => ("error" in status ? [status.error] : [])),
  );
  const [failure] = failed;
  if (pane.sources.length === 0 && failure !== undefined) {
    return [
      { text: failure.message },
      ...hintOf(failure.nextStep),
      { text: " " },
      { text: whoAndWhere(app), token: "faint" },
    ];
  }
  if (pane.places.some(({ isComplete }) => !isComplete))
    return [{ text: `looking for pods on ${whoAndWhere(app)}` }];
  const missing = pane.places.flatMap((place) => place.missing);
  if (missing.length > 0) {
    const { entry } = pane.places[0] ?? {};
    return missing.map(({ name, near }) => ({
      text: `there is no ${entry?.kind.singular ?? "object"} ${name}${near.length > 0 ? `; did you mean ${near.join(", ")}` : ""}`,
    }));
  }
  if (pane.sources.length === 0) return noSources(pane);
  return pane.ring.length > 0 ? hiddenLines(pane) : quietSources(pane);
}

function hintOf(text: string | undefined): Sentence[] {
  return text === undefined ? [] : [{ text, token: "dim" }];
}

/** There may be pods, and none of their containers is what was asked for. */
function noSources({ pods, location }: LogPane): Sentence[] {
  const { container, previous = false } = location.logs ?? {};
  const containers = new Set(pods.flatMap((pod) => pod.containers.map(({ name }) => name)));
  if (pods.length === 0)
    return [{ text: `there are no pods of ${placeName(location)}; those that come will be read` }];
  if (container !== undefined && !containers.has(container)) {
    return [
      { text: `no pod here has a container ${container}; there are ${[...containers].join(", ")}` },
      { text: "K chooses one", token: "dim" },
    ];
  }
  return [
    {
      text: previous
        ? "no container here was started again, so there is no log from before"
        : "there is nothing to read",
    },
  ];
}

/** All that was read is left out. */
function hiddenLines({ ring, lines, narrowing }: LogPane): Sentence[] {
  if (lines.pending > 0) return [{ text: "looking through the lines" }];
  const { filter, levels } = narrowing;
  const what =
    filter.text !== "" ? `match "${filter.text}"` : levels === "all" ? "are of that time" : `are ${levels}`;
  return [
    {
      text: `none of ${counted(ring.totalLines - ring.droppedLines, "line", "lines")} ${what}`,
      hint: "esc shows all again",
    },
    { text: "lines that come and do will be shown", token: "dim" },
  ];
}

function quietSources({ sources }: LogPane): Sentence[] {
  const waiting = sources.filter(({ status }) => status.phase === "waiting");
  const count = counted(sources.length, "container", "containers");
  const lines: Sentence[] = [{ text: `no line so far of ${count}` }];
  for (const { source, status } of waiting.slice(0, 5))
    if (status.phase === "waiting")
      lines.push({ text: `${source.pod.name} ${source.container} is waiting: ${status.reason}` });
  return lines;
}
