import { join } from "node:path";
import { commands } from "../commands/index.ts";
import { type Config, openConfig } from "../config/index.ts";
import { settingsFor } from "../config/settings.ts";
import {
  createKubeconfigEditor,
  createPreviousChoice,
  type Kubeconfig,
  loadKubeconfig,
  resolveContext,
} from "../kube/kubeconfig/index.ts";
import { sanitize } from "../lib/sanitize.ts";
import { App } from "../state/app.ts";
import { createMemory, type Memory } from "../state/memory.ts";
import type { Told } from "../state/told.ts";
import { createContexts } from "./contexts.ts";
import { foldersOf } from "./folders.ts";
import { knownTheme } from "./known-theme.ts";
import { fixedKubeconfig, followKubeconfig, type KubeconfigFeed } from "./kubeconfig-feed.ts";
import { isAbsent, kubeconfigSource, searchedFiles } from "./kubeconfig-source.ts";
import { crashText, type Log, logFile, openLog } from "./log-file.ts";
import { openMemory } from "./memory-file.ts";
import { pluginPolicyOf } from "./open-client.ts";
import { type PlaceRequest, placeOf } from "./place.ts";
import { readIfThere } from "./read-if-there.ts";
import { saveFileOf } from "./save-file.ts";
import { TerminalLoan } from "./terminal-loan.ts";
import type { World } from "./world.ts";

/** What the command line asks of the screen. */
export interface OpenRequest extends PlaceRequest {
  readonly kubeconfig?: string | undefined;
  readonly readOnly?: boolean | undefined;
  readonly theme?: string | undefined;
  readonly logFile?: string | undefined;
  /** Look at the demo cluster, with at least so many pods where a number is given. */
  readonly demo?: DemoRequest | undefined;
}

/** The demo cluster: its kubeconfig, and the end of it. */
export interface Demo {
  readonly kubeconfig: Kubeconfig;
  close(): Promise<void>;
}

/** That the demo cluster is meant. */
export interface DemoRequest {
  /** At least so many. */
  readonly pods?: number | undefined;
}

export type StartDemo = (options: DemoRequest) => Promise<Demo>;

/** The app at the place where it begins, with what the screen needs beside it. */
export interface OpenedApp {
  readonly app: App;
  readonly config: Config;
  readonly log: Log;
  /** For credential plugins, until the screen lends it. */
  readonly terminal: TerminalLoan;
  /** Something the user should know from the start. */
  readonly notice: string | undefined;
  /** Resolves when the user has had enough. */
  readonly quit: Promise<void>;
  /** Ends connections, and writes what is to be remembered. */
  close(): Promise<void>;
}

/** Where the contexts come from, with what is remembered of them. */
interface Origin {
  readonly feed: KubeconfigFeed;
  readonly memory: Memory & { flush?(): Promise<void> };
  readonly demo: Demo | undefined;
  readonly notice: string | undefined;
}

/** @throws KubeconfigError where the kubeconfig cannot be read, CliError where the place is none. */
export async function openApp(world: World, request: OpenRequest, startDemo: StartDemo): Promise<OpenedApp> {
  const demos: Promise<Demo>[] = [];
  const start: StartDemo = (options) => {
    const demo = startDemo(options);
    demos.push(demo);
    return demo;
  };
  try {
    return await openWith(world, request, start);
  } catch (error) {
    // A cluster that still runs would keep the program from ending.
    for (const demo of demos) await (await demo).close();
    throw error;
  }
}

