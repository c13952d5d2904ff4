import type { KubeObject } from "../../kube/types.ts";
import type { DaemonSet, Labels, PodTemplate, StatefulSet, Volume } from "../objects.ts";
import { templateHash } from "../random.ts";
import { ownerReference } from "./pod-factory.ts";

/** The ControllerRevision that records a set's present template. */
export function controllerRevision(set: StatefulSet | DaemonSet, revision: number): KubeObject {
  const { name = "", namespace = "" } = set.metadata;
  const { template } = set.spec;
  return {
    apiVersion: "apps/v1",
    kind: "ControllerRevision",
    metadata: {
      name: `${name}-${templateHash(template)}`,
      namespace,
      ownerReferences: [ownerReference(set)],
    },
    data: { spec: { template: { ...template, $patch: "replace" } } },
    revision,
  };
}

/** The labels a StatefulSet puts on a pod beside those of its template. */
export function statefulPodLabels(podName: string, ordinal: number, revision: string): Labels {
  return {
    "apps.kubernetes.io/pod-index": String(ordinal),
    "controller-revision-hash": revision,
    "statefulset.kubernetes.io/pod-name": podName,
  };
}

/** A StatefulSet's template with the claims of one pod mounted. */
export function withClaims(set: StatefulSet, podName: string): PodTemplate {
  const { template, volumeClaimTemplates = [] } = set.spec;
  const claims = volumeClaimTemplates.map(
    ({ metadata: { name } }): Volume => ({
      name,
      persistentVolumeClaim: { claimName: `${name}-${podName}` },
    }),
  );
  if (claims.length === 0) return template;
  return { ...template, spec: { ...template.spec, volumes: [...(template.spec.volumes ?? []), ...claims] } };
}

/** The claims a StatefulSet makes for one pod. */
export function claimsOf(set: StatefulSet, podName: string): readonly KubeObject[] {
  return (set.spec.volumeClaimTemplates ?? []).map(({ metadata: { name }, spec }) => ({
    apiVersion: "v1",
    kind: "PersistentVolumeClaim",
    metadata: {
      name: `${name}-${podName}`,
      namespace: set.metadata.namespace ?? "",
      labels: { ...set.spec.selector.matchLabels },
    },
    spec,
    status: { phase: "Pending" },
  }));
}
