// The resources the demo API server serves. A kind is one record: its discovery entry, its table, what it fills in
// and refuses. Custom resources get theirs from their definition (custom-resource.ts). May import: lib, objects.ts.
// Read resource-kind.ts first, then pods.ts.
import { clusterRoleBindings, clusterRoles, roleBindings, roles } from "./access.ts";
import { cronJobs, jobs } from "./batch.ts";
import { apiServices, customResourceDefinitions, leases } from "./cluster.ts";
import { configMaps, secrets, serviceAccounts } from "./configuration.ts";
import { coreEvents, events } from "./events.ts";
import { namespaces } from "./namespaces.ts";
import { ingressClasses, ingresses, networkPolicies } from "./networking.ts";
import { nodes } from "./nodes.ts";
import { pods } from "./pods.ts";
import { horizontalPodAutoscalers, podDisruptionBudgets, priorityClasses, resourceQuotas } from "./policy.ts";
import type { ResourceKind } from "./resource-kind.ts";
import { reviews } from "./reviews.ts";
import { endpointSlices, services } from "./services.ts";
import { persistentVolumeClaims, persistentVolumes, storageClasses } from "./storage.ts";
import { controllerRevisions, daemonSets, deployments, replicaSets, statefulSets } from "./workloads.ts";

/** Built-in kinds in the order discovery lists their groups. */
export const builtInKinds: readonly ResourceKind[] = [
  configMaps,
  coreEvents,
  namespaces,
  nodes,
  persistentVolumeClaims,
  persistentVolumes,
  pods,
  resourceQuotas,
  secrets,
  serviceAccounts,
  services,
  apiServices,
  controllerRevisions,
  daemonSets,
  deployments,
  replicaSets,
  statefulSets,
  events,
  ...reviews,
  horizontalPodAutoscalers,
  cronJobs,
  jobs,
  ingressClasses,
  ingresses,
  networkPolicies,
  podDisruptionBudgets,
  clusterRoleBindings,
  clusterRoles,
  roleBindings,
  roles,
  storageClasses,
  customResourceDefinitions,
  priorityClasses,
  leases,
  endpointSlices,
];
