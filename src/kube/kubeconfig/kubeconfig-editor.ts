import { realpath } from "node:fs/promises";
import { decodeEntries } from "./decode-entries.ts";
import { editFiles, type FileEdits, type KubeconfigEdit } from "./edit-files.ts";
import type { LockOptions } from "./file-lock.ts";
import { withContextName, withCurrentContext, withNamespace, withoutEntry } from "./kubeconfig-edits.ts";
import { KubeconfigError } from "./kubeconfig-error.ts";
import { type KubeconfigFile, readKubeconfigFile } from "./kubeconfig-file.ts";
import { loadKubeconfig } from "./load-kubeconfig.ts";
import { unknownContext } from "./resolve-context.ts";
import { defaultWriteFile, type KubeconfigSource, kubeconfigPaths } from "./source.ts";
import type { Context, EntryRef, Kubeconfig } from "./types.ts";
import type { YamlSource } from "./yaml-edit.ts";

/** An entry and the file it stands in. */
export interface FiledEntry extends EntryRef {
  readonly file: string;
}

/** What deleting contexts means, before it is done. */
export interface DeletePlan {
  readonly contexts: readonly FiledEntry[];
  /** Clusters and users that no other context refers to; deleted only when asked for. */
  readonly orphans: readonly FiledEntry[];
  /** Contexts of the same names in later files, which come to light. */
  readonly revealed: readonly FiledEntry[];
  /** The files whose current-context is cleared, as it names a deleted context. */
  readonly clears: readonly string[];
}

/**
 * Changes to the kubeconfig, each to the file kubectl would choose, and to that file only. All throw
 * `KubeconfigError`, also when the kubeconfig as a whole cannot be read.
 */
export interface KubeconfigEditor {
  /** Into the explicit file, else the first that exists. The context must exist. */
  setCurrentContext(name: string): Promise<KubeconfigEdit>;
  /** In the first file that has one. A later file's then counts: `shows` names it. */
  unsetCurrentContext(): Promise<KubeconfigEdit & { readonly shows?: FiledEntry }>;
  /** In the context's own file; `undefined` takes the namespace out. */
  setNamespace(context: string, namespace: string | undefined): Promise<KubeconfigEdit>;
  /** Refuses a name that is taken. Where current-context was the old name, it follows. */
  renameContext(from: string, to: string): Promise<KubeconfigEdit>;
  planDelete(names: readonly string[]): Promise<DeletePlan>;
  /** A current-context that would dangle is cleared. */
  deleteContexts(
    names: readonly string[],
    options?: { readonly alsoOrphans?: boolean },
  ): Promise<KubeconfigEdit>;
}

export function createKubeconfigEditor(source: KubeconfigSource, options: LockOptions): KubeconfigEditor {
  const edit = (edits: FileEdits) => editFiles(edits, options);
  const read = () => readAll(source);
  return {
    async setCurrentContext(name) {
      findContext(await loadKubeconfig(source), name);
      const file = await defaultWriteFile(source);
      return edit(new Map(file === undefined ? [] : [[file, (text) => withCurrentContext(text, name)]]));
    },

    async unsetCurrentContext() {
      const [current, next] = currentContexts(await read());
      if (current === undefined) return edit(new Map());
      const done = await edit(new Map([[current.file, (text) => withCurrentContext(text, "")]]));
      return next === undefined ? done : { ...done, shows: next };
    },

    async setNamespace(name, namespace) {
      if (namespace !== undefined) checkNamespace(namespace);
      const { file } = findContext(await loadKubeconfig(source), name);
      return edit(new Map([[file, (text) => withNamespace(text, name, namespace)]]));
    },

    async renameContext(from, to) {
      const kubeconfig = await loadKubeconfig(source);
      const { file } = findContext(kubeconfig, from);
      checkNewName(kubeconfig, to);
      if (from === to) return edit(new Map());
      const [current] = currentContexts(await read());
      const edits = new Map<string, (text: YamlSource) => string>();
      if (current?.name === from) edits.set(current.file, (text) => withCurrentContext(text, to));
      // Last, as the one file may be both: this edit renames the current-context of its file too.
      edits.set(file, (text) => withContextName(text, from, to));
      return edit(edits);
    },

    planDelete: async (names) => planDelete(await loadKubeconfig(source), await read(), names),

    async deleteContexts(names, { alsoOrphans = false } = {}) {
      const plan = planDelete(await loadKubeconfig(source), await read(), names);
      return edit(deleteEdits(plan, alsoOrphans));
    },
  };
}

