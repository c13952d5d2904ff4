import {
  chmod,
  link,
  lstat,
  mkdir,
  readdir,
  readFile,
  stat,
  symlink,
  unlink,
  utimes,
} from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type TempFolder, tempFolder } from "../../../test/support/temp-folder.ts";
import { createKubeconfigEditor } from "./kubeconfig-editor.ts";
import { KubeconfigError } from "./kubeconfig-error.ts";
import { loadKubeconfig } from "./load-kubeconfig.ts";
import type { KubeconfigSource } from "./source.ts";

const entries = (...names: string[]) => `# ${names.join(" ")}
apiVersion: v1
kind: Config
clusters:
${names.map((name) => `- name: ${name}-cluster\n  cluster: {server: https://${name}}\n`).join("")}\
users:
${names.map((name) => `- name: ${name}-user\n  user: {token: t}\n`).join("")}\
contexts:
${names.map((name) => `- name: ${name}\n  context: {cluster: ${name}-cluster, user: ${name}-user}\n`).join("")}`;

const now = () => Date.UTC(2026, 0, 1, 12);

async function setUp(files: Record<string, string>, list = Object.keys(files).join(":")) {
  const folder = await tempFolder();
  for (const [name, text] of Object.entries(files)) await folder.write(name, text);
  const source: KubeconfigSource = { env: { KUBECONFIG: list }, home: folder.path, cwd: folder.path };
  return { folder, source, editor: createKubeconfigEditor(source, { now, wait: 0 }) };
}

const inFolder = (folder: TempFolder, ...names: string[]) => names.map((name) => join(folder.path, name));

describe("where a change goes", () => {
  test("current-context goes to the first file that exists, wherever the context is defined", async () => {
    const { folder, source, editor } = await setUp(
      { a: "# mine\n", b: entries("one", "two") },
      "missing:a:b",
    );
    const edit = await editor.setCurrentContext("two");
    expect(edit.files).toEqual(inFolder(folder, "a"));
    expect(await folder.read("a")).toBe("# mine\ncurrent-context: two\n");
    expect(await folder.read("b")).toBe(entries("one", "two"));
    expect((await loadKubeconfig(source)).currentContext).toBe("two");
  });

  test("current-context goes to the explicit file", async () => {
    const { folder, source } = await setUp({ a: entries("a"), b: entries("b") });
    const editor = createKubeconfigEditor({ ...source, explicitFile: "b" }, { now });
    expect((await editor.setCurrentContext("b")).files).toEqual(inFolder(folder, "b"));
  });

  test("clearing current-context clears the first that is set, and says which one then counts", async () => {
    const { folder, editor } = await setUp({
      a: entries("a"),
      b: "current-context: a\n",
      c: "current-context: x\n",
    });
    expect(await editor.unsetCurrentContext()).toMatchObject({
      files: inFolder(folder, "b"),
      shows: { name: "x", file: join(folder.path, "c") },
    });
    expect(await folder.read("b")).toBe('current-context: ""\n');
  });

  test("a namespace goes to the file of the context", async () => {
    const { folder, editor } = await setUp({ a: entries("a"), b: entries("b") });
    expect((await editor.setNamespace("b", "web")).files).toEqual(inFolder(folder, "b"));
    expect((await editor.setNamespace("b", undefined)).files).toEqual(inFolder(folder, "b"));
    expect(await folder.read("b")).toBe(entries("b"));
  });

  test("what already is so is not written", async () => {
    const { folder, editor } = await setUp({ a: `${entries("a")}current-context: a\n` });
    const before = await stat(join(folder.path, "a"));
    expect((await editor.setCurrentContext("a")).files).toEqual([]);
    expect((await editor.setNamespace("a", undefined)).files).toEqual([]);
    expect((await stat(join(folder.path, "a"))).ino).toBe(before.ino);
  });
});

describe("setting", () => {
  test("a context that does not exist is refused, with the nearest name", async () => {
    const { editor } = await setUp({ a: entries("staging") });
    await expect(editor.setCurrentContext("stagin")).rejects.toMatchObject({ suggestions: ["staging"] });
    await expect(editor.setNamespace("x", "web")).rejects.toThrow("there is no context x");
  });

  test("a namespace that Kubernetes does not allow is refused", async () => {
    const { editor } = await setUp({ a: entries("a") });
    await expect(editor.setNamespace("a", "Web_1")).rejects.toThrow(KubeconfigError);
  });
});

describe("renaming", () => {
  test("never overwrites, also across files", async () => {
    const { folder, editor } = await setUp({ a: entries("one"), b: entries("two") });
    await expect(editor.renameContext("one", "two")).rejects.toThrow(
      `there already is a context two (${join(folder.path, "b")})`,
    );
    expect(await folder.read("a")).toBe(entries("one"));
  });

  test.each([[""], ["a\nb"], ["\u001b[31m"]])("refuses %j as a name", async (name) => {
    const { editor } = await setUp({ a: entries("one") });
    await expect(editor.renameContext("one", name)).rejects.toThrow(/cannot be empty or hold control/);
  });

  test("takes current-context along, in another file too", async () => {
    const { folder, source, editor } = await setUp({
      a: "current-context: one\n",
      b: `${entries("one")}current-context: one\n`,
    });
    expect((await editor.renameContext("one", "prod")).files).toEqual(inFolder(folder, "a", "b"));
    expect(await folder.read("a")).toBe("current-context: prod\n");
    expect(await folder.read("b")).toBe(
      `${entries("one").replace("- name: one\n", "- name: prod\n")}current-context: prod\n`,
    );
    expect((await loadKubeconfig(source)).problems).toEqual([]);
  });
});

describe("deleting contexts", () => {
  const shared = `${entries("a", "b")}- name: c\n  context: {cluster: a-cluster, user: b-user}\n`;

  test("is previewed with the clusters and users that nothing else uses", async () => {
    const { folder, editor } = await setUp({ f: `${shared}current-context: a\n` });
    const file = join(folder.path, "f");
    expect(await editor.planDelete(["a"])).toEqual({
      contexts: [{ section: "contexts", name: "a", file }],
      orphans: [{ section: "users", name: "a-user", file }],
      revealed: [],
      clears: [file],
    });
    expect((await editor.planDelete(["a", "b", "c"])).orphans.map(({ name }) => name)).toEqual([
      "a-cluster",
      "b-cluster",
      "a-user",
      "b-user",
    ]);
  });

  test("keeps clusters and users unless asked, and clears a current-context that would dangle", async () => {
    const { folder, editor } = await setUp({ f: `${shared}current-context: a # now\n` });
    await editor.deleteContexts(["a"]);
    expect(await folder.read("f")).toBe(
      `${shared.replace("- name: a\n  context: {cluster: a-cluster, user: a-user}\n", "")}current-context: "" # now\n`,
    );
  });

  test("takes the orphans along when asked", async () => {
    const { source, editor } = await setUp({ f: shared });
    await editor.deleteContexts(["a", "c"], { alsoOrphans: true });
    const { contexts, clusters, users, problems } = await loadKubeconfig(source);
    expect([contexts, clusters, users].map((list) => list.map(({ name }) => name))).toEqual([
      ["b"],
      ["b-cluster"],
      ["b-user"],
    ]);
    expect(problems).toEqual([]);
  });

  test("tells of contexts of the same name that come to light", async () => {
    const { folder, editor } = await setUp({ a: entries("x"), b: entries("x"), c: "current-context: x\n" });
    const plan = await editor.planDelete(["x"]);
    expect(plan.revealed).toEqual([{ section: "contexts", name: "x", file: join(folder.path, "b") }]);
    // They share the names of cluster and user, so nothing is orphaned.
    expect(plan.orphans).toEqual([]);
    // Kept, it would silently mean the other cluster.
    expect(plan.clears).toEqual(inFolder(folder, "c"));
  });

  test("refuses when one of them does not exist, and then deletes none", async () => {
    const { folder, editor } = await setUp({ f: shared });
    await expect(editor.deleteContexts(["a", "nope"])).rejects.toThrow("there is no context nope");
    expect(await folder.read("f")).toBe(shared);
  });
});

