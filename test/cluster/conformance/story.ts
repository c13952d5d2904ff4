// What the stories of the conformance suite are made of.
import type { RawAnswer, RawEvent, RawWatch } from "../../support/raw-http.ts";
import { post, type Server } from "../both-servers.ts";

/** Does something with a server and tells what came of it. What both servers tell must be equal. */
export type Story = (server: Server) => Promise<unknown>;

/** By title, a sentence. They run in their order, and may leave objects behind. */
export type Stories = Readonly<Record<string, Story>>;

/** The namespace of all stories; empty at first. */
export const namespace = "/api/v1/namespaces/conform";
export const configMaps = `${namespace}/configmaps`;
export const pods = `${namespace}/pods`;
export const deployments = "/apis/apps/v1/namespaces/conform/deployments";

export const asTable = { accept: "application/json;as=Table;v=v1;g=meta.k8s.io,application/json" };
export const asMetadata = {
  accept: "application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io,application/json",
};
export const asMetadataList = {
  accept: "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io,application/json",
};

/** Makes ConfigMaps `NAME-0` and so on, with a label to find them by. */
export async function makeSome(server: Server, name: string, count: number): Promise<void> {
  for (let number = 0; number < count; number += 1) {
    await post(server, configMaps, { metadata: { name: `${name}-${number}`, labels: { of: name } } });
  }
}

export function namesIn({ json }: RawAnswer): readonly (string | undefined)[] | undefined {
  return json.items?.map(({ metadata }) => metadata.name);
}

export function versionOf({ json }: RawAnswer): string {
  return json.metadata.resourceVersion ?? "";
}

/** The whole answer: its status and what it says, as text where that is not JSON. */
export function outcome({ status, json, text }: RawAnswer): unknown {
  return { status, body: Object.keys(json).length > 0 ? json : text };
}

/** The next so many events, after which the watch is closed. */
export async function eventsOf(opening: Promise<RawWatch>, count: number): Promise<readonly RawEvent[]> {
  const watch = await opening;
  const events = await watch.take(count);
  watch.close();
  return events;
}

/** What an event is about; of an error all it says. */
export function summary({ type, object }: RawEvent): unknown {
  const { name, labels, annotations } = object.metadata;
  return type === "ERROR" ? { type, object } : { type, kind: object.kind, name, labels, annotations };
}
