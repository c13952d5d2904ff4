import { basename, normalize } from "node:path";
import { withoutLogin } from "../../lib/without-login.ts";
import type { ApiError } from "../api-error.ts";
import type { ExecConfig, ResolvedContext } from "../kubeconfig/types.ts";
import { bearer } from "./bearer-token.ts";
import { expiredCertificate } from "./client-certificate.ts";
import { type CredentialSource, credentialsError, type Material } from "./credential-source.ts";
import { ExecReplyError, execInfo, type PluginCredential, readExecReply } from "./exec-credential.ts";
import { execVersions, faults, type PluginFault, resultFault } from "./exec-faults.ts";
import { type LookPathOptions, lookPath } from "./look-path.ts";
import { type PluginPolicy, policyFault } from "./plugin-policy.ts";
import { type PluginResult, runPlugin } from "./run-plugin.ts";
import { safeLines, safeWords, secretValues } from "./secrets.ts";
import { FAILURE_HOLD_MS, SharedRun } from "./shared-run.ts";
import type { Terminal } from "./types.ts";

export interface ExecPluginDeps extends LookPathOptions {
  now(): number;
  readonly terminal?: Terminal;
  readonly pluginPolicy?: PluginPolicy;
  /** Milliseconds a plugin may take without the terminal; 0 waits for ever. Default three minutes: some open a browser. */
  readonly pluginTimeout?: number;
  /** Milliseconds for which a failure is given to everybody who asks, before the plugin runs again. Default 5000. */
  readonly failureHold?: number;
  /** What a plugin says on standard error while it runs, made safe, a line at a time: a code to enter, say. */
  onPluginOutput?(plugin: string, line: string): void;
  /** A plugin without the terminal, of which nobody sees anything, takes long: once a run, after `pluginPatience`. */
  onPluginSlow?(plugin: string): void;
  /** Milliseconds. Default 4000. */
  readonly pluginPatience?: number;
}

/**
 * Credentials from a program (client-go: plugin/pkg/client/auth/exec). Its answer is kept in memory until it expires,
 * or until the server refuses it; whoever asks while it runs waits for the same run.
 *
 * A plugin that would like the terminal (IfAvailable) first runs without it, unless the terminal is free: most never
 * ask anything, and taking the screen away each time a token is renewed would be unbearable.
 */
export class ExecPlugin implements CredentialSource {
  readonly description: string;
  readonly #context: ResolvedContext;
  readonly #exec: ExecConfig;
  readonly #deps: ExecPluginDeps;
  readonly #run: SharedRun<PluginCredential>;
  readonly #name: string;
  #last: PluginCredential | undefined;
  /** Whether the last run had the terminal, or was to have it. */
  #hadTerminal = false;

