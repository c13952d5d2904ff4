import type { Row } from "../cache/types.ts";
import { ageColumn, levelTone, nameColumn, orLast } from "./columns.ts";
import { deletion, healthy, verdict } from "./health.ts";
import { defineKind, type Health } from "./kind.ts";
import { shorten } from "./sentence.ts";
import { accessModesText, capacityValue, storageClassOf } from "./storage.ts";

interface Volume {
  readonly metadata: { readonly annotations?: Readonly<Record<string, string>> };
  readonly spec?: {
    readonly capacity?: Readonly<Record<string, string>>;
    readonly accessModes?: readonly string[];
    readonly persistentVolumeReclaimPolicy?: string;
    readonly claimRef?: { readonly namespace?: string; readonly name?: string };
    readonly storageClassName?: string;
    readonly volumeAttributesClassName?: string;
    readonly volumeMode?: string;
  };
  readonly status?: { readonly phase?: string; readonly reason?: string; readonly message?: string };
}

interface VolumeSummary {
  readonly capacity: string;
  readonly accessModes: string;
  readonly reclaimPolicy: string;
  readonly phase: string;
  readonly claimNamespace: string;
  /** `""` for a volume that nobody claims. */
  readonly claimName: string;
  readonly storageClass: string;
  readonly attributesClass: string;
  readonly volumeMode: string;
  readonly reason: string;
  readonly message: string;
}

function summarize(volume: Volume): VolumeSummary {
  const spec = volume.spec ?? {};
  const status = volume.status ?? {};
  return {
    capacity: spec.capacity?.storage ?? "0",
    accessModes: accessModesText(spec.accessModes),
    reclaimPolicy: spec.persistentVolumeReclaimPolicy ?? "",
    phase: status.phase ?? "",
    claimNamespace: spec.claimRef?.namespace ?? "",
    claimName: spec.claimRef?.name ?? "",
    storageClass: storageClassOf(volume.metadata.annotations, spec.storageClassName),
    attributesClass: spec.volumeAttributesClassName ?? "<unset>",
    volumeMode: spec.volumeMode ?? "<unset>",
    reason: status.reason ?? "",
    message: shorten(status.message),
  };
}

function claimText({ claimNamespace, claimName }: VolumeSummary): string {
  return claimName === "" ? "" : `${claimNamespace}/${claimName}`;
}

function health(row: Row<VolumeSummary>, now: number): Health {
  const { summary } = row;
  const leaving = deletion(row, now, "it is still bound, or another finalizer holds it");
  if (leaving !== undefined) return leaving;
  switch (summary.phase) {
    case "Failed":
      return verdict("bad", summary.reason || "Failed", summary.message || "it could not be reclaimed");
    case "Released":
      return verdict(
        "warn",
        "Released",
        `its claim ${claimText(summary)} is gone; reclaim policy ${summary.reclaimPolicy}`,
      );
    case "Pending":
      return verdict("busy", summary.reason || "Pending", summary.message);
    case "Available":
      return verdict("done", "Available", "nobody claims it");
    default:
      return healthy;
  }
}

/** PersistentVolumes. */
export const persistentvolumes = defineKind<VolumeSummary>({
  gvr: { group: "", version: "v1", resource: "persistentvolumes" },
  kind: "PersistentVolume",
  singular: "persistentvolume",
  shortNames: ["pv"],
  namespaced: false,
  doc: "A piece of storage in the cluster.",
  form: "object",
  fields: [
    "metadata.annotations",
    "spec.capacity",
    "spec.accessModes",
    "spec.persistentVolumeReclaimPolicy",
    "spec.claimRef.namespace",
    "spec.claimRef.name",
    "spec.storageClassName",
    "spec.volumeAttributesClassName",
    "spec.volumeMode",
    "status.phase",
    "status.reason",
    "status.message",
  ],
  columns: [
    nameColumn,
    {
      id: "capacity",
      header: "CAPACITY",
      doc: "Its size.",
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
      priority: 7,
    },
    {
      id: "reclaim-policy",
      header: "RECLAIM POLICY",
      doc: "What becomes of it when its claim is deleted.",
      value: ({ summary }) => orLast(summary.reclaimPolicy),
      priority: 6,
    },
    {
      id: "status",
      header: "STATUS",
      doc: "Whether it is claimed, free, or left over.",
      value: ({ summary, deletedAt }) => (deletedAt === undefined ? summary.phase : "Terminating"),
      tone: (row, now) => levelTone(health(row, now).level),
      priority: 1,
    },
    {
      id: "claim",
      header: "CLAIM",
      doc: "The claim it is bound to, with its namespace.",
      value: ({ summary }) => orLast(claimText(summary)),
      minWidth: 16,
      cut: "middle",
      priority: 4,
    },
    {
      id: "storageclass",
      header: "STORAGECLASS",
      doc: "Where it comes from.",
      value: ({ summary }) => orLast(summary.storageClass),
      minWidth: 12,
      priority: 5,
    },
    {
      id: "volumeattributesclass",
      header: "VOLUMEATTRIBUTESCLASS",
      doc: "Its quality of storage, where that can be changed.",
      value: ({ summary }) => summary.attributesClass,
      minWidth: 12,
      priority: 9,
    },
    {
      id: "reason",
      header: "REASON",
      doc: "Why it is in its state.",
      value: ({ summary }) => orLast(summary.reason),
      minWidth: 12,
      priority: 8,
    },
    {
      id: "volumemode",
      header: "VOLUMEMODE",
      doc: "A file system or a bare block device.",
      value: ({ summary }) => summary.volumeMode,
      priority: 10,
      wide: true,
    },
    ageColumn,
  ],
  abilities: [],
  summarize: (object) => summarize(object as Volume),
  health,
  drill: ({ summary: { claimNamespace, claimName } }) =>
    claimName === ""
      ? undefined
      : {
          resource: "persistentvolumeclaims",
          scope: { namespace: claimNamespace, fieldSelector: `metadata.name=${claimName}` },
        },
});
