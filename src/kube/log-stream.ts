import { ApiError } from "./api-error.ts";
import { type ResourceTarget, resourcePath } from "./resource-path.ts";
import { readStatusError } from "./status-error.ts";
import type { Lane, Transport, WireRequest, WireResponse } from "./transport/types.ts";

/** What is asked of the API server for one log (`GET …/pods/NAME/log`). Timestamps are always asked for. */
export interface LogRequest {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
  readonly follow: boolean;
  /** The instance before the present one. */
  readonly previous?: boolean;
  /** Whole seconds since the epoch; lines of that second are included. The API knows no finer. */
  readonly sinceTime?: number;
  /** So many seconds before now, by the node's clock; at least 1. Not together with `sinceTime`. */
  readonly sinceSeconds?: number;
  /** Only so many lines before the end; 0 for none. */
  readonly tailLines?: number;
  /** At least 1. */
  readonly limitBytes?: number;
}

/**
 * Opens one log. Resolves when the server has begun to answer; the bytes end when the log does. Rejects, and the bytes
 * throw, with `ApiError`: 400 where the container waits, 403, 404 where the pod is gone. Both end at once, with the
 * signal's reason thrown, when the signal aborts.
 *
 * A clean end proves nothing: the API server ends the answer in the same way, even within a line, when its own
 * connection to the node breaks (StreamObject in k8s.io/apiserver drops that error). And a node that runs into
 * trouble on the way writes the reason into the answer as a last line without a stamp (kubelet, getContainerLogs).
 */
export type OpenLog = (request: LogRequest, signal: AbortSignal) => Promise<AsyncIterable<Uint8Array>>;

const PODS = { group: "", version: "v1", resource: "pods" } as const;

/**
 * Until the head of the answer, of a log that is not followed. What may take long is the API server's way to the node,
 * and it can say more about that way than we could. The head of a log that is followed may come with its first line
 * only, and is waited for as long as it takes.
 */
const HEADERS_MS = 60_000;

const HEADERS = {
  // What kubectl sends. Refusals come as JSON; servers that go by it refuse `text/plain`, which a log is.
  accept: "application/json, */*",
  // API servers do not compress logs. Whatever else stands in between would hold lines back until a block is full.
  "accept-encoding": "identity",
} as const;

/** Reads the logs of one cluster. Opens nothing by itself. */
export function createOpenLog(transport: Transport): OpenLog {
  return async (request, signal) => {
    const { namespace, pod, container } = request;
    const target: ResourceTarget = { gvr: PODS, namespace, name: pod, subresource: "log" };
    const response = await transport.send({
      method: "GET",
      path: resourcePath(target),
      query: parametersOf(request),
      headers: HEADERS,
      lane: laneOf(request),
      timeout: request.follow ? 0 : HEADERS_MS,
      signal,
    });
    if (isLog(response)) return response.body;
    throw worded(await readStatusError(response, `read the log of ${container} in pod ${namespace}/${pod}`));
  };
}

/**
 * Over HTTP/2, whole logs too: measured against an API server, which passes a log on in small pieces, connections of
 * their own made 50 logs of 2 MB no faster (6 to 7 s either way) for up to twice the work here, and short tails three
 * to five times as slow.
 */
function laneOf({ follow, tailLines, limitBytes }: LogRequest): Lane {
  const isShort = !follow && (tailLines !== undefined || limitBytes !== undefined);
  return isShort ? "request" : "watch";
}

function parametersOf(request: LogRequest): NonNullable<WireRequest["query"]> {
  const { container, follow, previous, sinceTime, sinceSeconds, tailLines, limitBytes } = request;
  return {
    container,
    timestamps: true,
    follow: follow ? true : undefined,
    previous: previous === true ? true : undefined,
    sinceTime: sinceTime === undefined ? undefined : secondText(sinceTime),
    sinceSeconds,
    tailLines,
    limitBytes,
  };
}

/** RFC 3339 in UTC. */
function secondText(seconds: number): string {
  return `${new Date(Math.floor(seconds) * 1000).toISOString().slice(0, 19)}Z`;
}

/** 204 is the answer for a pod that has no node yet: a log without lines. */
function isLog({ status, headers }: WireResponse): boolean {
  return (
    status === 204 || (status >= 200 && status <= 299 && !/^text\/html/i.test(headers["content-type"] ?? ""))
  );
}

/** What can be done about refusals of the node, which the API server passes on as bad requests. */
function worded(error: ApiError): ApiError {
  const nextStep = NEXT_STEPS.find(([words]) => words.test(error.message))?.[1];
  if (error.code !== 400 || nextStep === undefined) return error;
  const { kind, message, tried, code, reason, status, cause } = error;
  return new ApiError({
    kind,
    message,
    tried,
    nextStep,
    code,
    reason,
    cause,
    ...(status === undefined ? {} : { status }),
  });
}

const NEXT_STEPS: readonly (readonly [RegExp, string])[] = [
  [/ is waiting to start\b/, "its log can be read once it has started"],
  [
    /^previous terminated container /,
    "read the log of the present instance; the node keeps none from before",
  ],
  [/^container \S+ is not valid for pod /, "choose one of the pod's containers"],
];
