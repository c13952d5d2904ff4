import type { Clock } from "../clock.ts";
import type { ResourceKind } from "../kinds/resource-kind.ts";
import type { ContainerLogs } from "../logs/container-logs.ts";
import type { ObjectStore } from "../store/object-store.ts";
import type { Access, User } from "./access.ts";
import type { MetricsMode } from "./metrics.ts";
import type { ObjectWriter } from "./object-writer.ts";
import type { Reply } from "./reply.ts";
import type { RequestInfo, ResourceTarget } from "./request-info.ts";
import type { ResourceCatalog } from "./resource-catalog.ts";

/** Protocol timings and switches of the demo API server. */
export interface ApiSettings {
  /** Milliseconds between bookmarks of a watch that asked for them. */
  readonly bookmarkInterval: number;
  /** Milliseconds a read of a future resourceVersion waits before it is refused. */
  readonly futureVersionWait: number;
  /** Whether large answers are compressed for clients that take gzip. */
  readonly gzip: boolean;
  /** Whether watches may start with `sendInitialEvents`, as servers do from 1.32 on. */
  readonly watchList: boolean;
  /** Whether discovery is offered in its aggregated form, as servers do from 1.30 on. */
  readonly aggregatedDiscovery: boolean;
  /** `gitVersion` of /version. */
  readonly version: string;
}

/** What every request handler works with. */
export interface ApiContext {
  readonly clock: Clock;
  readonly store: ObjectStore;
  readonly catalog: ResourceCatalog;
  readonly access: Access;
  readonly writer: ObjectWriter;
  readonly settings: ApiSettings;
  readonly metrics: () => MetricsMode;
  readonly logs: ContainerLogs;
  /** Whether the kubelet of a node cannot be reached. */
  readonly isNodeSilent: (name: string) => boolean;
}

/** One request on its way through the handlers. */
export interface ApiRequest {
  readonly info: RequestInfo;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly user: User;
  readonly reply: Reply;
  /** How a WatchList request is treated, from an injected fault. */
  readonly initialEvents: "serve" | "ignore" | "refuse";
  /** The whole body. */
  readonly body: () => Promise<Buffer>;
}

/** A request whose path names a served resource. */
export interface ResourceRequest extends ApiRequest {
  readonly kind: ResourceKind;
  readonly target: ResourceTarget;
}
