import { execFileSync } from "node:child_process";
import { open, rename } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { eventually } from "../../test/support/eventually.ts";
import { tempFolder } from "../../test/support/temp-folder.ts";
import { loadKubeconfig } from "../kube/kubeconfig/index.ts";
import { followKubeconfig } from "./kubeconfig-feed.ts";

const text = (...names: readonly string[]) => `apiVersion: v1
kind: Config
current-context: ${names[0]}
contexts:
${names.map((name) => `- name: ${name}\n  context: {cluster: c, user: u}\n`).join("")}`;

async function setUp() {
  const folder = await tempFolder();
  await folder.write(".kube/config", text("a"));
  const source = { env: {}, home: folder.path, cwd: folder.path };
  const feed = followKubeconfig(source, await loadKubeconfig(source), 20);
  const names = () => feed.current.contexts.map(({ name }) => name);
  return { folder, feed, names };
}

describe("the kubeconfig while the program runs", () => {
  test("is read again when its file changes", async () => {
    const { folder, feed, names } = await setUp();
    let told = 0;
    onTestFinished(feed.subscribe(() => (told += 1)));
    await folder.write(".kube/config", text("a", "b"));
    await eventually(() => expect(names()).toEqual(["a", "b"]));
    expect(told).toBeGreaterThan(0);
  });

  test("stays as it was read while its file cannot be, and says why", async () => {
    const { folder, feed, names } = await setUp();
    await folder.write(".kube/config", "contexts: [");
    await feed.reload();
    expect(names()).toEqual(["a"]);
    expect(feed.problem).toContain("is not readable YAML");
    await folder.write(".kube/config", text("c"));
    await feed.reload();
    expect(names()).toEqual(["c"]);
    expect(feed.problem).toBeUndefined();
  });

  test.skipIf(process.platform === "win32")(
    "is what was asked for last, however slow a file was (needs named pipes)",
    async () => {
      const { folder, feed, names } = await setUp();
      const path = join(folder.path, ".kube/config");
      await rename(path, `${path}.old`);
      execFileSync("mkfifo", [path]);
      const slow = feed.reload();
      const pipe = await open(path, "w");
      await rename(path, `${path}.pipe`);
      await folder.write(".kube/config", text("new"));
      await feed.reload();
      await pipe.writeFile(text("old"));
      await pipe.close();
      await slow;
      expect(names()).toEqual(["new"]);
    },
  );

  test("tells nobody after the last has left", async () => {
    const { folder, feed, names } = await setUp();
    const leave = feed.subscribe(() => expect.unreachable("Nobody listens any more."));
    leave();
    await folder.write(".kube/config", text("a", "b"));
    await feed.reload();
    expect(names()).toEqual(["a", "b"]);
  });
});