describe("kubectl's lock", () => {
  const lockedSetUp = async () => {
    const made = await setUp({ a: entries("one"), b: entries("two") });
    const lock = await made.folder.write("a.lock", "");
    await utimes(lock, now() / 1000 - 300, now() / 1000 - 300);
    return { ...made, lock };
  };

  test("stops a change, and tells its age and how to remove it", async () => {
    const { folder, editor, lock } = await lockedSetUp();
    const error = await editor.setCurrentContext("one").catch((thrown) => thrown);
    expect(error).toBeInstanceOf(KubeconfigError);
    expect(error.message).toBe(`the kubeconfig is locked: ${lock} has been there for 5m`);
    expect(error.nextStep).toContain(`rm '${lock}'`);
    expect(await folder.read("a")).toBe(entries("one"));
  });

  test("of a file that is not written does not matter", async () => {
    const { folder, editor } = await lockedSetUp();
    expect((await editor.setNamespace("two", "web")).files).toEqual(inFolder(folder, "b"));
  });

  test("is waited for", async () => {
    const { folder, source, lock } = await lockedSetUp();
    const change = createKubeconfigEditor(source, { now, wait: 10_000 }).setCurrentContext("one");
    await unlink(lock);
    expect((await change).files).toEqual(inFolder(folder, "a"));
  });

  test("is held while writing and gone afterwards, also after a failure", async () => {
    const { folder, editor } = await setUp({
      a: "x: &c {cluster: c}\ncontexts: [{name: one, context: *c}]\n",
    });
    await expect(editor.setNamespace("one", "web")).rejects.toThrow(/cannot be changed/);
    await editor.setCurrentContext("one");
    expect(await readdir(folder.path)).toEqual(["a"]);
  });

  test("makes changes at the same time follow one another, none lost", async () => {
    const { source } = await setUp({ a: entries("one", "two", "three", "four") });
    const editors = ["one", "two", "three", "four"].map((name) =>
      createKubeconfigEditor(source, { now, wait: 10_000 }).setNamespace(name, `ns-${name}`),
    );
    await Promise.all(editors);
    const { contexts } = await loadKubeconfig(source);
    expect(contexts.map(({ namespace }) => namespace)).toEqual(["ns-one", "ns-two", "ns-three", "ns-four"]);
  });
});

