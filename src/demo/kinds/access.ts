import type { KubeObject } from "../../kube/types.ts";
import type { Role, RoleBinding } from "../objects.ts";
import { ageColumn, type Column, defineKind, nameColumn, textColumn } from "./resource-kind.ts";

const rbac = { group: "rbac.authorization.k8s.io", version: "v1" } as const;
const createdColumn: Column<KubeObject> = {
  name: "Created At",
  type: "date",
  description: "CreationTimestamp is the server time when this object was created.",
  cell: (object) => object.metadata.creationTimestamp ?? "",
};

function subjects({ subjects: list = [] }: RoleBinding, kind: string): string {
  return list
    .filter((subject) => subject.kind === kind)
    .map(({ name, namespace }) => (kind === "ServiceAccount" ? `${namespace ?? ""}/${name}` : name))
    .join(", ");
}

const bindingColumns: readonly Column<RoleBinding>[] = [
  nameColumn,
  textColumn("Role", ({ roleRef }) => `${roleRef.kind}/${roleRef.name}`),
  ageColumn,
  textColumn("Users", (binding) => subjects(binding, "User"), 1),
  textColumn("Groups", (binding) => subjects(binding, "Group"), 1),
  textColumn("ServiceAccounts", (binding) => subjects(binding, "ServiceAccount"), 1),
];

export const roles = defineKind<Role>({
  ...rbac,
  resource: "roles",
  kind: "Role",
  namespaced: true,
  columns: [nameColumn, createdColumn],
});

export const clusterRoles = defineKind<Role>({
  ...rbac,
  resource: "clusterroles",
  kind: "ClusterRole",
  namespaced: false,
  columns: [nameColumn, createdColumn],
});

export const roleBindings = defineKind<RoleBinding>({
  ...rbac,
  resource: "rolebindings",
  kind: "RoleBinding",
  namespaced: true,
  columns: bindingColumns,
});

export const clusterRoleBindings = defineKind<RoleBinding>({
  ...rbac,
  resource: "clusterrolebindings",
  kind: "ClusterRoleBinding",
  namespaced: false,
  columns: bindingColumns,
});
