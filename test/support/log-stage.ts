import { onTestFinished } from "vitest";
import {
  type DemoCluster,
  type DemoLog,
  type DemoOptions,
  ManualClock,
  startDemo,
} from "../../src/demo/index.ts";
import type { KubeObject, OwnerReference } from "../../src/kube/types.ts";
import { type Ran, type Running, type RunOptions, runPeriplus, startPeriplus } from "./run-periplus.ts";
import { type TempFolder, tempFolder } from "./temp-folder.ts";

/** Milliseconds in which a pod is scheduled and runs. */
const startUp = 15_000;

export interface PodOptions {
  readonly namespace?: string;
  readonly containers?: readonly string[];
  readonly init?: readonly string[];
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly owner?: OwnerReference;
  readonly node?: string;
}

/** A cluster in which time stands still, whose pods write nothing but what a test says, and `periplus logs` on it. */
export class LogStage {
  readonly demo: DemoCluster;
  readonly clock: ManualClock;
  readonly home: TempFolder;

  private constructor(demo: DemoCluster, clock: ManualClock, home: TempFolder) {
    this.demo = demo;
    this.clock = clock;
    this.home = home;
  }

  /** Ends with the test. */
  static async open(user: "admin" | "viewer" = "admin", options: DemoOptions = {}): Promise<LogStage> {
    const clock = new ManualClock();
    const demo = await startDemo({ world: "empty", clock, warmUp: 0, ...options });
    onTestFinished(() => demo.close());
    const home = await tempFolder();
    const context = user === "admin" ? demo.name : `${demo.name}-viewer`;
    await home.write(".kube/config", JSON.stringify({ ...demo.kubeconfig(), "current-context": context }));
    return new LogStage(demo, clock, home);
  }

  /** A pod that runs, and the log of its first container. */
  pod(name: string, options: PodOptions = {}): DemoLog {
    const { namespace = "default", containers = ["app"], init = [], owner, node } = options;
    const container = (one: string) => ({ name: one, image: "test:1" });
    this.demo.objects.create({
      apiVersion: "v1",
      kind: "Pod",
      metadata: {
        name,
        namespace,
        labels: options.labels ?? {},
        annotations: options.annotations ?? {},
        ...(owner && { ownerReferences: [{ ...owner, controller: true }] }),
      },
      spec: {
        containers: containers.map(container),
        ...(init.length > 0 && { initContainers: init.map(container) }),
        ...(node !== undefined && { nodeName: node }),
      },
    });
    this.clock.advance(startUp);
    for (const one of [...init, ...containers]) this.log(name, one, namespace).silence();
    return this.log(name, containers[0], namespace);
  }

  log(name: string, container?: string, namespace = "default"): DemoLog {
    return this.demo.logs.of(`${namespace}/${name}`, container);
  }

  /** A workload whose pods run; their names, and silence. */
  workload(object: KubeObject, pods: Readonly<Record<string, string>>): readonly string[] {
    this.demo.objects.create(object);
    this.clock.advance(2 * startUp);
    const labelSelector = Object.entries(pods)
      .map(([key, value]) => `${key}=${value}`)
      .join(",");
    const names = this.demo.objects
      .list("pods", { namespace: object.metadata.namespace ?? "default", labelSelector })
      .map(({ metadata }) => metadata.name ?? "");
    for (const name of names) this.log(name).silence();
    return names;
  }

  /** What of all logs is there now, and nothing beside it. */
  logs(...args: string[]): Promise<Ran> {
    return this.run(["--only-log-lines", ...args]);
  }

  /** What there is now, of the moment at which the cluster's time stands. */
  run(args: readonly string[], options: Partial<RunOptions> = {}): Promise<Ran> {
    const now = () => this.demo.clock.now();
    return runPeriplus(["logs", "--no-follow", ...args], { home: this.home, now, ...options });
  }

  /** What there is now, and what comes, until the test ends. */
  follow(args: readonly string[], options: Partial<RunOptions> = {}): Running {
    const running = startPeriplus(["logs", ...args], { home: this.home, ...options });
    onTestFinished(async () => void (await running.interrupt()));
    return running;
  }
}

/** A line with a stamp of its own, so many seconds after two o'clock. */
export function at(second: number, text: string): { readonly text: string; readonly time: string } {
  return { text, time: new Date(Date.UTC(2026, 10, 17, 14) + second * 1000).toISOString() };
}
