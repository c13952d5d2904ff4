import type { KubeObject } from "../../kube/types.ts";
import { timestamp } from "../clock.ts";
import { registry } from "./app.ts";
import type { Seeder } from "./seeder.ts";

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** Jobs, certificates, secrets and leftovers: what is in a production cluster beside its applications. */
export function installExtras(seeder: Seeder): void {
  for (const object of [...scheduledWork(), ...secrets(), ...policies()]) seeder.add(object, 190 * day);
  seeder.add(failingJob(), 0);
  installCertificates(seeder);
  installLeftovers(seeder);
}

/** What every cluster registers about its API. */
export function apiServices(metricsAvailable: boolean, now: number): readonly KubeObject[] {
  const local = ["v1.", "v1.apps", "v1.batch", "v2.autoscaling", "v1.rbac.authorization.k8s.io"];
  const condition = (available: boolean) => ({
    type: "Available",
    status: available ? "True" : "False",
    lastTransitionTime: timestamp(now),
    reason: available ? "Passed" : "FailedDiscoveryCheck",
    message: available
      ? "all checks passed"
      : "failing or missing response from https://10.96.0.24:443/apis/metrics.k8s.io/v1beta1: connection refused",
  });
  const service = (name: string, spec: object, status: object): KubeObject => ({
    apiVersion: "apiregistration.k8s.io/v1",
    kind: "APIService",
    metadata: { name },
    spec,
    status: { conditions: [status] },
  });
  return [
    ...local.map((name) =>
      service(
        name,
        {
          group: name.split(".").slice(1).join("."),
          version: name.split(".")[0],
          groupPriorityMinimum: 17800,
          versionPriority: 15,
        },
        { ...condition(true), reason: "Local", message: "Local APIServices are always available" },
      ),
    ),
    service(
      "v1beta1.metrics.k8s.io",
      {
        group: "metrics.k8s.io",
        version: "v1beta1",
        groupPriorityMinimum: 100,
        versionPriority: 100,
        insecureSkipTLSVerify: true,
        service: { namespace: "kube-system", name: "metrics-server", port: 443 },
      },
      condition(metricsAvailable),
    ),
  ];
}

interface Schedule {
  readonly namespace: string;
  readonly name: string;
  readonly image: string;
  readonly schedule: string;
  readonly suspend?: boolean;
}

const schedules: readonly Schedule[] = [
  {
    namespace: "payments",
    name: "settlement-report",
    image: "payments/settlement-report:1.6.0",
    schedule: "* * * * *",
  },
  { namespace: "ledger", name: "snapshot", image: "ledger/snapshot:2.2.1", schedule: "*/15 * * * *" },
  { namespace: "catalog", name: "import", image: "catalog/import:7.0.2", schedule: "5 * * * *" },
  {
    namespace: "search",
    name: "reindex",
    image: "search/reindex:3.3.3",
    schedule: "0 3 * * *",
    suspend: true,
  },
];

function scheduledWork(): readonly KubeObject[] {
  return schedules.map(({ namespace, name, image, schedule, suspend = false }) => ({
    apiVersion: "batch/v1",
    kind: "CronJob",
    metadata: { name, namespace, labels: { "app.kubernetes.io/name": name } },
    spec: {
      schedule,
      suspend,
      concurrencyPolicy: "Forbid",
      jobTemplate: { spec: { backoffLimit: 2, template: jobTemplate(name, image) } },
    },
  }));
}

function failingJob(): KubeObject {
  return {
    apiVersion: "batch/v1",
    kind: "Job",
    metadata: {
      name: "reconcile-2026-11",
      namespace: "ledger",
      labels: { "app.kubernetes.io/name": "reconcile" },
    },
    spec: { backoffLimit: 3, template: jobTemplate("reconcile", "ledger/reconcile:0.4.1") },
  };
}

function jobTemplate(name: string, image: string) {
  return {
    metadata: { labels: { "app.kubernetes.io/name": name } },
    spec: {
      restartPolicy: "Never",
      containers: [
        {
          name,
          image: `${registry}/${image}`,
          resources: { requests: { cpu: "100m", memory: "128Mi" }, limits: { memory: "256Mi" } },
        },
      ],
    },
  };
}

function secrets(): readonly KubeObject[] {
  const secret = (
    namespace: string,
    name: string,
    type: string,
    data: Record<string, string>,
  ): KubeObject => ({
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name, namespace },
    type,
    data: Object.fromEntries(
      Object.entries(data).map(([key, text]) => [key, Buffer.from(text).toString("base64")]),
    ),
  });
  const tls = {
    "tls.crt": "-----BEGIN CERTIFICATE-----\n…\n",
    "tls.key": "not a key, this is a demonstration\n",
  };
  return [
    secret("payments", "api-tls", "kubernetes.io/tls", tls),
    secret("payments", "ledger-credentials", "Opaque", {
      username: "payments",
      password: "demonstration-only",
    }),
    secret("checkout", "web-tls", "kubernetes.io/tls", tls),
    secret("identity", "auth-tls", "kubernetes.io/tls", tls),
    secret("payments", "registry-pull", "kubernetes.io/dockerconfigjson", {
      ".dockerconfigjson": '{"auths":{}}',
    }),
  ];
}

