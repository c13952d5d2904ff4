import type { KubeObject } from "../../kube/types.ts";
import { wholeObjects } from "./get-object.ts";
import { type GetTask, type KindTarget, kindPrefix } from "./get-task.ts";
import { goJson } from "./go-json.ts";
import { goYaml } from "./go-yaml.ts";
import { listPages } from "./list-pages.ts";

/** Writes whole objects in one of the machine forms, each as it comes. */
interface ObjectFormat {
  /** One object and nothing around it. */
  single(object: unknown): string;
  /** Around a list: its beginning and its end, which holds the last line end. */
  readonly head: string;
  readonly foot: string;
  /** One item of a list, with what parts it from the one before. */
  item(object: unknown, isFirst: boolean): string;
  /** A list of nothing. */
  readonly empty: string;
}

const indented = (text: string, blanks: string) => text.replace(/\n(?=.)/g, `\n${blanks}`);
const emptyList = { apiVersion: "v1", items: [], kind: "List", metadata: { resourceVersion: "" } };

const json: ObjectFormat = {
  single: (object) => `${goJson(object)}\n`,
  head: '{\n    "apiVersion": "v1",\n    "items": [\n',
  item: (object, isFirst) => `${isFirst ? "" : ",\n"}        ${goJson(object, "        ")}`,
  foot: '\n    ],\n    "kind": "List",\n    "metadata": {\n        "resourceVersion": ""\n    }\n}\n',
  empty: `${goJson(emptyList)}\n`,
};

const yaml: ObjectFormat = {
  single: goYaml,
  head: "apiVersion: v1\nitems:\n",
  item: (object) => `- ${indented(goYaml(object), "  ")}`,
  foot: 'kind: List\nmetadata:\n  resourceVersion: ""\n',
  empty: goYaml(emptyList),
};

/** Prints whole objects as JSON or YAML: one that was asked for by name as it is, everything else as a List. */
export async function printObjects(task: GetTask, targets: readonly KindTarget[]): Promise<void> {
  const { writer } = task;
  const format = formatOf(task);
  const isSingle = targets.length === 1 && targets[0]?.names.length === 1;
  let printed = 0;
  for (const target of targets) {
    for await (const objects of objectsOf(task, target)) {
      for (const object of objects) {
        writer.add(isSingle ? format.single(withoutFields(object)) : listItem(format, object, printed === 0));
        printed += 1;
        await writer.pass();
      }
    }
  }
  if (isSingle) return;
  writer.add(printed === 0 ? format.empty : format.foot);
}

function listItem(format: ObjectFormat, object: KubeObject, isFirst: boolean): string {
  return `${isFirst ? format.head : ""}${format.item(withoutFields(object), isFirst)}`;
}

/** One object as it is printed by itself, also when it is followed. */
export function objectText(task: GetTask, object: KubeObject): string {
  const text = formatOf(task).single(withoutFields(object));
  return task.form === "yaml" ? `---\n${text}` : text;
}

function formatOf({ form }: GetTask): ObjectFormat {
  return form === "yaml" ? yaml : json;
}

/** A target that cannot be listed is told to the task; the others are printed. */
async function* objectsOf(task: GetTask, target: KindTarget): AsyncGenerator<readonly KubeObject[]> {
  if (target.names.length > 0) return yield* wholeObjects(task, target);
  const { requests } = task.client;
  const { gvr } = target.kind.resource;
  for (const { namespace, ...query } of target.scopes) {
    const collection = { gvr, ...(namespace !== undefined && { namespace }) };
    try {
      for await (const { items } of requests.list(collection, query, {
        signal: task.signal,
        exactNumbers: true,
      }))
        yield items;
    } catch (error) {
      await task.failed(error);
    }
  }
}

/** Thousands of lines nobody reads; kubectl leaves them out, too. */
function withoutFields(object: KubeObject): KubeObject {
  const { managedFields: _, ...metadata } = object.metadata as KubeObject["metadata"] & {
    managedFields?: unknown;
  };
  return { ...object, metadata };
}

/** Prints `pod/api-0`, a line for each object. */
export async function printNames(task: GetTask, target: KindTarget): Promise<number> {
  const prefix = kindPrefix(target.kind);
  let printed = 0;
  for await (const names of namesOf(task, target)) {
    printed += names.length;
    for (const name of names) task.writer.add(`${prefix}/${name}\n`);
    await task.writer.pass();
  }
  return printed;
}

async function* namesOf(task: GetTask, target: KindTarget): AsyncGenerator<readonly string[]> {
  if (target.names.length > 0) {
    for await (const objects of wholeObjects(task, target))
      yield objects.map(({ metadata }) => metadata.name ?? "");
    return;
  }
  const wire = task.client.listWatch(target.kind.resource, "metadata");
  for (const scope of target.scopes)
    for await (const { objects } of listPages(wire, scope, task.signal))
      yield objects.map(({ identity }) => identity.name);
}
