import { ApiError } from "../../kube/api-error.ts";
import type { ClusterClient } from "../../kube/cluster.ts";
import type { ResourceTarget } from "../../kube/resource-path.ts";
import { apiVersionText, type KubeObject, type TableColumn, type WireObject } from "../../kube/types.ts";
import { nearest } from "../../lib/nearest.ts";
import { CliError } from "../failure.ts";
import { hasNamespace, unknownNamespace } from "../namespace-names.ts";
import { strangeServer } from "../strange-server.ts";
import type { GetTask, KindTarget } from "./get-task.ts";
import { listPages } from "./list-pages.ts";
import type { ResolvedKind } from "./resolve-kinds.ts";

/** One object by its name, in the form its kind is printed from. */
export interface NamedObject {
  readonly object: WireObject;
  /** The server's own, where it made the row. */
  readonly columns?: readonly TableColumn[];
}

/** Names asked for at once. */
const atOnce = 20;

/** The objects of a target's names, in their order, for tables. What cannot be had is told to the task. */
export function namedObjects(task: GetTask, target: KindTarget): AsyncGenerator<readonly NamedObject[]> {
  const { client, signal } = task;
  return eachName(task, target, (one) => namedObject(client, target.kind, one, signal));
}

/** The whole objects of a target's names, as the server has them, numbers of any size included. */
export function wholeObjects(task: GetTask, target: KindTarget): AsyncGenerator<readonly KubeObject[]> {
  const { client, signal } = task;
  return eachName(task, target, (one) => client.requests.get(one, { signal, exactNumbers: true }));
}

type NamedTarget = ResourceTarget & { readonly name: string };

async function* eachName<T>(
  task: GetTask,
  { names, namespace, kind }: KindTarget,
  ask: (target: NamedTarget) => Promise<T>,
): AsyncGenerator<readonly T[]> {
  const { gvr } = kind.resource;
  for (let from = 0; from < names.length; from += atOnce) {
    const answers = names.slice(from, from + atOnce).map(async (name) => {
      const target = { gvr, name, ...(namespace !== undefined && { namespace }) };
      try {
        return [await ask(target)];
      } catch (error) {
        await task.failed(await explainMissing(error, task, kind, target));
        return [];
      }
    });
    yield (await Promise.all(answers)).flat();
  }
}

/** As a row of the server's Table where we have no record of the kind. Throws `ApiError`. */
async function namedObject(
  { requests }: ClusterClient,
  { record, resource }: ResolvedKind,
  target: NamedTarget,
  signal: AbortSignal,
): Promise<NamedObject> {
  const type = { apiVersion: apiVersionText(resource.gvr), kind: resource.kind };
  const encode = (encoding: "json" | "table", value: unknown) => ({
    encoding,
    type,
    bytes: Buffer.from(JSON.stringify(value)),
  });
  const table =
    record === undefined ? await requests.table(target, {}, { signal }).catch(withoutTable) : undefined;
  if (table === undefined) {
    const object = await requests.get(target, { signal });
    return { object: { identity: identityOf(object), encoded: encode("json", object) } };
  }
  const { columns, rows } = table;
  const { cells = [], object = { metadata: { name: target.name } } } = rows[0] ?? {};
  return { object: { identity: identityOf(object), encoded: encode("table", { cells, object }) }, columns };
}

/** Some API services know of no Tables: they refuse to make one, or answer with the object all the same. */
function withoutTable(error: unknown): undefined {
  if (!(error instanceof ApiError) || (error.code !== 406 && error.kind !== "protocol")) throw error;
}

function identityOf({ metadata }: KubeObject): WireObject["identity"] {
  const { uid = "", name = "", namespace = "", resourceVersion = "" } = metadata;
  return { uid, name, namespace, resourceVersion };
}

/** What a failed request for one object is to a person: where there is none of that name, the names nearest to it. */
async function explainMissing(
  error: unknown,
  { client, signal }: GetTask,
  { resource }: ResolvedKind,
  { namespace, name }: NamedTarget,
): Promise<unknown> {
  if (!(error instanceof ApiError) || error.code !== 404 || (await strangeServer(client, error)))
    return error;
  if (namespace !== undefined && (await hasNamespace(client, namespace, signal).catch(() => true)) === false)
    return unknownNamespace(client, namespace, signal);
  const { resource: plural } = resource.gvr;
  const names = await namesOf(client, resource, namespace, signal);
  const starting = names.filter((one) => one.startsWith(name));
  const near = [...new Set([...starting, ...nearest(name, names, 3)])].slice(0, 3);
  const list = `periplus get ${plural}${namespace === undefined ? "" : ` -n ${namespace}`}`;
  return new CliError({
    message: `there is no ${plural}/${name}${namespace === undefined ? "" : ` in ${namespace}`}`,
    nextStep: near.length > 0 ? `did you mean ${near.join(", ")}` : `${list} lists those there are`,
  });
}

/** Those one may list; without that right there is nothing to suggest. */
async function namesOf(
  client: ClusterClient,
  resource: ResolvedKind["resource"],
  namespace: string | undefined,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const names: string[] = [];
  const scope = namespace === undefined ? {} : { namespace };
  try {
    for await (const { objects } of listPages(client.listWatch(resource, "metadata"), scope, signal))
      names.push(...objects.map(({ identity }) => identity.name));
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
  }
  return names;
}