function policies(): readonly KubeObject[] {
  const deny = (namespace: string): KubeObject => ({
    apiVersion: "networking.k8s.io/v1",
    kind: "NetworkPolicy",
    metadata: { name: "default-deny", namespace },
    spec: { podSelector: {}, policyTypes: ["Ingress"] },
  });
  return [
    deny("payments"),
    deny("ledger"),
    {
      apiVersion: "networking.k8s.io/v1",
      kind: "NetworkPolicy",
      metadata: { name: "allow-ingress", namespace: "payments" },
      spec: {
        podSelector: { matchLabels: { "app.kubernetes.io/name": "api" } },
        policyTypes: ["Ingress"],
        ingress: [
          {
            from: [
              { namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "ingress-nginx" } } },
            ],
          },
        ],
      },
    },
    {
      apiVersion: "v1",
      kind: "ResourceQuota",
      metadata: { name: "compute", namespace: "analytics" },
      spec: { hard: { pods: "20", "requests.cpu": "12", "requests.memory": "32Gi" } },
    },
  ];
}

function installCertificates(seeder: Seeder): void {
  seeder.add(certificateDefinition, 190 * day);
  const certificates = [
    ["payments", "api-tls", "letsencrypt", "True", 61],
    ["checkout", "web-tls", "letsencrypt", "True", 17],
    ["identity", "auth-tls", "letsencrypt", "True", 44],
    ["catalog", "catalog-api-tls", "letsencrypt-staging", "False", 0],
  ] as const;
  for (const [namespace, name, issuer, ready, daysLeft] of certificates)
    seeder.add(
      {
        apiVersion: "pki.example.com/v1",
        kind: "Certificate",
        metadata: { name, namespace },
        spec: {
          secretName: name,
          issuerRef: { kind: "Issuer", name: issuer },
          dnsNames: [`${name}.example.com`],
        },
        status: {
          conditions: [
            {
              type: "Ready",
              status: ready,
              reason: ready === "True" ? "Ready" : "DoesNotExist",
              message:
                ready === "True"
                  ? "Certificate is up to date and has not expired"
                  : `Issuing certificate as Secret does not exist`,
              lastTransitionTime: timestamp(seeder.now - 3 * hour),
            },
          ],
          ...(daysLeft > 0 ? { notAfter: timestamp(seeder.now + daysLeft * day), daysLeft } : {}),
        },
      },
      120 * day,
    );
}

const certificateDefinition: KubeObject = {
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: { name: "certificates.pki.example.com" },
  spec: {
    group: "pki.example.com",
    scope: "Namespaced",
    names: {
      plural: "certificates",
      singular: "certificate",
      kind: "Certificate",
      shortNames: ["cert", "certs"],
      categories: ["pki"],
    },
    versions: [
      {
        name: "v1",
        served: true,
        storage: true,
        subresources: { status: {} },
        selectableFields: [{ jsonPath: ".spec.issuerRef.name" }],
        additionalPrinterColumns: [
          { name: "Ready", type: "string", jsonPath: '.status.conditions[?(@.type=="Ready")].status' },
          { name: "Secret", type: "string", jsonPath: ".spec.secretName" },
          { name: "Days left", type: "integer", jsonPath: ".status.daysLeft" },
          { name: "Issuer", type: "string", jsonPath: ".spec.issuerRef.name", priority: 1 },
          {
            name: "Status",
            type: "string",
            jsonPath: '.status.conditions[?(@.type=="Ready")].message',
            priority: 1,
          },
          { name: "Age", type: "date", jsonPath: ".metadata.creationTimestamp" },
        ],
        schema: { openAPIV3Schema: { type: "object", "x-kubernetes-preserve-unknown-fields": true } },
      },
    ],
  },
};

// A preview environment that cannot be taken down: something in it has a finalizer nobody answers to.
function installLeftovers(seeder: Seeder): void {
  const deletionTimestamp = timestamp(seeder.now - 3 * hour);
  seeder.add(
    {
      apiVersion: "v1",
      kind: "Namespace",
      metadata: { name: "preview-1184", deletionTimestamp, labels: { team: "checkout" } },
      status: { phase: "Terminating" },
    },
    9 * day,
  );
  seeder.add(
    {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: {
        name: "preview-state",
        namespace: "preview-1184",
        deletionTimestamp,
        deletionGracePeriodSeconds: 0,
        finalizers: ["preview.example.com/cleanup"],
      },
      data: { branch: "feature/gift-cards", owner: "checkout" },
    },
    9 * day,
  );
}
