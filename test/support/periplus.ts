import { kubeconfigOf } from "../../src/cli/kubeconfig-source.ts";
import { type OpenRequest, openApp } from "../../src/cli/open-app.ts";
import { type DemoCluster, type DemoContext, demoKubeconfig } from "../../src/demo/index.ts";
import type { Kubeconfig } from "../../src/kube/kubeconfig/index.ts";
import { createClock } from "../../src/lib/clock.ts";
import type { App } from "../../src/state/app.ts";
import { startScreen } from "../../src/ui/start-screen.tsx";
import { FakeTerminal, type FakeTerminalOptions } from "./fake-terminal.ts";
import { terminalOptions } from "./screen.ts";
import { tempFolder } from "./temp-folder.ts";

export interface PeriplusOptions extends FakeTerminalOptions {
  /** The contexts there are; the first is kubectl's current one. By default the admin of the cluster. */
  readonly contexts?: readonly DemoContext[];
  /** Instead of contexts of demo clusters: any kubeconfig, such as a real cluster's. */
  readonly kubeconfig?: Kubeconfig;
  readonly request?: Omit<OpenRequest, "demo">;
}

/** The whole program on a terminal in memory. */
export interface Periplus extends AsyncDisposable {
  readonly screen: FakeTerminal;
  readonly app: App;
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
  request = {},
  columns = 120,
  rows = 30,
  patience = 15_000,
}: PeriplusOptions): Promise<Periplus> {
  const folder = await tempFolder();
  const screen = new FakeTerminal({ columns, rows, patience });
  const options = terminalOptions(screen, { asks: false });
  const clock = createClock(() => Date.now());
  const world = {
    args: [],
    env: { HOME: folder.path },
    home: folder.path,
    cwd: folder.path,
    version: "test",
    clock,
    stdin: options.stdin as NodeJS.ReadStream,
    stdout: options.stdout,
    stderr: options.stderr,
  };
  const opened = await openApp(world, { ...request, demo: {} }, async () => ({
    kubeconfig,
    close: async () => {},
  }));
  const running = await startScreen({
    app: opened.app,
    config: opened.config,
    colors: "truecolor",
    ascii: false,
    terminal: options,
    now: clock.now,
    onError(error) {
      throw error;
    },
  });
  return {
    screen,
    app: opened.app,
    async [Symbol.asyncDispose]() {
      running.close();
      await opened.close();
    },
  };
}
