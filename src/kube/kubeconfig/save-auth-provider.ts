import { decodeEntries } from "./decode-entries.ts";
import { editFiles } from "./edit-files.ts";
import type { LockOptions } from "./file-lock.ts";
import { withAuthProviderConfig } from "./kubeconfig-edits.ts";
import { readKubeconfigFile } from "./kubeconfig-file.ts";
import type { User } from "./types.ts";

/** Writes fields of a user's auth-provider config into the user's own file. Throws `KubeconfigError`. */
export async function saveAuthProvider(
  { file, name }: User,
  values: Readonly<Record<string, string>>,
  options: LockOptions,
): Promise<void> {
  await editFiles(new Map([[file, (source) => withAuthProviderConfig(source, name, values)]]), options);
}

/** The user's auth-provider config as its file has it now; undefined when user or file are gone. */
export async function readAuthProvider({ file, name }: User): Promise<User["authProvider"]> {
  const content = await readKubeconfigFile(file);
  if (content === undefined) return undefined;
  return decodeEntries(content).users.find((user) => user.name === name)?.authProvider;
}
