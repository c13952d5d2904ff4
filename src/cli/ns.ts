import { ApiError } from "../kube/api-error.ts";
import { resolveContext } from "../kube/kubeconfig/index.ts";
import { type ClusterSession, openClusterSession } from "./cluster-session.ts";
import { CliError, demoStays, exitCodes, sayTo, usageError } from "./failure.ts";
import { type KubeconfigKit, openKubeconfig } from "./kubeconfig-kit.ts";
import { nameList } from "./name-list.ts";
import { configuredNamespaces, hasNamespace, namespaceNames, unknownNamespace } from "./namespace-names.ts";
import type { DemoRequest, StartDemo } from "./open-app.ts";
import type { World } from "./world.ts";

/** What `periplus ns` was asked for, in kubens' language. */
export interface NsRequest {
  readonly kubeconfig?: string | undefined;
  readonly demo?: DemoRequest | undefined;
  /** The context whose namespace is meant; kubectl's current one where absent. */
  readonly context?: string | undefined;
  /** A name, or `-` for the one before; absent lists all. */
  readonly argument?: string | undefined;
  readonly current?: boolean | undefined;
  readonly unset?: boolean | undefined;
  /** Switch without asking the server whether there is such a namespace. */
  readonly force?: boolean | undefined;
}

interface Task extends KubeconfigKit {
  readonly world: World;
  readonly request: NsRequest;
  readonly context: string;
  /** The namespace that counts now. */
  readonly namespace: string;
  withCluster<T>(run: (cluster: ClusterSession) => Promise<T>): Promise<T>;
}

/** Lists namespaces and switches between them as kubens does. Switching needs no right to list them. */
export async function runNs(world: World, request: NsRequest, startDemo: StartDemo): Promise<number> {
  const { argument, current, unset } = request;
  if ([argument !== undefined, current, unset].filter(Boolean).length > 1)
    throw usageError("a name, -c and -u exclude each other", "periplus ns --help shows each");
  if (request.demo) return showDemo(world, request, startDemo);
  const kit = await openKubeconfig(world, request.kubeconfig);
  const resolved = resolveContext(kit.kubeconfig, request.context);
  const task: Task = {
    ...kit,
    world,
    request,
    context: resolved.context.name,
    namespace: resolved.namespace,
    async withCluster(run) {
      const cluster = await openClusterSession(world, request, startDemo);
      try {
        return await run(cluster);
      } catch (error) {
        throw await cluster.explain(error);
      } finally {
        await cluster.close();
      }
    },
  };
  if (current) world.stdout.write(`${task.namespace}\n`);
  else if (unset) await takeOut(task);
  else if (argument === undefined) await list(task);
  else await switchTo(task, argument === "-" ? await before(task) : argument);
  return exitCodes.ok;
}

async function showDemo(world: World, request: NsRequest, startDemo: StartDemo): Promise<number> {
  const { argument, current, unset } = request;
  if ((argument ?? unset) !== undefined) throw demoStays("ns");
  const cluster = await openClusterSession(world, request, startDemo);
  try {
    const { kubeconfig, client, namespace } = cluster;
    if (current) world.stdout.write(`${namespace}\n`);
    else
      await list({
        world,
        kubeconfig,
        context: client.context,
        namespace,
        withCluster: (run) => run(cluster),
      });
    return exitCodes.ok;
  } catch (error) {
    throw await cluster.explain(error);
  } finally {
    await cluster.close();
  }
}

type Shown = Pick<Task, "world" | "kubeconfig" | "context" | "namespace" | "withCluster">;

async function list({ world, kubeconfig, context, namespace, withCluster }: Shown): Promise<void> {
  const names = await withCluster(({ client }) => namespaceNames(client, never)).catch((error: unknown) => {
    throw error instanceof ApiError && error.code === 403
      ? mayNotList(error, configuredNamespaces(kubeconfig, context))
      : error;
  });
  world.stdout.write(nameList(names, namespace, world));
}

/** Nothing interrupts a subcommand but the end of the program. */
const never = new AbortController().signal;

function mayNotList({ message }: ApiError, known: readonly string[]): CliError {
  const names = known.length === 0 ? "" : `; the kubeconfig names ${known.join(", ")}`;
  return new CliError({ message, nextStep: `periplus ns NAME switches to one you know${names}` });
}

async function before({ previous, context }: Task): Promise<string> {
  const name = await previous.namespace(context);
  if (name !== undefined) return name;
  throw new CliError({
    message: `there is no previous namespace for ${context}`,
    nextStep: "it is there once you have switched with periplus ns NAME",
  });
}

async function switchTo(task: Task, name: string): Promise<void> {
  const { world, editor, context } = task;
  if (!task.request.force) await task.withCluster((cluster) => check(cluster, name));
  const { files } = await editor.setNamespace(context, name);
  await remember(task, name);
  const say = sayTo(world);
  if (files.length > 0) say(`Context "${context}" modified.`);
  say(`Active namespace is "${name}".`);
}

async function check({ client }: ClusterSession, name: string): Promise<void> {
  const isThere = await hasNamespace(client, name, never).catch((error: unknown) => {
    throw error instanceof ApiError && error.kind === "connection" ? notAsked(error, name) : error;
  });
  if (isThere === true) return;
  if (isThere === false) throw await unknownNamespace(client, name, never);
  throw new CliError({
    message: `you may not ask whether there is a namespace ${name} in ${client.context}`,
    nextStep: `periplus ns --force ${name} switches without asking`,
  });
}

/** To switch needs no server. */
function notAsked({ message, nextStep }: ApiError, name: string): CliError {
  return new CliError({
    message,
    nextStep: `${nextStep}; periplus ns --force ${name} switches without asking`,
  });
}

async function takeOut(task: Task): Promise<void> {
  const { world, editor, context, kubeconfig } = task;
  const { files } = await editor.setNamespace(context, undefined);
  const implicit = kubeconfig.implicitNamespace ?? "default";
  await remember(task, implicit);
  const say = sayTo(world);
  say(
    files.length > 0
      ? `Context "${context}" names no namespace any more.`
      : `Context "${context}" named no namespace.`,
  );
  say(`Active namespace is "${implicit}".`);
}

async function remember({ previous, context, namespace }: Task, next: string): Promise<void> {
  if (namespace !== next) await previous.rememberNamespace(context, namespace);
}
