import { ApiError } from "../api-error.ts";
import { asKubeObject, isRecord, parseExactly, readJson, readText, recordsOf, textOf } from "../read-json.ts";
import { type ResourceTarget, resourcePath, triedText } from "../resource-path.ts";
import { isExpired, statusError } from "../status-error.ts";
import type { Transport, WireRequest } from "../transport/types.ts";
import { apiVersionText, type KubeObject, type ListQuery } from "../types.ts";
import { warningsOf } from "../warnings.ts";
import { readTable, TABLE_ACCEPT } from "./table.ts";
import type {
  Deleted,
  DeleteOptions,
  ObjectPage,
  Patch,
  ReadOptions,
  Requests,
  VersionInfo,
  WriteOptions,
  Written,
} from "./types.ts";

const PAGE_SIZE = 500;
/**
 * Milliseconds to the head of an answer that the server may work on for its whole minute (`--request-timeout`):
 * a write behind slow admission webhooks must not be given up while it still succeeds.
 */
const PATIENCE_MS = 70_000;
const METADATA_ACCEPT = "application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io,application/json";

export function createRequests(transport: Transport): Requests {
  const write = async (
    verb: string,
    request: WireRequest,
    target: ResourceTarget,
    signal: AbortSignal | undefined,
  ): Promise<Written> => {
    const tried = triedText(verb, target);
    const { value, headers } = await readJson(
      transport,
      withSignal({ ...request, timeout: PATIENCE_MS }, signal),
      tried,
    );
    return { object: asKubeObject(value, tried), warnings: warningsOf(headers) };
  };

  return {
    async get(target, { signal, form, exactNumbers } = {}) {
      const tried = triedText("get", target);
      const accept = form === "metadata" ? METADATA_ACCEPT : "application/json";
      const request: WireRequest = { method: "GET", path: resourcePath(target), headers: { accept } };
      const { value } = await readJson(transport, withSignal(request, signal), tried, parser(exactNumbers));
      return asKubeObject(value, tried);
    },

    list: (target, query = {}, options = {}) => pages(transport, target, query, options),

    async table(target, query = {}, { signal } = {}) {
      const tried = triedText(target.name === undefined ? "list" : "get", target);
      const request: WireRequest = {
        method: "GET",
        path: resourcePath(target),
        query: { ...listParameters(query), includeObject: query.includeObject },
        headers: { accept: TABLE_ACCEPT },
        lane: target.name === undefined ? "bulk" : "request",
        timeout: PATIENCE_MS,
      };
      const { value } = await readJson(transport, withSignal(request, signal), tried);
      return readTable(value, tried);
    },

    create: (target, object, options = {}) =>
      write("create", bodyRequest("POST", target, object, options), target, options.signal),

    replace: (target, object, options = {}) =>
      write("replace", bodyRequest("PUT", target, object, options), target, options.signal),

    patch: (target, patch, options = {}) =>
      write("patch", patchRequest(target, patch, options), target, options.signal),

    async delete(target, options = {}) {
      const tried = triedText("delete", target);
      const { value, headers } = await readJson(
        transport,
        withSignal(deleteRequest(target, options), options.signal),
        tried,
      );
      return deletedOf(asKubeObject(value, tried), warningsOf(headers));
    },

    async version({ signal } = {}) {
      const { value } = await readJson(
        transport,
        withSignal({ method: "GET", path: "/version" }, signal),
        "ask for the server's version",
      );
      return versionOf(value);
    },

    async readyz({ signal } = {}) {
      const response = await transport.send(
        withSignal({ method: "GET", path: "/readyz", query: { verbose: true } }, signal),
      );
      const text = await readText(response);
      const checks = text.split("\n").filter((line) => /^\[[+-]\]/.test(line));
      if (response.status === 200 || checks.length > 0) return { ready: response.status === 200, checks };
      throw statusError(
        { status: response.status, headers: response.headers, body: Buffer.from(text) },
        "ask whether the server is ready",
      );
    },

    async getJson(path, { signal } = {}) {
      return (await readJson(transport, withSignal({ method: "GET", path }, signal), `get ${path}`)).value;
    },
  };
}

/**
 * A continue token that expired under way comes back with one that goes on from there in the newest version:
 * what was read is not read again, and the whole is no longer of one moment.
 */
async function* pages(
  transport: Transport,
  target: ResourceTarget,
  query: ListQuery,
  { signal, exactNumbers }: ReadOptions,
): AsyncGenerator<ObjectPage> {
  const tried = triedText("list", target);
  let parameters: ListQuery = { limit: PAGE_SIZE, ...query };
  for (;;) {
    const request = withSignal({ ...collectionRequest(target), query: listParameters(parameters) }, signal);
    let next: string;
    try {
      const { value } = await readJson(transport, request, tried, parser(exactNumbers));
      const list = asKubeObject(value, tried);
      yield pageOf(list, target);
      next = continueOf(list);
    } catch (error) {
      next = isExpired(error) && error instanceof ApiError ? (error.status?.metadata?.continue ?? "") : "";
      if (next === "") throw error;
    }
    if (next === "") return;
    // A token holds its version itself.
    const { resourceVersion: _version, resourceVersionMatch: _match, ...rest } = parameters;
    parameters = { ...rest, continue: next };
  }
}

