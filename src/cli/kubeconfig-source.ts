import type { Kubeconfig, KubeconfigSource } from "../kube/kubeconfig/index.ts";
import type { World } from "./world.ts";

/** Where the kubeconfig of a command line is looked for. `--kubeconfig` beats KUBECONFIG. */
export function kubeconfigSource(
  { env, home, cwd }: World,
  explicitFile: string | undefined,
): KubeconfigSource {
  return { env, home, cwd, ...(explicitFile !== undefined && { explicitFile }) };
}

/** Whether nothing at all says how to reach a cluster: no file, and no pod this runs in. */
export function isAbsent({ files, contexts }: Kubeconfig): boolean {
  return files.length === 0 && contexts.length === 0;
}

/** What makes two kubeconfigs the same one, whichever of its files exist at the moment. */
export function searchedFiles({ searched, files }: Kubeconfig): readonly string[] {
  return searched ?? files;
}

/** As much of a kubeconfig as a demo cluster writes. */
export interface WrittenKubeconfig {
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

/** A kubeconfig that never was in a file, of several that were written; the first one's current context counts. */
export function kubeconfigOf(...written: readonly WrittenKubeconfig[]): Kubeconfig {
  const file = "(demo)";
  const all = <T>(list: (one: WrittenKubeconfig) => readonly T[]): readonly T[] => written.flatMap(list);
  return {
    files: [],
    problems: [],
    currentContext: written[0]?.["current-context"] ?? "",
    clusters: all(({ clusters }) => clusters).map(({ name, cluster }) => ({
      name,
      file,
      server: cluster.server,
      ...(cluster["certificate-authority-data"] !== undefined && {
        certificateAuthorityData: cluster["certificate-authority-data"],
      }),
    })),
    users: all(({ users }) => users).map(({ name, user }) => ({ name, file, token: user.token })),
    contexts: all(({ contexts }) => contexts).map(({ name, context }) => ({ name, file, ...context })),
  };
}
