import { ageColumn, nameColumn } from "./columns.ts";
import { deletion, healthy } from "./health.ts";
import { defineKind } from "./kind.ts";

interface StorageClass {
  readonly metadata: { readonly annotations?: Readonly<Record<string, string>> };
  readonly provisioner?: string;
  readonly reclaimPolicy?: string;
  readonly volumeBindingMode?: string;
  readonly allowVolumeExpansion?: boolean;
}

interface StorageClassSummary {
  readonly isDefault: boolean;
  readonly provisioner: string;
  readonly reclaimPolicy: string;
  readonly bindingMode: string;
  readonly isExpandable: boolean;
}

const defaultMarks = [
  "storageclass.kubernetes.io/is-default-class",
  "storageclass.beta.kubernetes.io/is-default-class",
];

/** StorageClasses. */
export const storageclasses = defineKind<StorageClassSummary>({
  gvr: { group: "storage.k8s.io", version: "v1", resource: "storageclasses" },
  kind: "StorageClass",
  singular: "storageclass",
  shortNames: ["sc"],
  namespaced: false,
  doc: "A way to get volumes made when they are claimed.",
  form: "object",
  fields: [
    "metadata.annotations",
    "provisioner",
    "reclaimPolicy",
    "volumeBindingMode",
    "allowVolumeExpansion",
  ],
  columns: [
    {
      ...nameColumn,
      // Of several marked ones the newest is the default; that one is marked is all a single row can tell.
      text: ({ name, summary }) => (summary.isDefault ? `${name} (default)` : name),
    },
    {
      id: "provisioner",
      header: "PROVISIONER",
      doc: "What makes the volumes.",
      value: ({ summary }) => summary.provisioner,
      minWidth: 16,
      priority: 1,
    },
    {
      id: "reclaimpolicy",
      header: "RECLAIMPOLICY",
      doc: "What becomes of a volume when its claim is deleted.",
      value: ({ summary }) => summary.reclaimPolicy,
      priority: 2,
    },
    {
      id: "volumebindingmode",
      header: "VOLUMEBINDINGMODE",
      doc: "Whether a volume is made at once, or when the first pod wants it.",
      value: ({ summary }) => summary.bindingMode,
      priority: 4,
    },
    {
      id: "allowvolumeexpansion",
      header: "ALLOWVOLUMEEXPANSION",
      doc: "Whether claims may grow later.",
      value: ({ summary }) => String(summary.isExpandable),
      priority: 5,
    },
    ageColumn,
  ],
  abilities: [],
  summarize: (object) => {
    const { metadata, provisioner, reclaimPolicy, volumeBindingMode, allowVolumeExpansion } =
      object as StorageClass;
    return {
      isDefault: defaultMarks.some((mark) => metadata.annotations?.[mark] === "true"),
      provisioner: provisioner ?? "",
      reclaimPolicy: reclaimPolicy ?? "Delete",
      bindingMode: volumeBindingMode ?? "Immediate",
      isExpandable: allowVolumeExpansion === true,
    };
  },
  health: (row, now) => deletion(row, now) ?? healthy,
});
