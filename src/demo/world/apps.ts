import type { App } from "./app.ts";

type AppDefaults = Omit<App, "name" | "image" | "replicas"> & Partial<App>;
type AppRow = Pick<App, "name" | "image"> & Partial<App>;

const service: AppDefaults = {
  namespace: "",
  kind: "Deployment",
  port: 8080,
  healthPath: "/readyz",
  cpu: "100m",
  memory: "128Mi",
  memoryLimit: "256Mi",
  service: "internal",
  ageDays: 214,
  releasedHoursAgo: 50,
};

const stateful: AppDefaults = { ...service, kind: "StatefulSet", tier: "data", service: "headless" };
const daemon: AppDefaults = { ...service, kind: "DaemonSet", tier: "platform", service: "none" };

const within = (namespace: string, ...rows: readonly (AppDefaults & AppRow)[]): readonly App[] =>
  rows.map((row) => ({ replicas: 1, ...row, namespace }));

const everyNode = [{ operator: "Exists" }] as const;

/** The applications of the production cluster. What is broken there is told by images (simulation/behaviour.ts). */
export const productionApps: readonly App[] = [
  ...within(
    "payments",
    {
      ...service,
      name: "api",
      image: "payments/api:3.18.2",
      previousImage: "payments/api:3.18.1",
      replicas: 6,
      sidecar: "proxy",
      migrates: true,
      configMap: true,
      cpu: "250m",
      memory: "256Mi",
      memoryLimit: "512Mi",
      minAvailable: "50%",
      host: "api.payments.example.com",
      autoscale: { min: 4, max: 12, cpuPercent: 70 },
      releasedHoursAgo: 74,
    },
    {
      ...service,
      name: "worker",
      image: "payments/worker:3.18.2",
      previousImage: "payments/worker:3.17.9",
      replicas: 4,
      configMap: true,
    },
    {
      ...service,
      name: "refunds",
      image: "payments/refunds:1.9.0",
      previousImage: "payments/refunds:1.8.4",
      replicas: 2,
      env: { LEDGER_URL: "postgres://ledger-db.ledger:5432/ledger" },
      releasedHoursAgo: 3,
    },
    {
      ...service,
      name: "fraud-scorer",
      image: "payments/fraud-scorer:0.14.0",
      replicas: 3,
      cpu: "500m",
      memory: "512Mi",
      memoryLimit: "768Mi",
    },
    {
      ...service,
      name: "mailer",
      image: "payments/mailer:2.0.3",
      previousImage: "payments/mailer:2.0.2",
      replicas: 2,
    },
    { ...service, name: "webhooks", image: "payments/webhooks:1.12.0", replicas: 3, minAvailable: 2 },
  ),
  ...within(
    "ledger",
    {
      ...service,
      name: "ledger-api",
      image: "ledger/api:5.2.0",
      previousImage: "ledger/api:5.1.7",
      replicas: 4,
      sidecar: "proxy",
      minAvailable: 3,
    },
    {
      ...stateful,
      name: "ledger-db",
      image: "ledger/postgres:16.4",
      replicas: 3,
      port: 5432,
      portName: "postgres",
      cpu: "500m",
      memory: "1Gi",
      memoryLimit: "2Gi",
      volume: { size: "100Gi", path: "/var/lib/postgresql/data" },
      minAvailable: 2,
    },
    { ...service, name: "exporter", image: "ledger/exporter:0.9.1", replicas: 1 },
  ),
  ...within(
    "checkout",
    {
      ...service,
      name: "web",
      image: "checkout/web:2026.11.4",
      previousImage: "checkout/web:2026.11.3",
      replicas: 8,
      tier: "frontend",
      port: 3000,
      cpu: "200m",
      memory: "192Mi",
      memoryLimit: "384Mi",
      host: "checkout.example.com",
      autoscale: { min: 6, max: 20, cpuPercent: 65 },
      minAvailable: "75%",
      releasedHoursAgo: 20,
    },
    {
      ...service,
      name: "cart",
      image: "checkout/cart:4.4.1",
      previousImage: "checkout/cart:4.4.0",
      replicas: 6,
      configMap: true,
    },
    { ...service, name: "pricing", image: "checkout/pricing:1.31.0", replicas: 4, cpu: "300m" },
    {
      ...service,
      name: "gift-cards",
      image: "checkout/gift-cards:2.3.0-rc1",
      previousImage: "checkout/gift-cards:2.2.8",
      replicas: 3,
      releasedHoursAgo: 1,
    },
    {
      ...stateful,
      name: "cart-cache",
      image: "checkout/redis:7.4.1",
      replicas: 3,
      port: 6379,
      portName: "redis",
      memory: "512Mi",
      memoryLimit: "512Mi",
      volume: { size: "8Gi", path: "/data" },
    },
  ),
  ...within(
    "catalog",
    {
      ...service,
      name: "catalog-api",
      image: "catalog/api:7.0.2",
      previousImage: "catalog/api:6.9.9",
      replicas: 5,
      host: "catalog.example.com",
    },
    { ...service, name: "indexer", image: "catalog/indexer:7.0.2", replicas: 2 },
    {
      ...service,
      name: "image-resizer",
      image: "catalog/image-resizer:1.5.0",
      replicas: 4,
      cpu: "400m",
      memory: "384Mi",
    },
  ),
  ...within(
    "search",
    {
      ...service,
      name: "query",
      image: "search/query:3.3.3",
      previousImage: "search/query:3.3.2",
      replicas: 6,
      minAvailable: "50%",
    },
    {
      ...stateful,
      name: "search-data",
      image: "search/opensearch:2.17.0",
      replicas: 4,
      port: 9200,
      cpu: "1",
      memory: "24Gi",
      memoryLimit: "24Gi",
      volume: { size: "200Gi", path: "/usr/share/opensearch/data" },
      nodeSelector: { "node.example.com/pool": "memory" },
      minAvailable: 3,
    },
  ),
  ...within(
    "identity",
    {
      ...service,
      name: "auth",
      image: "identity/auth:9.1.0",
      previousImage: "identity/auth:9.0.8",
      replicas: 4,
      minAvailable: 3,
      host: "login.example.com",
    },
    { ...service, name: "sessions", image: "identity/sessions:2.6.4", replicas: 3 },
  ),
  ...within(
    "notifications",
    { ...service, name: "dispatcher", image: "notifications/dispatcher:1.2.7", replicas: 3 },
    { ...service, name: "email", image: "notifications/email:1.2.7", replicas: 2 },
    { ...service, name: "sms", image: "notifications/sms:1.1.0", replicas: 0 },
  ),
  ...within(
    "analytics",
    { ...service, name: "collector", image: "analytics/collector:0.40.0", replicas: 4 },
    {
      ...service,
      name: "embedder",
      image: "analytics/embedder:0.8.2",
      replicas: 2,
      cpu: "1",
      memory: "768Mi",
      memoryLimit: "1Gi",
      releasedHoursAgo: 9,
    },
    {
      ...service,
      name: "trainer",
      image: "analytics/trainer:0.8.2",
      replicas: 1,
      cpu: "4",
      memory: "16Gi",
      memoryLimit: "16Gi",
      gpus: 1,
      releasedHoursAgo: 2,
    },
  ),
];

