import { ApiError } from "../api-error.ts";
import type { WireRequest } from "./types.ts";

type Asked = Pick<WireRequest, "method" | "path" | "query" | "body">;

/**
 * Refuses what could change a cluster. Let through are reads, questions about one's own rights and identity,
 * and requests the server itself only tries (`dryRun=All`). Throws `ApiError` of kind `read-only`.
 */
export function assertReadOnly(request: Asked, server: string): void {
  if (request.method === "GET" || request.method === "HEAD") return;
  if (request.method === "POST" && SELF_REVIEWS.test(request.path)) return;
  if (isDryRun(request) && !actsOnArrival(request.path)) return;
  throw refused(`${request.method} ${server}${request.path}`);
}

/** WebSockets are for exec, attach and port-forward, each of which can change what runs. */
export function assertNoUpgrade(path: string, server: string): never {
  throw refused(`open a WebSocket to ${server}${path}`);
}

const SELF_REVIEWS =
  /^\/apis\/(authorization\.k8s\.io\/v1[a-z0-9]*\/selfsubject(access|rules)reviews|authentication\.k8s\.io\/v1[a-z0-9]*\/selfsubjectreviews)$/;

/**
 * DELETE takes its options from the body when there is one, and then ignores the query: a body without
 * `dryRun` deletes, whatever the query says.
 */
function isDryRun({ method, query, body }: Asked): boolean {
  if (method === "DELETE" && body !== undefined && body.length > 0) return isAll(dryRunOf(body));
  return isAll(query?.dryRun);
}

function isAll(value: unknown): boolean {
  return value === "All" || (Array.isArray(value) && value.length === 1 && value[0] === "All");
}

function dryRunOf(body: string | Uint8Array): unknown {
  try {
    const options: unknown = JSON.parse(typeof body === "string" ? body : Buffer.from(body).toString());
    return typeof options === "object" && options !== null && "dryRun" in options
      ? options.dryRun
      : undefined;
  } catch {
    return undefined;
  }
}

/** Subresources that hand the request on to a pod, node or service, where a dry run is unknown. */
function actsOnArrival(path: string): boolean {
  const [, top, ...below] = decoded(path).split("/");
  const rest = top === "api" ? below.slice(1) : below.slice(2);
  const subresource = rest[0] === "namespaces" && rest.length > 2 ? rest[4] : rest[2];
  return subresource !== undefined && HANDED_ON.has(subresource);
}

/** As the server will read it. What it cannot read it refuses by itself. */
function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

const HANDED_ON = new Set(["exec", "attach", "portforward", "proxy"]);

function refused(tried: string): ApiError {
  return new ApiError({
    kind: "read-only",
    message: "this context is read-only, so nothing was sent",
    tried,
    nextStep: "allow changes for this context first",
    reason: "ReadOnly",
  });
}
