import { expect, test } from "vitest";
import { tempFolder } from "../../test/support/temp-folder.ts";
import { createClock } from "../lib/clock.ts";
import { kubeconfigOf } from "./kubeconfig-source.ts";
import { type OpenRequest, openApp } from "./open-app.ts";

test.each<OpenRequest>([{ place: "pods?view=lgs" }, { context: "nope" }, { theme: "nope" }])(
  "the demo cluster ends where %j cannot be opened on it, or the program would not",
  async (request) => {
    const home = await tempFolder();
    const world = {
      args: [],
      env: { HOME: home.path },
      home: home.path,
      cwd: home.path,
      version: "1.2.3",
      clock: createClock(() => 0),
      stdin: { isTTY: false } as NodeJS.ReadStream,
      stdout: process.stdout,
      stderr: process.stderr,
    };
    let running = 0;
    const startDemo = async () => {
      running += 1;
      return {
        kubeconfig: kubeconfigOf(),
        close: async () => {
          running -= 1;
        },
      };
    };
    await expect(openApp(world, { ...request, demo: {} }, startDemo)).rejects.toThrow(/^there is no /);
    expect(running).toBe(0);
  },
);
