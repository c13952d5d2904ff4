import { expect, test } from "vitest";
import { foldersOf } from "./folders.ts";

test.each([
  ["in the home folder by default", {}, "/home/a/.config/periplus", "/home/a/.local/state/periplus"],
  ["where XDG says", { XDG_CONFIG_HOME: "/c", XDG_STATE_HOME: "/s" }, "/c/periplus", "/s/periplus"],
  [
    "not where XDG says something relative",
    { XDG_CONFIG_HOME: "c" },
    "/home/a/.config/periplus",
    "/home/a/.local/state/periplus",
  ],
])("our files are %s", (_, env, config, state) => {
  const folders = foldersOf({ env, home: "/home/a" });
  expect([folders.config, folders.state]).toEqual([config, state]);
});