/** What a cluster itself is made of, in every world. */
export const platformApps: readonly App[] = [
  ...within(
    "kube-system",
    {
      ...service,
      name: "coredns",
      image: "registry.k8s.io/coredns/coredns:v1.12.4",
      replicas: 2,
      port: 53,
      portName: "dns",
      priorityClass: "system-cluster-critical",
      tier: "platform",
      serviceAccount: "coredns",
      configMap: true,
      ageDays: 420,
      releasedHoursAgo: 900,
    },
    {
      ...service,
      name: "metrics-server",
      image: "registry.k8s.io/metrics-server/metrics-server:v0.8.0",
      replicas: 2,
      port: 10250,
      portName: "https",
      priorityClass: "system-cluster-critical",
      tier: "platform",
      ageDays: 420,
      releasedHoursAgo: 900,
    },
    {
      ...daemon,
      name: "kube-proxy",
      image: "registry.k8s.io/kube-proxy:v1.37.1",
      hostNetwork: true,
      tolerations: everyNode,
      priorityClass: "system-node-critical",
      ageDays: 420,
      releasedHoursAgo: 900,
    },
    {
      ...daemon,
      name: "cni-node",
      image: "platform/cni-node:3.30.1",
      hostNetwork: true,
      tolerations: everyNode,
      priorityClass: "system-node-critical",
      ageDays: 420,
      releasedHoursAgo: 900,
    },
  ),
  ...within("monitoring", {
    ...daemon,
    name: "node-exporter",
    image: "monitoring/node-exporter:1.9.0",
    hostNetwork: true,
    port: 9100,
    portName: "metrics",
    tolerations: everyNode,
    ageDays: 300,
    releasedHoursAgo: 400,
  }),
];

/** The shared services a production cluster carries beside its applications. */
export const sharedApps: readonly App[] = [
  ...within("ingress-nginx", {
    ...service,
    name: "controller",
    image: "registry.k8s.io/ingress-nginx/controller:v1.13.3",
    replicas: 3,
    tier: "platform",
    service: "public",
    minAvailable: 2,
    ageDays: 390,
    releasedHoursAgo: 600,
  }),
  ...within(
    "cert-manager",
    {
      ...service,
      name: "cert-manager",
      image: "platform/cert-manager:1.19.1",
      tier: "platform",
      serviceAccount: "cert-manager",
    },
    { ...service, name: "webhook", image: "platform/cert-manager-webhook:1.19.1", tier: "platform" },
  ),
  ...within(
    "monitoring",
    {
      ...stateful,
      name: "prometheus",
      image: "monitoring/prometheus:3.7.0",
      replicas: 2,
      port: 9090,
      cpu: "500m",
      memory: "2Gi",
      memoryLimit: "4Gi",
      volume: { size: "250Gi", path: "/prometheus" },
      configMap: true,
    },
    {
      ...service,
      name: "grafana",
      image: "monitoring/grafana:12.2.1",
      port: 3000,
      host: "grafana.example.com",
    },
    { ...service, name: "kube-state-metrics", image: "monitoring/kube-state-metrics:2.17.0" },
    {
      ...stateful,
      name: "alertmanager",
      image: "monitoring/alertmanager:0.28.1",
      replicas: 3,
      port: 9093,
      volume: { size: "5Gi", path: "/alertmanager" },
    },
  ),
];

// Staging runs what production will run next, and there refunds and gift cards work.
const stagingImages: Readonly<Record<string, string>> = {
  api: "payments/api:3.19.0",
  refunds: "payments/refunds:1.9.1",
  web: "checkout/web:2026.11.5",
  "gift-cards": "checkout/gift-cards:2.3.0",
};

/** The staging cluster: fewer of the same, a release ahead. */
export const stagingApps: readonly App[] = productionApps
  .filter(({ namespace }) => namespace === "payments" || namespace === "checkout" || namespace === "identity")
  .map(({ autoscale: _autoscale, previousImage: _previous, minAvailable: _minAvailable, ...app }) => ({
    ...app,
    replicas: Math.min(app.replicas, 2),
    image: stagingImages[app.name] ?? app.image,
    ageDays: 120,
    releasedHoursAgo: 5,
  }));
