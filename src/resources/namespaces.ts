import type { Row } from "../cache/types.ts";
import { formatAge } from "../lib/age.ts";
import { ageColumn, levelTone, nameColumn } from "./columns.ts";
import type { Condition } from "./conditions.ts";
import { grace, healthy, verdict } from "./health.ts";
import { defineKind, type Health } from "./kind.ts";
import { shorten } from "./sentence.ts";

interface Namespace {
  readonly status?: { readonly phase?: string; readonly conditions?: readonly Condition[] };
}

interface NamespaceSummary {
  readonly phase: string;
  /** What keeps it from being deleted. */
  readonly reason: string;
  readonly message: string;
}

/** The causes before what follows from them. All of these are only set while a namespace is being deleted. */
const obstacles = [
  "NamespaceDeletionDiscoveryFailure",
  "NamespaceDeletionGroupVersionParsingFailure",
  "NamespaceDeletionContentFailure",
  "NamespaceFinalizersRemaining",
  "NamespaceContentRemaining",
];

function summarize(namespace: Namespace): NamespaceSummary {
  const status = namespace.status ?? {};
  const obstacle = obstacles
    .map((type) =>
      status.conditions?.find((condition) => condition.type === type && condition.status === "True"),
    )
    .find((condition) => condition !== undefined);
  return {
    phase: status.phase ?? "",
    reason: obstacle?.reason ?? "",
    message: shorten(obstacle?.message),
  };
}

function health(
  { summary: { phase, reason, message }, deletedAt }: Row<NamespaceSummary>,
  now: number,
): Health {
  if (phase !== "Terminating" || deletedAt === undefined) return healthy;
  const elapsed = now - deletedAt;
  const level = elapsed < grace.starting ? "busy" : "warn";
  const words = `being deleted for ${formatAge(elapsed)}`;
  return verdict(level, reason || "Terminating", message === "" ? words : `${words}: ${message}`);
}

/** Namespaces. */
export const namespaces = defineKind<NamespaceSummary>({
  gvr: { group: "", version: "v1", resource: "namespaces" },
  kind: "Namespace",
  singular: "namespace",
  shortNames: ["ns"],
  namespaced: false,
  doc: "A room of its own for names and rights.",
  form: "object",
  fields: [
    "status.phase",
    "status.conditions.type",
    "status.conditions.status",
    "status.conditions.reason",
    "status.conditions.message",
  ],
  columns: [
    nameColumn,
    {
      id: "status",
      header: "STATUS",
      doc: "Active, or Terminating while its content is being deleted.",
      value: ({ summary }) => summary.phase,
      tone: (row, now) => levelTone(health(row, now).level),
      priority: 1,
    },
    ageColumn,
  ],
  abilities: [],
  summarize: (object) => summarize(object as Namespace),
  health,
  drill: ({ name }) => ({ resource: "pods", scope: { namespace: name } }),
});
