import { labelSelectorOf, matchesLabels } from "../../lib/label-selector.ts";
import { parseQuantity } from "../../lib/quantity.ts";
import { timestamp } from "../clock.ts";
import { pods } from "../kinds/pods.ts";
import { horizontalPodAutoscalers } from "../kinds/policy.ts";
import { deployments, statefulSets } from "../kinds/workloads.ts";
import {
  type Condition,
  type Deployment,
  type HorizontalPodAutoscaler,
  type Pod,
  type StatefulSet,
  withCondition,
} from "../objects.ts";
import { type ClusterState, isReady } from "./cluster-state.ts";
import { podUsageAt } from "./usage.ts";

const period = 15_000;
/** Scaling down waits until the lower number has been enough for so long. */
const downStabilization = 300_000;
/** Within this share of the target nothing is done. */
const tolerance = 0.1;

type Target = Deployment | StatefulSet;

/** Scales targets so that their pods' CPU comes near the wanted share of what they request. */
export class Autoscaler {
  readonly #state: ClusterState;
  readonly #metricsWork: () => boolean;
  readonly #recommended = new Map<string, { readonly time: number; readonly replicas: number }[]>();

  /** @param metricsWork whether the metrics API answers just now. */
  constructor(state: ClusterState, metricsWork: () => boolean) {
    this.#state = state;
    this.#metricsWork = metricsWork;
    this.#schedule();
  }

