// Objects of many kinds, with the fields whose encodings differ most between protobuf and JSON.

interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly labels?: Readonly<Record<string, string>> };
  readonly [field: string]: unknown;
}

const labels = { app: "web" };

const container = {
  name: "main",
  image: "registry.example.com/web:1",
  ports: [{ name: "http", containerPort: 8080 }],
  env: [
    { name: "EMPTY", value: "" },
    { name: "NODE", valueFrom: { fieldRef: { fieldPath: "spec.nodeName" } } },
    { name: "LIMIT", valueFrom: { resourceFieldRef: { resource: "limits.memory", divisor: "1Mi" } } },
    { name: "SECRET", valueFrom: { secretKeyRef: { name: "passwords", key: "a", optional: true } } },
  ],
  envFrom: [{ prefix: "X_", configMapRef: { name: "settings" } }],
  resources: { requests: { cpu: "10m", memory: "16Mi" }, limits: { memory: "0.5Gi" } },
  livenessProbe: { httpGet: { path: "/", port: "http" }, periodSeconds: 30 },
  readinessProbe: { tcpSocket: { port: 8080 } },
  startupProbe: { exec: { command: ["true"] } },
  lifecycle: { preStop: { sleep: { seconds: 0 } } },
};

const template = {
  metadata: { labels },
  spec: {
    containers: [container],
    volumes: [
      { name: "scratch", emptyDir: { sizeLimit: "1Gi" } },
      { name: "settings", configMap: { name: "settings", items: [{ key: "a", path: "a", mode: 0 }] } },
      { name: "all", projected: { sources: [{ secret: { name: "passwords" } }, { downwardAPI: {} }] } },
    ],
    tolerations: [{ operator: "Exists", tolerationSeconds: 0, effect: "NoExecute" }],
    terminationGracePeriodSeconds: 0,
  },
};

const selector = { matchLabels: labels };

export const widgetDefinition: Manifest = {
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: { name: "widgets.codec.example.com" },
  spec: {
    group: "codec.example.com",
    scope: "Namespaced",
    names: { plural: "widgets", singular: "widget", kind: "Widget" },
    versions: [
      {
        name: "v1",
        served: true,
        storage: true,
        subresources: {
          status: {},
          scale: { specReplicasPath: ".spec.size", statusReplicasPath: ".status.size" },
        },
        additionalPrinterColumns: [{ name: "Size", type: "integer", jsonPath: ".spec.size", priority: 1 }],
        schema: {
          openAPIV3Schema: {
            type: "object",
            properties: {
              spec: {
                type: "object",
                required: ["size"],
                properties: {
                  size: { type: "integer", minimum: 0, maximum: 1e10, exclusiveMaximum: true, default: 3 },
                  ratio: { type: "number", multipleOf: 0.25 },
                  mode: { type: "string", enum: ["", "fast"], nullable: true },
                  port: {
                    "x-kubernetes-int-or-string": true,
                    anyOf: [{ type: "integer" }, { type: "string" }],
                  },
                  list: {
                    type: "array",
                    items: {
                      type: "object",
                      properties: { name: { type: "string", minLength: 0 } },
                      required: ["name"],
                    },
                    "x-kubernetes-list-type": "map",
                    "x-kubernetes-list-map-keys": ["name"],
                  },
                  map: { type: "object", additionalProperties: { type: "string" } },
                  free: { type: "object", "x-kubernetes-preserve-unknown-fields": true },
                },
                "x-kubernetes-validations": [{ rule: "self.size >= 0", message: "no negative sizes" }],
              },
            },
          },
        },
      },
    ],
  },
};

/** All of one namespace; `widgetDefinition` comes before them. */
export const codecObjects: readonly Manifest[] = [
  {
    apiVersion: "codec.example.com/v1",
    kind: "Widget",
    metadata: { name: "a" },
    spec: { size: 0, free: { x: [1.5, null] } },
  },
  {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: "settings" },
    data: { a: "", b: "näme 🚢" },
    binaryData: { c: "AAEC" },
  },
  { apiVersion: "v1", kind: "Secret", metadata: { name: "passwords" }, stringData: { a: "hunter2", b: "" } },
  {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name: "web" },
    spec: { selector: labels, ports: [{ port: 80, targetPort: "http" }] },
  },
  {
    apiVersion: "v1",
    kind: "ServiceAccount",
    metadata: { name: "web" },
    automountServiceAccountToken: false,
  },
  {
    apiVersion: "v1",
    kind: "ResourceQuota",
    metadata: { name: "quota" },
    spec: { hard: { pods: "100", "requests.cpu": "1500m" } },
  },
  {
    apiVersion: "v1",
    kind: "LimitRange",
    metadata: { name: "limits" },
    spec: { limits: [{ type: "Pod", max: { memory: "4Gi" } }] },
  },
  {
    apiVersion: "v1",
    kind: "PersistentVolumeClaim",
    metadata: { name: "data" },
    spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } },
  },
  {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "web" },
    spec: {
      replicas: 2,
      selector,
      template,
      strategy: { rollingUpdate: { maxSurge: "25%", maxUnavailable: 0 } },
    },
  },
  {
    apiVersion: "apps/v1",
    kind: "StatefulSet",
    metadata: { name: "db" },
    spec: { serviceName: "", replicas: 1, selector, template },
  },
  { apiVersion: "apps/v1", kind: "DaemonSet", metadata: { name: "agent" }, spec: { selector, template } },
  {
    apiVersion: "batch/v1",
    kind: "CronJob",
    metadata: { name: "nightly" },
    spec: {
      schedule: "0 3 * * *",
      suspend: true,
      jobTemplate: {
        spec: { backoffLimit: 0, template: { spec: { ...template.spec, restartPolicy: "Never" } } },
      },
    },
  },
  {
    apiVersion: "autoscaling/v2",
    kind: "HorizontalPodAutoscaler",
    metadata: { name: "web" },
    spec: {
      scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "web" },
      minReplicas: 2,
      maxReplicas: 2,
      metrics: [
        {
          type: "Resource",
          resource: { name: "cpu", target: { type: "Utilization", averageUtilization: 80 } },
        },
      ],
    },
  },
  {
    apiVersion: "policy/v1",
    kind: "PodDisruptionBudget",
    metadata: { name: "web" },
    spec: { selector, maxUnavailable: "50%" },
  },
  {
    apiVersion: "networking.k8s.io/v1",
    kind: "NetworkPolicy",
    metadata: { name: "web" },
    spec: {
      podSelector: {},
      ingress: [{}, { from: [{ ipBlock: { cidr: "10.0.0.0/8" } }], ports: [{ port: 80 }, { port: "http" }] }],
    },
  },
  {
    apiVersion: "networking.k8s.io/v1",
    kind: "Ingress",
    metadata: { name: "web" },
    spec: {
      rules: [
        {
          host: "web.example.com",
          http: {
            paths: [
              { path: "/", pathType: "Prefix", backend: { service: { name: "web", port: { number: 80 } } } },
            ],
          },
        },
      ],
    },
  },
  {
    apiVersion: "rbac.authorization.k8s.io/v1",
    kind: "Role",
    metadata: { name: "reader" },
    rules: [{ apiGroups: [""], resources: ["pods"], verbs: ["get", "list"] }],
  },
];
