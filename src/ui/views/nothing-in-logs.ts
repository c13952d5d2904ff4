import { keyHint } from "../../commands/index.ts";
import { counted, grouped } from "../../lib/words.ts";
import { isPods } from "../../state/log-pods/object-source.ts";
import { mayLeadToPods } from "../../state/logs/leads-to-pods.ts";
import type { LogPane } from "../../state/logs/log-pane.ts";
import { placeText, whoAndWhere } from "./failure-sentences.ts";
import type { Frame } from "./frame.ts";
import { placeName } from "./log-header.ts";
import { missingNamespaces } from "./nothing-sentences.ts";
import type { Sentence } from "./paragraph.ts";

/** Of sources that wait so many are named. */
const mostNamed = 5;

/** In place of lines that are not there: what is read, what stands in the way, and the way out. */
export function nothingInLogs(frame: Frame, pane: LogPane): Sentence[] {
  const { sources, ring } = pane;
  if (sources.length === 0) return refusedLists(frame, pane) ?? notFound(frame, pane);
  return ring.length > 0 ? hiddenLines(frame, pane) : quietSources(frame, pane);
}

/** Where the server refuses to say which pods there are. */
function refusedLists({ app }: Frame, { places }: LogPane): Sentence[] | undefined {
  const [failure] = places.flatMap(({ statuses }) =>
    statuses.flatMap((status) => ("error" in status ? [status.error] : [])),
  );
  if (failure === undefined) return undefined;
  return [
    { text: failure.message },
    ...(failure.nextStep === undefined ? [] : [{ text: failure.nextStep, token: "dim" } as const]),
    { text: " " },
    { text: whoAndWhere(app), token: "faint" },
  ];
}

function notFound(frame: Frame, pane: LogPane): Sentence[] {
  const { places, pods } = pane;
  if (places.some(({ isComplete }) => !isComplete))
    return [{ text: `looking for pods on ${whoAndWhere(frame.app)}` }];
  const nowhere = missingNamespaces(frame);
  if (nowhere.length > 0) return [...nowhere, untilTheyCome];
  const missing = places.flatMap((place) => place.missing);
  if (missing.length > 0) return missing.map((each) => missingSentence(each, pane));
  if (pods.length > 0) return noContainers(frame, pane);
  const mayCome = places.some(({ entry: { kind } }) => mayLeadToPods(kind));
  return mayCome ? [noPods(pane), untilTheyCome] : [noneEver(pane)];
}

const noneEver = ({ location: { resource } }: LogPane): Sentence => ({
  text: `no pods belong to ${resource}, so there are no logs to read`,
});

const untilTheyCome: Sentence = { text: "those that come will be read", token: "dim" };

function missingSentence(
  { name, near }: LogPane["places"][number]["missing"][number],
  { places }: LogPane,
): Sentence {
  const kind = places[0]?.entry.kind.singular ?? "object";
  return { text: `there is no ${kind} ${name}`, hint: meaning(near) };
}

function meaning(near: readonly string[]): string | undefined {
  return near.length === 0 ? undefined : `did you mean ${near.join(", ")}`;
}

function noPods({ location, places }: LogPane): Sentence {
  const { filter, resource } = location;
  const [kind] = places.map(({ entry }) => entry.kind);
  if (filter === "") {
    const isOfPods = kind !== undefined && isPods(kind);
    return {
      text: `there are no pods${isOfPods ? placeText({ kind, location }) : ` of ${placeName(location)}`}`,
    };
  }
  const found = places.map((place) => place.near(filter));
  const of = found.reduce((sum, each) => sum + each.of, 0);
  return {
    text: `none of ${of} ${resource} match "${filter}"`,
    hint: meaning(found.flatMap(({ names }) => names)),
  };
}

/** There are pods, and none of their containers is what was asked for. */
function noContainers({ keyOf }: Frame, { pods, location }: LogPane): Sentence[] {
  const { container, previous = false } = location.logs ?? {};
  const names = new Set(pods.flatMap(({ containers }) => containers.map(({ name }) => name)));
  if (container !== undefined && !names.has(container)) {
    const text = `no pod here has a container ${container}; there are ${[...names].join(", ")}`;
    return [{ text, hint: keyHint(keyOf, "logs.container", "chooses one") }];
  }
  if (!previous) return [{ text: "there is nothing to read" }];
  return [{ text: "no container here was started again, so there is no log from before" }];
}

/** All that was read is left out. */
function hiddenLines({ keyOf }: Frame, pane: LogPane): Sentence[] {
  if (pane.lines.pending > 0) return [{ text: "looking through the lines" }];
  const hint =
    pane.lines.foundOfAnyLevel > 0
      ? keyHint(keyOf, "logs.level", "turns to other levels")
      : keyHint(keyOf, "logs.clear", "shows all again");
  return [
    { text: noneOfLines(pane), hint },
    { text: "lines that come and do will be shown", token: "dim" },
  ];
}

/** `none of 1,200 lines match "timeout"`. */
export function noneOfLines({ ring, lines, narrowing: { filter, levels, span } }: LogPane): string {
  const { foundOfAnyLevel } = lines;
  if (foundOfAnyLevel > 0) {
    const found = counted(foundOfAnyLevel, "line matches", "lines match");
    return `${found} "${filter.text}", and only ${levels} are shown`;
  }
  const some = levels === "all" ? "are of that time" : `are ${levels}`;
  const time = span !== undefined && lines.hasMatches ? " in that time" : "";
  const wanted = filter.text === "" ? some : `match "${filter.text}"${time}`;
  const count = counted(ring.totalLines - ring.droppedLines, "line", "lines");
  return `none of ${count} ${wanted}`;
}

/** Nothing came so far of what is read; not all that could be is. */
function quietSources({ keyOf }: Frame, pane: LogPane): Sentence[] {
  const { sources, held } = pane;
  const read = counted(sources.length - held, "container", "containers");
  const isAsked = sources.some(({ status }) => !unanswered.has(status.phase));
  const waiting = sources.flatMap(({ source, status }) =>
    status.phase === "waiting"
      ? [{ text: `${source.pod.name} ${source.container} is waiting: ${status.reason}` }]
      : [],
  );
  const which = keyHint(keyOf, "logs.sources", "shows which");
  const how = "logs.streams in the settings sets how many";
  return [
    { text: isAsked ? `no line so far of ${read}` : `no answer so far for the logs of ${read}` },
    ...waiting.slice(0, mostNamed),
    ...(held === 0 ? [] : [{ text: notRead(pane), hint: which === undefined ? how : `${which}, ${how}` }]),
  ];
}

const unanswered: ReadonlySet<LogPane["sources"][number]["status"]["phase"]> = new Set([
  "held",
  "connecting",
]);

/** `3,900 of 4,000 logs are not read: 100 are at a time`. */
export function notRead({ sources, held, limits }: LogPane): string {
  const logs = counted(sources.length, "log", "logs");
  return `${grouped(held)} of ${logs} are not read: ${counted(limits.streams, "is", "are")} at a time`;
}