function parser(exactNumbers = false): (text: string) => unknown {
  return exactNumbers ? parseExactly : JSON.parse;
}

function collectionRequest(target: ResourceTarget): WireRequest {
  return { method: "GET", path: resourcePath(target), lane: "bulk", timeout: PATIENCE_MS };
}

function pageOf(list: KubeObject, { gvr }: ResourceTarget): ObjectPage {
  const metadata: Readonly<Record<string, unknown>> = { ...list.metadata };
  const kind = (list.kind ?? "").replace(/List$/, "");
  const remaining = metadata.remainingItemCount;
  return {
    items: recordsOf(list.items).map((item) => ({
      apiVersion: apiVersionText(gvr),
      kind,
      ...item,
      metadata: isRecord(item.metadata) ? item.metadata : {},
    })),
    resourceVersion: textOf(metadata.resourceVersion),
    ...(typeof remaining === "number" ? { remainingItemCount: remaining } : {}),
  };
}

function continueOf(list: KubeObject): string {
  const metadata: Readonly<Record<string, unknown>> = { ...list.metadata };
  return textOf(metadata.continue);
}

function listParameters(query: ListQuery): NonNullable<WireRequest["query"]> {
  const { labelSelector, fieldSelector, limit, resourceVersionMatch } = query;
  return {
    labelSelector,
    fieldSelector,
    limit,
    resourceVersionMatch,
    continue: query.continue || undefined,
    resourceVersion: query.resourceVersion || undefined,
  };
}

function bodyRequest(
  method: "POST" | "PUT",
  target: ResourceTarget,
  object: unknown,
  options: WriteOptions,
): WireRequest {
  return {
    method,
    path: resourcePath(target),
    query: writeParameters(options),
    headers: { "content-type": "application/json" },
    body: JSON.stringify(object),
  };
}

const PATCH_TYPES = {
  merge: "application/merge-patch+json",
  strategic: "application/strategic-merge-patch+json",
  json: "application/json-patch+json",
  // YAML by name; JSON is YAML.
  apply: "application/apply-patch+yaml",
} as const;

function patchRequest(target: ResourceTarget, patch: Patch, options: WriteOptions): WireRequest {
  const apply = patch.type === "apply" ? { fieldManager: patch.fieldManager, force: patch.force } : {};
  return {
    method: "PATCH",
    path: resourcePath(target),
    query: { ...writeParameters(options), ...apply },
    headers: { "content-type": PATCH_TYPES[patch.type] },
    body: JSON.stringify(patch.type === "json" ? patch.operations : patch.value),
  };
}

function writeParameters({
  dryRun,
  fieldManager,
  fieldValidation,
}: WriteOptions): NonNullable<WireRequest["query"]> {
  return { dryRun: dryRun === true ? "All" : undefined, fieldManager, fieldValidation };
}

/** All options go into the body: with a body, the server does not look at the query, not even for `dryRun`. */
function deleteRequest(target: ResourceTarget, options: DeleteOptions): WireRequest {
  const { uid, resourceVersion } = options;
  const preconditions =
    uid === undefined && resourceVersion === undefined ? undefined : { uid, resourceVersion };
  return {
    method: "DELETE",
    path: resourcePath(target),
    timeout: PATIENCE_MS,
    headers: { "content-type": "application/json" },
    body: JSON.stringify({
      kind: "DeleteOptions",
      apiVersion: "v1",
      gracePeriodSeconds: options.gracePeriodSeconds,
      propagationPolicy: options.propagation,
      preconditions,
      dryRun: options.dryRun === true ? ["All"] : undefined,
    }),
  };
}

/** DELETE answers with a Status when the object is gone, and with the object while something keeps it. */
function deletedOf(answer: KubeObject, warnings: readonly string[]): Deleted {
  return answer.kind === "Status" ? { gone: true, warnings } : { gone: false, object: answer, warnings };
}

function versionOf(value: unknown): VersionInfo {
  const fields = isRecord(value) ? value : {};
  return {
    gitVersion: textOf(fields.gitVersion),
    major: textOf(fields.major),
    minor: textOf(fields.minor),
    platform: textOf(fields.platform),
  };
}

function withSignal(request: WireRequest, signal: AbortSignal | undefined): WireRequest {
  return signal === undefined ? request : { ...request, signal };
}
