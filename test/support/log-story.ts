import { type DemoCluster, type DemoLog, type DemoOptions, startDemo } from "../../src/demo/index.ts";
import { adminContexts, openPeriplus, type Periplus, type PeriplusOptions } from "./periplus.ts";

export interface LogStoryOptions extends PeriplusOptions {
  readonly demo?: DemoOptions;
  /** Clusters that have contexts too. */
  readonly others?: readonly DemoCluster[];
  /** Lines that the pods wrote before anybody looked, by pod. */
  readonly before?: readonly (readonly string[])[];
  /** The place where the program begins; by default the logs of the deployment. */
  readonly place?: string;
}

/** The program with the logs of a deployment of two pods, which say nothing but what a test writes. */
export interface LogStory extends Periplus {
  readonly cluster: DemoCluster;
  /** The pods, `namespace/name`. */
  readonly pods: readonly string[];
  /** The log of one of them. */
  log(at: number): DemoLog;
  /** What its lines are labelled with. */
  label(at: number): string;
}

/** The two pods of `mailer`. */
export async function openLogStory({
  demo = {},
  others = [],
  before = [],
  place = "deployments/mailer?view=logs",
  ...options
}: LogStoryOptions = {}): Promise<LogStory> {
  const cluster = await startDemo(demo);
  const labelSelector = "app.kubernetes.io/name=mailer";
  const found = cluster.objects.list("pods", { namespace: "payments", labelSelector });
  const pods = found.map(({ metadata }) => `payments/${metadata.name}`).sort();
  const log = (at: number) => cluster.logs.of(pods[at] ?? "");
  pods.forEach((_, at) => {
    log(at).silence();
    log(at).write(...(before[at] ?? []));
  });
  const periplus = await openPeriplus({
    contexts: adminContexts(cluster, ...others),
    ...options,
    request: { place, ...options.request },
  });
  return {
    ...periplus,
    cluster,
    pods,
    log,
    label: (at) => (pods[at] ?? "").slice(-5),
    async [Symbol.asyncDispose]() {
      await periplus[Symbol.asyncDispose]();
      await cluster.close();
    },
  };
}
