/** What one request needs to prove who sends it. Never logged, never in an error. */
export interface Credential {
  /** `authorization` and the impersonation headers, lower-case names; a list where a header repeats. */
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  /** PEM. A changed certificate means new connections. */
  readonly certificate?: { readonly cert: string; readonly key: string };
  /** Grows whenever the credential changed, so that one 401 is answered by one refresh, not by one per request. */
  readonly generation: number;
}

/**
 * The credentials of one context's user: a static token, a token file, basic, a client certificate, an exec
 * plugin or OIDC, with impersonation on top. Callers share one run of a plugin.
 * Errors are `ApiError` of kind `credentials`.
 */
export interface Credentials {
  current(signal?: AbortSignal): Promise<Credential>;
  /** The server answered 401 to `rejected`. Resolves true when a newer credential is at hand and a retry makes sense. */
  refresh(rejected: Credential, signal?: AbortSignal): Promise<boolean>;
  /** For people: `user alice (exec plugin aws)`. Holds no secret. */
  readonly description: string;
  /**
   * Forgets a failure that is being held back, so that the next `current` tries again at once. For when the user asks
   * for it: a login that was given up is never offered again by itself.
   */
  reset?(): void;
}

/** The terminal, for plugins that must ask the user something. */
export interface Terminal {
  /** Whether somebody can answer: standard input is a terminal. */
  readonly isInteractive: boolean;
  /**
   * Set where the terminal is nobody's, as in plain subcommands: plugins that would like it then get it at once, as in
   * kubectl. Else such a plugin runs without it first, and gets it only when that failed.
   */
  readonly isFree?: boolean;
  /**
   * Hands standard input, output and error to what `run` starts, and takes them back when it ends. May ask the user
   * first, and reject when they decline.
   * @param why who gets the terminal and what for, a sentence for whoever sits at it.
   */
  lend<T>(run: () => Promise<T>, why: string): Promise<T>;
}
