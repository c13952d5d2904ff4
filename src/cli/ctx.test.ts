import { chmod } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type RunOptions, runPeriplus } from "../../test/support/run-periplus.ts";
import { type TempFolder, tempFolder } from "../../test/support/temp-folder.ts";

const kubeconfig = `# kept by hand
apiVersion: v1
kind: Config
current-context: prod-eu # the one that pays
clusters:
- name: eu
  cluster: {server: https://eu}
- name: us
  cluster: {server: https://us}
- name: lab
  cluster: {server: https://lab}
users:
- name: alice
  user: {token: t}
- name: robot
  user: {token: t}
contexts:
- name: prod-us
  context: {cluster: us, user: alice}
- name: prod-eu
  context: {cluster: eu, user: alice}
- name: lab-10
  context: {cluster: lab, user: robot}
- name: lab-2
  context: {cluster: lab, user: alice}
`;

async function setUp(text = kubeconfig): Promise<{ home: TempFolder; ctx: Ctx; text(): Promise<string> }> {
  const home = await tempFolder();
  await home.write(".kube/config", text);
  const ctx: Ctx = (args, options = {}) => runPeriplus(["ctx", ...args], { home, ...options });
  return { home, ctx, text: () => home.read(".kube/config") };
}

type Ctx = (args: readonly string[], options?: Omit<RunOptions, "home">) => ReturnType<typeof runPeriplus>;