describe("the file as such", () => {
  test.each([[0o600], [0o640], [0o644]])("keeps mode %o", async (mode) => {
    const { folder, editor } = await setUp({ a: entries("one") });
    await chmod(join(folder.path, "a"), mode);
    await editor.setCurrentContext("one");
    expect((await stat(join(folder.path, "a"))).mode & 0o7777).toBe(mode);
  });

  test("stays behind its symlink", async () => {
    const { folder, editor } = await setUp({}, "linked");
    await folder.write("dotfiles/config", entries("one"));
    await symlink("dotfiles/config", join(folder.path, "linked"));
    await editor.setCurrentContext("one");
    expect((await lstat(join(folder.path, "linked"))).isSymbolicLink()).toBe(true);
    expect(await folder.read("dotfiles/config")).toContain("current-context: one");
    expect(await readdir(join(folder.path, "dotfiles"))).toEqual(["config"]);
  });

  test("stays one with its hard links", async () => {
    const { folder, editor } = await setUp({ a: entries("one") });
    await link(join(folder.path, "a"), join(folder.path, "other"));
    await editor.setCurrentContext("one");
    expect(await folder.read("other")).toBe(await folder.read("a"));
  });

  test("is replaced, not overwritten: who has it open still reads the old one", async () => {
    const { folder, editor } = await setUp({ a: entries("one") });
    const before = (await stat(join(folder.path, "a"))).ino;
    await editor.setCurrentContext("one");
    expect((await stat(join(folder.path, "a"))).ino).not.toBe(before);
  });

  test("listed twice, once as a symlink, is one file", async () => {
    const { folder, source, editor } = await setUp(
      { a: `${entries("one")}current-context: one\n` },
      "a:again",
    );
    await symlink("a", join(folder.path, "again"));
    expect((await editor.planDelete(["one"])).orphans).toHaveLength(2);
    await editor.deleteContexts(["one"], { alsoOrphans: true });
    expect(await loadKubeconfig(source)).toMatchObject({ contexts: [], clusters: [], users: [] });
  });

  test("in UTF-16 stays so", async () => {
    const { folder, editor } = await setUp({ b: entries("one") }, "a:b");
    await folder.write("a", Buffer.from("\uFEFFcurrent-context: x\r\n", "utf16le"));
    await editor.setCurrentContext("one");
    expect((await readFile(join(folder.path, "a"))).toString("utf16le")).toBe(
      "\uFEFFcurrent-context: one\r\n",
    );
  });

  // The superuser may write anywhere, so this needs another user.
  test.skipIf(process.getuid?.() === 0)("is written in place where its folder is read-only", async () => {
    const { folder, source } = await setUp({}, "dir/a");
    const file = await folder.write("dir/a", entries("one"));
    await chmod(join(folder.path, "dir"), 0o500);
    await createKubeconfigEditor(source, { now, wait: 0 }).setCurrentContext("one");
    await chmod(join(folder.path, "dir"), 0o700);
    expect(await readFile(file, "utf8")).toContain("current-context: one");
  });

  test("that is broken is not changed", async () => {
    const { editor } = await setUp({ a: entries("one"), b: "contexts: 'x\n" });
    await expect(editor.setCurrentContext("one")).rejects.toThrow(/b is not readable YAML at line 1/);
  });
});

test("inside a pod the service account's context cannot be changed, as it is in no file", async () => {
  const folder = await tempFolder();
  await folder.write("sa/token", "t");
  await mkdir(join(folder.path, ".kube"));
  const source: KubeconfigSource = {
    env: { KUBERNETES_SERVICE_HOST: "h", KUBERNETES_SERVICE_PORT: "1" },
    home: folder.path,
    cwd: folder.path,
    serviceAccountFolder: join(folder.path, "sa"),
  };
  await expect(createKubeconfigEditor(source, { now }).setNamespace("in-cluster", "x")).rejects.toThrow(
    /is in no file/,
  );
});
