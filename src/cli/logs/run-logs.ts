import { Throttle } from "../../lib/throttle.ts";
import { utc } from "../../lib/time-zone.ts";
import { grouped } from "../../lib/words.ts";
import { Tail, type TailedSource } from "../../logs/tail.ts";
import type { LogNote, LogPods, LogServer } from "../../logs/types.ts";
import type { Told } from "../../state/told.ts";
import { type ClusterSessions, openClusterSessions } from "../cluster-session.ts";
import { exitCodes, sayTo, toldBy, toldText } from "../failure.ts";
import { foldersOf } from "../folders.ts";
import { ReaderGone } from "../get/line-writer.ts";
import { knownTheme } from "../known-theme.ts";
import { configuredNamespaces } from "../namespace-names.ts";
import type { StartDemo } from "../open-app.ts";
import { openMultiplexer } from "../open-multiplexer.ts";
import type { World } from "../world.ts";
import { ByteBuffer } from "./byte-buffer.ts";
import { byteOutput, OutputFailure } from "./byte-output.ts";
import type { FoundPods } from "./found-pods.ts";
import { lineFormat } from "./line-format.ts";
import { ListTroubles } from "./list-troubles.ts";
import { type LogCluster, logCluster } from "./log-cluster.ts";
import { LogNotes } from "./log-notes.ts";
import { LogPrinter, type Printed } from "./log-printer.ts";
import { type LogSearch, openSearch } from "./log-search.ts";
import { type LogsArguments, type LogsRequest, logsRequest } from "./logs-request.ts";
import { type MakePaint, openPaint } from "./open-paint.ts";
import { areAllDenied, SourceReports } from "./source-reports.ts";
import { StampText } from "./stamp-text.ts";

/** What only main.ts can do. */
export interface LogsParts {
  readonly startDemo: StartDemo;
  readonly makePaint: MakePaint;
  /** Aborted when the program is asked to end; the reason is its exit code. Asked twice, it ends at once. */
  interruption(): AbortSignal;
}

/** Bytes kept of a line: into a file all of it as a rule, on a terminal as much as anybody reads. */
const longestLine = { file: 32 << 20, terminal: 256 << 10 };
/** Milliseconds after `--until` in which lines up to it may still come. */
const stragglers = 1000;
/** Milliseconds; timers hold 31 bits. */
const longestTimer = 2 ** 31 - 1;

/** Prints the logs of many containers as one stream. Resolves with the exit code. */
export async function runLogs(world: World, args: LogsArguments, parts: LogsParts): Promise<number> {
  const request = logsRequest(args, world.clock.now());
  const theme = await knownTheme(foldersOf(world).config, args.theme);
  const interruption = parts.interruption();
  const opened = await openClusterSessions(world, args, parts.startDemo);
  const clusters = clustersOf(world, opened, args);
  try {
    return await new LogsRun({
      world,
      request,
      theme,
      parts,
      opened,
      clusters,
      interruption,
    }).run();
  } finally {
    for (const { multiplexer } of clusters) multiplexer.close();
    await opened.close();
  }
}

function clustersOf(world: World, { sessions }: ClusterSessions, args: LogsArguments): readonly LogCluster[] {
  const say = sayTo(world);
  const report = (error: unknown, what: string) =>
    say(`could not make out ${what}: ${error instanceof Error ? error.message : String(error)}`);
  return sessions.map(({ client, namespace, kubeconfig }) =>
    logCluster({
      client,
      clock: world.clock,
      // Nobody comes back to rows that were left.
      multiplexer: openMultiplexer(client, { clock: world.clock, grace: 0, onBrokenRow: report }),
      namespaces: args.namespaces ?? [namespace],
      namespacesOfNodes: args.namespaces ?? "all",
      knownNamespaces: () => configuredNamespaces(kubeconfig, client.context),
      report,
    }),
  );
}

interface LogsRunOptions {
  readonly world: World;
  readonly request: LogsRequest;
  readonly theme: string | undefined;
  readonly parts: LogsParts;
  readonly opened: ClusterSessions;
  readonly clusters: readonly LogCluster[];
  readonly interruption: AbortSignal;
}

class LogsRun {
  readonly #options: LogsRunOptions;
  readonly #troubles: ListTroubles;
  /** Notices that were given, each once. */
  readonly #noticed = new Set<string>();
  #exitCode: number = exitCodes.ok;
  /** What is wrong, as far as it has not been said. */
  #telling: Promise<unknown> = Promise.resolve();

