import type { Row } from "../cache/types.ts";
import { levelTone, orLast } from "./columns.ts";
import { guessResource } from "./guess-resource.ts";
import { healthy, verdict } from "./health.ts";
import { type Drill, defineKind, type Health } from "./kind.ts";
import { shorten } from "./sentence.ts";
import { sinceText, sinceValue, type Timestamp, timeOf } from "./times.ts";

interface EventObject {
  readonly type?: string;
  readonly reason?: string;
  readonly message?: string;
  readonly count?: number;
  readonly firstTimestamp?: Timestamp;
  readonly lastTimestamp?: Timestamp;
  readonly eventTime?: Timestamp;
  readonly series?: { readonly count?: number; readonly lastObservedTime?: Timestamp };
  readonly involvedObject?: {
    readonly apiVersion?: string;
    readonly kind?: string;
    readonly namespace?: string;
    readonly name?: string;
    readonly fieldPath?: string;
  };
  readonly source?: { readonly component?: string; readonly host?: string };
  readonly reportingComponent?: string;
  readonly reportingInstance?: string;
}

interface EventSummary {
  readonly type: string;
  readonly reason: string;
  readonly message: string;
  readonly count: number;
  /** Milliseconds since the epoch; 0 where the event does not tell. */
  readonly firstSeen: number;
  readonly lastSeen: number;
  readonly object: string;
  readonly subobject: string;
  readonly source: string;
  readonly target: Drill | undefined;
}

/** Times and counts come in an old and a new form; `printEvent` in k8s.io/kubernetes' printers.go chooses so. */
function summarize(event: EventObject): EventSummary {
  const involved = event.involvedObject ?? {};
  const source = event.source ?? {};
  const series = event.series ?? undefined;
  const firstSeen = timeOf(event.firstTimestamp) || timeOf(event.eventTime);
  const kind = (involved.kind ?? "").toLowerCase();
  const component = source.component || event.reportingComponent || "";
  const instance = source.host || event.reportingInstance || "";
  return {
    type: event.type ?? "",
    reason: event.reason ?? "",
    message: (event.message ?? "").trim(),
    count: series === undefined ? event.count || 1 : (series.count ?? 0),
    firstSeen,
    lastSeen:
      series === undefined ? timeOf(event.lastTimestamp) || firstSeen : timeOf(series.lastObservedTime),
    object: involved.name ? `${kind}/${involved.name}` : kind,
    subobject: involved.fieldPath ?? "",
    source: instance === "" ? component : `${component}, ${instance}`,
    target: targetOf(involved),
  };
}

function targetOf({
  apiVersion,
  kind,
  namespace,
  name,
}: NonNullable<EventObject["involvedObject"]>): Drill | undefined {
  if (!kind || !name) return undefined;
  return {
    resource: guessResource(kind, apiVersion),
    scope: { ...(namespace ? { namespace } : {}), fieldSelector: `metadata.name=${name}` },
  };
}

function health({ summary: { type, reason, message, object } }: Row<EventSummary>): Health {
  return type === "Warning" ? verdict("warn", reason, shorten(`${object}: ${message}`)) : healthy;
}

const tone = (row: Row<EventSummary>) => levelTone(health(row).level);

/** Events. Their own names and ages say nothing, so their table starts and ends as kubectl's does. */
export const events = defineKind<EventSummary>({
  gvr: { group: "", version: "v1", resource: "events" },
  kind: "Event",
  singular: "event",
  shortNames: ["ev"],
  namespaced: true,
  doc: "What controllers and kubelets noted about other objects in the last hour or so.",
  form: "object",
  fields: [
    "type",
    "reason",
    "message",
    "count",
    "firstTimestamp",
    "lastTimestamp",
    "eventTime",
    "series.count",
    "series.lastObservedTime",
    "involvedObject.apiVersion",
    "involvedObject.kind",
    "involvedObject.namespace",
    "involvedObject.name",
    "involvedObject.fieldPath",
    "source.component",
    "source.host",
    "reportingComponent",
    "reportingInstance",
  ],
  columns: [
    {
      id: "last-seen",
      header: "LAST SEEN",
      doc: "Time since it last happened.",
      value: ({ summary }, now) => sinceValue(summary.lastSeen, now),
      text: ({ summary }, now) => sinceText(summary.lastSeen, now),
      unit: "milliseconds",
      align: "right",
      priority: 0,
      ages: true,
    },
    {
      id: "type",
      header: "TYPE",
      doc: "Normal or Warning.",
      value: ({ summary }) => summary.type,
      tone,
      priority: 4,
    },
    {
      id: "reason",
      header: "REASON",
      doc: "What happened, in one word.",
      value: ({ summary }) => summary.reason,
      tone,
      maxWidth: 20,
      minWidth: 10,
      priority: 1,
    },
    {
      id: "object",
      header: "OBJECT",
      doc: "What it happened to.",
      value: ({ summary }) => summary.object,
      maxWidth: 48,
      minWidth: 14,
      cut: "middle",
      // Before the namespace, which is 2 in all tables, finds room.
      priority: 1.5,
    },
    {
      id: "subobject",
      header: "SUBOBJECT",
      doc: "The part of the object, such as one container.",
      value: ({ summary }) => orLast(summary.subobject),
      maxWidth: 40,
      minWidth: 12,
      priority: 7,
      wide: true,
    },
    {
      id: "source",
      header: "SOURCE",
      doc: "Who noted it, and on which node.",
      value: ({ summary }) => summary.source,
      maxWidth: 40,
      minWidth: 12,
      priority: 8,
      wide: true,
    },
    {
      id: "message",
      header: "MESSAGE",
      doc: "What happened, in a sentence.",
      value: ({ summary }) => summary.message,
      priority: 0,
      elastic: true,
    },
    {
      id: "first-seen",
      header: "FIRST SEEN",
      doc: "Time since it first happened.",
      value: ({ summary }, now) => sinceValue(summary.firstSeen, now),
      text: ({ summary }, now) => sinceText(summary.firstSeen, now),
      unit: "milliseconds",
      align: "right",
      priority: 5,
      wide: true,
      ages: true,
    },
    {
      id: "count",
      header: "COUNT",
      doc: "How often it happened.",
      value: ({ summary }) => summary.count,
      align: "right",
      priority: 6,
      wide: true,
    },
    {
      id: "name",
      header: "NAME",
      doc: "The event's own name.",
      value: (row) => row.name,
      cut: "middle",
      priority: 9,
      wide: true,
    },
  ],
  printed: {
    narrow: ["last-seen", "type", "reason", "object", "message"],
    wide: [
      "last-seen",
      "type",
      "reason",
      "object",
      "subobject",
      "source",
      "message",
      "first-seen",
      "count",
      "name",
    ],
  },
  abilities: [],
  sort: { column: "last-seen", descending: false },
  summarize: (object) => summarize(object as EventObject),
  health,
  drill: ({ summary }) => summary.target,
});
