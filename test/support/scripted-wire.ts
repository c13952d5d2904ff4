import { ApiError, type ApiErrorFields } from "../../src/kube/api-error.ts";
import type {
  KubeObject,
  ListChunk,
  ListQuery,
  ListWatch,
  ObjectEvent,
  WatchQuery,
  WireObject,
} from "../../src/kube/types.ts";

/** What a server answers, request by request. */
export interface Script {
  list(query: ListQuery, signal: AbortSignal): AsyncIterable<ListChunk>;
  watch(query: WatchQuery, signal: AbortSignal): AsyncIterable<readonly ObjectEvent[]>;
}

/**
 * A wire whose answers, and the time they take, a test writes down: for what a server on loopback cannot be made to
 * do, such as to be silent for exactly so long. client-go tests its reflector with a source like it.
 */
export class ScriptedWire implements ListWatch {
  readonly lists: ListQuery[] = [];
  readonly watches: WatchQuery[] = [];
  readonly #script: Script;

  constructor(script: Script) {
    this.#script = script;
  }

  list(query: ListQuery, signal: AbortSignal): AsyncIterable<ListChunk> {
    this.lists.push(query);
    return this.#script.list(query, signal);
  }

  watch(query: WatchQuery, signal: AbortSignal): AsyncIterable<readonly ObjectEvent[]> {
    this.watches.push(query);
    return this.#script.watch(query, signal);
  }

  decode({ bytes }: WireObject["encoded"]): KubeObject {
    return JSON.parse(new TextDecoder().decode(bytes)) as KubeObject;
  }

  fields(paths: readonly string[]): { readonly paths: readonly string[] } {
    return { paths };
  }

  sameContent(a: WireObject["encoded"], b: WireObject["encoded"]): boolean {
    return Buffer.compare(a.bytes, b.bytes) === 0;
  }
}

/** An object as it comes by the wire. */
export function wireObject(
  name: string,
  resourceVersion: string,
  { uid = `uid-${name}`, value = resourceVersion }: { readonly uid?: string; readonly value?: string } = {},
): WireObject {
  const object = { metadata: { name, namespace: "default" }, value };
  return {
    identity: { uid, name, namespace: "default", resourceVersion },
    encoded: {
      encoding: "json",
      type: { apiVersion: "v1", kind: "ConfigMap" },
      bytes: new TextEncoder().encode(JSON.stringify(object)),
    },
  };
}

/** A whole list on one page. */
export async function* page(
  resourceVersion: string,
  ...objects: readonly WireObject[]
): AsyncIterable<ListChunk> {
  yield { objects, page: { resourceVersion, continue: "" } };
}

/** A server's refusal, or the lack of any answer. */
export function refusal(
  fields: Pick<ApiErrorFields, "kind" | "code"> & Partial<Pick<ApiErrorFields, "message" | "reason">>,
): ApiError {
  return new ApiError({ message: "refused", tried: "list configmaps", ...fields });
}

/** How a server without WatchList refuses one. */
export function noWatchList(): ApiError {
  const message =
    'ListOptions.meta.k8s.io "" is invalid: sendInitialEvents: Forbidden: sendInitialEvents is forbidden for watch unless the WatchList feature gate is enabled';
  return refusal({ kind: "status", code: 422, message });
}

/** An answer that is a failure from the start. */
export function failing(error: Error): AsyncIterable<never> {
  return { [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(error) }) };
}

/** Never ends by itself. */
export function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
}

/** What a watch brings as a test says so, batch by batch. */
export class Pushed {
  #queue: (readonly ObjectEvent[])[] = [];
  #wake = Promise.withResolvers<void>();

  push(...events: readonly ObjectEvent[]): void {
    this.#queue.push(events);
    this.#wake.resolve();
  }

  async *read(signal: AbortSignal): AsyncIterable<readonly ObjectEvent[]> {
    yield [];
    for (;;) {
      await Promise.race([this.#wake.promise, untilAborted(signal)]);
      this.#wake = Promise.withResolvers();
      yield* this.#queue.splice(0);
    }
  }
}
