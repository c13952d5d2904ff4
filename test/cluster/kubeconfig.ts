// Kubeconfig files for tests: contexts of one cluster or of several in one file.
import { mkdir, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { stringify } from "yaml";

export interface KubeconfigContext {
  readonly name: string;
  readonly server: string;
  /** The certificate authority, PEM in base64 as kubeconfig files hold it; left out, the server is not checked. */
  readonly caData?: string;
  readonly namespace?: string;
  /** The user entry as it stands in the file: a token, certificate files, an exec plugin. */
  readonly user: Readonly<Record<string, unknown>>;
}

/** Writes the file, readable by its owner only. The first context is the current one unless another is named. */
export async function writeKubeconfig(
  path: string,
  contexts: readonly KubeconfigContext[],
  currentContext = contexts[0]?.name ?? "",
): Promise<void> {
  const file = {
    apiVersion: "v1",
    kind: "Config",
    "current-context": currentContext,
    clusters: contexts.map(({ name, server, caData }) => ({
      name,
      cluster: {
        server,
        ...(caData ? { "certificate-authority-data": caData } : { "insecure-skip-tls-verify": true }),
      },
    })),
    users: contexts.map(({ name, user }) => ({ name, user })),
    contexts: contexts.map(({ name, namespace }) => ({
      name,
      context: { cluster: name, user: name, ...(namespace && { namespace }) },
    })),
  };
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, stringify(file), { mode: 0o600 });
}