  constructor(context: ResolvedContext, exec: ExecConfig, deps: ExecPluginDeps) {
    this.#context = context;
    this.#exec = exec;
    this.#deps = deps;
    this.#name = safeWords(basename(exec.command), { limit: 60 });
    this.description = `exec plugin ${this.#name}`;
    this.#run = new SharedRun((signal) => this.#obtain(signal), {
      now: deps.now,
      // A login that the user gave up must not come back by itself with the next request of some watch.
      holdFailure: () =>
        this.#hadTerminal ? Number.POSITIVE_INFINITY : (deps.failureHold ?? FAILURE_HOLD_MS),
    });
  }

  async current(signal?: AbortSignal): Promise<Material> {
    const last = this.#last;
    const usable = last !== undefined && (last.expiresAt === undefined || this.#deps.now() <= last.expiresAt);
    return this.#material(usable ? last : await this.#run.join(signal));
  }

  async renew(signal?: AbortSignal): Promise<void> {
    await this.#run.join(signal);
  }

  explain({ certificate }: Material): ApiError | undefined {
    return certificate && expiredCertificate(certificate, this.#context.user.name, this.#deps.now());
  }

  reset(): void {
    this.#run.forgetFailure();
  }

  #material({ token, certificate }: PluginCredential): Material {
    return {
      ...(token === undefined ? {} : bearer(token, this.#context.user.name)),
      ...(certificate === undefined ? {} : { certificate }),
    };
  }

  async #obtain(signal: AbortSignal): Promise<PluginCredential> {
    this.#hadTerminal = false;
    this.#last = await this.#ask(signal);
    return this.#last;
  }

  async #ask(signal: AbortSignal): Promise<PluginCredential> {
    if (!execVersions.includes(this.#exec.apiVersion)) throw this.#error(faults.version(this.#context.user));
    const path = await this.#find();
    const { interactiveMode: mode } = this.#exec;
    const { terminal } = this.#deps;
    const mayAsk = terminal?.isInteractive === true && mode !== "Never";
    if (mode === "Always" && !mayAsk) throw this.#error(faults.noTerminal);
    if (mayAsk && (mode === "Always" || terminal.isFree === true)) {
      return this.#read(
        await this.#lend(terminal, path, signal).catch((error: unknown) => this.#refused(error)),
      );
    }
    const quiet = await this.#start(path, false, signal);
    if (quiet.outcome !== "failed" || !mayAsk) return this.#read(quiet);
    const asked = await this.#lend(terminal, path, signal).catch((error: unknown) => {
      if (error instanceof TerminalRefused) return quiet;
      throw error;
    });
    // Without the terminal its words could be kept; with it they went by on the screen.
    return this.#read(asked.outcome === "failed" ? { ...asked, stderr: quiet.stderr } : asked);
  }

  async #find(): Promise<string> {
    const { command } = this.#exec;
    const found = await lookPath(command, this.#deps);
    if ("fault" in found) throw this.#error(faults.notFound(found.fault, this.#exec));
    const fault = await policyFault(
      this.#deps.pluginPolicy ?? { type: "AllowAll" },
      { command, path: found.path },
      this.#deps,
    );
    if (fault !== undefined) throw this.#error(faults.policy(fault));
    return found.path;
  }

  async #lend(terminal: Terminal, path: string, signal: AbortSignal): Promise<PluginResult> {
    this.#hadTerminal = true;
    let started = false;
    try {
      return await terminal.lend(() => {
        started = true;
        return this.#start(path, true, signal);
      }, this.#purpose());
    } catch (error) {
      if (signal.aborted || started) throw error;
      throw new TerminalRefused(error instanceof Error ? safeWords(error.message) : "");
    }
  }

  #purpose(): string {
    const { context, cluster, user } = this.#context;
    const login = safeWords(
      `user ${user.name} of context ${context.name} at ${withoutLogin(cluster.server)}`,
    );
    return `the exec plugin ${this.#name} has the terminal, to log in ${login}`;
  }

  #refused(error: unknown): never {
    if (!(error instanceof TerminalRefused)) throw error;
    throw this.#error(faults.refused(error.message));
  }

  async #start(path: string, terminal: boolean, signal: AbortSignal): Promise<PluginResult> {
    const { command, args = [], env = [] } = this.#exec;
    const { onPluginOutput, onPluginSlow, pluginPatience = 4000 } = this.#deps;
    const safeLine = safeLines({ known: this.#knownSecrets() });
    const slow = terminal ? undefined : setTimeout(() => onPluginSlow?.(this.#name), pluginPatience);
    const run = runPlugin({
      path,
      command: normalize(command),
      args,
      env: {
        ...withoutUndefined(this.#deps.env),
        ...Object.fromEntries(env.map(({ name, value }) => [name, value])),
        KUBERNETES_EXEC_INFO: await this.#info(terminal),
      },
      cwd: this.#deps.cwd,
      terminal,
      timeout: terminal ? 0 : this.#timeout(),
      signal,
      onLine: (line) => {
        const words = safeLine(line);
        if (words !== "") onPluginOutput?.(this.#name, words);
      },
    });
    return run.finally(() => clearTimeout(slow));
  }

  async #info(interactive: boolean): Promise<string> {
    const { apiVersion, provideClusterInfo } = this.#exec;
    const { cluster } = this.#context;
    try {
      return await execInfo({ apiVersion, interactive, ...(provideClusterInfo === true ? { cluster } : {}) });
    } catch {
      throw this.#error(faults.authority(cluster));
    }
  }

  async #read(result: PluginResult): Promise<PluginCredential> {
    const words = { known: this.#knownSecrets(), timeout: this.#timeout() };
    if (result.outcome !== "done") throw this.#error(resultFault(result, words));
    try {
      return await readExecReply(result.stdout, this.#exec.apiVersion);
    } catch (error) {
      throw this.#error(
        faults.reply(error instanceof ExecReplyError ? error.message : "its output cannot be read"),
      );
    }
  }

  #timeout(): number {
    return this.#deps.pluginTimeout ?? 180_000;
  }

  #knownSecrets(): readonly string[] {
    const { env = [], args = [] } = this.#exec;
    const { token = "", certificate } = this.#last ?? {};
    return [...secretValues(env, args), token, certificate?.key ?? ""];
  }

  #error({ what, nextStep }: PluginFault): ApiError {
    return credentialsError({
      message: `the exec plugin ${this.#name} ${what}`,
      tried: `run the exec plugin ${this.#name} for user ${this.#context.user.name}`,
      nextStep,
    });
  }
}

/** The terminal was not lent, because the user or the UI said no. */
class TerminalRefused extends Error {}

function withoutUndefined(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const defined = Object.entries(env).filter((pair): pair is [string, string] => pair[1] !== undefined);
  return Object.fromEntries(defined);
}
