import type { KubeObject } from "../../kube/types.ts";
import type { PersistentVolumeClaim } from "../objects.ts";

/** The name a provisioner gives the volume of a claim. */
export function volumeName(claim: KubeObject): string {
  return `pvc-${claim.metadata.uid}`;
}

/** The volume a provisioner makes for a claim. */
export function volumeFor(claim: PersistentVolumeClaim): KubeObject {
  const { name = "", namespace = "", uid = "" } = claim.metadata;
  return {
    apiVersion: "v1",
    kind: "PersistentVolume",
    metadata: {
      name: volumeName(claim),
      annotations: { "pv.kubernetes.io/provisioned-by": "ebs.csi.example.com" },
      finalizers: ["kubernetes.io/pv-protection"],
    },
    spec: {
      capacity: { storage: sizeOf(claim) },
      accessModes: claim.spec.accessModes ?? ["ReadWriteOnce"],
      claimRef: { apiVersion: "v1", kind: "PersistentVolumeClaim", namespace, name, uid },
      csi: {
        driver: "ebs.csi.example.com",
        fsType: "ext4",
        volumeHandle: `vol-0${uid.replaceAll("-", "").slice(0, 16)}`,
      },
      persistentVolumeReclaimPolicy: "Delete",
      storageClassName: claim.spec.storageClassName ?? "",
      volumeMode: "Filesystem",
    },
    status: { phase: "Bound" },
  };
}

/** A claim bound to its volume. */
export function boundClaim(claim: PersistentVolumeClaim): PersistentVolumeClaim {
  return {
    ...claim,
    metadata: {
      ...claim.metadata,
      annotations: {
        ...claim.metadata.annotations,
        "pv.kubernetes.io/bind-completed": "yes",
        "pv.kubernetes.io/bound-by-controller": "yes",
        "volume.kubernetes.io/storage-provisioner": "ebs.csi.example.com",
      },
    },
    spec: { ...claim.spec, volumeName: volumeName(claim) },
    status: {
      phase: "Bound",
      accessModes: claim.spec.accessModes ?? ["ReadWriteOnce"],
      capacity: { storage: sizeOf(claim) },
    },
  };
}

function sizeOf({ spec }: PersistentVolumeClaim): string {
  return spec.resources?.requests?.storage ?? "1Gi";
}
