// Single pods for stories.
import type { ClusterAccess } from "./access.ts";
import { until } from "./until.ts";

/** How a pod fares on a node that kwok plays; kwok.yaml says what each means. `manual` is left to the test. */
export type PodState =
  | "running"
  | "not-ready"
  | "creating"
  | "image-pull"
  | "config-error"
  | "init-waiting"
  | "init-crash"
  | "crash-loop"
  | "oom-killed"
  | "completed"
  | "failed"
  | "evicted"
  | "manual";

export interface PodOptions {
  readonly namespace: string;
  readonly name: string;
  readonly state?: PodState;
  /** Names; one called `app` unless said otherwise. */
  readonly containers?: readonly string[];
  readonly initContainers?: readonly string[];
  readonly labels?: Readonly<Record<string, string>>;
  /** Give every container a terminal for its main process, for `kubectl attach -it`. */
  readonly terminal?: boolean;
  /** Left out, the scheduler chooses one. */
  readonly nodeName?: string;
}

/** Makes a pod and waits until its containers stand as its state says. */
export async function createPod(cluster: ClusterAccess, options: PodOptions): Promise<void> {
  const { namespace, name, state = "running", containers = ["app"], initContainers = [], terminal } = options;
  const annotations = { "periplus.test/state": state };
  const metadata = {
    name,
    annotations: state === "running" ? {} : annotations,
    labels: options.labels ?? {},
  };
  const spec = {
    containers: containers.map((container) => ({
      ...image(container),
      ...(terminal && { stdin: true, tty: true }),
    })),
    initContainers: initContainers.map(image),
    ...(options.nodeName && { nodeName: options.nodeName }),
  };
  const pods = `/api/v1/namespaces/${namespace}/pods`;
  await cluster.request("POST", pods, { body: { metadata, spec } });
  if (state === "manual") return;
  await until(`pod ${name} starts`, async () => {
    const pod = await cluster.request<{ status?: { startTime?: string } }>("GET", `${pods}/${name}`);
    return pod.status?.startTime !== undefined;
  });
}

function image(name: string) {
  return { name, image: `registry.example/${name}:1.0` };
}
