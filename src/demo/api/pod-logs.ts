import type { Container, ContainerStatus, Pod, TerminatedState } from "../objects.ts";
import { LogText } from "../simulation/log-text.ts";
import type { ApiContext, ResourceRequest } from "./api-context.ts";
import { findObject } from "./read.ts";
import { isTrue } from "./request-info.ts";
import { sendBytes } from "./send.ts";
import { badRequest } from "./status-error.ts";

const headers = { "content-type": "text/plain", "cache-control": "no-cache, private" } as const;

/** The parameters of a log request. Times are milliseconds. */
interface LogOptions {
  readonly follow: boolean;
  readonly timestamps: boolean;
  readonly tailLines: number | undefined;
  readonly since: number | undefined;
  readonly limitBytes: number | undefined;
}

/** Answers GET of `log`: what a container has written, and with `follow` what it goes on to write. */
export function serveLogs(context: ApiContext, request: ResourceRequest): void {
  const pod = findObject(context, request).object as Pod;
  const { query } = request.info;
  const container = chosenContainer(pod, query.get("container"));
  // Nobody to ask yet: the API server answers with nothing at all.
  if (!pod.spec.nodeName) return sendBytes(request.reply, 200, Buffer.alloc(0), headers);
  const text = logOf(pod, container, isTrue(query.get("previous")));
  const options = optionsOf(query, context.clock.now());
  const lines = text.linesUntil(context.clock.now()).filter(({ time }) => time >= (options.since ?? 0));
  const shown =
    options.tailLines === undefined ? lines : lines.slice(Math.max(0, lines.length - options.tailLines));
  const bytes = Buffer.from(shown.map((line) => written(line, options)).join(""));
  const limited = options.limitBytes === undefined ? bytes : bytes.subarray(0, options.limitBytes);
  if (!options.follow || text.ended) return sendBytes(request.reply, 200, limited, headers);
  request.reply.begin(200, headers);
  request.reply.write(limited);
  follow(context, request, container.name, text, options);
}

// Sends each further line when it is due, until the container ends or the client goes.
function follow(
  context: ApiContext,
  request: ResourceRequest,
  container: string,
  text: LogText,
  options: LogOptions,
): void {
  const { clock, store } = context;
  const { reply, kind, target } = request;
  let sent = clock.now();
  const next = () => {
    const now = clock.now();
    for (const line of text.linesBetween(sent, now)) reply.write(Buffer.from(written(line, options)));
    sent = now;
    const pod = store.collection(kind.storedAs).get(`${target.namespace}/${target.name}`)?.object as
      | Pod
      | undefined;
    const status = pod?.status.containerStatuses?.find(({ name }) => name === container);
    if (status?.state.running?.startedAt !== text.startedAt) return reply.end();
    cancel = clock.after(Math.max(1, text.nextAfter(now) - now), next);
  };
  let cancel = clock.after(Math.max(1, text.nextAfter(sent) - sent), next);
  reply.closed.addEventListener("abort", () => cancel());
}

function written(
  { time, text }: { readonly time: number; readonly text: string },
  { timestamps }: LogOptions,
): string {
  if (!timestamps) return `${text}\n`;
  const nanos = String((time * 7919) % 1_000_000).padStart(6, "0");
  return `${new Date(time).toISOString().slice(0, 23)}${nanos}Z ${text}\n`;
}

function chosenContainer({ spec, metadata }: Pod, asked: string | null): Container {
  const all = [...(spec.initContainers ?? []), ...spec.containers];
  const [only, ...others] = spec.containers;
  if (asked !== null && asked !== "") {
    const named = all.find(({ name }) => name === asked);
    if (named === undefined) throw badRequest(`container ${asked} is not valid for pod ${metadata.name}`);
    return named;
  }
  if (only !== undefined && others.length === 0) return only;
  const init = (spec.initContainers ?? []).map(({ name }) => name);
  const also = init.length === 0 ? "" : ` or one of the init containers: [${init.join(" ")}]`;
  const names = spec.containers.map(({ name }) => name).join(" ");
  throw badRequest(
    `a container name must be specified for pod ${metadata.name}, choose one of: [${names}]${also}`,
  );
}

// @throws StatusError 400 while there is nothing to read.
function logOf(pod: Pod, container: Container, previous: boolean): LogText {
  const statuses = [...(pod.status.initContainerStatuses ?? []), ...(pod.status.containerStatuses ?? [])];
  const status = statuses.find(({ name }) => name === container.name);
  const run: Partial<TerminatedState> | undefined = previous ? status?.lastState.terminated : runOf(status);
  if (run?.startedAt !== undefined) return new LogText(pod, container, run.startedAt, run.finishedAt);
  const where = `container "${container.name}" in pod "${pod.metadata.name}"`;
  if (previous) throw badRequest(`previous terminated ${where} not found`);
  const { reason, message } = status?.state.waiting ?? {};
  const broken = reason === "ImagePullBackOff" || reason === "ErrImagePull";
  throw badRequest(
    `${where} is waiting to start: ${broken ? "trying and failing to pull image" : (reason ?? message ?? "ContainerCreating")}`,
  );
}

// A container in back-off still shows what its last run wrote.
function runOf(status: ContainerStatus | undefined): Partial<TerminatedState> | undefined {
  return status?.state.running ?? status?.state.terminated ?? status?.lastState.terminated;
}

function optionsOf(query: URLSearchParams, now: number): LogOptions {
  const seconds = numberOf(query, "sinceSeconds");
  const sinceTime = query.get("sinceTime");
  if (seconds !== undefined && sinceTime !== null)
    throw badRequest("at most one of `sinceTime` or `sinceSeconds` may be specified");
  if (sinceTime !== null && Number.isNaN(Date.parse(sinceTime)))
    throw badRequest(
      `parsing time "${sinceTime}" as "2006-01-02T15:04:05Z07:00": cannot parse "${sinceTime}" as "2006"`,
    );
  return {
    follow: isTrue(query.get("follow")),
    timestamps: isTrue(query.get("timestamps")),
    tailLines: numberOf(query, "tailLines"),
    since:
      seconds === undefined ? (sinceTime === null ? undefined : Date.parse(sinceTime)) : now - seconds * 1000,
    limitBytes: numberOf(query, "limitBytes"),
  };
}

function numberOf(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name);
  if (text === null || text === "") return undefined;
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0)
    throw badRequest(`${name}: Invalid value: ${text}: must be greater than or equal to 0`);
  return value;
}