  constructor(options: LogsRunOptions) {
    this.#options = options;
    this.#troubles = new ListTroubles({
      failed: (failure, cluster) => this.#failed(failure, cluster),
      say: options.request.onlyLogLines ? () => {} : sayTo(options.world),
    });
  }

  async run(): Promise<number> {
    const { clusters, request, interruption } = this.#options;
    const search = await openSearch(
      clusters,
      { queries: request.queries, choice: request.pods },
      (error, cluster) => this.#failed(error, cluster),
    );
    try {
      await search.settled(interruption, () => this.#look(search));
      if (interruption.aborted) return Number(interruption.reason);
      if (search.isDenied) return exitCodes.failed;
      const isAnythingThere = await this.#sayMissing(search);
      return isAnythingThere || request.reading.follow ? await this.#read(search) : this.#exitCode;
    } finally {
      search.close();
      await this.#telling;
    }
  }

  /** Whether there is anything to be read. */
  async #sayMissing(search: LogSearch): Promise<boolean> {
    const { request, world, interruption } = this.#options;
    const { containers, reading } = request;
    const missing = await search.missing(containers, reading.previous, interruption);
    for (const told of missing) {
      if (!reading.follow) this.#exitCode = exitCodes.failed;
      world.stderr.write(toldText(reading.follow ? waitingFor(told) : told));
    }
    return search.pods().some((pod) => pod.containers.some((one) => containers.wants(one, pod)));
  }

  async #read(search: LogSearch): Promise<number> {
    const { world, request, parts, theme, clusters, interruption } = this.#options;
    const { form, containers } = request;
    const reading = { ...request.reading, mostStreams: await this.#mostStreams(search) };
    const { stdout, stderr } = world;
    const paint = await openPaint(world, form, theme, parts.makePaint);
    const whereabouts = { contexts: clusters.length > 1, namespaces: search.isWide };
    const isTerminal = stdout.isTTY === true;
    const notes = new LogNotes({
      ...whereabouts,
      stderr,
      paint: paint.for(stderr),
      isQuiet: request.onlyLogLines,
    });
    const printer = new LogPrinter({
      output: byteOutput(stdout),
      format: lineFormat({ form, paint: paint.for(stdout), isTerminal, ...whereabouts }),
      from: reading.from,
      onNote: (note) => this.#tell(note, notes, reports, tail.sources),
      onCut: ({ source, omitted }) =>
        notes.about(source, "!", `a line is cut short: ${grouped(omitted)} bytes of it are left out`),
    });
    const reports = new SourceReports({
      notes,
      ...reading,
      say: sayTo(world),
      failed: (sentence) => this.#failed(sentence),
    });
    const allDenied = Promise.withResolvers<void>();
    // While sources are opened one by one, those whose turn comes next look as if they had to wait.
    const look = new Throttle(0, world.clock, () => {
      reports.look(tail.sources);
      if (areAllDenied(tail.sources)) allDenied.resolve();
    });
    const tail: Tail = new Tail({
      ...reading,
      pods: reading.follow ? search.found : snapshotOf(search),
      server: (context) => serverOf(clusters, context),
      clock: world.clock,
      wants: (container, pod) => containers.wants(container, pod),
      longestLine: isTerminal ? longestLine.terminal : longestLine.file,
      keepsReturns: form.output === "raw" && !isTerminal,
      onEntries: (entries) => printer.print(entries),
      onChange: () => look.request(),
      onForget: (source) => reports.forget(source),
    });
    tail.start();
    const stopLooking = reading.follow ? search.found.subscribe(() => this.#look(search)) : () => {};
    const ends = [
      reading.follow ? allDenied.promise.then(() => exitCodes.failed) : tail.done().then(() => undefined),
      printer.failure.then((error) => this.#outputFailed(error, printer.printed)),
      aborted(interruption).then(() => Number(interruption.reason)),
      this.#untilPassed(),
    ];
    const exitCode = await Promise.race(ends);
    stopLooking();
    tail.close();
    // What was read and waits for its place in time is still to be written.
    await Promise.race([tail.done(), printer.failure]);
    return exitCode ?? this.#exitCode;
  }

  /** How many logs are read at once. Over HTTP/1.1 each of them is a connection. */
  async #mostStreams(search: LogSearch): Promise<number> {
    const { clusters, request } = this.#options;
    const { mostStreams, mostConnections } = request.reading;
    const { containers } = request;
    const logs = search.pods().flatMap((pod) => pod.containers.filter((one) => containers.wants(one, pod)));
    if (mostStreams <= mostConnections || logs.length <= mostConnections) return mostStreams;
    const areShared = await Promise.all(clusters.map(({ client }) => client.transport.sharesConnections()));
    return areShared.includes(false) ? mostConnections : mostStreams;
  }

  #tell(note: LogNote, notes: LogNotes, reports: SourceReports, sources: readonly TailedSource[]): void {
    if (note.about === "refused") reports.refused(note, sources);
    else notes.note(note);
  }

  /** Resolves when all that was asked for must have been written, as far as that is known beforehand. */
  async #untilPassed(): Promise<number> {
    const { world, request } = this.#options;
    const { until, follow } = request.reading;
    const end = until === undefined || !follow ? Number.POSITIVE_INFINITY : until.seconds * 1000 + stragglers;
    for (let left = end - world.clock.now(); left > 0; left = end - world.clock.now())
      await world.clock.sleep(Math.min(left, longestTimer));
    return exitCodes.ok;
  }

  /** Where rights are missing, or a server is away; the rest goes on. */
  #failed(error: unknown, cluster?: LogCluster): void {
    const { opened, world, clusters } = this.#options;
    const session = opened.sessions.find(({ client }) => client === cluster?.client);
    const where = cluster !== undefined && clusters.length > 1 ? `${cluster.context}: ` : "";
    this.#exitCode = exitCodes.failed;
    if (typeof error !== "string" && toldOf(error) === undefined) throw error;
    const tell = (told: Told | undefined) =>
      told && world.stderr.write(toldText({ ...told, message: `${where}${told.message}` }));
    // One after the other, however long it takes to find the words.
    this.#telling = this.#telling.then(async () => {
      if (typeof error === "string") tell({ message: error });
      else tell(toldOf((await session?.explain(error)) ?? error));
    });
  }

  #look(search: LogSearch): void {
    search.forEachCluster((cluster, found) => {
      const ownerLists = found.ownerLists.filter(({ rows }) => rows.status.phase !== "forbidden");
      this.#troubles.look(cluster, [...found.lists, ...ownerLists]);
      this.#notice(cluster, found);
    });
  }

  #notice(cluster: LogCluster, { notices }: FoundPods): void {
    for (const { text, isLoss } of notices) {
      const sentence = `${cluster.context}: ${text}`;
      if (this.#noticed.has(sentence)) continue;
      this.#noticed.add(sentence);
      if (isLoss) this.#failed(text, cluster);
      else sayTo(this.#options.world)(sentence);
    }
  }

  #outputFailed(error: unknown, { lines, last }: Printed): number {
    if (error instanceof ReaderGone) return exitCodes.ok;
    if (!(error instanceof OutputFailure)) throw error;
    const stamp = last === undefined ? undefined : stampText(last);
    const upTo = stamp === undefined ? "" : `, up to ${stamp}`;
    this.#options.world.stderr.write(
      toldText({
        message: `${error.message}: ${grouped(lines)} lines are written${upTo}, and nothing after them`,
        nextStep:
          stamp === undefined ? "make room and try again" : `make room, and go on with --since-time=${stamp}`,
      }),
    );
    return exitCodes.failed;
  }
}

