import { counted } from "../../lib/words.ts";
import type { LogPane } from "../../state/logs/log-pane.ts";
import { whoAndWhere } from "./failure-sentences.ts";
import type { Frame } from "./frame.ts";
import type { Sentence } from "./paragraph.ts";

/** In place of lines that are not there: what is read, what stands in the way, and the way out. */
export function nothingInLogs({ app }: Frame, pane: LogPane): Sentence[] {
  const { sources, places } = pane;
  const missing = places.flatMap((place) => place.missing);
  if (places.some(({ isComplete }) => !isComplete))
    return [{ text: `looking for the pods on ${whoAndWhere(app)}` }];
  return [
    ...missing.map(({ name, near }) => ({
      text: `there is no ${name}${near.length > 0 ? `; did you mean ${near.join(", ")}` : ""}`,
    })),
    {
      text:
        sources.length === 0
          ? "no pods"
          : `no lines so far from ${counted(sources.length, "container", "containers")}`,
    },
  ];
}
