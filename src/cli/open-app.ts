import { readFile } from "node:fs/promises";
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
import { App } from "../state/app.ts";
import { createMemory, type Memory } from "../state/memory.ts";
import { createContexts } from "./contexts.ts";
import { foldersOf } from "./folders.ts";
import { fixedKubeconfig, followKubeconfig, type KubeconfigFeed } from "./kubeconfig-feed.ts";
import { isAbsent, kubeconfigSource } from "./kubeconfig-source.ts";
import { crashText, type Log, logFile, openLog } from "./log-file.ts";
import { openMemory } from "./memory-file.ts";
import { pluginPolicyOf } from "./open-client.ts";
import { type PlaceRequest, placeOf } from "./place.ts";
import { TerminalLoan } from "./terminal-loan.ts";
import type { World } from "./world.ts";

/** What the command line asks of the screen. */
export interface OpenRequest extends PlaceRequest {
  readonly kubeconfig?: string | undefined;
  readonly readOnly?: boolean | undefined;
  readonly theme?: string | undefined;
  readonly logFile?: string | undefined;
  /** Look at the demo cluster, with at least so many pods where a number is given. */
  readonly demo?: { readonly pods?: number | undefined } | undefined;
}

/** The demo cluster: its kubeconfig, and the end of it. */
export interface Demo {
  readonly kubeconfig: Kubeconfig;
  close(): Promise<void>;
}

export type StartDemo = (options: { readonly pods?: number | undefined }) => Promise<Demo>;

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
  const folders = foldersOf(world);
  const log = openLog(request.logFile ?? logFile(world), world.clock);
  const source = kubeconfigSource(world, request.kubeconfig);
  const [config, pluginPolicy, { feed, memory, demo, notice }] = await Promise.all([
    openConfig({
      directory: folders.config,
      read: readIfThere,
      commands: new Set(commands.map(({ id }) => id)),
    }),
    pluginPolicyOf(world, log.write),
    openOrigin(world, request, startDemo, log),
  ]);
  const terminal = new TerminalLoan(world.stdin.isTTY);
  const previous = createPreviousChoice(folders.state, feed.current.files);
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
      onCredentialNotice(text) {
        log.write(text);
        app.notify(text);
      },
    },
    onDefaultChanged: (before) =>
      before && previous.rememberContext(before).catch((error) => log.write(crashText(error))),
    log: log.write,
  });
  const app = new App({ contexts, memory, clock: world.clock, quit: quit.resolve });
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
    notice,
    quit: quit.promise,
    async close() {
      stopFollowing();
      app.close();
      await Promise.all([memory.flush?.(), log.flush(), demo?.close()]);
    },
  };
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
    const looked = (kubeconfig.searched ?? []).join(", ");
    return demoOrigin(
      await startDemo({}),
      `no kubeconfig (looked for ${looked}), so this is the demo cluster`,
    );
  }
  const feed = followKubeconfig(source, kubeconfig);
  const { state } = foldersOf(world);
  const memory = await openMemory({
    file: join(state, "memory.json"),
    clock: world.clock,
    namespaceOf: (name) => feed.current.contexts.find((context) => context.name === name)?.namespace,
    previousContext: await createPreviousChoice(state, kubeconfig.files).context(),
    onUnwritable: (error) => log.write(`what is remembered could not be written: ${crashText(error)}`),
  });
  return { feed, memory, demo: undefined, notice: undefined };
}

function demoOrigin(demo: Demo, notice: string | undefined): Origin {
  return { feed: fixedKubeconfig(demo.kubeconfig), memory: createMemory(), demo, notice };
}

function goToFirstPlace(app: App, request: OpenRequest, kubeconfig: Kubeconfig): void {
  const { contexts, memory } = app.options;
  const place = placeOf(request, {
    context: contexts.current ?? "",
    namespacesOf: (name) =>
      memory.namespacesOf(name) ?? [
        contexts.list().find((context) => context.name === name)?.namespace ?? "default",
      ],
  });
  const isThere = kubeconfig.contexts.some(({ name }) => name === place.context);
  // A context that was asked for must exist; where kubectl's own cannot be used, another can be chosen on the screen.
  if (!isThere && (place.context !== contexts.current || kubeconfig.contexts.length === 0))
    resolveContext(kubeconfig, place.context);
  memory.rememberContext(place.context);
  app.go(place);
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}
