import { describe, expect, test } from "vitest";
import { runPeriplus } from "../../test/support/run-periplus.ts";
import { tempFolder } from "../../test/support/temp-folder.ts";

async function check(files: Readonly<Record<string, string>>) {
  const home = await tempFolder();
  for (const [name, text] of Object.entries(files)) await home.write(name, text);
  const ran = await runPeriplus(["config", "check"], { home });
  return { ...ran, stdout: ran.stdout.replaceAll(home.path, "~") };
}

const kubeconfig = (cluster: string) => `apiVersion: v1
kind: Config
contexts:
- name: a
  context: {cluster: ${cluster}, user: u}
clusters:
- name: c
  cluster: {server: https://c}
users:
- name: u
  user: {token: t}
`;

test("periplus config alone says what it needs to know", async () => {
  expect(await runPeriplus(["config"], { home: await tempFolder() })).toEqual({
    code: 2,
    stdout: "",
    stderr: "periplus: config needs to know what\n  write periplus config check\n",
  });
});

describe("periplus config check", () => {
  test("finds nothing wrong where there is nothing", async () => {
    expect(await check({})).toEqual({ code: 0, stdout: "", stderr: "No problems.\n" });
  });

  test("finds nothing wrong with good files", async () => {
    const files = { ".kube/config": kubeconfig("c"), ".config/periplus/settings.yaml": "theme: dark\n" };
    expect(await check(files)).toMatchObject({ code: 0, stdout: "" });
  });

  test("names file, line, fault and next step of each fault in the settings", async () => {
    const { code, stdout, stderr } = await check({
      ".config/periplus/settings.yaml": "theme: dark\nkeymp: vim\n",
    });
    expect(code).toBe(1);
    expect(stdout).toMatch(/^~\/\.config\/periplus\/settings\.yaml:2: .*keymp.*\n {2}.*keymap/);
    expect(stderr).toBe("1 problem.\n");
  });

  test("looks at keymaps and themes that are not in use, too", async () => {
    const { stdout } = await check({
      ".config/periplus/keymaps/mine.yaml": "scopes:\n  global:\n    x: no.such.command\n",
      ".config/periplus/themes/mine.yaml": "tokens:\n  nothing: red\n",
    });
    expect(stdout).toContain("keymaps/mine.yaml:3: Unknown command `no.such.command`.");
    expect(stdout).toContain("themes/mine.yaml:");
  });

  test("says each fault of a file in use once", async () => {
    const { stdout } = await check({
      ".config/periplus/settings.yaml": "keymap: mine\n",
      ".config/periplus/keymaps/mine.yaml": "scopes:\n  global:\n    x: no.such.command\n",
    });
    expect(stdout.match(/Unknown command/g)).toHaveLength(1);
  });

  test.each([
    ["a dangling reference", kubeconfig("gone"), "context a: no file defines its cluster gone"],
    ["no YAML", "a: [", "is not readable YAML at line 1"],
    ["another shape", "- a\n", "is not a kubeconfig"],
  ])("finds %s in the kubeconfig", async (_, text, message) => {
    const { code, stdout } = await check({ ".kube/config": text });
    expect(code).toBe(1);
    expect(stdout).toContain(message);
  });

  test("finds a plugin policy that contradicts itself", async () => {
    const kuberc =
      "apiVersion: kubectl.config.k8s.io/v1beta1\nkind: Preference\ncredentialPluginPolicy: Sometimes\n";
    const { code, stdout } = await check({ ".kube/kuberc": kuberc });
    expect(code).toBe(1);
    expect(stdout).toContain("credentialPluginPolicy should be AllowAll, DenyAll or Allowlist");
  });
});
