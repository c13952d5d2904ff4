import type { KubeObject } from "../../kube/types.ts";
import type { CoreEvent, ObjectReference } from "../objects.ts";
import { ageOf, defineKind, nameColumn, textColumn } from "./resource-kind.ts";

function firstSeen(event: CoreEvent, now: number): string {
  return ageOf(event.firstTimestamp ?? event.eventTime, now);
}

function lastSeen(event: CoreEvent, now: number): string {
  const last = event.series?.lastObservedTime ?? event.lastTimestamp;
  return last ? ageOf(last, now) : firstSeen(event, now);
}

function target({ involvedObject: { kind = "", name } }: CoreEvent): string {
  return name ? `${kind.toLowerCase()}/${name}` : kind.toLowerCase();
}

function sourceText(event: CoreEvent): string {
  const component = event.source?.component || event.reportingComponent || "";
  const instance = event.source?.host || event.reportingInstance || "";
  return instance === "" ? component : `${component}, ${instance}`;
}

const columns = [
  textColumn("Last Seen", lastSeen),
  textColumn<CoreEvent>("Type", ({ type }) => type ?? ""),
  textColumn<CoreEvent>("Reason", ({ reason }) => reason ?? ""),
  textColumn("Object", target),
  textColumn<CoreEvent>("Subobject", ({ involvedObject }) => involvedObject.fieldPath ?? "", 1),
  textColumn("Source", sourceText, 1),
  textColumn<CoreEvent>("Message", ({ message }) => (message ?? "").trim()),
  textColumn("First Seen", firstSeen, 1),
  // A number under a column of text, as the real server has it.
  {
    name: "Count",
    type: "string" as const,
    priority: 1,
    cell: (event: CoreEvent) => event.series?.count ?? (event.count || 1),
  },
  { ...nameColumn, priority: 1 },
];

const objectFields = [
  "kind",
  "namespace",
  "name",
  "uid",
  "apiVersion",
  "resourceVersion",
  "fieldPath",
] as const;

function selectable(event: CoreEvent, prefix: string): Record<string, string> {
  const entries = objectFields.map((field) => [`${prefix}.${field}`, event.involvedObject[field] ?? ""]);
  return Object.fromEntries(entries);
}

export const coreEvents = defineKind<CoreEvent>({
  group: "",
  version: "v1",
  resource: "events",
  kind: "Event",
  namespaced: true,
  shortNames: ["ev"],
  columns,
  fieldNames: [
    ...objectFields.map((field) => `involvedObject.${field}`),
    "reason",
    "reportingComponent",
    "source",
    "type",
  ],
  fields: (event) => ({
    ...selectable(event, "involvedObject"),
    reason: event.reason ?? "",
    reportingComponent: event.reportingComponent ?? "",
    source: event.source?.component || event.reportingComponent || "",
    type: event.type ?? "",
  }),
});

// The newer API names the same fields otherwise, and keeps the old ones as `deprecated…`.
interface NewEvent extends KubeObject {
  readonly regarding?: ObjectReference;
  readonly note?: string;
  readonly reportingController?: string;
  readonly deprecatedSource?: CoreEvent["source"];
  readonly deprecatedFirstTimestamp?: string | null;
  readonly deprecatedLastTimestamp?: string | null;
  readonly deprecatedCount?: number;
}

function toNewForm(object: KubeObject): KubeObject {
  const {
    involvedObject,
    message,
    source,
    firstTimestamp,
    lastTimestamp,
    count,
    reportingComponent,
    ...rest
  } = object as CoreEvent;
  return {
    ...rest,
    apiVersion: "events.k8s.io/v1",
    regarding: involvedObject,
    note: message,
    reportingController: reportingComponent,
    deprecatedSource: source,
    deprecatedFirstTimestamp: firstTimestamp,
    deprecatedLastTimestamp: lastTimestamp,
    deprecatedCount: count,
  };
}

function toCoreForm(object: KubeObject): KubeObject {
  const { regarding, note, reportingController, ...event } = object as NewEvent;
  const { deprecatedSource, deprecatedFirstTimestamp, deprecatedLastTimestamp, deprecatedCount, ...rest } =
    event;
  return {
    ...rest,
    apiVersion: "v1",
    involvedObject: regarding ?? {},
    message: note,
    reportingComponent: reportingController,
    source: deprecatedSource ?? {},
    firstTimestamp: deprecatedFirstTimestamp ?? null,
    lastTimestamp: deprecatedLastTimestamp ?? null,
    count: deprecatedCount,
  };
}

export const events = defineKind<CoreEvent>({
  group: "events.k8s.io",
  version: "v1",
  resource: "events",
  kind: "Event",
  namespaced: true,
  shortNames: ["ev"],
  columns,
  storedAs: "events",
  fieldNames: [...objectFields.map((field) => `regarding.${field}`), "reason", "reportingController", "type"],
  fields: (event) => ({
    ...selectable(event, "regarding"),
    reason: event.reason ?? "",
    reportingController: event.reportingComponent ?? "",
    type: event.type ?? "",
  }),
  fromStored: toNewForm,
  toStored: toCoreForm,
});
