// What PersistentVolumes and PersistentVolumeClaims have in common.

import { parseQuantity } from "../lib/quantity.ts";
import type { CellValue } from "./kind.ts";

const shortModes = [
  ["ReadWriteOnce", "RWO"],
  ["ReadOnlyMany", "ROX"],
  ["ReadWriteMany", "RWX"],
  ["ReadWriteOncePod", "RWOP"],
] as const;

/** ACCESS MODES as the server's tables have it, each mode once and in a fixed order: `RWO,ROX`. */
export function accessModesText(modes: readonly string[] | undefined): string {
  return shortModes
    .filter(([mode]) => modes?.includes(mode))
    .map(([, short]) => short)
    .join(",");
}

/** The class of a volume or claim; an annotation from before there was a field for it wins. */
export function storageClassOf(
  annotations: Readonly<Record<string, string>> | undefined,
  name: string | undefined,
): string {
  return annotations?.["volume.beta.kubernetes.io/storage-class"] ?? name ?? "";
}

/** A capacity by size, with an unreadable or missing one last. */
export function capacityValue(capacity: string): CellValue {
  return parseQuantity(capacity);
}
