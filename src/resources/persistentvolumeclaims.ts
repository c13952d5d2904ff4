import type { Row } from "../cache/types.ts";
import { formatAge } from "../lib/age.ts";
import { ageColumn, levelTone, nameColumn, orLast } from "./columns.ts";
import { type Condition, conditionOf, isTrue } from "./conditions.ts";
import { deletion, grace, healthy, isYoung, verdict } from "./health.ts";
import { defineKind, type Health } from "./kind.ts";
import { shorten } from "./sentence.ts";
import { accessModesText, capacityValue, storageClassOf } from "./storage.ts";

interface Claim {
  readonly metadata: { readonly annotations?: Readonly<Record<string, string>> };
  readonly spec?: {
    readonly volumeName?: string;
    readonly volumeMode?: string;
    readonly storageClassName?: string;
    readonly volumeAttributesClassName?: string;
  };
  readonly status?: {
    readonly phase?: string;
    readonly accessModes?: readonly string[];
    readonly capacity?: Readonly<Record<string, string>>;
    readonly conditions?: readonly Condition[];
  };
}

interface ClaimSummary {
  readonly phase: string;
  readonly volume: string;
  readonly capacity: string;
  readonly accessModes: string;
  readonly storageClass: string;
  readonly attributesClass: string;
  readonly volumeMode: string;
  /** A resize that failed or is under way. */
  readonly resize: Condition | undefined;
}

function summarize(claim: Claim): ClaimSummary {
  const spec = claim.spec ?? {};
  const status = claim.status ?? {};
  const isBound = Boolean(spec.volumeName);
  return {
    phase: status.phase ?? "",
    volume: spec.volumeName ?? "",
    capacity: isBound ? (status.capacity?.storage ?? "0") : "",
    accessModes: isBound ? accessModesText(status.accessModes) : "",
    storageClass: storageClassOf(claim.metadata.annotations, spec.storageClassName),
    attributesClass: spec.volumeAttributesClassName ?? "<unset>",
    volumeMode: spec.volumeMode ?? "<unset>",
    resize: resizeOf(status.conditions),
  };
}

const resizeSteps = ["ControllerResizeError", "NodeResizeError", "FileSystemResizePending", "Resizing"];

function resizeOf(conditions: readonly Condition[] | undefined): Condition | undefined {
  const step = resizeSteps.find((type) => isTrue(conditions, type));
  if (step === undefined) return undefined;
  return { type: step, message: shorten(conditionOf(conditions, step)?.message) };
}

function health(row: Row<ClaimSummary>, now: number): Health {
  const { phase, storageClass, resize } = row.summary;
  const leaving = deletion(row, now, "a pod still uses it, or another finalizer holds it");
  if (leaving !== undefined) return leaving;
  if (phase === "Lost")
    return verdict("bad", "Lost", "the volume it was bound to is gone, and its data with it");
  if (phase === "Pending") {
    const level = isYoung(row, now, grace.starting) ? "busy" : "warn";
    const from = storageClass === "" ? "it names no storage class" : `storage class ${storageClass}`;
    return verdict(level, "Pending", `no volume for ${formatAge(now - row.createdAt)} (${from})`);
  }
  if (resize === undefined) return healthy;
  const failed = resize.type?.endsWith("Error") === true;
  return verdict(
    failed ? "warn" : "busy",
    resize.type ?? "",
    resize.message || "its volume is being resized",
  );
}

/** PersistentVolumeClaims. */
export const persistentvolumeclaims = defineKind<ClaimSummary>({
  gvr: { group: "", version: "v1", resource: "persistentvolumeclaims" },
  kind: "PersistentVolumeClaim",
  singular: "persistentvolumeclaim",
  shortNames: ["pvc"],
  namespaced: true,
  doc: "A request for storage that outlives pods.",
  form: "object",
  fields: [
    "metadata.annotations",
    "spec.volumeName",
    "spec.volumeMode",
    "spec.storageClassName",
    "spec.volumeAttributesClassName",
    "status.phase",
    "status.accessModes",
    "status.capacity",
    "status.conditions.type",
    "status.conditions.status",
    "status.conditions.message",
  ],
  columns: [
    nameColumn,
    {
      id: "status",
      header: "STATUS",
      doc: "Whether a volume has been found for it.",
      value: ({ summary, deletedAt }) => (deletedAt === undefined ? summary.phase : "Terminating"),
      tone: (row, now) => levelTone(health(row, now).level),
      priority: 1,
    },
    {
      id: "volume",
      header: "VOLUME",
      doc: "The volume it is bound to.",
      value: ({ summary }) => orLast(summary.volume),
      minWidth: 12,
      cut: "middle",
      priority: 6,
    },
    {
      id: "capacity",
      header: "CAPACITY",
      doc: "The size of that volume.",
      value: ({ summary }) => capacityValue(summary.capacity),
      text: ({ summary }) => summary.capacity,
      unit: "bytes",
      align: "right",
      priority: 2,
    },
    {
      id: "access-modes",
      header: "ACCESS MODES",
      doc: "How many nodes or pods may use it, and whether they may write.",
      value: ({ summary }) => orLast(summary.accessModes),
      priority: 5,
    },
    {
      id: "storageclass",
      header: "STORAGECLASS",
      doc: "Where its volume comes from.",
      value: ({ summary }) => orLast(summary.storageClass),
      minWidth: 12,
      priority: 4,
    },
    {
      id: "volumeattributesclass",
      header: "VOLUMEATTRIBUTESCLASS",
      doc: "The quality of storage it asks for, where that can be changed.",
      value: ({ summary }) => summary.attributesClass,
      minWidth: 12,
      priority: 7,
    },
    {
      id: "volumemode",
      header: "VOLUMEMODE",
      doc: "A file system or a bare block device.",
      value: ({ summary }) => summary.volumeMode,
      priority: 8,
      wide: true,
    },
    ageColumn,
  ],
  abilities: [],
  summarize: (object) => summarize(object as Claim),
  health,
  drill: ({ summary: { volume } }) =>
    volume === ""
      ? undefined
      : { resource: "persistentvolumes", scope: { fieldSelector: `metadata.name=${volume}` } },
});
