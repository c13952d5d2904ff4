import { constants } from "node:fs";
import { access, stat } from "node:fs/promises";
import { delimiter, isAbsolute, join, resolve, sep } from "node:path";
import type { Env } from "../kubeconfig/types.ts";

/** Where a command is looked up: everything that differs from one process to the next. */
export interface LookPathOptions {
  readonly env: Env;
  readonly cwd: string;
}

export type FoundCommand =
  | { readonly path: string }
  /** `missing`: there is no such file; `not executable`: there is, but it cannot be run. */
  | { readonly fault: "missing" | "not executable" };

/**
 * The file that a command means, as Go's exec.LookPath finds it: a command with a separator is a path, any other is
 * looked up in PATH. Relative folders of PATH are passed over: what lies in the working folder may be anybody's.
 */
export async function lookPath(command: string, { env, cwd }: LookPathOptions): Promise<FoundCommand> {
  if (command.includes(sep)) return checked(resolve(cwd, command));
  const folders = (env.PATH ?? "").split(delimiter).filter(isAbsolute);
  let found: FoundCommand = { fault: "missing" };
  for (const folder of folders) {
    const here = await checked(join(folder, command));
    if ("path" in here) return here;
    if (here.fault === "not executable") found = here;
  }
  return found;
}

async function checked(path: string): Promise<FoundCommand> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) return { fault: "missing" };
  if (found.isDirectory()) return { fault: "not executable" };
  return access(path, constants.X_OK).then(
    () => ({ path }),
    () => ({ fault: "not executable" }),
  );
}