  #schedule(): void {
    this.#state.clock.after(period, () => {
      for (const scaler of this.#state.list<HorizontalPodAutoscaler>(horizontalPodAutoscalers))
        this.#sync(scaler);
      this.#schedule();
    });
  }

  #sync(scaler: HorizontalPodAutoscaler): void {
    const { kind, name } = scaler.spec.scaleTargetRef;
    const targetKind = kind === "StatefulSet" ? statefulSets : deployments;
    const target = this.#state.get<Target>(targetKind, `${scaler.metadata.namespace}/${name}`);
    if (target === undefined) return this.#missingTarget(scaler, kind, name);
    const use = this.#utilization(target);
    if (use === undefined || !this.#metricsWork()) return this.#missingMetric(scaler, target);
    const wanted = scaler.spec.metrics?.[0]?.resource?.target.averageUtilization ?? 80;
    const current = target.spec.replicas;
    const ratio = use.percent / wanted;
    const raw = Math.abs(ratio - 1) <= tolerance ? current : Math.ceil(current * ratio);
    const { minReplicas = 1, maxReplicas } = scaler.spec;
    const desired = this.#stabilized(scaler, current, Math.min(maxReplicas, Math.max(minReplicas, raw)));
    if (desired !== current) this.#rescale(scaler, target, targetKind, desired);
    this.#writeStatus(scaler, { current, desired, raw, use });
  }

  #utilization(target: Target): { readonly percent: number; readonly average: number } | undefined {
    const now = this.#state.clock.now();
    const selector = labelSelectorOf(target.spec.selector);
    const running = this.#state
      .list<Pod>(pods, target.metadata.namespace)
      .filter((pod) => matchesLabels(selector, pod.metadata.labels) && isReady(pod.status));
    const requested = running.reduce((sum, pod) => sum + cpuRequest(pod), 0);
    if (requested === 0) return undefined;
    const used = running.reduce((sum, pod) => sum + podUsageAt(pod, now).cpu, 0);
    return { percent: Math.round((100 * used) / requested), average: Math.round(used / running.length) };
  }

  // The highest of the last five minutes' recommendations holds while going down.
  #stabilized(scaler: HorizontalPodAutoscaler, current: number, recommended: number): number {
    const now = this.#state.clock.now();
    const key = scaler.metadata.uid ?? "";
    const recent = (this.#recommended.get(key) ?? []).filter(({ time }) => time > now - downStabilization);
    this.#recommended.set(key, [...recent, { time: now, replicas: recommended }]);
    if (recommended >= current) return recommended;
    const young = recent.length > 0 ? recent : [{ time: now, replicas: current }];
    return Math.min(current, Math.max(recommended, ...young.map(({ replicas }) => replicas)));
  }

  #rescale(
    scaler: HorizontalPodAutoscaler,
    target: Target,
    kind: typeof deployments,
    replicas: number,
  ): void {
    const up = replicas > target.spec.replicas;
    this.#state.write(kind, { ...target, spec: { ...target.spec, replicas } });
    const why = up
      ? "cpu resource utilization (percentage of request) above target"
      : "All metrics below target";
    this.#report(scaler, "Normal", "SuccessfulRescale", `New size: ${replicas}; reason: ${why}`);
  }

  #writeStatus(
    scaler: HorizontalPodAutoscaler,
    {
      current,
      desired,
      raw,
      use,
    }: { current: number; desired: number; raw: number; use: { percent: number; average: number } },
  ): void {
    const now = timestamp(this.#state.clock.now());
    const { minReplicas = 1, maxReplicas } = scaler.spec;
    const limited =
      raw > maxReplicas
        ? condition(
            "ScalingLimited",
            "True",
            now,
            "TooManyReplicas",
            "the desired replica count is more than the maximum replica count",
          )
        : raw < minReplicas
          ? condition(
              "ScalingLimited",
              "True",
              now,
              "TooFewReplicas",
              "the desired replica count is less than the minimum replica count",
            )
          : condition(
              "ScalingLimited",
              "False",
              now,
              "DesiredWithinRange",
              "the desired count is within the acceptable range",
            );
    const conditions = [
      condition("AbleToScale", "True", now, "ReadyForNewScale", "recommended size matches current size"),
      condition(
        "ScalingActive",
        "True",
        now,
        "ValidMetricFound",
        "the HPA was able to successfully calculate a replica count from cpu resource utilization (percentage of request)",
      ),
      limited,
    ];
    this.#write(scaler, {
      currentReplicas: current,
      desiredReplicas: desired,
      ...(desired !== current ? { lastScaleTime: now } : pick(scaler)),
      currentMetrics: [
        {
          type: "Resource",
          resource: {
            name: "cpu",
            current: { averageUtilization: use.percent, averageValue: `${use.average}m` },
          },
        },
      ],
      conditions: conditions.reduce(withCondition, scaler.status.conditions ?? []),
    });
  }

  #missingTarget(scaler: HorizontalPodAutoscaler, kind: string, name: string): void {
    const resource = `${kind.toLowerCase()}s.apps`;
    const message = `the HPA controller was unable to get the target's current scale: ${resource} "${name}" not found`;
    this.#fail(scaler, "AbleToScale", "FailedGetScale", message);
  }

  #missingMetric(scaler: HorizontalPodAutoscaler, target: Target): void {
    const without = target.spec.template.spec.containers.find(
      ({ resources }) => resources?.requests?.cpu === undefined,
    );
    const cause =
      without === undefined
        ? "unable to get metrics for resource cpu: unable to fetch metrics from resource metrics API: the server is currently unable to handle the request (get pods.metrics.k8s.io)"
        : `failed to get cpu utilization: missing request for cpu in container ${without.name} of Pod`;
    const message = `the HPA was unable to compute the replica count: ${cause}`;
    this.#fail(scaler, "ScalingActive", "FailedGetResourceMetric", message);
  }

  #fail(scaler: HorizontalPodAutoscaler, type: string, reason: string, message: string): void {
    const now = timestamp(this.#state.clock.now());
    const { currentMetrics: _stale, ...rest } = scaler.status;
    const conditions = withCondition(
      scaler.status.conditions,
      condition(type, "False", now, reason, message),
    );
    this.#write(scaler, { ...rest, conditions });
    this.#report(scaler, "Warning", reason, message);
  }

  #write(scaler: HorizontalPodAutoscaler, status: HorizontalPodAutoscaler["status"]): void {
    this.#state.writeStatus(horizontalPodAutoscalers, { ...scaler, status });
  }

  #report(
    scaler: HorizontalPodAutoscaler,
    type: "Normal" | "Warning",
    reason: string,
    message: string,
  ): void {
    this.#state.events.record(scaler, { type, reason, message, component: "horizontal-pod-autoscaler" });
  }
}

function pick({ status }: HorizontalPodAutoscaler): { readonly lastScaleTime?: string } {
  return status.lastScaleTime === undefined ? {} : { lastScaleTime: status.lastScaleTime };
}

function condition(
  type: string,
  status: "True" | "False",
  time: string,
  reason: string,
  message: string,
): Condition {
  return { type, status, lastTransitionTime: time, reason, message };
}

function cpuRequest({ spec }: Pod): number {
  return spec.containers.reduce(
    (sum, { resources }) => sum + (parseQuantity(resources?.requests?.cpu ?? "0") ?? 0) * 1000,
    0,
  );
}
