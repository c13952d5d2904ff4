import type { Clock } from "../clock.ts";
import { pods } from "../kinds/pods.ts";
import type { Container, ContainerStatus, Pod, TerminatedState } from "../objects.ts";
import { behaviourOf } from "../simulation/behaviour.ts";
import type { Change } from "../store/collection.ts";
import type { ObjectStore } from "../store/object-store.ts";
import { InstanceLog } from "./instance-log.ts";
import type { LogReader } from "./log-reader.ts";
import { ProgramLog } from "./program-log.ts";
import { programOf } from "./programs/index.ts";
import type { Program, Voice } from "./programs/program.ts";
import { WrittenLines } from "./written-lines.ts";

/** One instance of a container, as a pod's status names it. */
export interface Instance {
  /** As the runtime names it: `containerd://…`. */
  readonly id: string;
  readonly startedAt: string | undefined;
  /** How it ended, if it has. */
  readonly ended: TerminatedState | undefined;
}

/** The log of one instance, with what writes into it. */
export interface KeptLog {
  readonly log: InstanceLog;
  /** Absent where the container was silenced. */
  readonly program: ProgramLog | undefined;
  readonly written: WrittenLines;
  /** The answers that are being sent. */
  readonly readers: Set<LogReader>;
}

interface Memory {
  /** To the millisecond, where a status knows whole seconds; `undefined` for what was there from the start. */
  readonly start: number | undefined;
  end?: number;
  kept?: KeptLog;
}

/** The logs on all nodes. Made when they are read; what is remembered of an instance goes with its pod. */
export class ContainerLogs {
  readonly #clock: Clock;
  readonly #memories = new Map<string, Memory>();
  /** Containers whose programs say nothing, by pod uid and name. */
  readonly #silenced = new Set<string>();

  constructor(store: ObjectStore, clock: Clock) {
    this.#clock = clock;
    store.collection(pods.storedAs).subscribe((change) => this.#observe(change));
  }

  /** The log of an instance of a container. */
  of(pod: Pod, container: Container, instance: Instance): KeptLog {
    const memory = this.#memories.get(instance.id) ?? { start: undefined };
    this.#memories.set(instance.id, memory);
    memory.kept ??= this.#make(pod, container, instance, memory.start);
    const { ended } = instance;
    if (ended !== undefined) finish(memory.kept, container, memory.end ?? timeOf(ended.finishedAt), ended);
    return memory.kept;
  }

  /** Nothing of what the program of a container has said or will say can be read. */
  silence(pod: Pod, container: Container): void {
    this.#silenced.add(`${pod.metadata.uid}/${container.name}`);
    for (const { containerID = "", lastState } of statusesOf(pod).filter(
      ({ name }) => name === container.name,
    )) {
      for (const id of [containerID, lastState.terminated?.containerID ?? ""]) {
        const kept = this.#memories.get(id)?.kept;
        if (kept?.program !== undefined) kept.log.remove(kept.program);
      }
    }
  }

  #make(pod: Pod, container: Container, { id, startedAt }: Instance, start: number | undefined): KeptLog {
    const { name = "", namespace = "", uid } = pod.metadata;
    const zone = zoneOf(pod);
    const isSilenced = this.#silenced.has(`${uid}/${container.name}`);
    const program = isSilenced
      ? undefined
      : new ProgramLog({
          program: programOf(container),
          seed: seedOf(`${uid}/${container.name}/${id}`),
          start: start ?? timeOf(startedAt),
          zone,
          pod: name,
          namespace,
          version: container.image.split(":").at(-1) ?? "",
          port: container.ports?.[0]?.containerPort ?? 0,
        });
    const written = new WrittenLines(zone);
    const log = new InstanceLog(program === undefined ? [written] : [program, written]);
    return { log, program, written, readers: new Set() };
  }

