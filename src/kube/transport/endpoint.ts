import { withoutLogin } from "../../lib/without-login.ts";
import { ApiError } from "../api-error.ts";
import type { Cluster } from "../kubeconfig/types.ts";
import type { WireRequest } from "./types.ts";

/** The server's address, taken apart once. */
export interface Endpoint {
  /** `https://10.1.2.3:6443`, without a path. */
  readonly origin: string;
  /** Without the brackets of an IPv6 address. */
  readonly host: string;
  readonly port: number;
  /** `host:port` as a `Host` header and a person write it. */
  readonly authority: string;
  readonly secure: boolean;
  /** What stands before `/api` where a proxy serves many clusters, such as `/k8s/clusters/c-1`; else `""`. */
  readonly basePath: string;
}

/**
 * The endpoint of a cluster entry. An address without a scheme is plain HTTP, whatever TLS settings stand beside it
 * (client-go clientcmd: they are merged only for https). Throws `ApiError` of kind `connection`.
 */
export function parseEndpoint(cluster: Cluster): Endpoint {
  const text = /^[a-z][a-z0-9+.-]*:\/\//i.test(cluster.server) ? cluster.server : `http://${cluster.server}`;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || (url.protocol !== "https:" && url.protocol !== "http:") || cluster.server === "") {
    throw new ApiError({
      kind: "connection",
      message: `the server of cluster ${cluster.name} is not an http or https address: ${JSON.stringify(withoutLogin(cluster.server))}`,
      tried: `connect to cluster ${cluster.name}`,
      nextStep: `correct the server of cluster ${cluster.name} in ${cluster.file}`,
    });
  }
  const secure = url.protocol === "https:";
  const port = url.port === "" ? (secure ? 443 : 80) : Number(url.port);
  return {
    origin: url.origin,
    host: url.hostname.replace(/^\[(.*)\]$/, "$1"),
    port,
    authority: url.host,
    secure,
    basePath: url.pathname.replace(/\/+$/, ""),
  };
}

/** The server's address as a person knows it, without a slash at its end. */
export function serverOf({ origin, basePath }: Endpoint): string {
  return `${origin}${basePath}`;
}

/** The request target: base path, path and query. */
export function requestTarget(endpoint: Endpoint, request: Pick<WireRequest, "path" | "query">): string {
  const query = queryText(request.query ?? {});
  return `${endpoint.basePath}${request.path}${query === "" ? "" : `?${query}`}`;
}

function queryText(query: NonNullable<WireRequest["query"]>): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined) continue;
    for (const item of Array.isArray(value) ? value : [value]) parameters.append(name, String(item));
  }
  return parameters.toString();
}
