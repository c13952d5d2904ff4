// The kubeconfig as merged by client-go's rules, with the file each entry came from.

/** A process environment, passed in: nothing here reads the machine's own. */
export type Env = Readonly<Record<string, string | undefined>>;

/** The three lists of a kubeconfig file, under the names they have in it. */
export type Section = "clusters" | "users" | "contexts";

/** One entry of a kubeconfig, by the list it stands in and its name. */
export interface EntryRef {
  readonly section: Section;
  readonly name: string;
}

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
  /** Base64 of PEM, as in the file. */
  readonly certificateAuthorityData?: string;
  readonly proxyUrl?: string;
  readonly disableCompression?: boolean;
  readonly extensions?: readonly NamedExtension[];
}

export interface ExecConfig {
  readonly apiVersion: string;
  /** Absolute when the file gave it with a path separator; otherwise a bare name, looked up in PATH. */
  readonly command: string;
  readonly args?: readonly string[];
  readonly env?: readonly { readonly name: string; readonly value: string }[];
  readonly installHint?: string;
  readonly provideClusterInfo?: boolean;
  /** v1beta1 defaults to `IfAvailable`; for v1 a missing mode is a problem of the user entry. */
  readonly interactiveMode?: "Never" | "IfAvailable" | "Always";
}

export interface User {
  readonly name: string;
  readonly file: string;
  readonly clientCertificate?: string;
  /** Base64 of PEM, as in the file. */
  readonly clientCertificateData?: string;
  readonly clientKey?: string;
  /** Base64 of PEM, as in the file. */
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
  /** `""` where the file names none: requests then carry no credentials. */
  readonly user: string;
  readonly namespace?: string;
}

/** Something wrong that does not stop the rest: a missing file, a dangling reference, a duplicate. */
export interface KubeconfigProblem {
  readonly file: string;
  /** One sentence naming the entry, what was expected and the next step. Holds no value that could be secret. */
  readonly message: string;
  /** The entry that cannot be used because of it. Absent where the problem is only worth knowing. */
  readonly entry?: EntryRef;
}

/** An entry that the merge hides because an earlier file has one of the same name. */
export interface ShadowedEntry extends EntryRef {
  readonly file: string;
  /** The file whose entry is used. */
  readonly by: string;
}

export interface Kubeconfig {
  /** The files in order of precedence, those that exist. */
  readonly files: readonly string[];
  readonly currentContext?: string;
  readonly contexts: readonly Context[];
  readonly clusters: readonly Cluster[];
  readonly users: readonly User[];
  readonly problems: readonly KubeconfigProblem[];
  readonly shadowed?: readonly ShadowedEntry[];
  /** Every file that was looked for, whether it exists or not. */
  readonly searched?: readonly string[];
  /** The namespace of contexts that name none; inside a pod it is the pod's own, elsewhere `default`. */
  readonly implicitNamespace?: string;
  /** Set where nothing was configured and the pod's own service account stands in. */
  readonly inCluster?: boolean;
}

/** One context with what it refers to, checked and ready to connect with. */
export interface ResolvedContext {
  readonly context: Context;
  readonly cluster: Cluster;
  /** A user without any credential where the context names none. */
  readonly user: User;
  /** The context's own namespace, or the implicit one. */
  readonly namespace: string;
}
