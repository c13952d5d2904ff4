import type { LogRequest, OpenLog } from "../kube/log-stream.ts";
import type { ServerLink } from "../lib/waits.ts";
import type { PodContainer } from "../resources/pod-containers.ts";

export type { LogRequest, OpenLog } from "../kube/log-stream.ts";
export type { ContainerEnd } from "../resources/pod-containers.ts";

/** Who answers with the logs of one cluster. */
export interface LogServer {
  readonly open: OpenLog;
  /** Whether it can be reached. */
  readonly link: ServerLink;
}

/** One container of a pod, as the pod's status told last. */
export type LogContainer = PodContainer;

/** A moment to the nanosecond, which a number of milliseconds cannot hold. */
export interface Stamp {
  /** Since the epoch. */
  readonly seconds: number;
  /** 0 to 999,999,999. */
  readonly nanos: number;
}

/** A pod whose containers may be tailed. */
export interface LogPod {
  /** The context its cluster is reached by. */
  readonly context: string;
  readonly uid: string;
  readonly namespace: string;
  readonly name: string;
  readonly node: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  readonly isDeleting: boolean;
  /** What `kubectl.kubernetes.io/default-container` names; `""` where nothing does. */
  readonly defaultContainer: string;
  readonly containers: readonly LogContainer[];
}

/** The pods a query stands for, live. */
export interface LogPods {
  pods(): readonly LogPod[];
  /** Told whenever `pods` may have something new. */
  subscribe(listener: () => void): () => void;
  /** Whether a pod that was one of these is still there, and none of them any more. */
  hasLeft?(uid: string): boolean;
}

/** Why a log could not be read: the parts of an `ApiError` that are looked at. */
export interface LogFailure {
  /** The server's words. */
  readonly message: string;
  /** HTTP status; 0 where no answer came. */
  readonly code: number;
}

/** How one source stands. */
export type SourceStatus =
  | { readonly phase: "connecting" }
  /** What was there before is being read. */
  | { readonly phase: "reading" }
  | { readonly phase: "streaming" }
  /** There is nothing to read so far; the reason is the container's or the server's. */
  | { readonly phase: "waiting"; readonly reason: string }
  | { readonly phase: "retrying"; readonly error: LogFailure }
  /** All was read. */
  | { readonly phase: "ended" }
  | { readonly phase: "refused"; readonly error: LogFailure }
  | { readonly phase: "gone" }
  /** The pod is there, and none of those any more that are read. */
  | { readonly phase: "left" };

/** Where reading begins. Nothing means at the beginning of what the node still has. */
export type LogStart = Pick<LogRequest, "sinceTime" | "sinceSeconds" | "tailLines" | "limitBytes">;

/** Where lines come from: one container of one pod, through all of its instances. */
export interface LogSource {
  /** Counts from 0 in the order the sources turned up, and is never used again. */
  readonly number: number;
  readonly pod: Pick<LogPod, "context" | "uid" | "namespace" | "name" | "node">;
  readonly container: string;
  readonly role: LogContainer["role"];
}

/** One line of a log. */
export interface LogLine extends Stamp {
  readonly kind: "line";
  readonly source: LogSource;
  /** Without stamp and line end, as the container wrote it, in UTF-8 as a rule. Not to be changed; may be kept. */
  readonly bytes: Uint8Array;
  /** Bytes of the line that were left out since it is longer than is kept; 0 for nearly all. */
  readonly omitted: number;
  /** Came after lines of a later stamp had been handed on. */
  readonly late: boolean;
}

/** What is said between the lines. */
export interface LogNote extends Stamp {
  readonly kind: "note";
  readonly source: LogSource;
  readonly about: /** A source turned up, or a container started again. */
    | "started"
    /** A container ended: reason and exit code are in the text. */
    | "ended"
    /** There is nothing to read yet. */
    | "waiting"
    /** Lines may be missing here: the log was rotated while it was not read. */
    | "gap"
    /** The connection was lost; it is tried again. */
    | "lost"
    /** The connection is back; nothing is missing. */
    | "resumed"
    /** The server refuses this log. */
    | "refused"
    /** The pod is gone, or none of those any more that are read. */
    | "gone";
  /** One sentence without its source, plain. */
  readonly text: string;
}

export type LogEntry = LogLine | LogNote;
