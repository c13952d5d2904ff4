import type { KubeObject } from "../../kube/types.ts";
import type { Change } from "../store/collection.ts";
import type { StoredObject } from "../store/stored-object.ts";
import type { ApiContext, ResourceRequest } from "./api-context.ts";
import type { Presentation } from "./presentation.ts";
import { namespaceOf, parseVersion, presentationFor, reachVersion, selectorOf } from "./read.ts";
import { isTrue } from "./request-info.ts";
import { expired, invalidObject, StatusError } from "./status-error.ts";

/** Bytes a client may be behind before its watch is ended, as the real server drops slow watchers. */
const slowWatcherLimit = 64 << 20;

/** Where a watch begins. */
interface WatchStart {
  /** The objects to send as ADDED first. */
  readonly initial: readonly StoredObject[];
  /** Changes already made that the client has not seen. */
  readonly missed: readonly Change[];
  /** Close the initial objects with the annotated bookmark. */
  readonly initialEventsEnd: boolean;
}

/** Answers a WATCH and keeps answering until either side ends it. */
export async function serveWatch(context: ApiContext, request: ResourceRequest): Promise<void> {
  const { reply, info } = request;
  const wantsInitial = checkWatchOptions(context, request);
  const presentation = presentationFor(context, request);
  const matches = selectorOf(request);
  const version = info.query.get("resourceVersion") ?? "";
  const unreached = wantsInitial ? await reach(context, request, version) : undefined;
  const stream = new WatchStream(context, request, presentation, matches);
  reply.begin(200, { "content-type": "application/json", "cache-control": "no-cache, private" });
  const start = unreached ?? startOf(context, request, version, wantsInitial);
  if ("code" in start) stream.fail(start);
  else await stream.run(start, version === "" ? 0 : parseVersion(version));
}

// A watch is accepted before its version is looked for, so this refusal comes as an event.
async function reach(
  context: ApiContext,
  request: ResourceRequest,
  version: string,
): Promise<StatusError | undefined> {
  if (version === "" || version === "0") return undefined;
  try {
    await reachVersion(context, request, version);
    return undefined;
  } catch (error) {
    if (error instanceof StatusError && error.code === 504) return error;
    throw error;
  }
}

class WatchStream {
  readonly #context: ApiContext;
  readonly #request: ResourceRequest;
  readonly #presentation: Presentation;
  readonly #matches: ((object: KubeObject) => boolean) | undefined;
  readonly #namespacePrefix: string | undefined;
  readonly #bookmarks: boolean;
  #queued: Change[] = [];
  #flushing = false;
  #live = false;

  constructor(
    context: ApiContext,
    request: ResourceRequest,
    presentation: Presentation,
    matches: ((object: KubeObject) => boolean) | undefined,
  ) {
    this.#context = context;
    this.#request = request;
    this.#presentation = presentation;
    this.#matches = matches;
    const namespace = namespaceOf(request);
    this.#namespacePrefix = namespace === undefined ? undefined : `${namespace}/`;
    this.#bookmarks = isTrue(request.info.query.get("allowWatchBookmarks"));
  }

