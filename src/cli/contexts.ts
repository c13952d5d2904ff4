import {
  type Kubeconfig,
  type KubeconfigEditor,
  problemsOf,
  resolveContext,
} from "../kube/kubeconfig/index.ts";
import { withoutLogin } from "../lib/without-login.ts";
import type { ContextInfo, Contexts, Session } from "../state/session.ts";
import { CliError } from "./failure.ts";
import type { KubeconfigFeed } from "./kubeconfig-feed.ts";
import { LiveDiscovery } from "./live-discovery.ts";
import { crashText } from "./log-file.ts";
import { type ClientDeps, openClient } from "./open-client.ts";
import { openMultiplexer } from "./open-multiplexer.ts";

/** How long an informer nobody looks at stays warm, in ms. */
const grace = 10 * 60_000;

export interface ContextsOptions {
  readonly kubeconfig: KubeconfigFeed;
  /** Absent where the contexts are in no file. */
  readonly editor?: KubeconfigEditor;
  readonly deps: ClientDeps;
  /** After kubectl's default has become another context: which one it was before. */
  onDefaultChanged?(before: string | undefined): void;
  log(text: string): void;
}

/** The contexts of a kubeconfig, and how each is opened. Opening sends nothing. */
export function createContexts(options: ContextsOptions): Contexts {
  const { kubeconfig } = options;
  const opened = new Map<string, ContextInfo>();
  const openedAs = new WeakMap<Session, string>();
  return {
    get current() {
      return kubeconfig.current.currentContext;
    },
    list() {
      const names = kubeconfig.current.contexts.map(({ name }) => name);
      const gone = [...opened.values()].filter(({ name }) => !names.includes(name));
      return [...names.map((name) => contextInfo(kubeconfig.current, name)), ...gone.map(withoutEntry)];
    },
    open(name) {
      const session = openSession(name, options);
      opened.set(name, session.info);
      openedAs.set(session, entriesText(kubeconfig.current, name) ?? "");
      return session;
    },
    reload: async () => void (await kubeconfig.reload()),
    isOutdated(session) {
      const text = entriesText(kubeconfig.current, session.info.name);
      return text !== undefined && text !== openedAs.get(session);
    },
    makeDefault: (name) => makeDefault(name, options),
  };
}

/** All that a context is made of, to tell whether it changed; undefined where it cannot be used. */
function entriesText(kubeconfig: Kubeconfig, name: string): string | undefined {
  try {
    return JSON.stringify(resolveContext(kubeconfig, name));
  } catch {
    return undefined;
  }
}

/** What is known of a context without asking its server. */
function contextInfo(kubeconfig: Kubeconfig, name: string): ContextInfo {
  const context = kubeconfig.contexts.find((candidate) => candidate.name === name);
  const cluster = kubeconfig.clusters.find((candidate) => candidate.name === context?.cluster);
  const problem = context && problemsOf(kubeconfig, context)[0]?.message;
  return {
    name,
    cluster: context?.cluster ?? "",
    user: context?.user ?? "",
    server: withoutLogin(cluster?.server ?? ""),
    namespace: context?.namespace ?? kubeconfig.implicitNamespace ?? "default",
    ...(problem !== undefined && { problem }),
  };
}

function withoutEntry(info: ContextInfo): ContextInfo {
  return { ...info, problem: "no longer in the kubeconfig; works until the program ends" };
}

async function makeDefault(name: string, { kubeconfig, editor, onDefaultChanged }: ContextsOptions) {
  if (editor === undefined) {
    throw new CliError({
      message: `${name} is in no kubeconfig, so kubectl cannot use it`,
      nextStep: "choose a context of your kubeconfig",
    });
  }
  const before = kubeconfig.current.currentContext;
  const { files } = await editor.setCurrentContext(name);
  await kubeconfig.reload();
  if (before !== name) onDefaultChanged?.(before);
  return files[0] ?? "the kubeconfig, which said so already";
}

/** @throws KubeconfigError where the context cannot be used as it is written, ApiError where its server's address is none. */
function openSession(name: string, { kubeconfig, deps, log }: ContextsOptions): Session {
  const resolved = resolveContext(kubeconfig.current, name);
  const { client, credentials } = openClient(resolved, deps);
  const { clock } = deps.world;
  const multiplexer = openMultiplexer(client, {
    clock,
    grace,
    onBrokenRow: (error, what) => log(`no row could be made of ${what}: ${crashText(error)}`),
  });
  const discovery = new LiveDiscovery({ discovery: client.discovery, multiplexer, clock });
  return {
    info: contextInfo(kubeconfig.current, name),
    readOnly: deps.isReadOnly(name),
    multiplexer,
    discovery,
    identity: credentials.description,
    fetchObject: (gvr, namespace, objectName, signal) =>
      client.requests.get(
        { gvr, name: objectName, ...(namespace !== "" && { namespace }) },
        { signal, exactNumbers: true },
      ),
    openLog: client.openLog,
    serverVersion: async () => (await client.requests.version()).gitVersion,
    retry() {
      credentials.reset?.();
      multiplexer.retry();
    },
    close() {
      discovery.close();
      multiplexer.close();
      client.close();
    },
  };
}
