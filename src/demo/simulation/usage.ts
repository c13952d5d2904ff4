import { parseQuantity } from "../../lib/quantity.ts";
import type { Container, Pod } from "../objects.ts";
import { behaviourOf } from "./behaviour.ts";

/** What a container uses: thousandths of a core, and MiB. */
export interface Usage {
  readonly cpu: number;
  readonly memory: number;
}

const minute = 60_000;

/**
 * What a pod's container uses at a time. A pure function of both, so that nothing has to be kept: a slow wave of
 * traffic that all pods of a namespace share, and a faster wobble of its own.
 */
export function usageAt(pod: Pod, container: Container, time: number): Usage {
  const status = pod.status.containerStatuses?.find(({ name }) => name === container.name);
  const startedAt = Date.parse(status?.state.running?.startedAt ?? "");
  if (Number.isNaN(startedAt)) return { cpu: 0, memory: 0 };
  const { usage, ends } = behaviourOf(container);
  const own = phaseOf(`${pod.metadata.uid}/${container.name}`);
  const traffic = 0.85 + 0.45 * wave(time, 11 * minute, phaseOf(pod.metadata.namespace ?? ""));
  const wobble = 1 + 0.18 * wave(time, 1.7 * minute, own) + 0.08 * wave(time, 0.31 * minute, own * 3);
  const cpu = Math.max(1, usage.cpu * traffic * wobble);
  const memory = usage.memory * (0.95 + 0.05 * wave(time, 23 * minute, own));
  // What is going to be killed for its memory climbs to its limit on the way.
  if (ends?.oomKilled !== true) return { cpu, memory };
  const part = Math.min(1, (time - startedAt) / (ends.after * 1000));
  const limit = (parseQuantity(container.resources?.limits?.memory ?? "") ?? 0) / 2 ** 20 || usage.memory;
  return { cpu, memory: limit * (0.35 + 0.64 * part) };
}

/** What all containers of a pod use. */
export function podUsageAt(pod: Pod, time: number): Usage {
  return pod.spec.containers
    .map((container) => usageAt(pod, container, time))
    .reduce((sum, one) => ({ cpu: sum.cpu + one.cpu, memory: sum.memory + one.memory }), {
      cpu: 0,
      memory: 0,
    });
}

// Between -1 and 1.
function wave(time: number, period: number, phase: number): number {
  return Math.sin(2 * Math.PI * (time / period + phase));
}

// Between 0 and 1, the same for the same text (FNV-1a).
function phaseOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193) >>> 0;
  return hash / 4294967296;
}
