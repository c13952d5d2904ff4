import { stat } from "node:fs/promises";
import { delimiter, join, resolve } from "node:path";
import type { Env } from "./types.ts";

/** Where the kubeconfig is looked for: everything that differs from one process to the next. */
export interface KubeconfigSource {
  /** `--kubeconfig`: beats everything else, is read alone and must exist. */
  readonly explicitFile?: string;
  readonly env: Env;
  readonly home: string;
  readonly cwd: string;
  /** Where a pod finds its service account; tests name a folder of their own. */
  readonly serviceAccountFolder?: string;
}

/**
 * The files to read, absolute, in order of precedence: the explicit one, or those of KUBECONFIG without empty
 * items and duplicates, or `~/.kube/config`. A KUBECONFIG of separators only means no file at all, as in client-go.
 */
export function kubeconfigPaths({ explicitFile, env, home, cwd }: KubeconfigSource): readonly string[] {
  if (explicitFile !== undefined && explicitFile !== "") return [resolve(cwd, explicitFile)];
  const list = env.KUBECONFIG;
  if (list === undefined || list === "") return [join(home, ".kube", "config")];
  const items = list.split(delimiter).filter((item) => item !== "");
  return [...new Set(items.map((item) => resolve(cwd, item)))];
}

/** The file a new scalar goes to: the first that exists, else the last one listed (kubectl's rule). */
export async function defaultWriteFile(source: KubeconfigSource): Promise<string | undefined> {
  const paths = kubeconfigPaths(source);
  for (const path of paths) {
    const exists = await stat(path).then(
      () => true,
      () => false,
    );
    if (exists) return path;
  }
  return paths.at(-1);
}
