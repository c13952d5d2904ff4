import { Multiplexer } from "../../src/cache/index.ts";
import type { KubeObject } from "../../src/kube/types.ts";
import { configmaps } from "../../src/resources/configmaps.ts";
import { Catalog, type CatalogEntry } from "../../src/state/catalog.ts";
import type { Session } from "../../src/state/session.ts";
import { ManualClock } from "./manual-clock.ts";
import { failing, noWatchList, type Script, ScriptedWire } from "./scripted-wire.ts";

export interface ScriptedSession {
  readonly clock: ManualClock;
  readonly session: Session;
  readonly catalog: Catalog;
  /** The kind that is looked at. */
  readonly entry: CatalogEntry;
}

/** A session of config maps on a server that does no WatchList and answers as a test says. */
export function scriptedSession(
  script: Script,
  fetchObject: (signal: AbortSignal) => Promise<KubeObject> = () =>
    Promise.reject(new Error("not asked for")),
): ScriptedSession {
  const clock = new ManualClock();
  const multiplexer = new Multiplexer({
    open: () =>
      new ScriptedWire({
        list: (query, signal) => script.list(query, signal),
        watch: (query, signal) =>
          query.sendInitialEvents ? failing(noWatchList()) : script.watch(query, signal),
      }),
    probe: async () => true,
    clock,
    grace: 60_000,
    onBrokenRow(error) {
      throw error;
    },
  });
  const session: Session = {
    info: { name: "test", cluster: "test", user: "test", server: "https://test", namespace: "default" },
    readOnly: true,
    multiplexer,
    discovery: { resources: [], problem: undefined, refresh: async () => {}, subscribe: () => () => {} },
    identity: "a test",
    fetchObject: (_gvr, _namespace, _name, signal) => fetchObject(signal),
    openLog: () => Promise.reject(new Error("a scripted session has no logs")),
    serverVersion: async () => "v1.37.1",
    retry() {},
    close() {
      multiplexer.close();
    },
  };
  const catalog = new Catalog(session.discovery, (error) => {
    throw error;
  });
  return { clock, session, catalog, entry: { kind: configmaps, name: "configmaps", resource: undefined } };
}
