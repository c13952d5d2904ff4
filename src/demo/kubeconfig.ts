/** What a kubeconfig has to know of a demo cluster. */
export interface ServerAddress {
  readonly name: string;
  readonly url: string;
  /** PEM, for servers that speak TLS. */
  readonly certificate: string | undefined;
}

/** One context of a demo kubeconfig. */
export interface DemoContext {
  readonly name: string;
  readonly cluster: ServerAddress;
  /** A bearer token; `demo-admin` and `demo-viewer` are known everywhere. */
  readonly token: string;
  readonly namespace?: string;
}

/** A kubeconfig in its object form, which is JSON and so YAML too. The first context is the current one. */
export interface DemoKubeconfig {
  readonly apiVersion: "v1";
  readonly kind: "Config";
  readonly "current-context": string;
  readonly clusters: readonly {
    readonly name: string;
    readonly cluster: { readonly server: string; readonly "certificate-authority-data"?: string };
  }[];
  readonly users: readonly { readonly name: string; readonly user: { readonly token: string } }[];
  readonly contexts: readonly {
    readonly name: string;
    readonly context: { readonly cluster: string; readonly user: string; readonly namespace?: string };
  }[];
}

/** Writes a kubeconfig with the contexts given. */
export function demoKubeconfig(contexts: readonly DemoContext[]): DemoKubeconfig {
  const clusters = new Map(contexts.map(({ cluster }) => [cluster.name, cluster]));
  return {
    apiVersion: "v1",
    kind: "Config",
    "current-context": contexts[0]?.name ?? "",
    clusters: [...clusters.values()].map(({ name, url, certificate }) => ({
      name,
      cluster: {
        server: url,
        ...(certificate === undefined
          ? {}
          : { "certificate-authority-data": Buffer.from(certificate).toString("base64") }),
      },
    })),
    users: contexts.map(({ name, token }) => ({ name, user: { token } })),
    contexts: contexts.map(({ name, cluster, namespace }) => ({
      name,
      context: { cluster: cluster.name, user: name, ...(namespace === undefined ? {} : { namespace }) },
    })),
  };
}
