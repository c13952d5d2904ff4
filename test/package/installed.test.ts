// The package as it is published, installed as users install it.
import { execFile, execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import packageJson from "../../package.json" with { type: "json" };

const folder = mkdtempSync(join(tmpdir(), "periplus-package-"));
const installed = join(folder, "project/node_modules/periplus");

const run = promisify(execFile);
const npm = (...args: string[]) => run("npm", args, { cwd: folder, env: environment() });

beforeAll(async () => {
  await run("npm", ["pack", "--pack-destination", folder], { cwd: join(import.meta.dirname, "../..") });
  for (const name of ["home", "project", "global"]) mkdirSync(join(folder, name));
  // Offline: what is not in the archive cannot come from anywhere else.
  const archive = join(folder, `periplus-${packageJson.version}.tgz`);
  await npm("install", "--offline", "--prefix", "project", archive);
  await npm("install", "--offline", "--global", "--prefix", "global", archive);
}, 120_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A user with this Node, a home of their own and nothing in it. */
function environment(): NodeJS.ProcessEnv {
  const { PATH = "", CI } = process.env;
  return {
    PATH: [dirname(process.execPath), PATH].join(delimiter),
    HOME: join(folder, "home"),
    ...(CI === undefined ? {} : { CI }),
  };
}

const commands: [string, string][] = [
  ["in a folder", "project/node_modules/.bin/periplus"],
  ["globally", "global/bin/periplus"],
];

describe.each(commands)("installed %s", (_, command) => {
  const periplus = (...args: string[]) => run(join(folder, command), args, { env: environment() });

  test("--version prints the version of the package", async () => {
    expect(await periplus("--version")).toEqual({ stdout: `${packageJson.version}\n`, stderr: "" });
  });

  test("--help names every subcommand and where to begin", async () => {
    const { stdout } = await periplus("--help");
    expect(stdout).toMatch(/^Usage: periplus /);
    for (const part of ["--demo", "--context", "ctx", "ns"]) expect(stdout).toContain(part);
  });

  test("--demo into a file writes the demo cluster's pods once, without a terminal", () => {
    const file = join(folder, "pods.txt");
    execFileSync(join(folder, command), ["--demo"], {
      env: environment(),
      stdio: ["ignore", openSync(file, "w"), "inherit"],
    });
    const text = readFileSync(file, "utf8");
    expect(text).toMatch(/NAME.* READY +STATUS/);
    expect(text).toContain("CrashLoopBackOff");
    expect(text).not.toContain("\x1b");
  });
});

const yamlAnswer = [
  "apiVersion: client.authentication.k8s.io/v1",
  "kind: ExecCredential",
  "status: {token: t}",
].join("\n");

test.each([
  [
    "a plugin that answers in YAML",
    {
      exec: {
        apiVersion: "client.authentication.k8s.io/v1",
        command: "echo",
        args: [yamlAnswer],
        interactiveMode: "Never",
      },
    },
    "127.0.0.1:1 refused the connection",
  ],
  [
    "an issuer that is asked for new tokens",
    {
      "auth-provider": {
        name: "oidc",
        config: { "idp-issuer-url": "http://127.0.0.1:1", "client-id": "c", "refresh-token": "r" },
      },
    },
    "cannot be refreshed: 127.0.0.1:1 cannot be reached (ECONNREFUSED)",
  ],
])("packages that only some users need are whole: %s", async (_, user, says) => {
  const kubeconfig = {
    "current-context": "c",
    clusters: [{ name: "c", cluster: { server: "https://127.0.0.1:1" } }],
    users: [{ name: "u", user }],
    contexts: [{ name: "c", context: { cluster: "c", user: "u" } }],
  };
  const file = join(folder, "kubeconfig.json");
  writeFileSync(file, JSON.stringify(kubeconfig));
  const main = join(installed, "dist/main.js");
  const args = [main, "--kubeconfig", file, "get", "pods"];
  const failure = await run(process.execPath, args, { env: environment() }).catch((error) => error);
  expect(failure.stderr).toContain(says);
});

test("nothing else is installed with it", () => {
  expect(readdirSync(join(folder, "project/node_modules")).sort()).toEqual([
    ".bin",
    ".package-lock.json",
    "periplus",
  ]);
});

test("it brings the program, the keymap and the themes, and neither sources nor tests", () => {
  const top = readdirSync(installed).sort();
  expect(top).toEqual(["LICENSE", "README.md", "dist", "keymaps", "package.json", "themes"]);
});

test("the licence of every package in the bundle is in it", () => {
  const notices = readFileSync(join(installed, "dist/THIRD-PARTY.txt"), "utf8");
  expect(notices).toMatch(/^react \d+.*MIT/m);
  expect(notices).toMatch(/^ink \d+.*MIT/m);
  expect(notices).toContain("Permission is hereby granted");
});

test.each(["12.22.9", "18.20.0", "22.18.0"])(
  "Node %s is told to be too old, in one sentence",
  async (version) => {
    const pretend = `data:text/javascript,Object.defineProperty(process.versions, "node", { value: "${version}" })`;
    const main = join(installed, "dist/main.js");
    const failure = await run(process.execPath, ["--import", pretend, main, "--version"]).catch(
      (error) => error,
    );
    expect(failure).toMatchObject({
      code: 1,
      stdout: "",
      stderr: `periplus: needs Node.js 22.19 or newer, and this is ${version}.\n`,
    });
  },
);

/** The Nodes in PATH that are older than the one Periplus needs. */
function olderNodes(): string[] {
  const files = (process.env.PATH ?? "").split(delimiter).map((path) => join(path, "node"));
  return [...new Set(files)].filter((file) => {
    try {
      return Number(execFileSync(file, ["-p", "parseInt(process.versions.node)"], { encoding: "utf8" })) < 22;
    } catch {
      return false;
    }
  });
}

test.skipIf(olderNodes().length === 0)("an older Node of this machine says so too", async () => {
  const main = join(installed, "dist/main.js");
  for (const node of olderNodes()) {
    const failure = await run(node, [main, "--version"]).catch((error) => error);
    expect(failure).toMatchObject({ code: 1, stdout: "" });
    expect(failure.stderr).toMatch(/^periplus: needs Node\.js 22\.19 or newer, and this is [\d.]+\.\n$/);
  }
});
