import type { Clock } from "../clock.ts";
import { pods } from "../kinds/pods.ts";
import type { Container, Pod } from "../objects.ts";
import type { ForcedEnd } from "../simulation/container-life.ts";
import type { Kubelets } from "../simulation/kubelet.ts";
import type { ObjectStore } from "../store/object-store.ts";
import { type ContainerLogs, containersOf, type KeptLog, statusesOf } from "./container-logs.ts";
import { Flood, type FloodOptions } from "./flood.ts";
import type { Breach } from "./log-reader.ts";
import type { WrittenLine } from "./written-lines.ts";

/** What `DemoLogs` is built on. */
export interface DemoLogsParts {
  readonly store: ObjectStore;
  readonly clock: Clock;
  readonly logs: ContainerLogs;
  readonly kubelets: Kubelets;
}

/** How the answers that are being sent are broken off. */
export interface BreachOptions {
  /** In the middle of the next line, whenever it comes, instead of at once. */
  readonly within?: "line";
  /** What is sent last, as kubelets do when they run into trouble: a line without a stamp. */
  readonly words?: string;
}

/** The logs of containers, for tests to write into and to spoil. */
export class DemoLogs {
  readonly #parts: DemoLogsParts;

  constructor(parts: DemoLogsParts) {
    this.#parts = parts;
  }

  /** The log of a container of a pod (`namespace/name`), by default of its first one; whatever instance runs. */
  of(pod: string, container?: string): DemoLog {
    return new DemoLog(this.#parts, pod, container);
  }
}

/** One container's log. Everything is about the instance that runs just now. @throws Error where none does. */
export class DemoLog {
  readonly #parts: DemoLogsParts;
  readonly #pod: string;
  readonly #container: string | undefined;

  constructor(parts: DemoLogsParts, pod: string, container: string | undefined) {
    this.#parts = parts;
    this.#pod = pod;
    this.#container = container;
  }

  /** The program says nothing more, in this instance and in later ones, and what it said is gone. */
  silence(): this {
    this.#parts.logs.silence(...this.#found());
    return this;
  }

  /** Adds lines; those who follow get them at once. */
  write(...lines: readonly (string | Uint8Array | WrittenLine)[]): this {
    const { log, written } = this.#kept();
    for (const line of lines) written.write(line, this.#parts.clock.now());
    log.notify();
    return this;
  }

  /** Pours lines into it at a steady rate from now on. The returned function ends that. */
  flood(options: FloodOptions): () => void {
    const { clock } = this.#parts;
    const { log, written } = this.#kept();
    const flood = new Flood(options, clock.now(), written.zone);
    log.add(flood);
    return () => flood.stop(clock.now());
  }

  /**
   * Begins a new file, as nodes do when one has grown to 10 MB: what was written before cannot be read any more. Those
   * who follow go on with the new one, or `fall silent` with their connections open, as some versions let them.
   */
  rotate(followers: "go on" | "fall silent" = "go on"): this {
    const { log, readers } = this.#kept();
    log.rotate(this.#parts.clock.now());
    if (followers === "fall silent") for (const reader of readers) reader.deafen();
    return this;
  }

  /** Those who read just now get nothing more, and their connections stay open. */
  stall(): this {
    for (const reader of this.#kept().readers) reader.stall();
    return this;
  }

  /** Breaks off those who read just now. */
  cut(how: Breach, { within, words }: BreachOptions = {}): this {
    for (const reader of this.#kept().readers) {
      if (within === "line") reader.breakInLine(how);
      else reader.break(how, words);
    }
    return this;
  }

  /** Ends the instance. A next one comes, or not, by the pod's restart policy and the back-off. */
  kill(end: ForcedEnd = { exitCode: 1 }): this {
    return this.#kill(end, false);
  }

  /** Ends the instance and starts the next one without any wait, if the restart policy has one. */
  restart(end: ForcedEnd = { exitCode: 1 }): this {
    return this.#kill(end, true);
  }

  #kill(end: ForcedEnd, atOnce: boolean): this {
    const [, container] = this.#found();
    this.#kept();
    this.#parts.kubelets.kill(this.#pod, container.name, { ...end, atOnce });
    return this;
  }

  #kept(): KeptLog {
    const [pod, container] = this.#found();
    const status = statusesOf(pod).find(({ name }) => name === container.name);
    const { containerID: id = "", state } = status ?? {};
    if (state?.running === undefined) throw new Error(`${container.name} of ${this.#pod} does not run`);
    return this.#parts.logs.of(pod, container, { id, startedAt: state.running.startedAt, ended: undefined });
  }

  #found(): readonly [Pod, Container] {
    const pod = this.#parts.store.collection(pods.storedAs).get(this.#pod)?.object as Pod | undefined;
    if (pod === undefined) throw new Error(`there is no pod ${this.#pod}`);
    const name = this.#container ?? pod.spec.containers[0]?.name;
    const container = containersOf(pod).find((candidate) => candidate.name === name);
    if (container === undefined) throw new Error(`pod ${this.#pod} has no container ${name}`);
    return [pod, container];
  }
}
