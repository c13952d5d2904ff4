import type { ResolvedContext, User } from "../kubeconfig/types.ts";
import { unknownAuthProvider } from "./auth-provider.ts";
import { staticToken, tokenFile } from "./bearer-token.ts";
import { clientCertificate } from "./client-certificate.ts";
import type { CredentialSource, Material } from "./credential-source.ts";
import { ExecPlugin, type ExecPluginDeps } from "./exec-plugin.ts";
import { impersonationHeaders } from "./impersonation.ts";
import { Oidc, type OidcDeps } from "./oidc.ts";
import { FAILURE_HOLD_MS } from "./shared-run.ts";
import type { Credential, Credentials } from "./types.ts";

/** What credentials need of the world around them. */
export interface CredentialsDeps extends ExecPluginDeps, OidcDeps {}

/**
 * The credentials of one context. Makes nothing and reads nothing until they are asked for; nothing is shared between
 * contexts.
 */
export function createCredentials(context: ResolvedContext, deps: CredentialsDeps): Credentials {
  return new UserCredentials(context.user, sourcesOf(context, deps), deps, isSecure(context));
}

/** Credentials go to https servers only (client-go: IsConfigTransportTLS); a server without a scheme means http. */
function isSecure({ cluster }: ResolvedContext): boolean {
  return /^https:\/\//i.test(cluster.server);
}

/**
 * What of the user's entry is used: a token file or token or basic, beside them a client certificate; a plugin only
 * where there is none of these; an auth-provider only where nothing else makes the header (client-go: transport.New).
 */
function sourcesOf(context: ResolvedContext, deps: CredentialsDeps): readonly CredentialSource[] {
  if (!isSecure(context)) return [];
  const { user } = context;
  const given = [headerSource(user, deps), certificateSource(user, deps)].filter((one) => one !== undefined);
  if (given.length === 0 && user.exec !== undefined) return [new ExecPlugin(context, user.exec, deps)];
  const provider = headerSource(user, deps) === undefined ? user.authProvider : undefined;
  if (provider === undefined) return given;
  const source =
    provider.name === "oidc"
      ? new Oidc(user, provider.config, deps)
      : unknownAuthProvider(user, provider.name);
  return [source, ...given];
}

function headerSource(user: User, { now }: CredentialsDeps): CredentialSource | undefined {
  if (user.tokenFile !== undefined) return tokenFile(user, user.tokenFile, now);
  if (user.token !== undefined) return staticToken(user, user.token, now);
  if (user.username === undefined) return undefined;
  const pair = Buffer.from(`${user.username}:${user.password ?? ""}`).toString("base64");
  return { description: "basic", current: async () => ({ authorization: `Basic ${pair}` }) };
}

function certificateSource(user: User, { now }: CredentialsDeps): CredentialSource | undefined {
  const certificate = user.clientCertificateData ?? user.clientCertificate;
  const key = user.clientKeyData ?? user.clientKey;
  return certificate === undefined || key === undefined ? undefined : clientCertificate(user, now);
}

class UserCredentials implements Credentials {
  readonly description: string;
  readonly #user: User;
  readonly #sources: readonly CredentialSource[];
  readonly #deps: CredentialsDeps;
  #last: { readonly material: Material; readonly credential: Credential } | undefined;
  /** A renewal that changed nothing, so that not each of many refused requests starts another. */
  #vain: { readonly generation: number; readonly until: number } | undefined;

  constructor(user: User, sources: readonly CredentialSource[], deps: CredentialsDeps, secure: boolean) {
    this.#user = user;
    this.#sources = sources;
    this.#deps = deps;
    this.description = describe(user, sources, secure);
  }

  async current(signal?: AbortSignal): Promise<Credential> {
    signal?.throwIfAborted();
    const parts = await Promise.all(this.#sources.map((source) => source.current(signal)));
    const material: Material = Object.assign({}, ...parts);
    if (this.#last !== undefined && same(this.#last.material, material)) return this.#last.credential;
    const { authorization, certificate } = material;
    const credential: Credential = {
      headers: {
        ...(authorization === undefined ? {} : { authorization }),
        ...impersonationHeaders(this.#user),
      },
      ...(certificate === undefined ? {} : { certificate }),
      generation: (this.#last?.credential.generation ?? 0) + 1,
    };
    this.#last = { material, credential };
    return credential;
  }

  async refresh(rejected: Credential, signal?: AbortSignal): Promise<boolean> {
    if (this.#isNewer(rejected)) return true;
    const { generation } = rejected;
    if (this.#vain?.generation === generation && this.#deps.now() < this.#vain.until) return this.#refused();
    await Promise.all(this.#sources.map((source) => source.renew?.(signal)));
    await this.current(signal);
    if (this.#isNewer(rejected)) return true;
    this.#vain = { generation, until: this.#deps.now() + (this.#deps.failureHold ?? FAILURE_HOLD_MS) };
    return this.#refused();
  }

  reset(): void {
    this.#vain = undefined;
    for (const source of this.#sources) source.reset?.();
  }

  #isNewer({ generation }: Credential): boolean {
    return this.#last !== undefined && this.#last.credential.generation > generation;
  }

  /** Throws where what was refused tells why by itself; else the server's own words are the best there are. */
  #refused(): false {
    for (const source of this.#sources) {
      const reason = this.#last === undefined ? undefined : source.explain?.(this.#last.material);
      if (reason !== undefined) throw reason;
    }
    return false;
  }
}

function same(a: Material, b: Material): boolean {
  return (
    a.authorization === b.authorization &&
    a.certificate?.cert === b.certificate?.cert &&
    a.certificate?.key === b.certificate?.key
  );
}

function describe(user: User, sources: readonly CredentialSource[], secure: boolean): string {
  const kinds = sources.map(({ description }) => description).join(" and ");
  const how = kinds !== "" ? kinds : secure ? "no credentials" : "nothing is sent over plain http";
  const acting = user.as === undefined ? "" : `, acting as ${user.as}`;
  return `${user.name === "" ? "no user" : `user ${user.name}`} (${how})${acting}`;
}
