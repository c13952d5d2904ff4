import { type InformerSpec, type Lease, Multiplexer, type Rows } from "../../src/cache/index.ts";
import { type DemoCluster, type DemoOptions, startDemo } from "../../src/demo/index.ts";
import { openCluster } from "../../src/kube/cluster.ts";
import type { ResolvedContext } from "../../src/kube/kubeconfig/index.ts";
import type { KubeObject, Scope } from "../../src/kube/types.ts";
import type { Clock } from "../../src/lib/clock.ts";
import type { LogServer } from "../../src/logs/types.ts";
import { kinds } from "../../src/resources/index.ts";
import { eventually } from "./eventually.ts";
import { fastClock } from "./fast-clock.ts";

/** Waits of the cache pass so many times faster than in a user's session. */
const speed = 40;

export interface WatchedDemo extends AsyncDisposable {
  readonly demo: DemoCluster;
  readonly multiplexer: Multiplexer;
  /** Who answers with the logs of its containers. */
  readonly logs: LogServer;
  readonly clock: Clock;
  /** Rows whose summary could not be made; a test expects none. */
  readonly broken: readonly string[];
  watch(resource: string, scope?: Scope): Lease;
  spec(resource: string, scope?: Scope): InformerSpec;
}

/** A demo cluster and everything of ours from its wire to rows, as one user sees it. */
export async function watchDemo(
  options: DemoOptions = {},
  { token = "demo-admin" }: { readonly token?: string } = {},
): Promise<WatchedDemo> {
  const demo = await startDemo(options);
  const credential = { headers: { authorization: `Bearer ${token}` }, generation: 1 };
  const client = openCluster(resolvedContext(demo), {
    version: "test",
    credentials: {
      description: "a test",
      current: async () => credential,
      refresh: async () => false,
    },
  });
  const broken: string[] = [];
  const clock = fastClock(speed);
  const multiplexer = new Multiplexer({
    open: (gvr, form) => client.listWatch({ gvr, kind: kindName(gvr.resource) }, form),
    probe: async (signal) =>
      (await client.transport.send({ method: "GET", path: "/version", signal })).status < 500,
    clock,
    grace: 60_000,
    onBrokenRow: (error, what) => broken.push(`${what}: ${error}`),
  });
  const spec = (resource: string, scope: Scope = {}): InformerSpec => {
    const kind = kinds.find(({ gvr }) => gvr.resource === resource);
    if (kind === undefined) throw new Error(`no record of ${resource}`);
    return { gvr: kind.gvr, form: kind.form, scope, summarizer: kind };
  };
  return {
    demo,
    multiplexer,
    logs: { open: client.openLog, link: multiplexer.link },
    clock,
    broken,
    spec,
    watch: (resource, scope) => multiplexer.subscribe(spec(resource, scope)),
    async [Symbol.asyncDispose]() {
      multiplexer.close();
      client.close();
      await demo.close();
    },
  };
}

function resolvedContext(demo: DemoCluster): ResolvedContext {
  const { certificate } = demo;
  const authority = certificate && { certificateAuthorityData: Buffer.from(certificate).toString("base64") };
  return {
    context: { name: demo.name, file: "", cluster: demo.name, user: "test" },
    cluster: { name: demo.name, file: "", server: demo.url, ...authority },
    user: { name: "test", file: "" },
    namespace: "default",
  };
}

function kindName(resource: string): string {
  return kinds.find(({ gvr }) => gvr.resource === resource)?.kind ?? "";
}

/** What rows and a fresh list must agree on: every object, by uid and resourceVersion. */
export function versionsOf(rows: Rows): string[] {
  return [...rows.values()]
    .map(({ namespace, name, uid, resourceVersion }) => `${namespace}/${name} ${uid} ${resourceVersion}`)
    .sort();
}

export function versionsIn(objects: readonly KubeObject[]): string[] {
  return objects
    .map(
      ({ metadata: { namespace = "", name, uid, resourceVersion } }) =>
        `${namespace}/${name} ${uid} ${resourceVersion}`,
    )
    .sort();
}

/** Resolves when the rows are live and equal, object by object, to what the cluster holds. */
export async function settled(
  rows: Rows,
  demo: DemoCluster,
  resource: string,
  namespace?: string,
): Promise<void> {
  await eventually(() => {
    if (rows.status.phase !== "live") throw new Error(`not live: ${JSON.stringify(rows.status)}`);
    const objects = demo.objects.list(resource, namespace === undefined ? {} : { namespace });
    const [have, want] = [versionsOf(rows), versionsIn(objects)];
    const missing = want.filter((text) => !have.includes(text)).slice(0, 3);
    const ghosts = have.filter((text) => !want.includes(text)).slice(0, 3);
    if (missing.length > 0 || ghosts.length > 0) {
      throw new Error(
        `rows differ from the cluster; missing: ${missing.join(", ")}; ghosts: ${ghosts.join(", ")}`,
      );
    }
  }, 20_000);
}
