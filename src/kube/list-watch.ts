import {
  acceptFor,
  decode,
  fieldMask,
  hasProtobufSchema,
  readList,
  readWatch,
  sameContent,
} from "./codec/index.ts";
import { resourcePath, triedText } from "./resource-path.ts";
import { errorOfStatus, readStatusError } from "./status-error.ts";
import type { Transport, WireRequest, WireResponse } from "./transport/types.ts";
import {
  type ApiResource,
  apiVersionText,
  type ListQuery,
  type ListWatch,
  type ObjectEvent,
  type ObjectForm,
  type Scope,
  type WatchEvent,
  type WatchQuery,
} from "./types.ts";

/** What must be known of a resource to list and watch it; records and discovery both have it. */
export type WatchedResource = Pick<ApiResource, "gvr" | "kind">;

/** A long list may take its time before the first byte, in milliseconds: the server reads all of it first. */
const LIST_HEADERS_MS = 120_000;

/**
 * The server ends a watch after its `timeoutSeconds`. One that outlives it by so many milliseconds is dead
 * somewhere behind a proxy that keeps our side of it open, and is ended here.
 */
const OVERDUE_MS = 60_000;

/** Lists and watches one resource of one cluster in one form. Opens nothing by itself. */
export function createListWatch(
  transport: Transport,
  resource: WatchedResource,
  form: ObjectForm,
): ListWatch {
  const type = { apiVersion: apiVersionText(resource.gvr), kind: resource.kind };
  const preferProtobuf = form === "object" && hasProtobufSchema(type);

  async function open(
    scope: Scope,
    request: Pick<WireRequest, "query" | "lane" | "timeout">,
    { streaming, tried, signal }: { streaming: boolean; tried: string; signal: AbortSignal },
  ): Promise<WireResponse> {
    const response = await transport.send({
      method: "GET",
      path: resourcePath({ gvr: resource.gvr, ...scope }),
      headers: { accept: acceptFor(form, streaming, preferProtobuf) },
      signal,
      ...request,
    });
    if (response.status === 200) return response;
    throw await readStatusError(response, tried);
  }

  return {
    async *list(query, signal) {
      const tried = triedText("list", { gvr: resource.gvr, ...query });
      const request = { query: listParameters(query), lane: "bulk", timeout: LIST_HEADERS_MS } as const;
      const response = await open(query, request, { streaming: false, tried, signal });
      yield* readList(response.body, response.headers["content-type"], { tried, type });
    },

    async *watch(query, signal) {
      const tried = triedText("watch", { gvr: resource.gvr, ...query });
      const overdue = overdueSignal(query);
      const both = overdue === undefined ? signal : AbortSignal.any([signal, overdue.signal]);
      const request = { query: watchParameters(query), lane: isBulk(query) ? "bulk" : "watch" } as const;
      try {
        const response = await open(query, request, { streaming: true, tried, signal: both });
        yield [];
        for await (const batch of readWatch(response.body, response.headers["content-type"], {
          tried,
          type,
        })) {
          yield* withoutErrors(batch, tried);
        }
      } catch (error) {
        if (signal.aborted || overdue?.signal.aborted !== true) throw error;
      } finally {
        overdue?.clear();
      }
    },

    decode,
    fields: fieldMask,
    sameContent,
  };
}

/** The events of a batch; when one of them is an ERROR, those before it and then its `ApiError`. */
function* withoutErrors(batch: readonly WatchEvent[], tried: string): Generator<readonly ObjectEvent[]> {
  const at = batch.findIndex((event) => event.type === "ERROR");
  const failed = batch[at];
  const events = (at < 0 ? batch : batch.slice(0, at)).filter((event) => event.type !== "ERROR");
  if (events.length > 0) yield events;
  if (failed?.type === "ERROR") throw errorOfStatus(failed.status, tried);
}

type Parameters = NonNullable<WireRequest["query"]>;

/** Streams that begin with everything there is. A WatchList stays on the connection it began on. */
function isBulk({ sendInitialEvents, resourceVersion = "" }: WatchQuery): boolean {
  return sendInitialEvents === true || resourceVersion === "" || resourceVersion === "0";
}

function listParameters(query: ListQuery): Parameters {
  return {
    ...selectors(query),
    limit: query.limit,
    continue: query.continue === "" ? undefined : query.continue,
    resourceVersion: query.resourceVersion === "" ? undefined : query.resourceVersion,
    resourceVersionMatch: query.resourceVersionMatch,
  };
}

function watchParameters(query: WatchQuery): Parameters {
  return {
    ...selectors(query),
    watch: true,
    allowWatchBookmarks: true,
    sendInitialEvents: query.sendInitialEvents,
    resourceVersion: query.resourceVersion === "" ? undefined : query.resourceVersion,
    resourceVersionMatch: query.resourceVersionMatch,
    timeoutSeconds: query.timeoutSeconds,
  };
}

function selectors({ labelSelector, fieldSelector }: Scope): Parameters {
  return { labelSelector, fieldSelector };
}

function overdueSignal({ timeoutSeconds }: WatchQuery): { signal: AbortSignal; clear(): void } | undefined {
  if (timeoutSeconds === undefined) return undefined;
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), timeoutSeconds * 1000 + OVERDUE_MS);
  timer.unref();
  return { signal: controller.signal, clear: () => clearTimeout(timer) };
}
