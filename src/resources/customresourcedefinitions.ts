import type { Row } from "../cache/types.ts";
import { ageColumn, levelTone, nameColumn, orLast } from "./columns.ts";
import { type Condition, conditionOf, isTrue } from "./conditions.ts";
import { deletion, healthy, isYoung, verdict } from "./health.ts";
import { defineKind, type Health } from "./kind.ts";
import { shorten } from "./sentence.ts";
import { sinceValue } from "./times.ts";

interface Definition {
  readonly spec?: {
    readonly group?: string;
    readonly scope?: string;
    readonly names?: {
      readonly plural?: string;
      readonly kind?: string;
      readonly shortNames?: readonly string[];
    };
    readonly versions?: readonly {
      readonly name?: string;
      readonly served?: boolean;
      readonly storage?: boolean;
    }[];
  };
  readonly status?: { readonly conditions?: readonly Condition[] };
}

interface DefinitionSummary {
  readonly group: string;
  readonly plural: string;
  readonly kind: string;
  readonly shortNames: string;
  readonly scope: string;
  readonly versions: string;
  readonly isEstablished: boolean;
  /** Why its objects are not served. */
  readonly obstacle: Condition | undefined;
}

function summarize(definition: Definition): DefinitionSummary {
  const spec = definition.spec ?? {};
  const status = definition.status ?? {};
  const names = spec.names ?? {};
  const versions = spec.versions ?? [];
  return {
    group: spec.group ?? "",
    plural: names.plural ?? "",
    kind: names.kind ?? "",
    shortNames: names.shortNames?.join(",") ?? "",
    scope: spec.scope ?? "",
    versions: versions
      .filter(({ served }) => served === true)
      .map(({ name, storage }) => (storage === true ? `${name}(storage)` : `${name}`))
      .sort()
      .join(","),
    isEstablished: isTrue(status.conditions, "Established"),
    obstacle: obstacleOf(status.conditions),
  };
}

function obstacleOf(conditions: readonly Condition[] | undefined): Condition | undefined {
  const obstacle = ["NamesAccepted", "Established"]
    .map((type) => conditionOf(conditions, type))
    .find((condition) => condition?.status === "False");
  return obstacle && { reason: obstacle.reason ?? "", message: shorten(obstacle.message) };
}

function health(row: Row<DefinitionSummary>, now: number): Health {
  const { isEstablished, obstacle } = row.summary;
  const leaving = deletion(row, now, "its objects are being deleted first");
  if (leaving !== undefined) return leaving;
  if (isEstablished && obstacle === undefined) return healthy;
  const { reason = "NotEstablished", message = "its objects are not served yet" } = obstacle ?? {};
  return verdict(isYoung(row, now) ? "busy" : "bad", reason, message);
}

/** CustomResourceDefinitions. */
export const customresourcedefinitions = defineKind<DefinitionSummary>({
  gvr: { group: "apiextensions.k8s.io", version: "v1", resource: "customresourcedefinitions" },
  kind: "CustomResourceDefinition",
  singular: "customresourcedefinition",
  shortNames: ["crd", "crds"],
  namespaced: false,
  doc: "Adds a kind of object to the cluster's API.",
  form: "object",
  fields: [
    "spec.group",
    "spec.scope",
    "spec.names.plural",
    "spec.names.kind",
    "spec.names.shortNames",
    "spec.versions.name",
    "spec.versions.served",
    "spec.versions.storage",
    "status.conditions.type",
    "status.conditions.status",
    "status.conditions.reason",
    "status.conditions.message",
  ],
  columns: [
    nameColumn,
    {
      id: "scope",
      header: "SCOPE",
      doc: "Whether its objects live in namespaces or in the cluster as a whole.",
      value: ({ summary }) => summary.scope,
      priority: 2,
    },
    {
      id: "versions",
      header: "VERSIONS",
      doc: "The versions that are served, and which one is stored.",
      value: ({ summary }) => summary.versions,
      minWidth: 12,
      priority: 1,
    },
    {
      id: "created-at",
      header: "CREATED AT",
      doc: "When it was created, in UTC.",
      value: (row, now) => sinceValue(row.createdAt, now),
      text: ({ createdAt }) =>
        createdAt ? `${new Date(createdAt).toISOString().slice(0, 19)}Z` : "<unknown>",
      unit: "milliseconds",
      priority: 8,
      wide: true,
    },
    {
      id: "group",
      header: "GROUP",
      doc: "The API group of its objects.",
      value: ({ summary }) => summary.group,
      minWidth: 16,
      priority: 4,
      wide: true,
    },
    {
      id: "kind",
      header: "KIND",
      doc: "The kind of its objects.",
      value: ({ summary }) => summary.kind,
      minWidth: 12,
      priority: 5,
      wide: true,
    },
    {
      id: "shortnames",
      header: "SHORTNAMES",
      doc: "Shorter names for the command line.",
      value: ({ summary }) => orLast(summary.shortNames),
      priority: 6,
      wide: true,
    },
    {
      id: "established",
      header: "ESTABLISHED",
      doc: "Whether its objects are served.",
      value: ({ summary }) => String(summary.isEstablished),
      tone: (row, now) => levelTone(health(row, now).level),
      priority: 7,
      wide: true,
    },
    ageColumn,
  ],
  printed: {
    narrow: ["name", "scope", "versions", "created-at"],
    wide: ["name", "scope", "versions", "created-at", "group", "kind", "shortnames", "established"],
  },
  abilities: [],
  summarize: (object) => summarize(object as Definition),
  health,
  drill: ({ summary: { plural, group } }) =>
    plural === "" ? undefined : { resource: `${plural}.${group}`, scope: {} },
});