  #observe({ type, current, previous }: Change): void {
    const pod = current.object as Pod;
    const before = previous === undefined ? [] : statusesOf(previous.object as Pod);
    const after = type === "DELETED" ? [] : statusesOf(pod);
    const running = new Set(after.flatMap(runningId));
    const wasRunning = new Set(before.flatMap(runningId));
    for (const id of running) {
      if (!wasRunning.has(id) && !this.#memories.has(id))
        this.#memories.set(id, { start: this.#clock.now() });
    }
    for (const status of before) {
      for (const id of runningId(status)) if (!running.has(id)) this.#end(pod, status.name, id, after);
    }
    this.#forget(before, after);
    if (type === "DELETED") {
      for (const { name } of before) this.#silenced.delete(`${pod.metadata.uid}/${name}`);
    }
  }

  #end(pod: Pod, name: string, id: string, after: readonly ContainerStatus[]): void {
    const memory = this.#memories.get(id) ?? { start: undefined };
    this.#memories.set(id, memory);
    memory.end = this.#clock.now();
    const ended = after
      .flatMap(({ state, lastState }) => [state.terminated, lastState.terminated])
      .find((state) => state?.containerID === id);
    const container = containersOf(pod).find((candidate) => candidate.name === name);
    if (memory.kept !== undefined && container !== undefined)
      finish(memory.kept, container, memory.end, ended);
  }

  /** Instances before the last one, and those of a pod that is gone, cannot be read any more. */
  #forget(before: readonly ContainerStatus[], after: readonly ContainerStatus[]): void {
    const kept = new Set(after.flatMap(idsOf));
    for (const id of before.flatMap(idsOf)) if (!kept.has(id)) this.#memories.delete(id);
  }
}

/** Every container of a pod, in the order in which the API server looks through them. */
export function containersOf({ spec }: Pod): readonly Container[] {
  return [...(spec.initContainers ?? []), ...spec.containers, ...(spec.ephemeralContainers ?? [])];
}

/** The statuses of every container of a pod, in the order in which a kubelet looks through them. */
export function statusesOf({ status }: Pod): readonly ContainerStatus[] {
  return [
    ...(status.containerStatuses ?? []),
    ...(status.initContainerStatuses ?? []),
    ...(status.ephemeralContainerStatuses ?? []),
  ];
}

function runningId({ state, containerID }: ContainerStatus): readonly string[] {
  return state.running === undefined || containerID === undefined ? [] : [containerID];
}

function idsOf({ containerID, lastState }: ContainerStatus): readonly string[] {
  return [containerID, lastState.terminated?.containerID].filter((id) => id !== undefined);
}

function timeOf(timestamp: string | undefined): number {
  const time = Date.parse(timestamp ?? "");
  return Number.isNaN(time) ? 0 : time;
}

function finish(kept: KeptLog, container: Container, time: number, ended: TerminatedState | undefined): void {
  if (kept.log.end !== Number.POSITIVE_INFINITY) return;
  const program = programOf(container);
  kept.program?.finish(time, (voice) =>
    ended === undefined ? [] : lastWords(program, container, ended, voice),
  );
  kept.log.finish(time);
}

// Who is killed, for its memory or by a probe, is not asked for a last word.
function lastWords(
  program: Program,
  container: Container,
  { exitCode, reason, message }: TerminatedState,
  voice: Voice,
): readonly string[] {
  const { ends } = behaviourOf(container);
  const own = message ?? (ends?.exitCode === exitCode ? ends.lastWords : undefined);
  const isKilled = reason === "OOMKilled" || exitCode === 137;
  if (own !== undefined && (isKilled || exitCode === 0)) return [program.say("info", own, voice)];
  if (isKilled) return [];
  if (exitCode === 0 || exitCode === 143)
    return program.farewell?.(voice) ?? [program.say("info", "received SIGTERM, shutting down", voice)];
  const words = own ?? `giving up, exit code ${exitCode}`;
  return program.crash?.(words, voice) ?? [program.say("error", words, voice)];
}

/** One node keeps local time, and so do the stamps of its container runtime. */
function zoneOf({ spec }: Pod): string {
  return spec.nodeName === "mem-b1" ? "+01:00" : "Z";
}

function seedOf(text: string): number {
  let seed = 7;
  for (let at = 0; at < text.length; at += 1) seed = (Math.imul(seed, 31) + text.charCodeAt(at)) >>> 0;
  return seed;
}
