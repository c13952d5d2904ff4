import type { KubeObject } from "../../kube/types.ts";
import { type App, labelsOf, selectorOf } from "./app.ts";

const meta = (app: App, name = app.name) => ({ name, namespace: app.namespace, labels: labelsOf(app) });

/** The configuration an app reads. */
export function configMapOf(app: App): KubeObject {
  return {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: meta(app, `${app.name}-config`),
    data: {
      LOG_LEVEL: "info",
      LOG_FORMAT: "json",
      HTTP_PORT: String(app.port ?? 8080),
      "app.yaml": `server:\n  port: ${app.port ?? 8080}\n  readTimeout: 15s\nfeatures:\n  newPricing: true\n`,
    },
  };
}

/** What stands around an app's workload: service, ingress, autoscaler, disruption budget. */
export function accessoriesOf(app: App): readonly KubeObject[] {
  return [
    ...serviceOf(app),
    ...(app.host === undefined ? [] : [ingressOf(app, app.host)]),
    ...(app.autoscale === undefined ? [] : [autoscalerOf(app, app.autoscale)]),
    ...(app.minAvailable === undefined ? [] : [budgetOf(app, app.minAvailable)]),
  ];
}

function serviceOf(app: App): readonly KubeObject[] {
  const { service, port, portName = "http" } = app;
  if (port === undefined || service === undefined || service === "none") return [];
  const target = {
    name: portName,
    port: portName === "http" ? 80 : port,
    targetPort: portName,
    protocol: "TCP",
  };
  const isPublic = service === "public";
  return [
    {
      apiVersion: "v1",
      kind: "Service",
      metadata: meta(app),
      spec: {
        ...(isPublic ? { type: "LoadBalancer" } : {}),
        ...(service === "headless" ? { clusterIP: "None", clusterIPs: ["None"] } : {}),
        selector: selectorOf(app),
        ports: isPublic
          ? [target, { name: "https", port: 443, targetPort: portName, protocol: "TCP" }]
          : [target],
      },
      ...(isPublic
        ? { status: { loadBalancer: { ingress: [{ hostname: "edge-4f1c.elb.eu-west-1.example.com" }] } } }
        : {}),
    },
  ];
}

function ingressOf(app: App, host: string): KubeObject {
  return {
    apiVersion: "networking.k8s.io/v1",
    kind: "Ingress",
    metadata: { ...meta(app), annotations: { "cert-manager.io/cluster-issuer": "letsencrypt" } },
    spec: {
      ingressClassName: "nginx",
      tls: [{ hosts: [host], secretName: `${app.name}-tls` }],
      rules: [
        {
          host,
          http: {
            paths: [
              {
                path: "/",
                pathType: "Prefix",
                backend: { service: { name: app.name, port: { name: app.portName ?? "http" } } },
              },
            ],
          },
        },
      ],
    },
    status: { loadBalancer: { ingress: [{ hostname: "edge-4f1c.elb.eu-west-1.example.com" }] } },
  };
}

function autoscalerOf(app: App, { min, max, cpuPercent }: NonNullable<App["autoscale"]>): KubeObject {
  return {
    apiVersion: "autoscaling/v2",
    kind: "HorizontalPodAutoscaler",
    metadata: meta(app),
    spec: {
      scaleTargetRef: { apiVersion: "apps/v1", kind: app.kind, name: app.name },
      minReplicas: min,
      maxReplicas: max,
      metrics: [
        {
          type: "Resource",
          resource: { name: "cpu", target: { type: "Utilization", averageUtilization: cpuPercent } },
        },
      ],
    },
    status: { currentReplicas: app.replicas, desiredReplicas: app.replicas },
  };
}

function budgetOf(app: App, minAvailable: number | string): KubeObject {
  return {
    apiVersion: "policy/v1",
    kind: "PodDisruptionBudget",
    metadata: meta(app),
    spec: { minAvailable, selector: { matchLabels: selectorOf(app) } },
  };
}
