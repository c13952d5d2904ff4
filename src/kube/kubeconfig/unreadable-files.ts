import { constants } from "node:fs";
import { access } from "node:fs/promises";
import type { EntryRef, Kubeconfig, KubeconfigProblem } from "./types.ts";

/**
 * A problem for each file that an entry names and that cannot be read. Loading does not look at them, since most are
 * never used and some lie on slow disks; this is for a check of the whole configuration.
 */
export async function unreadableFiles({
  clusters,
  users,
}: Kubeconfig): Promise<readonly KubeconfigProblem[]> {
  const named = [
    ...clusters.flatMap(({ name, file, certificateAuthority }) =>
      filesOf({ section: "clusters", name }, file, { "certificate-authority": certificateAuthority }),
    ),
    ...users.flatMap(({ name, file, clientCertificate, clientKey, tokenFile }) =>
      filesOf({ section: "users", name }, file, {
        "client-certificate": clientCertificate,
        "client-key": clientKey,
        tokenFile,
      }),
    ),
  ];
  const checked = await Promise.all(named.map(check));
  return checked.filter((problem) => problem !== undefined);
}

interface NamedFile {
  readonly entry: EntryRef;
  readonly file: string;
  readonly field: string;
  readonly path: string;
}

function filesOf(
  entry: EntryRef,
  file: string,
  fields: Readonly<Record<string, string | undefined>>,
): NamedFile[] {
  return Object.entries(fields).flatMap(([field, path]) =>
    path === undefined ? [] : [{ entry, file, field, path }],
  );
}

async function check({ entry, file, field, path }: NamedFile): Promise<KubeconfigProblem | undefined> {
  try {
    await access(path, constants.R_OK);
    return undefined;
  } catch {
    const kind = entry.section === "clusters" ? "cluster" : "user";
    return {
      file,
      entry,
      message: `${kind} ${entry.name}: ${field} ${path} cannot be read; correct the path (${file})`,
    };
  }
}
