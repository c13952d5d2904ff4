import { ApiError } from "../../kube/api-error.ts";
import { apiVersionText, type Scope } from "../../kube/types.ts";
import type { Namespaces } from "../../state/location.ts";
import { type ClusterSession, openClusterSession } from "../cluster-session.ts";
import { CliError, exitCodes, sayTo, toldBy, toldText } from "../failure.ts";
import { hasNamespace, unknownNamespace } from "../namespace-names.ts";
import type { StartDemo } from "../open-app.ts";
import { strangeServer } from "../strange-server.ts";
import type { World } from "../world.ts";
import { followTarget } from "./follow-target.ts";
import { checkRequest, type GetRequest, type NamedKind, namedKinds, outputForm } from "./get-request.ts";
import { type GetTask, type KindTarget, kindPrefix } from "./get-task.ts";
import { LineWriter, ReaderGone } from "./line-writer.ts";
import { printNames, printObjects } from "./print-objects.ts";
import { printTable } from "./print-table.ts";
import { type ResolvedKind, resolveKinds } from "./resolve-kinds.ts";
import { sortOrder } from "./sort-rows.ts";

/** Prints objects of a cluster as `kubectl get` does, while they arrive. Resolves with the exit code. */
export async function runGet(world: World, request: GetRequest, startDemo: StartDemo): Promise<number> {
  const named = namedKinds(request.targets);
  const form = outputForm(request.output);
  checkRequest(request, named);
  const session = await openClusterSession(world, request, startDemo);
  let exitCode: number = exitCodes.ok;
  const task: GetTask = {
    client: session.client,
    writer: new LineWriter(world.stdout),
    form,
    headers: request.headers !== false,
    labels: {
      keys: (request.labelColumns ?? []).flatMap((keys) => keys.split(",")).filter((key) => key !== ""),
      all: request.showLabels ?? false,
    },
    sort: request.sortBy === undefined ? undefined : sortOrder(request.sortBy),
    signal: new AbortController().signal,
    now: world.clock.now,
    say: sayTo(world),
    async failed(error) {
      const told = toldBy(await session.explain(error));
      if (told === undefined) throw error;
      exitCode = exitCodes.failed;
      world.stderr.write(toldText(told));
    },
  };
  try {
    await print(task, session, request, named, world);
    await task.writer.flush();
  } catch (error) {
    if (!(error instanceof ReaderGone)) throw await session.explain(error);
  } finally {
    await session.close();
  }
  return exitCode;
}

async function print(
  task: GetTask,
  session: ClusterSession,
  request: GetRequest,
  named: readonly NamedKind[],
  world: World,
): Promise<void> {
  const namespaces = request.namespaces ?? [session.namespace];
  const targets = await targetsOf(task, named, namespaces, request);
  const [first] = targets;
  if (request.watch && first) {
    // A watch of what is nowhere would wait for ever.
    if (first.names.length === 0 && (await sayMissing(task, first.kind.resource, namespaces))) return;
    return followTarget(task, first, world.clock);
  }
  if (task.form === "json" || task.form === "yaml") return printObjects(task, targets);
  let printed = 0;
  let isComplete = true;
  for (const target of targets) {
    try {
      printed += await (task.form === "name"
        ? printNames(task, target)
        : printTable(task, target, printed > 0));
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      await task.failed(await wordedFor(task, target, error));
      isComplete = false;
    }
  }
  const isListed = targets.some(({ names }) => names.length === 0);
  if (printed === 0 && isComplete && isListed) await sayNothing(task, targets, namespaces);
}

/**
 * A server that does not know a resource says no more than that it found no page, and a right to what is in no
 * namespace is not to be had in another one.
 */
async function wordedFor({ client }: GetTask, { kind }: KindTarget, error: ApiError): Promise<Error> {
  const { code, message, nextStep } = error;
  const { gvr, namespaced } = kind.resource;
  if (code === 403 && !namespaced)
    return new CliError({ message, nextStep: "ask the cluster's administrator for this right" });
  if (code !== 404 || (await strangeServer(client, error))) return error;
  const { resource, ...version } = gvr;
  return new CliError({
    message: `${client.context} does not serve ${resource} of ${apiVersionText(version)}`,
    nextStep,
  });
}

async function targetsOf(
  { client }: GetTask,
  named: readonly NamedKind[],
  namespaces: Namespaces,
  { labelSelector, fieldSelector }: GetRequest,
): Promise<readonly KindTarget[]> {
  const selectors: Scope = {
    ...(labelSelector !== undefined && { labelSelector }),
    ...(fieldSelector !== undefined && { fieldSelector }),
  };
  const resolved = await Promise.all(
    named.map(async ({ kind, names }) =>
      (await resolveKinds(client, kind)).map((one) => ({ kind: one, names })),
    ),
  );
  const all = resolved.flat();
  return all.map(({ kind, names }) => targetOf(kind, names, namespaces, selectors, all.length > 1));
}

function targetOf(
  kind: ResolvedKind,
  names: readonly string[],
  namespaces: Namespaces,
  selectors: Scope,
  isOneOfSeveral: boolean,
): KindTarget {
  const { namespaced } = kind.resource;
  const prefix = isOneOfSeveral ? `${kindPrefix(kind)}/` : "";
  if (!namespaced) return { kind, names, scopes: [selectors], showsNamespace: false, prefix };
  if (namespaces === "all") return { kind, names, scopes: [selectors], showsNamespace: true, prefix };
  const [namespace = "default"] = namespaces;
  const scopes = namespaces.map((one) => ({ ...selectors, namespace: one }));
  return { kind, names, scopes, namespace, showsNamespace: namespaces.length > 1, prefix };
}

/** Nothing was found, and nothing is wrong unless there is no such namespace. */
async function sayNothing(
  task: GetTask,
  targets: readonly KindTarget[],
  namespaces: Namespaces,
): Promise<void> {
  const namespaced = targets.some(({ kind }) => kind.resource.namespaced);
  if (await sayMissing(task, { namespaced }, namespaces)) return;
  // Names are for programs, and of none of them kubectl says nothing either.
  if (task.form === "name") return;
  if (!namespaced || namespaces === "all") return task.say("No resources found");
  task.say(`No resources found in ${namespaces.join(", ")} namespace${namespaces.length > 1 ? "s" : ""}.`);
}

/** Tells the task of each namespace that there is not, as far as one may ask; answers whether there is one. */
async function sayMissing(
  task: GetTask,
  { namespaced }: { readonly namespaced: boolean },
  namespaces: Namespaces,
): Promise<boolean> {
  const { client, signal } = task;
  if (!namespaced || namespaces === "all") return false;
  const missing = [];
  for (const name of namespaces)
    if ((await hasNamespace(client, name, signal).catch(() => true)) === false) missing.push(name);
  for (const name of missing) await task.failed(await unknownNamespace(client, name, signal));
  return missing.length > 0;
}
