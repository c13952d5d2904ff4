import type { KubeObject } from "../../kube/types.ts";
import { LabelSelectorError, matchesLabels, parseLabelSelector } from "../../lib/label-selector.ts";
import { isRecord } from "../json.ts";
import { type Collection, firstAtOrAfter } from "../store/collection.ts";
import { objectKey, type StoredObject } from "../store/stored-object.ts";
import type { ApiContext, ResourceRequest } from "./api-context.ts";
import { parseFieldSelector } from "./field-selector.ts";
import { negotiateForm } from "./media-type.ts";
import { type ListMeta, presentationOf } from "./presentation.ts";
import { isTrue } from "./request-info.ts";
import { sendBytes, sendStream } from "./send.ts";
import { badRequest, expired, invalidObject, notFound, versionTooLarge } from "./status-error.ts";

/** Answers GET of one object. */
export function serveGet(context: ApiContext, request: ResourceRequest): void {
  const stored = findObject(context, request);
  sendBytes(request.reply, 200, presentationFor(context, request).object(stored));
}

/** The object a path names. @throws StatusError 404 */
export function findObject({ store }: ApiContext, { kind, target }: ResourceRequest): StoredObject {
  const namespace = kind.namespaced ? target.namespace : undefined;
  const stored = store.collection(kind.storedAs).get(objectKey(namespace, target.name ?? ""));
  if (stored === undefined) throw notFound(kind, target.name ?? "");
  return stored;
}

/** The presentation the Accept header asks for. @throws StatusError 406 */
export function presentationFor({ clock }: ApiContext, { kind, headers, info }: ResourceRequest) {
  const include = info.query.get("includeObject");
  return presentationOf(kind, negotiateForm(headers.accept), include, () => clock.now());
}

/** Answers a LIST, with paging and every meaning of resourceVersion. */
export async function serveList(context: ApiContext, request: ResourceRequest): Promise<void> {
  const presentation = presentationFor(context, request);
  const { objects, meta } = await selectObjects(context, request);
  const gzip = context.settings.gzip && /\bgzip\b/.test(request.headers["accept-encoding"] ?? "");
  await sendStream(request.reply, presentation.list(objects, meta), gzip);
}

/** The objects and list metadata a LIST is about; DELETE of a collection works on the same. */
export async function selectObjects(
  context: ApiContext,
  request: ResourceRequest,
): Promise<{ readonly objects: readonly StoredObject[]; readonly meta: ListMeta }> {
  const { query } = request.info;
  checkListOptions(query);
  const matches = selectorOf(request);
  const start = await startOf(context, request);
  const all =
    start.key === "" ? start.objects : start.objects.slice(firstAtOrAfter(start.objects, start.key));
  const fitting = matches === undefined ? all : all.filter(({ object }) => matches(object));
  const asked = limitOf(query);
  const limit = query.get("resourceVersion") === "0" || asked <= 0 ? fitting.length : asked;
  const objects = fitting.slice(0, limit);
  const last = objects.at(-1);
  if (last === undefined || objects.length === fitting.length)
    return { objects, meta: { resourceVersion: start.revision } };
  const meta = {
    resourceVersion: start.revision,
    continue: encodeContinue(Number(start.revision), `${last.key}\0`),
    ...(matches === undefined ? { remainingItemCount: fitting.length - objects.length } : {}),
  };
  return { objects, meta };
}

function limitOf(query: URLSearchParams): number {
  const text = query.get("limit") ?? "0";
  if (!/^-?\d+$/.test(text)) throw badRequest(`strconv.ParseInt: parsing "${text}": invalid syntax`);
  return Number(text);
}

/** Both selectors of a request as one test, or `undefined` when it has none. @throws StatusError 400 */
export function selectorOf({ info, kind }: ResourceRequest): ((object: KubeObject) => boolean) | undefined {
  const labels = info.query.get("labelSelector") ?? "";
  const fields = info.query.get("fieldSelector") ?? "";
  if (labels === "" && fields === "") return undefined;
  try {
    const labelSelector = parseLabelSelector(labels);
    const fieldMatcher = parseFieldSelector(fields, kind);
    return (object) => matchesLabels(labelSelector, object.metadata.labels) && fieldMatcher(object);
  } catch (error) {
    throw error instanceof LabelSelectorError ? badRequest(error.message) : error;
  }
}

/** The namespace a request is limited to. */
export function namespaceOf({ kind, target }: ResourceRequest): string | undefined {
  return kind.namespaced ? target.namespace : undefined;
}