/** Pods as they are now: a log that is not followed ends, and so must the list of those that are read. */
function snapshotOf(search: LogSearch): LogPods {
  const pods = search.pods();
  search.close();
  return { pods: () => pods, subscribe: () => () => {} };
}

function serverOf(clusters: readonly LogCluster[], context: string): LogServer {
  const cluster = clusters.find((one) => one.context === context);
  if (cluster === undefined) throw new Error(`no cluster was opened for ${context}`);
  return { open: cluster.client.openLog, link: cluster.multiplexer.link };
}

/** The words of an error, or of what is left of one as a status. */
function toldOf(error: unknown): Told | undefined {
  const told = toldBy(error);
  if (told !== undefined || typeof error !== "object" || error === null || !("message" in error)) return told;
  const { message, nextStep } = error as { readonly message: unknown; readonly nextStep?: unknown };
  if (error instanceof Error || typeof message !== "string") return undefined;
  return { message, nextStep: typeof nextStep === "string" ? nextStep : undefined };
}

function waitingFor({ message, nextStep }: Told): Told {
  return { message: `${message}; waiting`, nextStep };
}

function stampText(line: NonNullable<Printed["last"]>): string {
  const buffer = new ByteBuffer();
  new StampText("default", utc).write(line, buffer);
  return buffer.bytes.toString();
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
