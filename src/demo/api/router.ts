import type { ApiContext, ApiRequest, ResourceRequest } from "./api-context.ts";
import { type AggregatedGroup, serveDiscovery } from "./discovery.ts";
import { selectedName } from "./field-selector.ts";
import { servePatch } from "./patch.ts";
import { serveGet, serveList } from "./read.ts";
import type { ResourceTarget } from "./request-info.ts";
import { isReview, serveReview } from "./reviews.ts";
import { sendJson, sendText } from "./send.ts";
import { forbidden, methodNotAllowed, StatusError, unknownResource } from "./status-error.ts";
import { serveWatch } from "./watch.ts";
import { serveCreate, serveDelete, serveDeleteCollection, serveUpdate } from "./write.ts";

/** Paths anybody may read, signed in or not. */
export const publicPaths = ["/healthz", "/livez", "/readyz", "/version"];

/** Sends a request that passed authentication to its handler. @throws StatusError whatever is refused. */
export async function route(
  context: ApiContext,
  request: ApiRequest,
  aggregated: readonly AggregatedGroup[],
): Promise<void> {
  const { info } = request;
  const { target } = info;
  if (target !== undefined) return routeResource(context, request, target);
  authorizePath(context, request);
  if (info.method !== "GET" && info.method !== "HEAD") throw methodNotAllowed();
  if (info.path === "/version") return sendJson(request.reply, 200, versionInfo(context));
  if (/^\/(healthz|livez|readyz)(\/|$)/.test(info.path)) return serveHealth(request);
  if (/^\/apis?(\/|$)/.test(info.path)) return serveDiscovery(context, request, aggregated);
  throw unknownResource();
}

async function routeResource(
  context: ApiContext,
  request: ApiRequest,
  target: ResourceTarget,
): Promise<void> {
  authorizeResource(context, request, target);
  if (isReview(target)) return serveReview(context, request, target);
  const kind = context.catalog.find(target.group, target.version, target.resource);
  if (kind === undefined) throw unknownResource();
  const resourceRequest: ResourceRequest = { ...request, kind, target };
  if (!kind.verbs.includes(request.info.verb) && target.subresource === undefined) throw methodNotAllowed();
  const { subresource } = target;
  if (subresource !== undefined && !kind.subresources.some(({ name }) => name === subresource))
    throw unknownResource();
  await handlerOf(resourceRequest)(context, resourceRequest);
}

type Handler = (context: ApiContext, request: ResourceRequest) => Promise<void> | void;

function handlerOf({ info, target }: ResourceRequest): Handler {
  if (
    target.subresource !== undefined &&
    target.subresource !== "status" &&
    target.subresource !== "finalize"
  )
    throw unknownResource();
  switch (info.verb) {
    case "get":
      return serveGet;
    case "list":
      return serveList;
    case "watch":
      return serveWatch;
    case "create":
      return serveCreate;
    case "update":
      return serveUpdate;
    case "patch":
      return servePatch;
    case "delete":
      return serveDelete;
    case "deletecollection":
      return serveDeleteCollection;
    default:
      throw methodNotAllowed();
  }
}

function authorizePath({ access }: ApiContext, { info, user }: ApiRequest): void {
  if (publicPaths.some((path) => info.path === path || info.path.startsWith(`${path}/`))) return;
  if (access.allows(user, { verb: info.verb, path: info.path }) !== undefined) return;
  throw new StatusError(
    403,
    "Forbidden",
    `forbidden: User "${user.name}" cannot ${info.verb} path "${info.path}"`,
    { details: {} },
  );
}

function authorizeResource({ access }: ApiContext, { info, user }: ApiRequest, target: ResourceTarget): void {
  const { group, resource, subresource, namespace } = target;
  const { verb } = info;
  const name = target.name ?? selectedName(info.query.get("fieldSelector"));
  if (access.allows(user, { verb, group, resource, subresource, namespace, name }) !== undefined) return;
  const full = subresource === undefined ? resource : `${resource}/${subresource}`;
  const where = namespace === undefined ? "at the cluster scope" : `in the namespace "${namespace}"`;
  throw forbidden(
    { group, resource },
    target.name ?? "",
    `User "${user.name}" cannot ${verb} resource "${full}" in API group "${group}" ${where}`,
  );
}

const healthChecks = [
  "ping",
  "log",
  "etcd",
  "informer-sync",
  "poststarthook/start-apiextensions-controllers",
];

function serveHealth({ info, reply }: ApiRequest): void {
  const lines = healthChecks.map((name) => `[+]${name} ok\n`).join("");
  const verbose = `${lines}${info.path.slice(1)} check passed\n`;
  sendText(reply, 200, info.query.has("verbose") ? verbose : "ok");
}

function versionInfo({ settings }: ApiContext) {
  const [, major = "1", minor = "0"] = /^v(\d+)\.(\d+)/.exec(settings.version) ?? [];
  return {
    major,
    minor,
    gitVersion: settings.version,
    gitCommit: "5adbca8b2cd1dfe8ad5b8a3a1d5ac5d5bb1c7ab4",
    gitTreeState: "clean",
    buildDate: "2026-10-15T09:27:30Z",
    goVersion: "go1.26.3",
    compiler: "gc",
    platform: "linux/amd64",
  };
}