  /** The whole life of the stream. Returns once it is live; the rest happens on changes and timers. */
  async run(start: WatchStart, after: number): Promise<void> {
    const { store, clock, catalog } = this.#context;
    const { reply, kind, info } = this.#request;
    // Subscribed before the first await, so that no change falls between the start and the stream.
    const collection = store.collection(kind.storedAs);
    const stops = [
      collection.subscribe((change) => this.#enqueue(change, after)),
      catalog.onChange(() => {
        if (catalog.find(kind.group, kind.version, kind.resource) === undefined) this.#finish();
      }),
    ];
    const seconds = Number(info.query.get("timeoutSeconds") ?? "0");
    if (seconds > 0) stops.push(clock.after(seconds * 1000, () => this.#finish()));
    reply.closed.addEventListener("abort", () => {
      for (const stop of stops) stop();
    });
    await this.#sendInitial(start, String(store.revision));
    this.#live = true;
    this.#queued.unshift(...start.missed);
    this.#flush();
    if (this.#bookmarks) this.#scheduleBookmark(stops);
  }

  /** Ends the stream with one ERROR event. */
  fail(error: StatusError): void {
    this.#write([line("ERROR", Buffer.from(JSON.stringify(error.body())))]);
    this.#request.reply.end();
  }

  async #sendInitial({ initial, initialEventsEnd }: WatchStart, revision: string): Promise<void> {
    const { reply } = this.#request;
    const fitting = initial.filter((stored) => this.#matches?.(stored.object) ?? true);
    for (let at = 0; at < fitting.length; at += 100) {
      this.#write(
        fitting.slice(at, at + 100).map((stored) => line("ADDED", this.#presentation.event(stored))),
      );
      await reply.drained();
      if (!reply.isOpen) return;
    }
    if (initialEventsEnd) this.#write([line("BOOKMARK", this.#presentation.bookmark(revision, true))]);
  }

  #enqueue(change: Change, after: number): void {
    if (change.revision <= after) return;
    this.#queued.push(change);
    if (!this.#live || this.#flushing) return;
    this.#flushing = true;
    queueMicrotask(() => this.#flush());
  }

  // Changes made in one go travel in one write.
  #flush(): void {
    this.#flushing = false;
    const changes = this.#queued;
    this.#queued = [];
    const lines = changes.flatMap((change) => this.#lineOf(change) ?? []);
    if (lines.length > 0) this.#write(lines);
    if (this.#request.reply.backlog > slowWatcherLimit) this.#request.reply.end();
  }

  // An object that begins or ceases to match is added or deleted as far as this watch can see.
  #lineOf({ type, current, previous }: Change): Buffer | undefined {
    if (this.#namespacePrefix !== undefined && !current.key.startsWith(this.#namespacePrefix))
      return undefined;
    const before = previous !== undefined && this.#fits(previous.object);
    const now = type !== "DELETED" && this.#fits(current.object);
    if (now) return line(before ? "MODIFIED" : "ADDED", this.#presentation.event(current));
    if (!before) return undefined;
    return line(
      "DELETED",
      this.#presentation.event(type === "DELETED" ? current : restamped(previous, current)),
    );
  }

  #fits(object: KubeObject): boolean {
    return this.#matches?.(object) ?? true;
  }

  #scheduleBookmark(stops: (() => void)[]): void {
    const { clock, settings, store } = this.#context;
    const next = () => {
      this.#flush();
      this.#write([line("BOOKMARK", this.#presentation.bookmark(String(store.revision), false))]);
      cancel = clock.after(settings.bookmarkInterval, next);
    };
    let cancel = clock.after(settings.bookmarkInterval, next);
    stops.push(() => cancel());
  }

  #finish(): void {
    this.#flush();
    if (this.#bookmarks)
      this.#write([
        line("BOOKMARK", this.#presentation.bookmark(String(this.#context.store.revision), false)),
      ]);
    this.#request.reply.end();
  }

  #write(lines: readonly Buffer[]): void {
    const { reply } = this.#request;
    if (reply.countsEvents) for (const one of lines) reply.write(one, 1);
    else reply.write(Buffer.concat(lines), lines.length);
  }
}

function line(type: string, object: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`{"type":"${type}","object":`), object, lineEnd]);
}

const lineEnd = Buffer.from("}\n");

// What left a selector's view is told with its last fitting state under the revision of the change.
function restamped(previous: StoredObject, current: StoredObject): StoredObject {
  const metadata = { ...previous.object.metadata, resourceVersion: String(current.revision) };
  return previous.at({ ...previous.object, metadata }, current.revision);
}

function startOf(
  { store }: ApiContext,
  request: ResourceRequest,
  version: string,
  wantsInitial: boolean | undefined,
): WatchStart | StatusError {
  const collection = store.collection(request.kind.storedAs);
  const fromNow = version === "" || version === "0";
  if (wantsInitial === true || (wantsInitial === undefined && fromNow)) {
    const bookmarked = wantsInitial === true && isTrue(request.info.query.get("allowWatchBookmarks"));
    return { initial: collection.list(namespaceOf(request)), missed: [], initialEventsEnd: bookmarked };
  }
  if (fromNow) return { initial: [], missed: [], initialEventsEnd: false };
  const missed = collection.changesSince(parseVersion(version));
  if (missed === undefined) return expired(`too old resource version: ${version} (${store.revision})`);
  return { initial: [], missed, initialEventsEnd: false };
}

// What `sendInitialEvents` says: true, false, or not given (also where the server ignores it).
function checkWatchOptions(
  { settings }: ApiContext,
  { info, initialEvents }: ResourceRequest,
): boolean | undefined {
  const { query } = info;
  const asked = query.get("sendInitialEvents");
  const match = query.get("resourceVersionMatch") ?? "";
  const refuse = (field: string, message: string) => {
    throw invalidObject("ListOptions", "meta.k8s.io", "", [
      { reason: "FieldValueForbidden", field, message: `Forbidden: ${message}` },
    ]);
  };
  if (initialEvents === "ignore") return undefined;
  if (initialEvents === "refuse" && (asked !== null || match !== ""))
    refuse("resourceVersionMatch", "resourceVersionMatch is forbidden for watch");
  if (asked === null) {
    if (match !== "")
      refuse(
        "resourceVersionMatch",
        "resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided",
      );
    return undefined;
  }
  if (match !== "NotOlderThan")
    refuse("resourceVersionMatch", "sendInitialEvents requires setting resourceVersionMatch to NotOlderThan");
  if (!settings.watchList)
    refuse(
      "sendInitialEvents",
      "sendInitialEvents is forbidden for watch unless the WatchList feature gate is enabled",
    );
  return isTrue(asked);
}
