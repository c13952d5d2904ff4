import { KubeconfigError } from "./kubeconfig-error.ts";
import { isRecord, parseKubeconfig } from "./kubeconfig-file.ts";
import type { Section } from "./types.ts";
import { removeItem, removeKey, setKey, type YamlSource } from "./yaml-edit.ts";

// The changes to one kubeconfig file, from text to text. Text that already says so comes back as it was.

/** Sets or, with `""`, clears current-context. */
export function withCurrentContext(source: YamlSource, name: string): string {
  const { currentContext } = parseKubeconfig(source.file, source.text);
  return (currentContext ?? "") === name ? source.text : setKey(source, [], "current-context", name);
}

/** Sets the namespace of a context, or takes it out. */
export function withNamespace(source: YamlSource, context: string, namespace: string | undefined): string {
  const path = ["contexts", indexOf(source, "contexts", context), "context"];
  if (namespace === undefined) return removeKey(source, path, "namespace");
  const content = entryIn(source, "contexts", context).context;
  if (isRecord(content) && content.namespace === namespace) return source.text;
  return setKey(source, path, "namespace", namespace);
}

/** Renames a context, and the current-context of the same file with it. */
export function withContextName(source: YamlSource, from: string, to: string): string {
  const renamed = setKey(source, ["contexts", indexOf(source, "contexts", from)], "name", to);
  const { currentContext } = parseKubeconfig(source.file, source.text);
  return currentContext === from ? withCurrentContext({ ...source, text: renamed }, to) : renamed;
}

/** Takes one entry out. */
export function withoutEntry(source: YamlSource, section: Section, name: string): string {
  return removeItem(source, section, indexOf(source, section, name));
}

/** Sets fields of a user's auth-provider config, as OIDC does with fresh tokens. */
export function withAuthProviderConfig(
  source: YamlSource,
  user: string,
  values: Readonly<Record<string, string>>,
): string {
  const path = ["users", indexOf(source, "users", user), "user", "auth-provider", "config"];
  return Object.entries(values).reduce(
    (text, [key, value]) => setKey({ ...source, text }, path, key, value),
    source.text,
  );
}

function indexOf({ file, text }: YamlSource, section: Section, name: string): number {
  const entries = parseKubeconfig(file, text).sections[section];
  const index = entries.findIndex((entry) => isRecord(entry) && entry.name === name);
  if (index !== -1) return index;
  throw new KubeconfigError({
    message: `${file} no longer has ${name} among its ${section}; something else changed the file`,
    nextStep: "look at the list again",
    file,
  });
}

function entryIn(source: YamlSource, section: Section, name: string): Readonly<Record<string, unknown>> {
  const entry = parseKubeconfig(source.file, source.text).sections[section][indexOf(source, section, name)];
  return isRecord(entry) ? entry : {};
}