describe("periplus ctx", () => {
  test("lists the names as people count, and nothing else, for a pipe", async () => {
    const { ctx } = await setUp();
    expect(await ctx([])).toEqual({ code: 0, stdout: "lab-2\nlab-10\nprod-eu\nprod-us\n", stderr: "" });
  });

  test("marks the current one in a terminal, not by colour alone", async () => {
    const { ctx } = await setUp();
    const { stdout } = await ctx([], { tty: true, env: { TERM: "xterm-256color" } });
    expect(stdout).toBe("  lab-2\n  lab-10\n\x1b[1;32m* prod-eu\x1b[0m\n  prod-us\n");
    const plain = await ctx([], { tty: true, env: { NO_COLOR: "1" } });
    expect(plain.stdout).toBe("  lab-2\n  lab-10\n* prod-eu\n  prod-us\n");
  });

  test("lists a kubeconfig that may not be written", async () => {
    const { home, ctx } = await setUp();
    await chmod(join(home.path, ".kube/config"), 0o400);
    await chmod(join(home.path, ".kube"), 0o500);
    expect((await ctx(["-c"])).stdout).toBe("prod-eu\n");
    await chmod(join(home.path, ".kube"), 0o700);
  });

  test("switches by changing one word of one file", async () => {
    const { ctx, text } = await setUp();
    expect(await ctx(["prod-us"])).toEqual({
      code: 0,
      stdout: "",
      stderr: 'Switched to context "prod-us".\n',
    });
    expect(await text()).toBe(kubeconfig.replace("current-context: prod-eu", "current-context: prod-us"));
  });

  test("goes to and fro with -", async () => {
    const { ctx } = await setUp();
    await ctx(["lab-2"]);
    expect((await ctx(["-"])).stderr).toBe('Switched to context "prod-eu".\n');
    expect((await ctx(["-"])).stderr).toBe('Switched to context "lab-2".\n');
  });

  test("finds back with - when another file of KUBECONFIG has come", async () => {
    const { home, ctx } = await setUp();
    const env = { KUBECONFIG: [".kube/config", ".kube/more"].map((path) => join(home.path, path)).join(":") };
    await ctx(["lab-2"], { env });
    await home.write(".kube/more", "apiVersion: v1\nkind: Config\n");
    expect((await ctx(["-"], { env })).stderr).toBe('Switched to context "prod-eu".\n');
  });

  test("switches also where nothing can be remembered", async () => {
    const { home, ctx } = await setUp();
    await home.write(".local", "a file where a folder should be");
    const { code, stderr } = await ctx(["lab-2"]);
    expect(code).toBe(0);
    expect(stderr).toMatch(/^- will not find back: .*\nSwitched to context "lab-2"\.\n$/);
  });

  test("renames, and current-context follows", async () => {
    const { ctx, text } = await setUp();
    expect((await ctx(["eu=prod-eu"])).stderr).toBe('Context "prod-eu" renamed to "eu".\n');
    expect((await ctx(["main=."])).stderr).toBe('Context "eu" renamed to "main".\n');
    expect(await text()).toBe(kubeconfig.replaceAll("prod-eu", "main"));
  });

  test("never renames over a context there is", async () => {
    const { ctx, text } = await setUp();
    const { code, stderr } = await ctx(["prod-us=prod-eu"]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^periplus: there already is a context prod-us .*\n {2}choose another name\n$/);
    expect(await text()).toBe(kubeconfig);
  });

  test("- follows a rename of where it goes to", async () => {
    const { ctx } = await setUp();
    await ctx(["lab-2"]);
    await ctx(["eu=prod-eu"]);
    expect((await ctx(["-"])).stderr).toBe('Switched to context "eu".\n');
  });

  test("deletes contexts and names what no context uses any more", async () => {
    const { ctx, text } = await setUp();
    const { stderr } = await ctx(["-d", "lab-10", "lab-2"]);
    expect(stderr).toMatch(/^Deleted context "lab-10" \(.*\)\.\nDeleted context "lab-2" \(.*\)\.\n/);
    expect(stderr).toContain(
      "No context uses cluster \"lab\" any more; kubectl config delete-cluster 'lab' deletes it.",
    );
    expect(stderr).toContain(
      "No context uses user \"robot\" any more; kubectl config delete-user 'robot' deletes it.",
    );
    expect(await text()).toBe(kubeconfig.replace(/- name: lab-10[\s\S]*$/, ""));
  });

  test("deletes orphans with it when told to", async () => {
    const { ctx, text } = await setUp();
    await ctx(["-d", "lab-10", "lab-2", "--with-orphans"]);
    expect(await text()).not.toMatch(/lab|robot/);
    expect(await text()).toContain("alice");
  });

  test("says what would be deleted without deleting it", async () => {
    const { ctx, text } = await setUp();
    const { stderr } = await ctx(["-d", ".", "--dry-run"]);
    expect(stderr).toMatch(/^Would delete context "prod-eu"/);
    expect(stderr).toContain('No context would use cluster "eu" any more; --with-orphans deletes it, too.');
    expect(await text()).toBe(kubeconfig);
  });

  test("leaves no current-context that names a deleted context", async () => {
    const { ctx } = await setUp();
    const { stderr } = await ctx(["-d", "."]);
    expect(stderr).toContain("It was the current one");
    expect((await ctx(["-c"])).stderr).toContain("no context is current");
  });

  test("-u lets no context be current", async () => {
    const { ctx, text } = await setUp();
    expect((await ctx(["-u"])).code).toBe(0);
    expect(await text()).toBe(kubeconfig.replace("current-context: prod-eu", 'current-context: ""'));
    expect((await ctx(["-c"])).code).toBe(1);
    expect((await ctx(["-u"])).stderr).toBe("No context was current.\n");
  });

  test("-u says which file's current-context counts then", async () => {
    const { home, ctx } = await setUp();
    const other = await home.write("other", "apiVersion: v1\nkind: Config\ncurrent-context: lab-2\n");
    const env = { KUBECONFIG: `${join(home.path, ".kube/config")}:${other}` };
    expect((await ctx(["-u"], { env })).stderr).toContain(`Now "lab-2" counts, which ${other} names.`);
    expect((await ctx(["-c"], { env })).stdout).toBe("lab-2\n");
  });

  test("an equals sign in a name is no rename where a context has that name", async () => {
    const { ctx } = await setUp(kubeconfig.replace("- name: lab-2\n", '- name: "a=b"\n'));
    expect((await ctx(["a=b"])).stderr).toBe('Switched to context "a=b".\n');
  });

  test("names from a kubeconfig reach the terminal without control characters", async () => {
    const { ctx } = await setUp(kubeconfig.replace("- name: lab-2\n", '- name: "a\\e[31mb"\n'));
    expect((await ctx([])).stdout).toBe("a␛[31mb\nlab-10\nprod-eu\nprod-us\n");
  });

  test("lists the demo's contexts, and says which is current", async () => {
    const { ctx, text } = await setUp();
    expect(await ctx(["--demo"])).toEqual({ code: 0, stdout: "demo-prod\ndemo-prod-viewer\n", stderr: "" });
    expect((await ctx(["--demo-pods", "5", "-c"])).stdout).toBe("demo-prod\n");
    expect(await text()).toBe(kubeconfig);
  });

  test.each([
    ["an unknown name", ["prod-ue"], 1, "there is no context prod-ue", "did you mean prod-us, prod-eu"],
    ["no previous one", ["-"], 1, "there is no previous context", "it is there once"],
    ["half a rename", ["new="], 2, '"new=" lacks a name', "write NEW=OLD"],
    ["two actions", ["lab-2", "-u"], 2, "exclude each other", "periplus ctx --help"],
    ["orphans of nothing", ["--with-orphans"], 2, "go with -d", "write periplus ctx -d"],
    ["a wrong option", ["--curent"], 2, 'unknown option "--curent"', "did you mean --current"],
    ["two names", ["a", "b"], 2, 'too many arguments for "ctx"', "periplus ctx --help"],
    ["the demo", ["--demo", "-u"], 2, "the demo cluster is in none", "leave --demo out"],
    ["a demo to switch", ["--demo", "demo-prod"], 2, "the demo cluster is in none", "periplus --demo ctx"],
    ["a demo to delete", ["--demo", "-d", "lab-2"], 2, "the demo cluster is in none", "leave --demo out"],
    ["a large demo", ["--demo-pods", "100", "-u"], 2, "the demo cluster is in none", "leave --demo out"],
  ])("%s is answered with what to do", async (_, args, code, message, next) => {
    const { ctx, text } = await setUp();
    const ran = await ctx(args);
    expect(ran.code).toBe(code);
    expect(ran.stderr).toContain(message);
    expect(ran.stderr.split("\n")[1]).toContain(next);
    expect(await text()).toBe(kubeconfig);
  });
});
