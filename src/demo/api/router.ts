import type { ResourceKind } from "../kinds/resource-kind.ts";
import type { ApiContext, ApiRequest, ResourceRequest } from "./api-context.ts";
import { type AggregatedGroup, serveDiscovery } from "./discovery.ts";
import { serveEviction } from "./eviction.ts";
import { selectedName } from "./field-selector.ts";
import { metricsKinds, serveMetrics } from "./metrics.ts";
import { serveOpenApi } from "./openapi.ts";
import { servePatch } from "./patch.ts";
import { serveLogs } from "./pod-logs.ts";
import { serveGet, serveList } from "./read.ts";
import type { ResourceTarget } from "./request-info.ts";
import { isReview, serveReview } from "./reviews.ts";
import { serveScale } from "./scale.ts";
import { sendJson, sendText } from "./send.ts";
import {
  badRequest,
  forbidden,
  methodNotAllowed,
  PageNotFound,
  StatusError,
  serviceUnavailable,
  unknownResource,
} from "./status-error.ts";
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
  if (info.path === "/openapi/v3" || info.path.startsWith("/openapi/v3/"))
    return serveOpenApi(context, request);
  if (/^\/apis?(\/|$)/.test(info.path)) return serveDiscovery(context, request, aggregated);
  throw new PageNotFound();
}

async function routeResource(
  context: ApiContext,
  request: ApiRequest,
  target: ResourceTarget,
): Promise<void> {
  authorizeResource(context, request, target);
  if (isReview(target)) return serveReview(context, request, target);
  if (target.group === "metrics.k8s.io") return routeMetrics(context, request, target);
  const kind = context.catalog.find(target.group, target.version, target.resource);
  if (kind === undefined) throw missingResource(context, target);
  const resourceRequest: ResourceRequest = { ...request, kind, target };
  if (!verbsOf(kind, target.subresource).includes(request.info.verb)) throw methodNotAllowed();
  await handlerOf(resourceRequest)(context, resourceRequest);
}

// A group and version that are served lack a resource; others are no API at all.
function missingResource({ catalog }: ApiContext, { group, version }: ResourceTarget): Error {
  const served = catalog.kinds.some((kind) => kind.group === group && kind.version === version);
  return served ? unknownResource() : new PageNotFound();
}

async function routeMetrics(context: ApiContext, request: ApiRequest, target: ResourceTarget): Promise<void> {
  const kind = metricsKinds.find(
    ({ resource, version }) => resource === target.resource && version === target.version,
  );
  if (context.metrics() === "absent") throw new PageNotFound();
  if (kind === undefined) throw unknownResource();
  if (context.metrics() === "unavailable")
    throw serviceUnavailable(
      "error trying to reach service: dial tcp 10.96.0.24:443: connect: connection refused",
    );
  if (!kind.verbs.includes(request.info.verb)) throw methodNotAllowed();
  await serveMetrics(context, { ...request, kind, target });
}

function verbsOf(kind: ResourceKind, name: string | undefined): readonly string[] {
  if (name === undefined) return kind.verbs;
  const subresource = kind.subresources.find((candidate) => candidate.name === name);
  if (subresource === undefined) throw unknownResource();
  return subresource.verbs;
}

type Handler = (context: ApiContext, request: ResourceRequest) => Promise<void> | void;

// Subresources that are no more than another view of the object go the way of the object.
const subresourceHandlers: Readonly<Record<string, Handler>> = {
  attach: needsUpgrade,
  eviction: serveEviction,
  log: serveLogs,
  exec: needsUpgrade,
  portforward: needsUpgrade,
  scale: serveScale,
};

function needsUpgrade(): never {
  throw badRequest("Upgrade request required");
}

function handlerOf({ info, target }: ResourceRequest): Handler {
  const own = subresourceHandlers[target.subresource ?? ""];
  if (own !== undefined) return own;
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
    name ?? "",
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
    emulationMajor: major,
    emulationMinor: minor,
    minCompatibilityMajor: major,
    minCompatibilityMinor: String(Number(minor) - 1),
    gitVersion: settings.version,
    gitCommit: "5adbca8b2cd1dfe8ad5b8a3a1d5ac5d5bb1c7ab4",
    gitTreeState: "clean",
    buildDate: "2026-10-15T09:27:30Z",
    goVersion: "go1.26.3",
    compiler: "gc",
    platform: "linux/amd64",
  };
}
