import { chmod, mkdir, symlink } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { tempFolder } from "../../../test/support/temp-folder.ts";
import { lookPath } from "./look-path.ts";
import { kubercFile, type PluginPolicy, policyFault, readPluginPolicy } from "./plugin-policy.ts";

async function policyOf(text: string) {
  const folder = await tempFolder();
  return readPluginPolicy(await folder.write("kuberc", text));
}

const head = "apiVersion: kubectl.config.k8s.io/v1beta1\nkind: Preference\n";

describe("kuberc", () => {
  test.each([
    ["says nothing of it", head, { type: "AllowAll" }],
    ["is empty", "", { type: "AllowAll" }],
    ["allows all", `${head}credentialPluginPolicy: AllowAll\n`, { type: "AllowAll" }],
    ["denies all", `${head}credentialPluginPolicy: DenyAll\n`, { type: "DenyAll" }],
    [
      "lists commands, by the new and the old field",
      `${head}credentialPluginPolicy: Allowlist\ncredentialPluginAllowlist: [{command: aws}, {name: /opt/x}]\n`,
      { type: "Allowlist", commands: ["aws", "/opt/x"] },
    ],
    [
      "has the preference in its second document",
      `kind: Other\napiVersion: x/v1\n---\n${head}credentialPluginPolicy: DenyAll\n`,
      { type: "DenyAll" },
    ],
  ])("%s", async (_, text, policy) => {
    expect(await policyOf(text)).toEqual({ policy });
  });

  test.each([
    ["the policy is unknown", "credentialPluginPolicy: Some"],
    ["there is a list without its policy", "credentialPluginAllowlist: [{command: aws}]"],
    ["the list is missing", "credentialPluginPolicy: Allowlist"],
    ["the list is empty", "credentialPluginPolicy: Allowlist\ncredentialPluginAllowlist: []"],
    ["an entry is empty", "credentialPluginPolicy: Allowlist\ncredentialPluginAllowlist: [{}]"],
    [
      "an entry is not plain",
      "credentialPluginPolicy: Allowlist\ncredentialPluginAllowlist: [{command: /a/../b}]",
    ],
    [
      "an entry says two things",
      "credentialPluginPolicy: Allowlist\ncredentialPluginAllowlist: [{command: a, name: b}]",
    ],
  ])("lets no plugin run when %s", async (_, text) => {
    const { policy } = await policyOf(`${head}${text}\n`);
    expect(policy.type).toBe("Invalid");
    const fault = await policyFault(policy, { command: "aws", path: "/bin/aws" }, { env: {}, cwd: "/" });
    expect(fault).toMatch(/plugin policy is not valid/);
  });

  test("that is missing allows all; one that cannot be read does so with a warning, unless it was asked for", async () => {
    const folder = await tempFolder();
    const missing = join(folder.path, "missing");
    expect(await readPluginPolicy(missing)).toEqual({ policy: { type: "AllowAll" } });
    expect((await readPluginPolicy(missing, true)).policy.type).toBe("Invalid");
    await mkdir(join(folder.path, "dir"));
    expect(await readPluginPolicy(join(folder.path, "dir"))).toMatchObject({
      policy: { type: "AllowAll" },
      warning: expect.stringContaining("EISDIR"),
    });
    const broken = await folder.write("broken", "kind: 'x");
    expect((await readPluginPolicy(broken)).warning).toMatch(/holds no kubectl Preference/);
  });

  test.each([
    ["in the home folder", {}, { file: "/home/me/.kube/kuberc", explicit: false }],
    ["where KUBERC says", { KUBERC: "/etc/kuberc" }, { file: "/etc/kuberc", explicit: true }],
    ["nowhere, when KUBERC is off", { KUBERC: "off" }, undefined],
  ])("is looked for %s", (_, env, found) => {
    expect(kubercFile(env, "/home/me")).toEqual(found);
  });
});

describe("a command", () => {
  const bin = async () => {
    const folder = await tempFolder();
    await folder.write("one/login", "", 0o755);
    await folder.write("two/login", "", 0o755);
    await folder.write("two/plain", "", 0o644);
    await symlink(join(folder.path, "one/login"), join(folder.path, "two/alias"));
    return {
      folder,
      options: { env: { PATH: `.:one::${folder.path}/one:${folder.path}/two` }, cwd: folder.path },
    };
  };

  test("is found in the first folder of PATH that has it, never in a relative one", async () => {
    const { folder, options } = await bin();
    expect(await lookPath("login", options)).toEqual({ path: join(folder.path, "one/login") });
    expect(await lookPath("alias", options)).toEqual({ path: join(folder.path, "two/alias") });
    expect(await lookPath("nothing", options)).toEqual({ fault: "missing" });
    expect(await lookPath("plain", options)).toEqual({ fault: "not executable" });
    await chmod(join(folder.path, "one/login"), 0o644);
    expect(await lookPath("login", options)).toEqual({ path: join(folder.path, "two/login") });
  });

  test("with a separator is a path", async () => {
    const { folder, options } = await bin();
    expect(await lookPath("two/login", options)).toEqual({ path: join(folder.path, "two/login") });
    expect(await lookPath(`${folder.path}/two/../one/login`, options)).toEqual({
      path: join(folder.path, "one/login"),
    });
    expect(await lookPath("./one", options)).toEqual({ fault: "not executable" });
  });

  test.each([
    ["its name as written", ["login"], true],
    ["the file it means", ["PATH/one/login"], true],
    ["another file of that name", ["PATH/two/login"], false],
    ["another name", ["aws"], false],
  ])("is let through by an allowlist with %s", async (_, commands, allowed) => {
    const { folder, options } = await bin();
    const policy: PluginPolicy = {
      type: "Allowlist",
      commands: commands.map((one) => one.replace("PATH", folder.path)),
    };
    const plugin = { command: "login", path: join(folder.path, "one/login") };
    expect((await policyFault(policy, plugin, options)) === undefined).toBe(allowed);
  });

  test("given as a path is let through by the bare name that means the same file", async () => {
    const { folder, options } = await bin();
    const policy: PluginPolicy = { type: "Allowlist", commands: ["login"] };
    const at = (name: string) => ({ command: join(folder.path, name), path: join(folder.path, name) });
    expect(await policyFault(policy, at("one/login"), options)).toBeUndefined();
    expect(await policyFault(policy, at("two/login"), options)).toMatch(/not in kuberc's/);
  });

  test("is stopped by a policy that denies all", async () => {
    expect(
      await policyFault({ type: "DenyAll" }, { command: "x", path: "/x" }, { env: {}, cwd: "/" }),
    ).toMatch(/DenyAll/);
  });
});
