import { readFile } from "node:fs/promises";
import { basename, join, normalize } from "node:path";
import { parseAllDocuments } from "yaml";
import type { Env } from "../kubeconfig/types.ts";
import { type LookPathOptions, lookPath } from "./look-path.ts";

/** Which credential plugins may run. A kubeconfig can name any program, so the user can limit them in kuberc. */
export type PluginPolicy =
  | { readonly type: "AllowAll" | "DenyAll" }
  | { readonly type: "Allowlist"; readonly commands: readonly string[] }
  /** A policy that contradicts itself: no plugin runs until it is put right. */
  | { readonly type: "Invalid"; readonly fault: string };

export interface PluginPolicyFile {
  readonly policy: PluginPolicy;
  /** Something wrong with a file that was not asked for by name; kubectl then goes on without it, too. */
  readonly warning?: string;
}

/**
 * The kuberc file that kubectl would read: KUBERC, else `~/.kube/kuberc`; undefined where KUBERC says `off`. `explicit`
 * tells that it was asked for by name, and must be readable. A relative KUBERC is seen from the working folder.
 */
export function kubercFile(env: Env, home: string): { file: string; explicit: boolean } | undefined {
  const named = env.KUBERC ?? "";
  if (named === "off") return undefined;
  return named === ""
    ? { file: join(home, ".kube", "kuberc"), explicit: false }
    : { file: named, explicit: true };
}

/**
 * The plugin policy of a kuberc file: `credentialPluginPolicy` and `credentialPluginAllowlist` of its first Preference
 * (kubectl: pkg/kuberc). A missing file allows all. One that cannot be read allows all with a warning, as in kubectl,
 * but none when it was named explicitly.
 */
export async function readPluginPolicy(file: string, explicit = false): Promise<PluginPolicyFile> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    if (code === "ENOENT" && !explicit) return { policy: { type: "AllowAll" } };
    return unreadable(`${file} cannot be read (${code})`, explicit);
  }
  const documents = parseAllDocuments(text, { prettyErrors: false, logLevel: "silent" });
  const contents = documents
    .filter(({ errors }) => errors.length === 0)
    .map((one): unknown => one.toJS() ?? undefined);
  const preference = contents.find(isPreference);
  if (preference !== undefined) return { policy: policyOf(preference) };
  const empty = documents.length === 0 || contents.some((content) => content === undefined);
  return empty
    ? { policy: { type: "AllowAll" } }
    : unreadable(`${file} holds no kubectl Preference`, explicit);
}

function unreadable(fault: string, explicit: boolean): PluginPolicyFile {
  if (explicit) return { policy: { type: "Invalid", fault } };
  return { policy: { type: "AllowAll" }, warning: `${fault}; credential plugins are not limited` };
}

type Preference = Readonly<Record<string, unknown>>;

function isPreference(content: unknown): content is Preference {
  if (typeof content !== "object" || content === null) return false;
  const { kind, apiVersion } = content as { kind?: unknown; apiVersion?: unknown };
  return (
    kind === "Preference" && typeof apiVersion === "string" && apiVersion.startsWith("kubectl.config.k8s.io/")
  );
}

/** client-go's ValidatePluginPolicy: a slip in a security setting stops everything rather than nothing. */
function policyOf(preference: Preference): PluginPolicy {
  const type = preference.credentialPluginPolicy ?? "";
  const list = preference.credentialPluginAllowlist ?? undefined;
  if (type === "Allowlist") return allowlist(list);
  if (type !== "" && type !== "AllowAll" && type !== "DenyAll") {
    return { type: "Invalid", fault: "credentialPluginPolicy should be AllowAll, DenyAll or Allowlist" };
  }
  if (list !== undefined) {
    return {
      type: "Invalid",
      fault: "credentialPluginAllowlist is set, but credentialPluginPolicy is not Allowlist",
    };
  }
  return { type: type === "DenyAll" ? "DenyAll" : "AllowAll" };
}

function allowlist(list: unknown): PluginPolicy {
  if (!Array.isArray(list) || list.length === 0) {
    return {
      type: "Invalid",
      fault: "credentialPluginPolicy is Allowlist, but credentialPluginAllowlist is empty",
    };
  }
  const commands: string[] = [];
  for (const item of list as unknown[]) {
    const { command, name } = (typeof item === "object" && item !== null ? item : {}) as Record<
      string,
      unknown
    >;
    const allowed = command ?? name;
    const clear = typeof allowed === "string" && allowed !== "" && normalize(allowed) === allowed;
    const torn = command !== undefined && name !== undefined && command !== name;
    if (!clear || torn) {
      const fault = `entry ${commands.length + 1} of credentialPluginAllowlist should have a command in its plain form`;
      return { type: "Invalid", fault };
    }
    commands.push(allowed);
  }
  return { type: "Allowlist", commands };
}

/**
 * Why a plugin may not run, or undefined when it may. An entry of the list matches the command as it is written, the
 * file it means, or when both mean the same file (client-go: checkAllowlistLocked).
 */
export async function policyFault(
  policy: PluginPolicy,
  plugin: { readonly command: string; readonly path: string },
  options: LookPathOptions,
): Promise<string | undefined> {
  switch (policy.type) {
    case "AllowAll":
      return undefined;
    case "DenyAll":
      return "kuberc allows no credential plugins (credentialPluginPolicy: DenyAll)";
    case "Invalid":
      return `kuberc's plugin policy is not valid: ${policy.fault}`;
    case "Allowlist":
      return (await isListed(policy.commands, plugin, options))
        ? undefined
        : "it is not in kuberc's credentialPluginAllowlist";
  }
}

async function isListed(
  commands: readonly string[],
  { command, path }: { readonly command: string; readonly path: string },
  options: LookPathOptions,
): Promise<boolean> {
  if (commands.includes(normalize(command)) || commands.includes(path)) return true;
  for (const entry of commands.filter((one) => basename(one) === basename(path))) {
    const found = await lookPath(entry, options);
    if ("path" in found && found.path === path) return true;
  }
  return false;
}
