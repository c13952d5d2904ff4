import type { KubeObject } from "../../kube/types.ts";
import type { PersistentVolume, PersistentVolumeClaim } from "../objects.ts";
import { ageColumn, defineKind, nameColumn, statusSubresource, textColumn } from "./resource-kind.ts";

const modeNames: Readonly<Record<string, string>> = {
  ReadWriteOnce: "RWO",
  ReadOnlyMany: "ROX",
  ReadWriteMany: "RWX",
  ReadWriteOncePod: "RWOP",
};
const modes = (list: readonly string[] | undefined) =>
  (list ?? []).map((mode) => modeNames[mode] ?? mode).join(",");
const phase = ({ metadata, status }: PersistentVolume | PersistentVolumeClaim) =>
  metadata.deletionTimestamp === undefined ? (status.phase ?? "") : "Terminating";

export const persistentVolumeClaims = defineKind<PersistentVolumeClaim>({
  group: "",
  version: "v1",
  resource: "persistentvolumeclaims",
  kind: "PersistentVolumeClaim",
  namespaced: true,
  shortNames: ["pvc"],
  subresources: [statusSubresource("PersistentVolumeClaim")],
  columns: [
    nameColumn,
    textColumn("Status", phase),
    textColumn("Volume", ({ spec }) => spec.volumeName ?? ""),
    textColumn("Capacity", ({ spec, status }) => (spec.volumeName ? (status.capacity?.storage ?? "0") : "")),
    textColumn("Access Modes", ({ spec, status }) => (spec.volumeName ? modes(status.accessModes) : "")),
    textColumn("StorageClass", ({ spec }) => spec.storageClassName ?? ""),
    textColumn("VolumeAttributesClass", ({ spec }) => spec.volumeAttributesClassName ?? "<unset>"),
    ageColumn,
    textColumn("VolumeMode", ({ spec }) => spec.volumeMode ?? "<unset>", 1),
  ],
  prepare: (claim) => ({
    ...claim,
    metadata: {
      ...claim.metadata,
      finalizers: claim.metadata.finalizers ?? ["kubernetes.io/pvc-protection"],
    },
    spec: { volumeMode: "Filesystem", ...claim.spec },
    status: claim.status ?? { phase: "Pending" },
  }),
});

export const persistentVolumes = defineKind<PersistentVolume>({
  group: "",
  version: "v1",
  resource: "persistentvolumes",
  kind: "PersistentVolume",
  namespaced: false,
  shortNames: ["pv"],
  subresources: [statusSubresource("PersistentVolume")],
  columns: [
    nameColumn,
    textColumn("Capacity", ({ spec }) => spec.capacity?.storage ?? "0"),
    textColumn("Access Modes", ({ spec }) => modes(spec.accessModes)),
    textColumn("Reclaim Policy", ({ spec }) => spec.persistentVolumeReclaimPolicy ?? ""),
    textColumn("Status", phase),
    textColumn("Claim", ({ spec }) =>
      spec.claimRef === undefined ? "" : `${spec.claimRef.namespace}/${spec.claimRef.name}`,
    ),
    textColumn("StorageClass", ({ spec }) => spec.storageClassName ?? ""),
    textColumn("VolumeAttributesClass", ({ spec }) => spec.volumeAttributesClassName ?? "<unset>"),
    textColumn("Reason", ({ status }) => status.reason ?? ""),
    ageColumn,
    textColumn("VolumeMode", ({ spec }) => spec.volumeMode ?? "<unset>", 1),
  ],
  prepare: (volume) => ({
    ...volume,
    spec: { volumeMode: "Filesystem", persistentVolumeReclaimPolicy: "Retain", ...volume.spec },
    status: volume.status ?? { phase: "Pending" },
  }),
});

interface StorageClass extends KubeObject {
  readonly provisioner?: string;
  readonly reclaimPolicy?: string;
  readonly volumeBindingMode?: string;
  readonly allowVolumeExpansion?: boolean;
}

const defaultMark = "storageclass.kubernetes.io/is-default-class";

export const storageClasses = defineKind<StorageClass>({
  group: "storage.k8s.io",
  version: "v1",
  resource: "storageclasses",
  kind: "StorageClass",
  namespaced: false,
  shortNames: ["sc"],
  columns: [
    {
      ...nameColumn,
      cell: ({ metadata: { name, annotations } }) =>
        annotations?.[defaultMark] === "true" ? `${name} (default)` : (name ?? ""),
    },
    textColumn("Provisioner", ({ provisioner }) => provisioner ?? ""),
    textColumn("ReclaimPolicy", ({ reclaimPolicy }) => reclaimPolicy ?? "Delete"),
    textColumn("VolumeBindingMode", ({ volumeBindingMode }) => volumeBindingMode ?? "Immediate"),
    {
      name: "AllowVolumeExpansion",
      type: "string",
      cell: ({ allowVolumeExpansion }) => allowVolumeExpansion ?? false,
    },
    ageColumn,
  ],
});
