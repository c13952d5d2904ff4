import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { kubeconfigOf } from "../../src/cli/kubeconfig-source.ts";
import { type OpenRequest, openApp } from "../../src/cli/open-app.ts";
import { type DemoCluster, type DemoContext, demoKubeconfig } from "../../src/demo/index.ts";
import type { Env, Kubeconfig } from "../../src/kube/kubeconfig/index.ts";
import { createClock } from "../../src/lib/clock.ts";
import type { App } from "../../src/state/app.ts";
import { startScreen, takeTerminal } from "../../src/ui/start-screen.ts";
import { FakeTerminal, type FakeTerminalOptions } from "./fake-terminal.ts";
import { terminalOptions } from "./screen.ts";
import { type TempFolder, tempFolder } from "./temp-folder.ts";

export interface PeriplusOptions extends FakeTerminalOptions {
  /** The contexts there are; the first is kubectl's current one. By default the admin of the cluster. */
  readonly contexts?: readonly DemoContext[];
  /** Instead of contexts of demo clusters: any kubeconfig, such as a real cluster's. */
  readonly kubeconfig?: Kubeconfig;
  /** Instead of both: the text of `~/.kube/config`, which is then read, remembered and followed as in production. */
  readonly kubeconfigText?: string;
  /** Files of the home folder, by their paths in it: `.config/periplus/settings.yaml` and the like. */
  readonly files?: Readonly<Record<string, string>>;
  readonly env?: Env;
  readonly request?: Omit<OpenRequest, "demo">;
}

/** The whole program on a terminal in memory. */
export interface Periplus extends AsyncDisposable {
  readonly screen: FakeTerminal;
  readonly app: App;
  readonly home: TempFolder;
  /** What commands failed with in ways nobody foresaw. */
  readonly errors: readonly unknown[];
  /** Resolves when the user has had enough. */
  readonly quit: Promise<void>;
  /** Resolves when what the app shows now is on the screen. */
  drawn(): Promise<void>;
}

/** Contexts of one user on demo clusters, each named after its cluster. */
export function adminContexts(...clusters: readonly DemoCluster[]): DemoContext[] {
  return clusters.map((cluster) => ({
    name: cluster.name,
    cluster,
    token: "demo-admin",
    namespace: "payments",
  }));
}

/** Opens the program as `periplus` does, with a terminal, a home folder and an environment of its own. */
export async function openPeriplus({
  contexts = [],
  kubeconfig = kubeconfigOf(demoKubeconfig(contexts)),
  kubeconfigText,
  files = {},
  env = {},
  request = {},
  columns = 120,
  rows = 30,
  patience = 15_000,
  onWritten,
}: PeriplusOptions): Promise<Periplus> {
  const home = await tempFolder();
  for (const [path, text] of Object.entries(files)) await home.write(path, text);
  if (kubeconfigText !== undefined) await home.write(join(".kube", "config"), kubeconfigText);
  const screen = new FakeTerminal({ columns, rows, patience, ...(onWritten && { onWritten }) });
  const errors: unknown[] = [];
  const options = terminalOptions(screen, { asks: false });
  const clock = createClock(() => Date.now());
  const world = {
    args: [],
    env: { HOME: home.path, ...env },
    home: home.path,
    cwd: home.path,
    version: "test",
    clock,
    stdin: options.stdin as NodeJS.ReadStream,
    stdout: options.stdout,
    stderr: options.stderr,
  };
  const demo = kubeconfigText === undefined ? {} : undefined;
  const taken = takeTerminal({ ...options, onInterrupt: () => undefined });
  const opened = await openApp(world, { ...request, demo }, async () => ({
    kubeconfig,
    close: async () => {},
  }));
  const running = await startScreen({
    app: opened.app,
    config: opened.config,
    colors: "truecolor",
    ascii: false,
    taken,
    after: options.after,
    now: clock.now,
    onError: (error) => void errors.push(error),
  });
  opened.terminal.lendFrom((run, why) => taken.terminal.lend(run, why));
  if (opened.notice !== undefined) opened.app.notify(opened.notice);
  return {
    screen,
    app: opened.app,
    home,
    errors,
    quit: opened.quit,
    async drawn() {
      // The screen takes in all changes of one turn at once.
      await setImmediate();
      await taken.terminal.flushed();
      await screen.parsed();
    },
    async [Symbol.asyncDispose]() {
      running.close();
      await opened.close();
    },
  };
}
