import type { KubeObject } from "../../kube/types.ts";
import type { PolicyRule } from "../objects.ts";

const group = "rbac.authorization.k8s.io";
const apiVersion = `${group}/v1`;
const readVerbs = ["get", "list", "watch"] as const;

/** The roles and bindings of every demo cluster. `viewer` sees the namespaces given, and nothing cluster-wide. */
export function accessRules(viewerNamespaces: readonly string[]): readonly KubeObject[] {
  return [
    clusterRole("cluster-admin", [
      { apiGroups: ["*"], resources: ["*"], verbs: ["*"] },
      { nonResourceURLs: ["*"], verbs: ["*"] },
    ]),
    clusterRole("system:discovery", [
      {
        nonResourceURLs: [
          "/api",
          "/api/*",
          "/apis",
          "/apis/*",
          "/healthz",
          "/livez",
          "/openapi",
          "/openapi/*",
          "/readyz",
          "/version",
          "/version/",
        ],
        verbs: ["get"],
      },
    ]),
    clusterRole("system:basic-user", [
      {
        apiGroups: ["authorization.k8s.io"],
        resources: ["selfsubjectaccessreviews", "selfsubjectrulesreviews"],
        verbs: ["create"],
      },
      { apiGroups: ["authentication.k8s.io"], resources: ["selfsubjectreviews"], verbs: ["create"] },
    ]),
    clusterRole("view", viewRules),
    clusterRole("edit", [
      ...viewRules,
      {
        apiGroups: ["", "apps", "batch"],
        resources: ["*"],
        verbs: ["create", "delete", "deletecollection", "patch", "update"],
      },
    ]),
    clusterBinding("cluster-admin", "cluster-admin", "Group", "system:masters"),
    clusterBinding("system:discovery", "system:discovery", "Group", "system:authenticated"),
    clusterBinding("system:basic-user", "system:basic-user", "Group", "system:authenticated"),
    ...viewerNamespaces.map(
      (namespace): KubeObject => ({
        apiVersion,
        kind: "RoleBinding",
        metadata: { name: "viewers", namespace },
        roleRef: { apiGroup: group, kind: "ClusterRole", name: "view" },
        subjects: [{ kind: "User", apiGroup: group, name: "viewer" }],
      }),
    ),
  ];
}

// What the real `view` role grants: nearly everything of a namespace but Secrets and RBAC itself.
const viewRules: readonly PolicyRule[] = [
  {
    apiGroups: [""],
    resources: [
      "configmaps",
      "events",
      "limitranges",
      "persistentvolumeclaims",
      "persistentvolumeclaims/status",
      "pods",
      "pods/log",
      "pods/status",
      "resourcequotas",
      "serviceaccounts",
      "services",
      "services/status",
    ],
    verbs: readVerbs,
  },
  {
    apiGroups: ["apps"],
    resources: [
      "controllerrevisions",
      "daemonsets",
      "deployments",
      "deployments/scale",
      "replicasets",
      "replicasets/scale",
      "statefulsets",
      "statefulsets/scale",
    ],
    verbs: readVerbs,
  },
  { apiGroups: ["autoscaling"], resources: ["horizontalpodautoscalers"], verbs: readVerbs },
  { apiGroups: ["batch"], resources: ["cronjobs", "jobs"], verbs: readVerbs },
  { apiGroups: ["discovery.k8s.io"], resources: ["endpointslices"], verbs: readVerbs },
  { apiGroups: ["events.k8s.io"], resources: ["events"], verbs: readVerbs },
  { apiGroups: ["networking.k8s.io"], resources: ["ingresses", "networkpolicies"], verbs: readVerbs },
  { apiGroups: ["policy"], resources: ["poddisruptionbudgets"], verbs: readVerbs },
  { apiGroups: ["metrics.k8s.io"], resources: ["pods"], verbs: readVerbs },
  { apiGroups: ["pki.example.com"], resources: ["certificates"], verbs: readVerbs },
];

function clusterRole(name: string, rules: readonly PolicyRule[]): KubeObject {
  return { apiVersion, kind: "ClusterRole", metadata: { name }, rules };
}

function clusterBinding(name: string, role: string, subjectKind: string, subject: string): KubeObject {
  return {
    apiVersion,
    kind: "ClusterRoleBinding",
    metadata: { name },
    roleRef: { apiGroup: group, kind: "ClusterRole", name: role },
    subjects: [{ kind: subjectKind, apiGroup: group, name: subject }],
  };
}