async function openWith(world: World, request: OpenRequest, startDemo: StartDemo): Promise<OpenedApp> {
  const folders = foldersOf(world);
  const log = openLog(request.logFile ?? logFile(world), world.clock);
  const source = kubeconfigSource(world, request.kubeconfig);
  const [config, pluginPolicy, { feed, memory, demo, notice }] = await Promise.all([
    openConfig({
      directory: folders.config,
      read: readIfThere,
      theme: await knownTheme(folders.config, request.theme),
      commands: new Set(commands.map(({ id }) => id)),
    }),
    pluginPolicyOf(world, log.write),
    openOrigin(world, request, startDemo, log),
  ]);
  const terminal = new TerminalLoan(world.stdin.isTTY);
  const previous = createPreviousChoice(folders.state, searchedFiles(feed.current));
  const quit = Promise.withResolvers<void>();
  const contexts = createContexts({
    kubeconfig: feed,
    ...(demo === undefined && {
      editor: createKubeconfigEditor(source, { now: world.clock.now }),
    }),
    deps: {
      world,
      terminal,
      pluginPolicy,
      isReadOnly: (context) => request.readOnly ?? settingsFor(context, config.settings).readOnly,
      onCredentialNotice(text, context) {
        log.write(`${context}: ${text}`);
        app.notify(context === app.location?.context ? text : `${context}: ${text}`);
      },
    },
    onDefaultChanged: (before) =>
      before && previous.rememberContext(before).catch((error) => log.write(crashText(error))),
    log: log.write,
  });
  const app = new App({
    contexts,
    memory,
    clock: world.clock,
    quit: quit.resolve,
    onFault: (error, what) => log.write(`could not make out ${what}: ${crashText(error)}`),
    problems: () => [...configProblems(config), ...kubeconfigProblems(feed)],
    logLimits: { memory: config.settings.logs.memory * 2 ** 20, streams: config.settings.logs.streams },
    saveFile: saveFileOf(world),
  });
  const stopFollowing = feed.subscribe(() => {
    if (feed.problem !== undefined) app.notify(feed.problem, "bad");
    else app.contextsChanged();
  });
  goToFirstPlace(app, request, feed.current);
  return {
    app,
    config,
    log,
    terminal,
    notice: [notice, summaryOf(configProblems(config))].filter(Boolean).join("; ") || undefined,
    quit: quit.promise,
    async close() {
      stopFollowing();
      app.close();
      await Promise.all([memory.flush?.(), log.flush(), demo?.close()]);
    },
  };
}

function configProblems({ problems }: Config): readonly Told[] {
  return problems.map(({ file, line, message, nextStep }) => ({
    message: `${file}:${line}: ${message}`,
    nextStep,
  }));
}

function kubeconfigProblems({ current, problem }: KubeconfigFeed): readonly Told[] {
  const now = problem === undefined ? [] : [{ message: problem }];
  return [...now, ...current.problems.map(({ message }) => ({ message }))];
}

/** The first problem in full, and where the others are. */
function summaryOf([first, ...others]: readonly Told[]): string | undefined {
  if (first === undefined) return undefined;
  const more = others.length === 0 ? "" : ` (${others.length} more; :problems lists them)`;
  return sanitize(`${first.message} ${first.nextStep ?? ""}${more}`, { newline: "space", tab: "space" });
}

async function openOrigin(
  world: World,
  request: OpenRequest,
  startDemo: StartDemo,
  log: Log,
): Promise<Origin> {
  if (request.demo !== undefined) return demoOrigin(await startDemo(request.demo), undefined);
  const source = kubeconfigSource(world, request.kubeconfig);
  const kubeconfig = await loadKubeconfig(source);
  if (isAbsent(kubeconfig)) {
    const looked = searchedFiles(kubeconfig).join(", ");
    return demoOrigin(
      await startDemo({}),
      `no kubeconfig, so this is the demo cluster (looked for ${looked})`,
    );
  }
  const feed = followKubeconfig(source, kubeconfig);
  const { state } = foldersOf(world);
  const memory = await openMemory({
    file: join(state, "memory.json"),
    clock: world.clock,
    namespaceOf: (name) => feed.current.contexts.find((context) => context.name === name)?.namespace,
    previousContext: await createPreviousChoice(state, searchedFiles(kubeconfig)).context(),
    onTrouble: (error) => log.write(`what is remembered could not be read or written: ${crashText(error)}`),
  });
  return { feed, memory, demo: undefined, notice: undefined };
}

function demoOrigin(demo: Demo, notice: string | undefined): Origin {
  return { feed: fixedKubeconfig(demo.kubeconfig), memory: createMemory(), demo, notice };
}

function goToFirstPlace(app: App, request: OpenRequest, kubeconfig: Kubeconfig): void {
  const { contexts, memory } = app.options;
  const isContext = (context: string) => kubeconfig.contexts.some(({ name }) => name === context);
  const place = placeOf(request, {
    context: contexts.current ?? "",
    isContext,
    namespacesOf: (name) =>
      memory.namespacesOf(name) ?? [
        contexts.list().find((context) => context.name === name)?.namespace ?? "default",
      ],
  });
  // A context that was asked for must exist; where kubectl's own cannot be used, another can be chosen on the screen.
  if (!isContext(place.context) && (place.context !== contexts.current || kubeconfig.contexts.length === 0))
    resolveContext(kubeconfig, place.context);
  memory.rememberContext(place.context);
  app.go(place);
}
