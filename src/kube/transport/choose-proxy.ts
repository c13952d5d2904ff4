import { withoutLogin } from "../../lib/without-login.ts";
import { ApiError } from "../api-error.ts";
import type { Cluster } from "../kubeconfig/types.ts";
import type { Endpoint } from "./endpoint.ts";
import { bypassesProxy } from "./no-proxy.ts";

/** A proxy between us and the API server. */
export interface ProxyServer {
  readonly kind: "http" | "https" | "socks5";
  readonly host: string;
  readonly port: number;
  readonly user?: { readonly name: string; readonly password: string };
  /** For people: scheme, host and port, without user and password. */
  readonly text: string;
  /** Where it was configured, such as `HTTPS_PROXY`. */
  readonly from: string;
  /** For people: how to do without it. */
  readonly without: string;
}

export type Environment = Readonly<Record<string, string | undefined>>;

const DEFAULT_PORT = { http: 80, https: 443, socks5: 1080 } as const;

/**
 * The proxy for a cluster: its own `proxy-url` without exception, else the environment's by Go's rules
 * (`HTTPS_PROXY` or `HTTP_PROXY` by the scheme of the server, upper case first, less `NO_PROXY`).
 * Throws `ApiError` of kind `connection` for a proxy that cannot be used.
 */
export function chooseProxy(cluster: Cluster, endpoint: Endpoint, env: Environment): ProxyServer | undefined {
  if (cluster.proxyUrl !== undefined && cluster.proxyUrl !== "") {
    const from = `proxy-url of cluster ${cluster.name}`;
    return parseProxy(cluster.proxyUrl, { from, without: "take it out" }, cluster);
  }
  const variable = endpoint.secure ? "HTTPS_PROXY" : "HTTP_PROXY";
  // Under CGI, HTTP_PROXY is a request header somebody sent.
  if (!endpoint.secure && env.REQUEST_METHOD !== undefined && env.REQUEST_METHOD !== "") return undefined;
  const value = either(env, variable);
  if (value === undefined) return undefined;
  if (bypassesProxy(either(env, "NO_PROXY") ?? "", endpoint.host, endpoint.port)) return undefined;
  return parseProxy(value, { from: variable, without: "list the server in NO_PROXY" }, cluster);
}

function either(env: Environment, name: string): string | undefined {
  const value = env[name] || env[name.toLowerCase()];
  return value === undefined || value === "" ? undefined : value;
}

function parseProxy(
  value: string,
  { from, without }: Pick<ProxyServer, "from" | "without">,
  cluster: Cluster,
): ProxyServer {
  const url = parseUrl(value) ?? parseUrl(`http://${value}`);
  const kind = url === undefined ? undefined : KINDS[url.protocol];
  if (url === undefined || kind === undefined) {
    throw new ApiError({
      kind: "connection",
      message: `${from} is not the address of an http, https or socks5 proxy`,
      tried: `connect to ${withoutLogin(cluster.server)}`,
      nextStep: `correct ${from}`,
      reason: "PROXY",
    });
  }
  const port = url.port === "" ? DEFAULT_PORT[kind] : Number(url.port);
  const user =
    url.username === "" ? undefined : { name: decoded(url.username), password: decoded(url.password) };
  return {
    kind,
    host: url.hostname.replace(/^\[(.*)\]$/, "$1"),
    port,
    ...(user === undefined ? {} : { user }),
    text: `${url.protocol}//${url.hostname}:${port}`,
    from,
    without,
  };
}

/** A percent sign that stands for nothing is one. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** With an unknown scheme, or none, Go takes the text for `host:port` of an HTTP proxy. */
function parseUrl(value: string): URL | undefined {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  return url === undefined || url.hostname === "" ? undefined : url;
}

const KINDS: Readonly<Record<string, ProxyServer["kind"]>> = {
  "http:": "http",
  "https:": "https",
  "socks5:": "socks5",
  // Both leave the name of the server for the proxy to resolve, as Go does.
  "socks5h:": "socks5",
};
