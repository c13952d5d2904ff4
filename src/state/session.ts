import type { Failure, InformerSpec, InformerStatus, Lease, Multiplexer } from "../cache/index.ts";
import type { OpenLog } from "../kube/log-stream.ts";
import type { ApiResource, GroupVersionResource, KubeObject } from "../kube/types.ts";

/** A context of the kubeconfig, as pickers list it. */
export interface ContextInfo {
  readonly name: string;
  readonly cluster: string;
  readonly user: string;
  readonly server: string;
  /** The context's namespace; `default` where it names none. */
  readonly namespace: string;
  /** Why it cannot be used, where that is known without asking its server. */
  readonly problem?: string;
}

/** What a server offers, as discovery found it. */
export interface Discovery {
  /** Empty until it was first read. */
  readonly resources: readonly ApiResource[];
  /** Why the last attempt to read it failed; undefined when it did not. */
  readonly problem: Failure | undefined;
  /** Reads it again; tells listeners when it changed. Rejects with the `ApiError` of what went wrong. */
  refresh(): Promise<void>;
  subscribe(listener: () => void): () => void;
}

/** One context that was opened. Stays open, and warm, until the program ends. */
export interface Session {
  readonly info: ContextInfo;
  readonly readOnly: boolean;
  readonly multiplexer: Multiplexer;
  readonly discovery: Discovery;
  /** How the user proves who they are, for people; holds no secret. */
  readonly identity: string;
  /** A whole object as JSON gives it; whole numbers beyond 2^53 as `bigint`. Rejects with `ApiError`. */
  fetchObject(
    gvr: GroupVersionResource,
    namespace: string,
    name: string,
    signal: AbortSignal,
  ): Promise<KubeObject>;
  /** Opens the log of a container. */
  readonly openLog: OpenLog;
  /** The server's version as it writes it, such as `v1.37.1`. Rejects with `ApiError`. */
  serverVersion(): Promise<string>;
  /** Tries again at once whatever waits for another try, a login that was given up among it. */
  retry(): void;
  close(): void;
}

/** The contexts there are, and how to open one. */
export interface Contexts {
  list(): readonly ContextInfo[];
  /** kubectl's own current context, as of the last read. */
  readonly current: string | undefined;
  /** Makes a context kubectl's default. Resolves with the file it was written to. */
  makeDefault(name: string): Promise<string>;
  /** @throws Failure-shaped errors where the kubeconfig does not allow it, such as a dangling user. */
  open(name: string): Session;
  /** Reads the kubeconfig again, without waiting for it to be seen to have changed. Never rejects. */
  reload(): Promise<void>;
  /** Whether the kubeconfig now says otherwise of a context than when this session of it was opened. */
  isOutdated(session: Session): boolean;
}

export type { Failure, InformerSpec, InformerStatus, Lease };