/** A resourceVersion as a number. @throws StatusError 400 */
export function parseVersion(text: string): number {
  if (!/^\d+$/.test(text))
    throw badRequest(
      `resourceVersion: Invalid value: "${text}": strconv.ParseUint: parsing "${text}": invalid syntax`,
    );
  return Number(text);
}

/** Waits until a resourceVersion is reached. @throws StatusError 504 when it is not in time. */
export async function reachVersion(
  context: ApiContext,
  request: ResourceRequest,
  asked: string,
): Promise<void> {
  const { store, clock, settings } = context;
  if (parseVersion(asked) <= store.revision) return;
  if (settings.futureVersionWait > 0)
    await new Promise<void>((resolve) => {
      const cancel = clock.after(settings.futureVersionWait, resolve);
      request.reply.closed.addEventListener("abort", () => {
        cancel();
        resolve();
      });
    });
  if (parseVersion(asked) > store.revision) throw versionTooLarge(asked, store.revision);
}

// Where a list starts: the state it reads, by which revision it names itself, and after which key.
interface Start {
  readonly objects: readonly StoredObject[];
  readonly revision: string;
  readonly key: string;
}

async function startOf(context: ApiContext, request: ResourceRequest): Promise<Start> {
  const { store } = context;
  const { query } = request.info;
  const collection = store.collection(request.kind.storedAs);
  const namespace = namespaceOf(request);
  const version = query.get("resourceVersion") ?? "";
  const token = query.get("continue") ?? "";
  if (token !== "") return continued(context, collection, namespace, token, version);
  if (version !== "" && version !== "0") {
    await reachVersion(context, request, version);
    const match = query.get("resourceVersionMatch");
    const exact = match === "Exact" || (match === null && limitOf(query) > 0);
    if (exact) {
      const objects = collection.listAt(parseVersion(version), namespace);
      if (objects === undefined) throw expired("The resourceVersion for the provided list is too old.");
      return { objects, revision: version, key: "" };
    }
  }
  return { objects: collection.list(namespace), revision: String(store.revision), key: "" };
}

function continued(
  { store }: ApiContext,
  collection: Collection,
  namespace: string | undefined,
  token: string,
  version: string,
): Start {
  if (version !== "" && version !== "0")
    throw badRequest("specifying resource version is not allowed when using continue");
  const { revision, start } = decodeContinue(token);
  // A token without a revision goes on from the present state: the way out after one has expired.
  if (revision < 0)
    return { objects: collection.list(namespace), revision: String(store.revision), key: start };
  const objects = collection.listAt(revision, namespace);
  if (objects === undefined)
    throw expired(
      "The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.",
      { continue: encodeContinue(-1, start) },
    );
  return { objects, revision: String(revision), key: start };
}

function encodeContinue(revision: number, start: string): string {
  return Buffer.from(JSON.stringify({ v: "meta.k8s.io/v1", rv: revision, start })).toString("base64url");
}

function decodeContinue(token: string): { readonly revision: number; readonly start: string } {
  const refuse = (why: string) => badRequest(`invalid continue token: continue key is not valid: ${why}`);
  let decoded: unknown;
  try {
    decoded = JSON.parse(Buffer.from(token, "base64url").toString("utf8"));
  } catch {
    throw refuse("it is not base64 of JSON");
  }
  if (!isRecord(decoded) || decoded.v !== "meta.k8s.io/v1")
    throw refuse(
      `server does not recognize this encoded version ${isRecord(decoded) ? (decoded.v ?? "") : ""}`,
    );
  return { revision: Number(decoded.rv), start: String(decoded.start) };
}

function checkListOptions(query: URLSearchParams): void {
  const match = query.get("resourceVersionMatch");
  const refuse = (field: string, message: string) => {
    throw invalidObject("ListOptions", "meta.k8s.io", "", [
      { reason: "FieldValueForbidden", field, message: `Forbidden: ${message}` },
    ]);
  };
  if (isTrue(query.get("sendInitialEvents")))
    refuse("sendInitialEvents", "sendInitialEvents is forbidden for list");
  if (match === null || match === "") return;
  if (!query.get("resourceVersion"))
    refuse("resourceVersionMatch", "resourceVersionMatch is forbidden unless resourceVersion is provided");
  if (query.get("continue"))
    refuse("resourceVersionMatch", "resourceVersionMatch is forbidden when continue is provided");
  if (match === "Exact" && query.get("resourceVersion") === "0")
    refuse("resourceVersionMatch", 'resourceVersionMatch "exact" is forbidden for resourceVersion "0"');
}
