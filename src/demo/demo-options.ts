import type { User } from "./api/access.ts";
import type { ApiSettings } from "./api/api-context.ts";
import type { ServerCertificate } from "./api/api-server.ts";
import type { MetricsMode } from "./api/metrics.ts";
import type { Clock } from "./clock.ts";
import type { WorldName } from "./world/worlds.ts";

/** How a demo cluster is started; everything has a default. */
export interface DemoOptions extends Partial<ApiSettings> {
  /** What it holds. Default `production`. */
  readonly world?: WorldName;
  /** At least so many pods. Default: as many as the world has (about 160 in production). */
  readonly pods?: number;
  /** 0, the default, takes a free port. */
  readonly port?: number;
  readonly seed?: number;
  /** Default: the machine's. */
  readonly clock?: Clock;
  /** How many times as fast as the clock time passes in the cluster, which then is ahead of it. Default 1. */
  readonly speed?: number;
  /** Milliseconds of the past the cluster lives through before it serves. Default 15 minutes. */
  readonly warmUp?: number;
  /** Releases every few minutes and now and then a node that falls silent. Default false. */
  readonly unrest?: boolean;
  readonly metrics?: MetricsMode;
  /**
   * HTTPS with HTTP/2 and HTTP/1.1, the default with a certificate of its own; `false` for plain HTTP/1.1, over
   * which clients of client-go's kind send no tokens.
   */
  readonly tls?: boolean | ServerCertificate;
  /** The name of its cluster and contexts in kubeconfigs. Default `demo-prod`, for staging `demo-staging`. */
  readonly name?: string;
  /** Whose token a request without one is taken to carry; by default such requests get 401. */
  readonly anonymous?: string;
  /** Further bearer tokens beside `demo-admin` and `demo-viewer`. */
  readonly tokens?: Readonly<Record<string, User>>;
  /** Changes and milliseconds after which watches and exact lists have to start over. */
  readonly history?: { readonly changes?: number; readonly age?: number };
}

/** The tokens every demo cluster knows: one may do everything, one reads two namespaces. */
export const defaultTokens: Readonly<Record<string, User>> = {
  "demo-admin": { name: "admin", uid: "b1f5a2d4-0001", groups: ["system:masters"] },
  "demo-viewer": { name: "viewer", uid: "b1f5a2d4-0002", groups: ["developers"] },
};

/** How the API server behaves unless told otherwise. */
export const defaultSettings: ApiSettings = {
  bookmarkInterval: 60_000,
  futureVersionWait: 3000,
  gzip: true,
  watchList: true,
  aggregatedDiscovery: true,
  version: "v1.37.1",
};
