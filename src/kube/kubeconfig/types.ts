// The kubeconfig as merged by client-go's rules, with the file each entry came from.

export interface NamedExtension {
  readonly name: string;
  readonly extension: unknown;
}

export interface Cluster {
  readonly name: string;
  /** The file that defines it; relative paths below are already resolved against its folder. */
  readonly file: string;
  readonly server: string;
  readonly tlsServerName?: string;
  readonly insecureSkipTlsVerify?: boolean;
  readonly certificateAuthority?: string;
  readonly certificateAuthorityData?: string;
  readonly proxyUrl?: string;
  readonly disableCompression?: boolean;
  readonly extensions?: readonly NamedExtension[];
}

export interface ExecConfig {
  readonly apiVersion: string;
  readonly command: string;
  readonly args?: readonly string[];
  readonly env?: readonly { readonly name: string; readonly value: string }[];
  readonly installHint?: string;
  readonly provideClusterInfo?: boolean;
  readonly interactiveMode?: "Never" | "IfAvailable" | "Always";
}

export interface User {
  readonly name: string;
  readonly file: string;
  readonly clientCertificate?: string;
  readonly clientCertificateData?: string;
  readonly clientKey?: string;
  readonly clientKeyData?: string;
  readonly token?: string;
  readonly tokenFile?: string;
  readonly username?: string;
  readonly password?: string;
  readonly as?: string;
  readonly asUid?: string;
  readonly asGroups?: readonly string[];
  readonly asUserExtra?: Readonly<Record<string, readonly string[]>>;
  readonly exec?: ExecConfig;
  readonly authProvider?: { readonly name: string; readonly config: Readonly<Record<string, string>> };
}

export interface Context {
  readonly name: string;
  readonly file: string;
  readonly cluster: string;
  readonly user: string;
  readonly namespace?: string;
}

/** Something wrong that does not stop the rest: a missing file, a dangling reference, a duplicate. */
export interface KubeconfigProblem {
  readonly file: string;
  /** One sentence naming the entry, what was expected and the next step. */
  readonly message: string;
}

export interface Kubeconfig {
  /** The files in order of precedence, those that exist. */
  readonly files: readonly string[];
  readonly currentContext?: string;
  readonly contexts: readonly Context[];
  readonly clusters: readonly Cluster[];
  readonly users: readonly User[];
  readonly problems: readonly KubeconfigProblem[];
  /** Set where nothing was configured and the pod's own service account stands in. */
  readonly inCluster?: boolean;
}
