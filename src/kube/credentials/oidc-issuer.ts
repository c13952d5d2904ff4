import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import tls from "node:tls";
import type { Env } from "../kubeconfig/types.ts";
import { safeWords } from "./secrets.ts";

export interface RefreshRequest {
  /** The auth-provider config of the user. */
  readonly config: Readonly<Record<string, string>>;
  readonly refreshToken: string;
  /** For the proxy variables. */
  readonly env: Env;
  readonly cwd: string;
}

/** What to write back, by the names it has in the config: a refresh-token only where the issuer sent another one. */
export type FreshTokens = Readonly<Record<string, string>> & { readonly "id-token": string };

/** Why there are no new tokens, in words that hold none. */
export class IssuerError extends Error {
  readonly nextStep: string;

  constructor(message: string, nextStep: string) {
    super(message);
    this.nextStep = nextStep;
  }
}

const TIMEOUT_MS = 30_000;
const ANSWER_LIMIT = 1024 * 1024;

/**
 * Asks an issuer for new tokens (OpenID Connect Discovery 1.0, then RFC 6749 section 6). Throws `IssuerError`.
 */
export async function refreshTokens(request: RefreshRequest): Promise<FreshTokens> {
  const {
    "idp-issuer-url": issuer = "",
    "client-id": client = "",
    "client-secret": secret = "",
  } = request.config;
  if (issuer === "" || client === "") {
    const missing = issuer === "" ? "idp-issuer-url" : "client-id";
    throw new IssuerError(`its auth-provider has no ${missing}`, "set it in the kubeconfig");
  }
  const { send, close } = await connect(request);
  try {
    const endpoint = await tokenEndpoint(issuer, send);
    const grant = { grant_type: "refresh_token", refresh_token: request.refreshToken };
    // Which of the two ways of naming itself the issuer takes is not announced; a wrong one uses no token up.
    const inForm = formPost({
      ...grant,
      client_id: client,
      ...(secret === "" ? {} : { client_secret: secret }),
    });
    const tries = secret === "" ? [inForm] : [formPost(grant, basicHeader(client, secret)), inForm];
    let answer: Answer = { status: 0, body: undefined };
    for (const post of tries) {
      answer = await send(endpoint, post);
      if (answer.status === 200 || field(answer.body, "error") === "invalid_grant") break;
    }
    return tokensOf(answer, request.refreshToken, secret);
  } catch (error) {
    throw error instanceof IssuerError ? error : unreachable(issuer, error);
  } finally {
    await close();
  }
}

async function tokenEndpoint(issuer: string, send: Send): Promise<string> {
  const { status, body } = await send(`${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`);
  const endpoint = field(body, "token_endpoint");
  if (status === 200 && endpoint !== undefined && URL.canParse(endpoint)) return endpoint;
  const what = status === 200 ? "names no token_endpoint" : `cannot be had (HTTP ${status})`;
  throw new IssuerError(`the issuer's discovery document ${what}`, "check idp-issuer-url");
}

function tokensOf({ status, body }: Answer, used: string, secret: string): FreshTokens {
  if (status !== 200) {
    const words = [field(body, "error"), field(body, "error_description")].filter((one) => one !== undefined);
    const said = safeWords(words.join(": "), { known: [used, secret], limit: 300 });
    throw new IssuerError(
      `the issuer refused${said === "" ? ` (HTTP ${status})` : `: ${said}`}`,
      "log in again with your cluster's login tool",
    );
  }
  const token = field(body, "id_token");
  if (token === undefined) {
    throw new IssuerError(
      "the issuer sent no id_token",
      "log in again asking for the scope openid, or use an exec plugin: some issuers never send one on refresh",
    );
  }
  const next = field(body, "refresh_token") ?? used;
  return { "id-token": token, ...(next === used ? {} : { "refresh-token": next }) };
}

function unreachable(issuer: string, error: unknown): IssuerError {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : "no connection";
  const timedOut = error instanceof Error && error.name === "TimeoutError";
  const why = timedOut ? `no answer within ${TIMEOUT_MS / 1000} s` : code;
  return new IssuerError(
    `${hostOf(issuer)} cannot be reached (${why})`,
    "check the network, and idp-issuer-url",
  );
}

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

interface Post {
  readonly headers: Record<string, string>;
  readonly body: string;
}

type Send = (url: string, post?: Post) => Promise<Answer>;

/** Loaded when needed only: tokens are refreshed about once an hour. */
async function connect({
  config,
  env,
  cwd,
}: RefreshRequest): Promise<{ send: Send; close(): Promise<void> }> {
  // Not `fetch`, whose list of forbidden ports an issuer need not know.
  const { EnvHttpProxyAgent, interceptors, request } = await import("undici");
  const ca = await authorities(config, cwd);
  const agent = new EnvHttpProxyAgent({
    httpProxy: env.HTTP_PROXY ?? env.http_proxy ?? "",
    httpsProxy: env.HTTPS_PROXY ?? env.https_proxy ?? "",
    noProxy: env.NO_PROXY ?? env.no_proxy ?? "",
    connect: { ca },
    requestTls: { ca },
  });
  const dispatcher = agent.compose(interceptors.redirect({ maxRedirections: 5 }));
  const send: Send = async (url, post) => {
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const method = post === undefined ? "GET" : "POST";
    const { statusCode, body } = await request(url, { method, ...post, dispatcher, signal });
    return { status: statusCode, body: json(await textOf(body)) };
  };
  return { send, close: () => agent.destroy().catch(() => undefined) };
}

async function authorities(config: RefreshRequest["config"], cwd: string): Promise<string[]> {
  const { "idp-certificate-authority-data": data = "", "idp-certificate-authority": file = "" } = config;
  if (data !== "") return [Buffer.from(data, "base64").toString("utf8")];
  if (file === "") return [...tls.getCACertificates("default"), ...tls.getCACertificates("system")];
  try {
    // Seen from the working folder, not from the kubeconfig's: client-go does not know that this is a path.
    return [await readFile(resolve(cwd, file), "utf8")];
  } catch {
    throw new IssuerError(`idp-certificate-authority ${file} cannot be read`, "check the path");
  }
}

async function textOf(body: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > ANSWER_LIMIT) break;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function field(body: unknown, name: string): string | undefined {
  const value =
    typeof body === "object" && body !== null ? new Map(Object.entries(body)).get(name) : undefined;
  return typeof value === "string" && value !== "" ? value : undefined;
}

function formPost(parameters: Record<string, string>, headers: Record<string, string> = {}): Post {
  return {
    headers: { "content-type": "application/x-www-form-urlencoded", accept: "application/json", ...headers },
    body: new URLSearchParams(parameters).toString(),
  };
}

/** RFC 6749, 2.3.1: both parts are form-encoded before they become a basic header. */
function basicHeader(client: string, secret: string): { authorization: string } {
  const encoded = (text: string) => new URLSearchParams({ x: text }).toString().slice(2);
  const pair = Buffer.from(`${encoded(client)}:${encoded(secret)}`).toString("base64");
  return { authorization: `Basic ${pair}` };
}

/** Without user, password, path and query, any of which may be private. */
export function hostOf(url: string | undefined): string {
  return url !== undefined && URL.canParse(url) ? new URL(url).host || "issuer" : "issuer";
}
