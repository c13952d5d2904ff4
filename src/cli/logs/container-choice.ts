import { previousEnd } from "../../logs/previous-end.ts";
import type { LogContainer, LogPod } from "../../logs/types.ts";
import { usageError } from "../failure.ts";
import { pattern, patterns } from "./given-values.ts";
import type { LogsOptions } from "./logs-request.ts";

/** Which containers are read of the pods that are taken. */
export interface ContainerChoice {
  wants(container: LogContainer, pod: LogPod): boolean;
  /** The option by which containers may be named that are not there. */
  readonly named: string | undefined;
}

const states: readonly string[] = ["running", "waiting", "terminated"];

/** @throws CliError for patterns and states that are none. */
export function containerChoice(options: LogsOptions): ContainerChoice {
  const { container, initContainers = true, ephemeralContainers = true, allContainers = true } = options;
  const include = container === undefined ? undefined : pattern("--container", container);
  const exclude = patterns("--exclude-container", options.excludeContainer);
  const wantedStates = statesOf(options.containerState);
  return {
    named: include === undefined ? undefined : `--container "${container}"`,
    wants(candidate, pod) {
      const { name, role, state } = candidate;
      if (role === "init" && !initContainers) return false;
      if (role === "ephemeral" && !ephemeralContainers) return false;
      if (!allContainers && include === undefined && name !== defaultContainer(pod)) return false;
      if (include !== undefined && !include.test(name)) return false;
      if (exclude.some((one) => one.test(name))) return false;
      if (options.previous && !hasPrevious(candidate)) return false;
      return wantedStates === undefined || wantedStates.has(state);
    },
  };
}

/** The one a pod names, as kubectl has it; else its first. */
function defaultContainer({ defaultContainer: named, containers }: LogPod): string {
  const main = containers.filter(({ role }) => role === "app");
  return (main.find(({ name }) => name === named) ?? main[0])?.name ?? "";
}

function hasPrevious(container: LogContainer): boolean {
  return container.restarts > 0 || previousEnd(container) !== undefined;
}

function statesOf(given: readonly string[] | undefined): ReadonlySet<string> | undefined {
  if (given === undefined) return undefined;
  const names = given.flatMap((text) => text.split(",")).map((name) => name.trim().toLowerCase());
  const wrong = names.find((name) => name !== "all" && !states.includes(name));
  if (wrong !== undefined)
    throw usageError(`--container-state cannot be "${wrong}"`, `choose among ${states.join(", ")} and all`);
  return names.includes("all") ? undefined : new Set(names);
}
