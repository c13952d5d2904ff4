import { localZone, type TimeZone, timeZone, utc } from "../../lib/time-zone.ts";
import type { LogStart, Stamp } from "../../logs/types.ts";
import type { Namespaces } from "../../state/location.ts";
import type { ClusterRequest } from "../cluster-session.ts";
import { usageError } from "../failure.ts";
import { type ContainerChoice, containerChoice } from "./container-choice.ts";
import { oneOf, patterns, wholeNumber } from "./given-values.ts";
import { type LogQuery, logQueries } from "./log-query.ts";
import { type PodChoice, podChoice } from "./pod-choice.ts";
import { readSpan } from "./read-span.ts";

/** What `periplus logs` was told, word for word. */
export interface LogsOptions {
  readonly selector?: string;
  readonly fieldSelector?: string;
  readonly node?: string;
  readonly condition?: string;
  readonly excludePod?: readonly string[];
  readonly container?: string;
  readonly excludeContainer?: readonly string[];
  readonly containerState?: readonly string[];
  readonly initContainers?: boolean;
  readonly ephemeralContainers?: boolean;
  readonly allContainers?: boolean;
  readonly previous?: boolean;
  readonly since?: string;
  readonly sinceTime?: string;
  readonly until?: string;
  readonly tail?: string;
  readonly limitBytes?: string;
  readonly follow?: boolean;
  readonly maxLogRequests?: string;
  readonly order?: string;
  readonly include?: readonly string[];
  readonly exclude?: readonly string[];
  readonly highlight?: readonly string[];
  readonly output?: string;
  readonly prefix?: boolean;
  readonly timestamps?: string;
  readonly timezone?: string;
  readonly color?: string;
  readonly diffContainer?: boolean;
  readonly onlyLogLines?: boolean;
}

/** What is asked of which cluster. */
export interface LogsArguments extends Omit<ClusterRequest, "context"> {
  /** As typed: each a name, or several with commas. */
  readonly contexts: readonly string[];
  /** The context's own where absent. */
  readonly namespaces: Namespaces | undefined;
  readonly theme: string | undefined;
  readonly queries: readonly string[];
  readonly options: LogsOptions;
}

const outputs = ["default", "raw", "json", "extjson", "ppextjson"] as const;
const orders = ["time", "arrival"] as const;
const colorings = ["auto", "always", "never"] as const;
const stampForms = ["default", "short"] as const;

/** What each line is made into. */
export interface LineForm {
  readonly output: (typeof outputs)[number];
  /** Whether a line begins with where it comes from. */
  readonly prefix: boolean;
  readonly timestamps: (typeof stampForms)[number] | undefined;
  readonly zone: TimeZone;
  readonly color: (typeof colorings)[number];
  /** Containers of one pod take colours of their own. */
  readonly diffContainer: boolean;
  readonly include: readonly RegExp[];
  readonly exclude: readonly RegExp[];
  readonly highlight: readonly RegExp[];
}

/** Which part of each log is read, and how. */
export interface Reading {
  readonly start: LogStart;
  /** Lines before it are left out: the server knows whole seconds. */
  readonly from: Stamp | undefined;
  readonly until: Stamp | undefined;
  readonly follow: boolean;
  readonly previous: boolean;
  readonly order: (typeof orders)[number];
  /** Logs read at once. */
  readonly mostStreams: number;
  /** As many where each takes a connection of its own. */
  readonly mostConnections: number;
}

/** What `periplus logs` is to do, checked. */
export interface LogsRequest {
  readonly queries: readonly LogQuery[];
  readonly pods: PodChoice;
  readonly containers: ContainerChoice;
  readonly reading: Reading;
  readonly form: LineForm;
  readonly onlyLogLines: boolean;
}

/**
 * Logs read at once unless told otherwise: as many streams as API servers let one connection carry. What has an end and
 * is to stand in order of time has to be read at the same time, over more connections where that takes them: a few, where
 * they are shared.
 */
const defaultStreams = { usually: 250, inOrderToTheEnd: 1000 };

/** Checks all that was typed, without asking any server. @throws CliError for wrong usage. */
export function logsRequest({ queries, options }: LogsArguments, now: number): LogsRequest {
  const { selector, fieldSelector, node } = options;
  if (node === "") throw usageError("--node names no node", "periplus get nodes lists those there are");
  // What is empty narrows nothing: a variable that is not set must not mean all there is.
  if (queries.length === 0 && !selector && !fieldSelector && node === undefined)
    throw usageError(
      "logs needs to know whose",
      "write periplus logs NAME, where NAME is a regular expression, or KIND/NAME, or -l LABELS",
    );
  const output = oneOf("--output", options.output ?? "default", outputs);
  return {
    queries: logQueries(queries),
    pods: podChoice(options),
    containers: containerChoice(options),
    reading: readingOf(options, now),
    form: {
      output,
      prefix: options.prefix ?? output !== "raw",
      timestamps:
        options.timestamps === undefined ? undefined : oneOf("--timestamps", options.timestamps, stampForms),
      zone: zoneOf(options.timezone) ?? (isJson(output) ? utc : localZone),
      color: oneOf("--color", options.color ?? "auto", colorings),
      diffContainer: options.diffContainer ?? false,
      include: patterns("--include", options.include),
      exclude: patterns("--exclude", options.exclude),
      highlight: patterns("--highlight", options.highlight),
    },
    onlyLogLines: options.onlyLogLines ?? false,
  };
}

/** Whether lines are written for programs. */
export function isJson(output: LineForm["output"]): boolean {
  return output.endsWith("json");
}

/**
 * Following is the default, on a terminal and into a pipe alike, as it is stern's: a command that ended or not
 * depending on where its output goes would surprise more than either. What has an end of its own ends by itself.
 */
function readingOf(options: LogsOptions, now: number): Reading {
  const { previous = false, follow, order = "time" } = options;
  const span = readSpan(options, zoneOf(options.timezone) ?? localZone, now);
  const { until } = span;
  const isPast = until !== undefined && until.seconds * 1000 <= now;
  if (follow && previous)
    throw usageError("an instance that has ended writes nothing more", "leave --follow or --previous out");
  if (follow && isPast) throw usageError("--until is past, so nothing new can come", "leave --follow out");
  const reading = {
    ...span,
    follow: follow ?? !(previous || isPast),
    previous,
    order: oneOf("--order", order, orders),
  };
  const streams =
    defaultStreams[reading.follow || reading.order === "arrival" ? "usually" : "inOrderToTheEnd"];
  const most = wholeNumber("--max-log-requests", options.maxLogRequests, 1);
  return { ...reading, mostStreams: most ?? streams, mostConnections: most ?? defaultStreams.usually };
}

function zoneOf(name: string | undefined): TimeZone | undefined {
  if (name === undefined) return undefined;
  const zone = timeZone(name);
  if (zone === undefined)
    throw usageError(`there is no time zone "${name}"`, "write a name such as Europe/Berlin, UTC or Local");
  return zone;
}
