// What a test can do with a running control plane, from any process: ask, write, run kubectl, hand out credentials,
// write and rotate logs. It is built from plain details, which travel as JSON between processes.
import { execFile, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { promisify } from "node:util";
import { Agent, request } from "undici";
import { type AuditedRequest, readAuditLog } from "./audit.ts";
import { type KubeconfigContext, writeKubeconfig } from "./kubeconfig.ts";
import { PodLogs } from "./pod-logs.ts";

export interface ClusterDetails {
  /** The name of the cluster and of its first context. */
  readonly name: string;
  /** The URL of the first API server. */
  readonly server: string;
  /** The URLs of all of them. */
  readonly servers: readonly string[];
  /** The URL of the etcd behind them. */
  readonly etcd: string;
  /** The authority of the servers' certificates, PEM in base64, as kubeconfig files hold it. */
  readonly caData: string;
  /** A kubeconfig (0600) with one context per user: NAME for admin, NAME-USER for every other. Admin is current. */
  readonly kubeconfig: string;
  /** The token of each user. `admin` may do everything, `viewer` nothing. */
  readonly tokens: Readonly<Record<string, string>>;
  /** The path of a kubectl of the control plane's own version. */
  readonly kubectl: string;
  /** Writes client certificates; undefined where the control plane was started without. */
  readonly clientcert: string | undefined;
  /** The directory of everything that belongs to the control plane. It goes when the control plane goes. */
  readonly scratch: string;
  /** The port on which nodes answer for logs, exec, attach and port-forward; undefined without a kubelet. */
  readonly kubeletPort: number | undefined;
  readonly auditLog: string | undefined;
}

export interface KubectlResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface KubectlOptions {
  /** What it reads from its standard input, whose end it then sees. */
  readonly input?: string;
  /** Another kubeconfig than the control plane's own. */
  readonly kubeconfig?: string;
}

export interface RequestOptions {
  readonly body?: unknown;
  /** For a PATCH: a strategic merge patch unless said otherwise. */
  readonly contentType?: string;
  readonly token?: string;
  /** As a client calls itself; the API server names field managers and audit lines after it. */
  readonly userAgent?: string;
}

export interface CertificateOptions {
  readonly groups?: readonly string[];
  /** A Go duration such as 1h; negative for a certificate that has expired. */
  readonly validFor?: string;
}

/** An answer of the API server that is no success. */
export class StatusError extends Error {
  readonly code: number;

  constructor(method: string, path: string, code: number, message: string) {
    super(`${method} ${path}: ${code} ${message}`);
    this.code = code;
  }
}

// Enough to keep an API server on a few cores busy; more only wait there.
const connections = 48;

export class ClusterAccess {
  readonly details: ClusterDetails;
  readonly #agent: Agent;

  constructor(details: ClusterDetails) {
    this.details = details;
    const ca = Buffer.from(details.caData, "base64").toString();
    this.#agent = new Agent({ connections, connect: { ca } });
  }

  /** The files behind `kubectl logs`. */
  get logs(): PodLogs {
    return new PodLogs(join(this.details.scratch, "kubelet", "logs"));
  }

  /** Sends a request as admin and gives the object that comes back. Throws a StatusError for any failure. */
  async request<T = unknown>(method: string, path: string, options: RequestOptions = {}): Promise<T> {
    const patchType = "application/strategic-merge-patch+json";
    const { statusCode, body } = await request(this.details.server + path, {
      dispatcher: this.#agent,
      method: method as "GET",
      headers: {
        authorization: `Bearer ${options.token ?? this.details.tokens.admin}`,
        "content-type": options.contentType ?? (method === "PATCH" ? patchType : "application/json"),
        ...(options.userAgent && { "user-agent": options.userAgent }),
      },
      ...(options.body !== undefined && { body: JSON.stringify(options.body) }),
    });
    const answer = await body.text();
    if (statusCode >= 400) throw new StatusError(method, path, statusCode, messageOf(answer));
    return JSON.parse(answer) as T;
  }

  /** Runs kubectl as admin and gives what it prints. Throws, with what it says, when it fails. */
  async kubectl(args: readonly string[], options: KubectlOptions = {}): Promise<string> {
    const result = await this.tryKubectl(args, options);
    if (result.code !== 0)
      throw new Error(`kubectl ${args.join(" ")}: status ${result.code}\n${result.stderr}`);
    return result.stdout;
  }

  /** Runs kubectl as admin; a failure is a result like any other. */
  async tryKubectl(args: readonly string[], options: KubectlOptions = {}): Promise<KubectlResult> {
    const child = spawn(this.details.kubectl, args, { env: this.kubectlEnvironment(options.kubeconfig) });
    child.stdin.on("error", () => {}); // It may end without having read its input.
    child.stdin.end(options.input ?? "");
    const ended = new Promise<number>((resolve, reject) => {
      child.on("error", reject).on("close", (code) => resolve(code ?? -1));
    });
    const [code, stdout, stderr] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
    return { code, stdout, stderr };
  }

  /** The environment in which kubectl talks to this control plane and keeps its caches in the scratch directory. */
  kubectlEnvironment(kubeconfig = this.details.kubeconfig): NodeJS.ProcessEnv {
    const { scratch } = this.details;
    return { PATH: process.env.PATH, HOME: scratch, KUBECONFIG: kubeconfig };
  }

  /** A context for a kubeconfig: as a user of the token list, or with a user entry of your own. */
  context(
    name: string,
    user: string | Readonly<Record<string, unknown>> = "admin",
    namespace?: string,
  ): KubeconfigContext {
    const { server, caData, tokens } = this.details;
    const entry = typeof user === "string" ? { token: tokens[user] } : user;
    return { name, server, caData, user: entry, ...(namespace && { namespace }) };
  }

  /** Writes a kubeconfig into the scratch directory and gives its path. The first context is the current one. */
  async writeKubeconfig(contexts: readonly KubeconfigContext[]): Promise<string> {
    const path = join(this.details.scratch, "kubeconfigs", `${randomUUID()}.yaml`);
    await writeKubeconfig(path, contexts);
    return path;
  }

  /** A kubeconfig user entry with a client certificate for this user, made now. */
  async certificateUser(user: string, options: CertificateOptions = {}): Promise<Record<string, string>> {
    const { clientcert, scratch } = this.details;
    if (!clientcert) throw new Error("the control plane was started without client certificates");
    const directory = join(scratch, "client-certificates");
    const groups = options.groups?.join(",") ?? "";
    const validFor = options.validFor ?? "24h";
    await run(clientcert, ["-dir", directory, "-user", user, "-groups", groups, "-valid-for", validFor]);
    return {
      "client-certificate": join(directory, `${user}.crt`),
      "client-key": join(directory, `${user}.key`),
    };
  }

  /** Makes a namespace of this name and a suffix of its own, so that stories on one cluster do not meet. */
  async createNamespace(prefix: string): Promise<string> {
    const name = `${prefix}-${randomUUID().slice(0, 8)}`;
    await this.request("POST", "/api/v1/namespaces", { body: { metadata: { name } } });
    return name;
  }

  /** Makes a service account with no rights and gives a token for it: a user that can be added while it runs. */
  async serviceAccountToken(namespace: string, name: string): Promise<string> {
    const accounts = `/api/v1/namespaces/${namespace}/serviceaccounts`;
    await this.request("POST", accounts, { body: { metadata: { name } } });
    const answer = await this.request<{ status: { token: string } }>("POST", `${accounts}/${name}/token`, {
      body: { spec: { expirationSeconds: 3600 } },
    });
    return answer.status.token;
  }

  /** What was asked so far by clients whose user agent contains the text. Needs the audit log. */
  async requests(userAgent = ""): Promise<AuditedRequest[]> {
    const { auditLog } = this.details;
    if (!auditLog) throw new Error("the control plane was started without an audit log");
    return readAuditLog(auditLog, userAgent);
  }

  /** What the nodes' processes can see of a container: its working directory. */
  containerDirectory(namespace: string, pod: string, container: string): string {
    return join(this.details.scratch, "kubelet", "containers", namespace, pod, container);
  }

  /** Closes this process's connections to the API server. */
  async close(): Promise<void> {
    await this.#agent.destroy();
  }
}

const run = promisify(execFile);

/** The message of a Status, or the text where the answer is none. */
function messageOf(answer: string): string {
  try {
    return (JSON.parse(answer) as { message?: string }).message ?? answer;
  } catch {
    return answer;
  }
}

/** The authority in an API server's own certificate file, as a kubeconfig holds it. */
export async function readAuthority(path: string): Promise<string> {
  return (await readFile(path)).toString("base64");
}
