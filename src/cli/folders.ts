import { isAbsolute, join } from "node:path";
import type { World } from "./world.ts";

/** Where Periplus keeps its files, as the XDG base directory specification has it: relative values are ignored. */
export interface Folders {
  /** Settings, keymaps, themes: written by the user. */
  readonly config: string;
  /** What is remembered between runs, and the log. */
  readonly state: string;
  /** What can be had again at any time. */
  readonly cache: string;
}

export function foldersOf({ env, home }: Pick<World, "env" | "home">): Folders {
  const folder = (variable: string, fallback: readonly string[]) => {
    const value = env[variable] ?? "";
    return join(isAbsolute(value) ? value : join(home, ...fallback), "periplus");
  };
  return {
    config: folder("XDG_CONFIG_HOME", [".config"]),
    state: folder("XDG_STATE_HOME", [".local", "state"]),
    cache: folder("XDG_CACHE_HOME", [".cache"]),
  };
}
