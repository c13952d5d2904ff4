// TARGETS of an autoscaler, as `formatHPAMetrics` in k8s.io/kubernetes/pkg/printers/internalversion/printers.go
// (v1.37) has it: `cpu: 40%/80%, 200m/1 + 1 more...`.

interface Amounts {
  readonly averageValue?: string;
  readonly averageUtilization?: number;
  readonly value?: string;
}

interface Source {
  /** Of resources. */
  readonly name?: string;
  readonly target?: Amounts;
}

interface Current {
  readonly current?: Amounts;
}

type SourceName = "external" | "pods" | "object" | "resource" | "containerResource";

export type MetricSpec = { readonly type?: string } & { readonly [Name in SourceName]?: Source };
export type CurrentMetric = { readonly [Name in SourceName]?: Current };

const sources: Readonly<Record<string, SourceName>> = {
  External: "external",
  Pods: "pods",
  Object: "object",
  Resource: "resource",
  ContainerResource: "containerResource",
};

const shown = 2;
const unknown = "<unknown>";
/** How Go prints a quantity that is not there. */
const absent = "<nil>";

export function targetsText(specs: readonly MetricSpec[], statuses: readonly CurrentMetric[]): string {
  if (specs.length === 0) return "<none>";
  const first = specs.slice(0, shown).map((spec, index) => metricText(spec, statuses[index] ?? {}));
  const rest = specs.length - shown;
  return rest > 0 ? `${first.join(", ")} + ${rest} more...` : first.join(", ");
}

function metricText(spec: MetricSpec, status: CurrentMetric): string {
  const source = sources[spec.type ?? ""];
  if (source === undefined) return "<unknown type>";
  const name = spec[source]?.name ?? "";
  const target = spec[source]?.target ?? {};
  const measured = status[source];
  const current = measured ? (measured.current ?? {}) : undefined;
  switch (source) {
    case "pods":
      return `${averageOf(current)}/${target.averageValue ?? absent}`;
    case "external":
    case "object":
      if (target.averageValue !== undefined)
        return `${current?.averageValue ?? unknown}/${target.averageValue} (avg)`;
      return `${current === undefined ? unknown : (current.value ?? absent)}/${target.value ?? absent}`;
    case "resource":
    case "containerResource":
      if (target.averageValue !== undefined) return `${name}: ${averageOf(current)}/${target.averageValue}`;
      return `${name}: ${percent(current) ?? unknown}/${percent(target) ?? "<auto>"}`;
  }
}

function averageOf(current: Amounts | undefined): string {
  return current === undefined ? unknown : (current.averageValue ?? absent);
}

function percent(amounts: Amounts | undefined): string | undefined {
  return amounts?.averageUtilization === undefined ? undefined : `${amounts.averageUtilization}%`;
}
