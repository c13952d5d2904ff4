import type { Cluster, Context, EntryRef, KubeconfigProblem, User } from "./types.ts";

/** What the checks look at: the entries as merged. */
export interface Entries {
  readonly clusters: readonly Cluster[];
  readonly users: readonly User[];
  readonly contexts: readonly Context[];
}

/**
 * client-go's checks (tools/clientcmd/validation.go), each as a problem of the one entry it concerns. Whether the
 * named files can be read is not checked here: that is found out when one of them is used.
 */
export function validateEntries({ clusters, users, contexts }: Entries): KubeconfigProblem[] {
  const clusterNames = new Map(clusters.map((cluster) => [cluster.name, cluster]));
  const userNames = new Set(users.map((user) => user.name));
  return [
    ...clusters.flatMap((cluster) =>
      problems(cluster, { section: "clusters", name: cluster.name }, clusterFaults(cluster)),
    ),
    ...users.flatMap((user) => problems(user, { section: "users", name: user.name }, userFaults(user))),
    ...contexts.flatMap((context) => {
      const entry: EntryRef = { section: "contexts", name: context.name };
      const faults = contextFaults(context, clusterNames, userNames);
      const hint = namespaceFault(context.namespace);
      return [
        ...problems(context, entry, faults),
        ...(hint === undefined ? [] : [{ file: context.file, message: `context ${context.name}: ${hint}` }]),
      ];
    }),
  ];
}

const kinds = { clusters: "cluster", users: "user", contexts: "context" } as const;

function problems(
  at: { readonly file: string },
  entry: EntryRef,
  faults: readonly string[],
): KubeconfigProblem[] {
  return faults.map((fault) => ({
    file: at.file,
    message: `${kinds[entry.section]} ${entry.name}: ${fault} (${at.file})`,
    entry,
  }));
}

function clusterFaults(cluster: Cluster): string[] {
  const faults: string[] = [];
  const ownAuthority = cluster.certificateAuthority ?? cluster.certificateAuthorityData;
  if (cluster.server === "") faults.push("it has no server; set server to the address of the API server");
  if (cluster.proxyUrl !== undefined && !isProxy(cluster.proxyUrl)) {
    faults.push("proxy-url should be a URL that starts with http://, https:// or socks5://");
  }
  if (cluster.certificateAuthority !== undefined && cluster.certificateAuthorityData !== undefined) {
    faults.push(both("certificate-authority", "certificate-authority-data"));
  }
  if (cluster.insecureSkipTlsVerify === true && ownAuthority !== undefined) {
    faults.push(
      "a certificate authority and insecure-skip-tls-verify exclude each other; remove one of them",
    );
  }
  return faults;
}

function isProxy(url: string): boolean {
  return URL.canParse(url) && ["http:", "https:", "socks5:"].includes(new URL(url).protocol);
}

function userFaults(user: User): string[] {
  return [
    ...certificateFaults(user),
    ...execFaults(user),
    ...methodFaults(user),
    ...impersonationFaults(user),
  ];
}

function certificateFaults(user: User): string[] {
  const { clientCertificate: file, clientCertificateData: data, clientKey, clientKeyData } = user;
  if (file === undefined && data === undefined) return [];
  const faults: string[] = [];
  if (file !== undefined && data !== undefined)
    faults.push(both("client-certificate", "client-certificate-data"));
  if (clientKey !== undefined && clientKeyData !== undefined)
    faults.push(both("client-key", "client-key-data"));
  if (clientKey === undefined && clientKeyData === undefined) {
    faults.push("it has a client certificate without a key; set client-key or client-key-data");
  }
  return faults;
}

function execFaults({ exec, authProvider }: User): string[] {
  if (exec === undefined) return [];
  const faults: string[] = [];
  if (authProvider !== undefined)
    faults.push("exec and auth-provider exclude each other; remove one of them");
  if (exec.command === "") faults.push("exec has no command; set it to the plugin to run");
  if (exec.apiVersion === "")
    faults.push("exec has no apiVersion; set it to client.authentication.k8s.io/v1");
  if (exec.env?.some(({ name }) => name === "") === true) faults.push("exec has an env entry without a name");
  if (exec.apiVersion !== "" && exec.interactiveMode === undefined) {
    faults.push("exec has no interactiveMode; set it to Never, IfAvailable or Always");
  }
  return faults;
}

function methodFaults({ token, username, password }: User): string[] {
  const basic = username !== undefined || password !== undefined;
  return token !== undefined && basic
    ? ["a token and a username with password exclude each other; remove one"]
    : [];
}

function impersonationFaults({ as, asUid, asGroups, asUserExtra }: User): string[] {
  const extra = asUserExtra !== undefined && Object.keys(asUserExtra).length > 0;
  const more = asUid !== undefined || asGroups !== undefined || extra;
  return as === undefined && more
    ? ["as-uid, as-groups and as-user-extra need a user to act as; set as"]
    : [];
}

function both(file: string, data: string): string {
  return `${file} and ${data} are both set; remove one of them`;
}

function contextFaults(
  context: Context,
  clusters: ReadonlyMap<string, Cluster>,
  users: ReadonlySet<string>,
): string[] {
  const faults: string[] = [];
  const cluster = clusters.get(context.cluster);
  if (context.cluster === "") faults.push("it names no cluster; set cluster");
  else if (cluster === undefined) faults.push(`no file defines its cluster ${context.cluster}`);
  if (context.user !== "" && !users.has(context.user) && sendsCredentials(cluster)) {
    faults.push(`no file defines its user ${context.user}`);
  }
  return faults;
}

/** Over plain http no credentials are sent, so a missing user does no harm. */
function sendsCredentials(cluster: Cluster | undefined): boolean {
  return cluster === undefined || /^https:\/\//i.test(cluster.server);
}

/** Only a hint: kubectl sends such a namespace too, and the server refuses it. */
function namespaceFault(namespace: string | undefined): string | undefined {
  if (namespace === undefined) return undefined;
  if (namespace.length <= 63 && /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(namespace)) return undefined;
  return "its namespace is not a name that Kubernetes allows";
}
