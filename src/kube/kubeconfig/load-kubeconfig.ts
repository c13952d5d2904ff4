import { type DecodedFile, decodeEntries } from "./decode-entries.ts";
import { findInCluster } from "./in-cluster.ts";
import { KubeconfigError } from "./kubeconfig-error.ts";
import { type KubeconfigFile, readKubeconfigFile, typeName } from "./kubeconfig-file.ts";
import { type KubeconfigSource, kubeconfigPaths } from "./source.ts";
import type { EntryRef, Kubeconfig, KubeconfigProblem, Section, ShadowedEntry } from "./types.ts";
import { validateEntries } from "./validate.ts";

/**
 * Reads and merges the kubeconfig by client-go's rules (tools/clientcmd/loader.go): of entries with one name the
 * first file's is taken whole, of several current-contexts the first that is not empty.
 *
 * Throws `KubeconfigError` when the explicit file is missing or a file cannot be read or parsed. Everything else that
 * is wrong is a `problem` of one entry, and the other entries work.
 */
export async function loadKubeconfig(source: KubeconfigSource): Promise<Kubeconfig> {
  const searched = kubeconfigPaths(source);
  const read = await Promise.all(searched.map(readKubeconfigFile));
  const files = read.filter((file) => file !== undefined);
  if (files.length === 0 && isExplicit(source)) throw missingFile(searched[0] ?? "");
  const merged = mergeFiles(files);
  const current = currentContext(files);
  const problems = [
    ...merged.problems,
    ...current.problems,
    ...validateEntries(merged),
    ...(files.length === 0 ? missingList(source, searched) : []),
  ];
  const kubeconfig = { ...merged, files: files.map(({ file }) => file), searched, problems };
  if (current.name !== undefined) {
    const dangling = !merged.contexts.some(({ name }) => name === current.name);
    return {
      ...kubeconfig,
      ...(await implicitNamespace(source)),
      currentContext: current.name,
      problems: dangling ? [...problems, danglingCurrent(current.name, current.file)] : problems,
    };
  }
  return withInCluster(source, kubeconfig);
}

const isExplicit = ({ explicitFile }: KubeconfigSource) => explicitFile !== undefined && explicitFile !== "";

function mergeFiles(files: readonly KubeconfigFile[]) {
  const decoded = files.map(decodeEntries);
  const shadowed: ShadowedEntry[] = [];
  const merge = <K extends Section>(section: K) => {
    const winners = new Map<string, DecodedFile[K][number]>();
    for (const entry of decoded.flatMap((file): readonly DecodedFile[K][number][] => file[section])) {
      const winner = winners.get(entry.name);
      if (winner === undefined) winners.set(entry.name, entry);
      else shadowed.push({ section, name: entry.name, file: entry.file, by: winner.file });
    }
    return [...winners.values()];
  };
  const entries = { clusters: merge("clusters"), users: merge("users"), contexts: merge("contexts") };
  const hidden = (file: string, entry: EntryRef) =>
    shadowed.some((one) => one.section === entry.section && one.name === entry.name && one.file === file);
  const problems = decoded
    .flatMap((file) => file.problems)
    .filter(({ file, entry }) => entry === undefined || !hidden(file, entry));
  return { ...entries, shadowed, problems };
}

function currentContext(files: readonly KubeconfigFile[]) {
  const problems: KubeconfigProblem[] = [];
  for (const { file, currentContext: value, lineOf } of files) {
    if (value === undefined || value === null || value === "") continue;
    if (typeof value === "string") return { name: value, file, problems };
    const where = `${file}:${lineOf(["current-context"])}`;
    const message = `${where}: current-context should be text, but is ${typeName(value)}; put it in quotes`;
    problems.push({ file, message });
  }
  return { problems };
}

function danglingCurrent(name: string, file: string): KubeconfigProblem {
  return {
    file,
    message: `current-context is ${name}, which no file defines; choose another context (${file})`,
  };
}

function missingFile(file: string): KubeconfigError {
  return new KubeconfigError({
    message: `the kubeconfig ${file} does not exist`,
    nextStep: "check the path given with --kubeconfig",
    file,
  });
}

/** A missing `~/.kube/config` is normal; a KUBECONFIG that names nothing that exists is not. */
function missingList({ env }: KubeconfigSource, searched: readonly string[]): KubeconfigProblem[] {
  const [first] = searched;
  if ((env.KUBECONFIG ?? "") === "" || first === undefined) return [];
  return [{ file: first, message: `no file that KUBECONFIG names exists: ${searched.join(", ")}` }];
}

/** Inside a pod, contexts that name no namespace mean the pod's own. */
async function implicitNamespace(source: KubeconfigSource): Promise<{ implicitNamespace?: string }> {
  const pod = await findInCluster(source, "in-cluster");
  return pod === undefined ? {} : { implicitNamespace: pod.namespace };
}

/** Where no context is current, the service account of the pod this runs in stands in, if there is one. */
async function withInCluster(source: KubeconfigSource, found: Kubeconfig): Promise<Kubeconfig> {
  const taken = new Set([...found.contexts, ...found.clusters, ...found.users].map((entry) => entry.name));
  let name = "in-cluster";
  while (taken.has(name)) name = `${name}-pod`;
  const pod = await findInCluster(source, name);
  if (pod === undefined) return found;
  return {
    ...found,
    currentContext: name,
    contexts: [...found.contexts, pod.context],
    clusters: [...found.clusters, pod.cluster],
    users: [...found.users, pod.user],
    implicitNamespace: pod.namespace,
    inCluster: true,
  };
}
