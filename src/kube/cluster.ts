import { arch, platform } from "node:process";
import type { Credentials } from "./credentials/types.ts";
import { createDiscovery, type Discovery, type DiscoveryStore } from "./discovery/index.ts";
import type { ResolvedContext } from "./kubeconfig/types.ts";
import { createListWatch, type WatchedResource } from "./list-watch.ts";
import { createOpenLog, type OpenLog } from "./log-stream.ts";
import { createRequests, createReviews, type Requests, type Reviews } from "./requests/index.ts";
import { createTransport, type TransportOptions } from "./transport/index.ts";
import { type Patience, patientTransport } from "./transport/patient.ts";
import type { Transport } from "./transport/types.ts";
import type { ListWatch, ObjectForm } from "./types.ts";

/** What one context needs from the world. */
export interface ClusterDeps extends Pick<TransportOptions, "env" | "readOnly" | "timing" | "onWarning"> {
  /** Of the context's user; nobody else's. */
  readonly credentials: Credentials;
  /** Our own version, for the `User-Agent`. */
  readonly version: string;
  /** Waits out what the server is too busy for, in place of whoever asks. */
  readonly patience?: Patience;
  /** Lets a later start know the cluster's resources without asking. */
  readonly discoveryStore?: DiscoveryStore;
}

/** One context's cluster, as the layers above get it. Shares nothing with another context, not even of the same server. */
export interface ClusterClient {
  /** The context's name. */
  readonly context: string;
  /** The namespace the context starts in. */
  readonly namespace: string;
  /** The server's address. */
  readonly server: string;
  readonly transport: Transport;
  readonly discovery: Discovery;
  readonly requests: Requests;
  readonly reviews: Reviews;
  readonly openLog: OpenLog;
  listWatch(resource: WatchedResource, form: ObjectForm): ListWatch;
  /** Ends every stream and connection. */
  close(): void;
}

/** Puts a context's client together; opens no connection. Throws `ApiError` when its server address cannot be used. */
export function openCluster(resolved: ResolvedContext, deps: ClusterDeps): ClusterClient {
  const { version, discoveryStore, patience, ...rest } = deps;
  const hasty = createTransport({
    ...rest,
    cluster: resolved.cluster,
    userAgent: `periplus/${version} (${platform}/${arch})`,
  });
  const transport = patience === undefined ? hasty : patientTransport(hasty, patience);
  return {
    context: resolved.context.name,
    namespace: resolved.namespace,
    server: transport.server,
    transport,
    discovery: createDiscovery({
      transport,
      ...(discoveryStore === undefined ? {} : { store: discoveryStore }),
    }),
    requests: createRequests(transport),
    reviews: createReviews(transport),
    openLog: createOpenLog(transport),
    listWatch: (resource, form) => createListWatch(transport, resource, form),
    close: () => transport.close(),
  };
}