/** Each file once, also where one is listed under two names: its entries would hide each other. */
async function readAll(source: KubeconfigSource): Promise<readonly KubeconfigFile[]> {
  const real = new Map<string, string>();
  for (const path of kubeconfigPaths(source)) {
    const target = await realpath(path).catch(() => path);
    if (!real.has(target)) real.set(target, path);
  }
  const files = await Promise.all([...real.values()].map(readKubeconfigFile));
  return files.filter((file) => file !== undefined);
}

/** Every current-context that is set, the one that counts first. */
function currentContexts(files: readonly KubeconfigFile[]): readonly FiledEntry[] {
  return files.flatMap(({ file, currentContext: name }) =>
    typeof name === "string" && name !== "" ? [{ section: "contexts" as const, name, file }] : [],
  );
}

function findContext(kubeconfig: Kubeconfig, name: string): Context {
  const context = kubeconfig.contexts.find((one) => one.name === name);
  if (context === undefined) throw unknownContext(kubeconfig, name);
  if (kubeconfig.files.includes(context.file)) return context;
  throw new KubeconfigError({
    message: `context ${name} stands for the pod's own service account and is in no file`,
    nextStep: "use it as it is",
  });
}

function checkNewName(kubeconfig: Kubeconfig, name: string): void {
  const taken = kubeconfig.contexts.find((one) => one.name === name);
  const fault =
    taken !== undefined
      ? `there already is a context ${name} (${taken.file})`
      : name === "" || /\p{Cc}/u.test(name)
        ? "a context's name cannot be empty or hold control characters"
        : undefined;
  if (fault === undefined) return;
  throw new KubeconfigError({ message: fault, nextStep: "choose another name" });
}

function checkNamespace(namespace: string): void {
  if (namespace.length <= 63 && /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(namespace)) return;
  throw new KubeconfigError({
    message: "a namespace's name holds small letters, digits and - only, at most 63 of them",
    nextStep: "choose another name",
  });
}

function planDelete(
  kubeconfig: Kubeconfig,
  files: readonly KubeconfigFile[],
  names: readonly string[],
): DeletePlan {
  const doomed = [...new Set(names)].map((name) => findContext(kubeconfig, name));
  const isDoomed = ({ name, file }: Context) => doomed.some((one) => one.name === name && one.file === file);
  const remaining = files.flatMap((file) => decodeEntries(file).contexts).filter((one) => !isDoomed(one));
  const orphans = (section: "clusters" | "users", key: "cluster" | "user") =>
    kubeconfig[section]
      .filter(
        ({ name }) => doomed.some((one) => one[key] === name) && !remaining.some((one) => one[key] === name),
      )
      .map(({ name, file }): FiledEntry => ({ section, name, file }));
  const entry = ({ name, file }: Context): FiledEntry => ({ section: "contexts", name, file });
  const currents = currentContexts(files);
  const lasting = currents.findIndex(({ name }) => !names.includes(name));
  return {
    contexts: doomed.map(entry),
    orphans: [...orphans("clusters", "cluster"), ...orphans("users", "user")],
    revealed: remaining.filter(({ name }) => names.includes(name)).map(entry),
    clears: currents.slice(0, lasting === -1 ? currents.length : lasting).map(({ file }) => file),
  };
}

function deleteEdits(plan: DeletePlan, alsoOrphans: boolean): FileEdits {
  const edits = new Map<string, (text: YamlSource) => string>();
  const add = (file: string, next: (source: YamlSource) => string) => {
    const before = edits.get(file) ?? (({ text }: YamlSource) => text);
    edits.set(file, (source) => next({ ...source, text: before(source) }));
  };
  for (const { section, name, file } of [...plan.contexts, ...(alsoOrphans ? plan.orphans : [])]) {
    add(file, (source) => withoutEntry(source, section, name));
  }
  for (const file of plan.clears) add(file, (source) => withCurrentContext(source, ""));
  return edits;
}
