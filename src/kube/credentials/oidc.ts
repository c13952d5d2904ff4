import { isDeepStrictEqual } from "node:util";
import type { ApiError } from "../api-error.ts";
import { readAuthProvider, saveAuthProvider } from "../kubeconfig/save-auth-provider.ts";
import type { Env, User } from "../kubeconfig/types.ts";
import { bearer } from "./bearer-token.ts";
import { type CredentialSource, credentialsError, type Material } from "./credential-source.ts";
import { dateText, expiryOfJwt } from "./json-web-token.ts";
import { type FreshTokens, hostOf, IssuerError, refreshTokens } from "./oidc-issuer.ts";
import { FAILURE_HOLD_MS, SharedRun } from "./shared-run.ts";

export interface OidcDeps {
  readonly env: Env;
  readonly cwd: string;
  now(): number;
  /** Milliseconds for which a failure is given to everybody who asks. Default 5000. */
  readonly failureHold?: number;
  /** Something the user should know although the request goes on: fresh tokens that could not be saved. */
  onNotice?(text: string): void;
}

type Config = Readonly<Record<string, string>>;

/** A token that is about to expire would arrive too late (client-go: expiryDelta). */
const LEEWAY_MS = 10_000;

/**
 * The oidc auth-provider (client-go: plugin/pkg/client/auth/oidc): the id-token of the kubeconfig while it lasts, then
 * a new one by the refresh-token, from the token endpoint that the issuer's discovery document names. New tokens are
 * written back, for a refresh-token may be good for one use only and other tools read the same file.
 */
export class Oidc implements CredentialSource {
  readonly description: string;
  readonly #user: User;
  readonly #deps: OidcDeps;
  readonly #refresh: SharedRun<string>;
  #config: Config;
  /** The config as it was last seen in the file; what is in memory may be newer, where it could not be saved. */
  #inFile: Config;

  constructor(user: User, config: Config, deps: OidcDeps) {
    this.#user = user;
    this.#config = config;
    this.#inFile = config;
    this.#deps = deps;
    this.#refresh = new SharedRun(() => this.#renewed(), {
      now: deps.now,
      holdFailure: () => deps.failureHold ?? FAILURE_HOLD_MS,
      // A refresh-token that was sent may be used up: what comes back for it must be kept.
      finishesAlone: true,
    });
    this.description = `oidc ${hostOf(config["idp-issuer-url"])}`;
  }

  async current(signal?: AbortSignal): Promise<Material> {
    const token = this.#config["id-token"] ?? "";
    const usable = this.#isValid(token) ? token : await this.#refresh.join(signal);
    return bearer(usable, this.#user.name);
  }

  async renew(signal?: AbortSignal): Promise<void> {
    if ((this.#config["refresh-token"] ?? "") !== "") await this.#refresh.join(signal);
  }

  reset(): void {
    this.#refresh.forgetFailure();
  }

  #isValid(token: string): boolean {
    const expiry = expiryOfJwt(token);
    return expiry !== undefined && expiry - LEEWAY_MS > this.#deps.now();
  }

  async #renewed(): Promise<string> {
    const refused = this.#config["id-token"];
    await this.#takeOver();
    const found = this.#config["id-token"] ?? "";
    // Another program was here before us.
    if (found !== refused && this.#isValid(found)) return found;
    const refreshToken = this.#config["refresh-token"] ?? "";
    if (refreshToken === "") throw this.#noRefreshToken(found);
    const fresh = await this.#request(refreshToken);
    this.#config = { ...this.#config, ...fresh };
    await this.#save(fresh);
    return fresh["id-token"];
  }

  /** Another program may have put new tokens into the file, and used up the ones in memory. */
  async #takeOver(): Promise<void> {
    const saved = await readAuthProvider(this.#user).catch(() => undefined);
    if (saved?.name !== "oidc" || isDeepStrictEqual(saved.config, this.#inFile)) return;
    this.#config = saved.config;
    this.#inFile = saved.config;
  }

  async #save(tokens: Config): Promise<void> {
    try {
      await saveAuthProvider(this.#user, tokens, { now: this.#deps.now });
      this.#inFile = { ...this.#inFile, ...tokens };
    } catch (error) {
      // The tokens are good, only other programs will not find them.
      const why = error instanceof Error ? error.message : "unknown reason";
      this.#deps.onNotice?.(`the new tokens of user ${this.#user.name} were not saved: ${why}`);
    }
  }

  async #request(refreshToken: string): Promise<FreshTokens> {
    const { env, cwd } = this.#deps;
    try {
      return await refreshTokens({ config: this.#config, refreshToken, env, cwd });
    } catch (error) {
      if (!(error instanceof IssuerError)) throw error;
      throw this.#error(`cannot be refreshed: ${error.message}`, error.nextStep);
    }
  }

  #noRefreshToken(token: string): ApiError {
    const expiry = expiryOfJwt(token);
    const state = token === "" ? "has no id-token" : expiry === undefined ? "is no token with an expiry" : "";
    return this.#error(
      `${state === "" ? `expired on ${dateText(expiry ?? 0)}` : state}, and there is no refresh-token`,
      "log in again with your cluster's login tool",
    );
  }

  #error(what: string, nextStep: string): ApiError {
    return credentialsError({
      message: `the id-token of user ${this.#user.name} ${what}`,
      tried: `get an id-token for user ${this.#user.name}`,
      nextStep,
    });
  }
}
