import { readdir } from "node:fs/promises";
import { basename, join } from "node:path";
import { shippedThemeNames } from "../config/open.ts";
import { usageError } from "./failure.ts";

/** Throws `CliError` for a theme that is neither shipped nor among the user's, in the folder of their files. */
export async function knownTheme(folder: string, name: string | undefined): Promise<string | undefined> {
  if (name === undefined || name === "auto" || shippedThemeNames.includes(name)) return name;
  const files = await readdir(join(folder, "themes")).catch(() => []);
  const names = [...shippedThemeNames, ...files.map((file) => basename(file, ".yaml"))];
  if (names.includes(name)) return name;
  throw usageError(`there is no theme ${name}`, `choose one of ${names.join(", ")}`);
}
