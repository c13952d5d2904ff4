// Finds the binaries of the control plane, or builds them once from Go modules.
//
// Looked for in this order: TEST_ASSET_* (one binary each) and KUBEBUILDER_ASSETS (a directory), which are the
// conventions of envtest; then a cache outside the tree; then the modules under go/ are built into that cache.
// A folder of the cache is named by a hash of everything it was built from, so a second run needs neither Go nor
// a look at a clock, and another version never meets the files of this one.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { access, constants, mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { homedir, constants as osConstants, setPriority } from "node:os";
import { delimiter, join, relative } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { isAlive } from "./is-alive.ts";

/** A module under go/, and for each of its binaries the package that is built. */
interface GoModule {
  readonly name: string;
  readonly packages: Readonly<Record<string, string>>;
  /** How long a first build takes on two cores, downloads included: measured, and said before it starts. */
  readonly takes: string;
}

const modules = [
  {
    name: "controlplane",
    packages: {
      etcd: "./etcd",
      "kube-apiserver": "k8s.io/kubernetes/cmd/kube-apiserver",
      "kube-controller-manager": "k8s.io/kubernetes/cmd/kube-controller-manager",
      "kube-scheduler": "k8s.io/kubernetes/cmd/kube-scheduler",
      kubectl: "k8s.io/kubernetes/cmd/kubectl",
    },
    takes: "7 minutes",
  },
  { name: "kwok", packages: { kwok: "sigs.k8s.io/kwok/cmd/kwok" }, takes: "2 minutes" },
  {
    name: "kubelet",
    packages: { kubelet: "./kubelet", clientcert: "./clientcert" },
    takes: "1 minute",
  },
] as const satisfies readonly GoModule[];

type PackagesOf<Module> = Module extends { readonly packages: infer Packages }
  ? keyof Packages & string
  : never;

export type BinaryName = PackagesOf<(typeof modules)[number]>;

export interface FindOptions {
  readonly environment?: NodeJS.ProcessEnv;
  /** Where progress is told; the standard error by default. */
  readonly say?: (line: string) => void;
}

const sourceRoot = fileURLToPath(new URL("./go/", import.meta.url));

/** The path of each binary asked for. Builds what no one else provides, and says so. */
export async function findBinaries<Name extends BinaryName>(
  names: readonly Name[],
  options: FindOptions = {},
): Promise<Record<Name, string>> {
  const environment = options.environment ?? process.env;
  const say = options.say ?? ((line) => process.stderr.write(`${line}\n`));
  const found: Partial<Record<BinaryName, string>> = {};
  for (const name of names) {
    const asset = await findAsset(name, environment);
    if (asset) found[name] = asset;
  }
  for (const module of modules) {
    const missing = names.filter((name) => name in module.packages && !found[name]);
    if (missing.length > 0) Object.assign(found, await fromCache(module, missing, environment, say));
  }
  return found as Record<Name, string>;
}

function assetVariable(name: string): string {
  return `TEST_ASSET_${name.toUpperCase().replaceAll("-", "_")}`;
}

/** The binary as envtest's variables name it: TEST_ASSET_KUBE_APISERVER before KUBEBUILDER_ASSETS. */
async function findAsset(name: string, environment: NodeJS.ProcessEnv): Promise<string | undefined> {
  const variable = assetVariable(name);
  const single = environment[variable];
  if (single) {
    if (await isExecutable(single)) return single;
    throw new Error(`${variable} names ${single}, which is no executable file`);
  }
  const directory = environment.KUBEBUILDER_ASSETS;
  if (!directory) return undefined;
  const path = join(directory, name);
  return (await isExecutable(path)) ? path : undefined;
}

async function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}

async function fromCache(
  module: GoModule,
  names: readonly string[],
  environment: NodeJS.ProcessEnv,
  say: (line: string) => void,
): Promise<Record<string, string>> {
  const directory = join(cacheRoot(environment), `${module.name}-${await hashOf(module)}`);
  const paths = Object.fromEntries(names.map((name) => [name, join(directory, name)]));
  const missing = async () => {
    const there = await Promise.all(names.map((name) => isExecutable(join(directory, name))));
    return names.filter((_, index) => !there[index]);
  };
  if ((await missing()).length === 0) return paths;
  await mkdir(directory, { recursive: true });
  await withLock(`${directory}.lock`, say, async () => {
    // Whoever held the lock before may have built them.
    const wanted = await missing();
    if (wanted.length > 0) await build(module, wanted, directory, environment, say);
  });
  return paths;
}

function cacheRoot(environment: NodeJS.ProcessEnv): string {
  return join(environment.XDG_CACHE_HOME || join(homedir(), ".cache"), "periplus", "test-cluster");
}

/** A hash of every file of the module, the flags and the machine's kind: of all that decides what is built. */
async function hashOf(module: GoModule): Promise<string> {
  const root = join(sourceRoot, module.name);
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const hash = createHash("sha256").update(
    `${process.platform} ${process.arch} ${await linkerFlags(module)}`,
  );
  for (const file of files.sort()) {
    hash.update(`\0${relative(root, file)}\0`).update(await readFile(file));
  }
  return hash.digest("hex").slice(0, 16);
}

/** Strips the binaries, and tells Kubernetes its version, without which a server calls itself v0.0.0. */
async function linkerFlags(module: GoModule): Promise<string> {
  const goMod = await readFile(join(sourceRoot, module.name, "go.mod"), "utf8");
  const [, version, major, minor] = /k8s\.io\/kubernetes (v(\d+)\.(\d+)\.\d+)/.exec(goMod) ?? [];
  if (!version) return "-s -w";
  const server = "k8s.io/component-base/version.git";
  // What its clients call themselves in the User-Agent header.
  const client = "k8s.io/client-go/pkg/version.git";
  return `-s -w -X ${server}Version=${version} -X ${server}Major=${major} -X ${server}Minor=${minor} -X ${client}Version=${version}`;
}

async function build(
  module: GoModule,
  names: readonly string[],
  directory: string,
  environment: NodeJS.ProcessEnv,
  say: (line: string) => void,
): Promise<void> {
  await requireGo(module, names, environment);
  const started = Date.now();
  const temporary = `${directory}.building-${process.pid}`;
  say(
    `building ${names.join(", ")} from Go modules; the first time takes about ${module.takes} on two cores, ` +
      `and later runs find them in ${directory}`,
  );
  try {
    await mkdir(temporary, { recursive: true });
    await goBuild(module, names, temporary, environment, say);
    for (const name of names) await rename(join(temporary, name), join(directory, name));
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
  say(`built ${names.join(", ")} in ${minutes(Date.now() - started)}`);
}

async function goBuild(
  module: GoModule,
  names: readonly string[],
  output: string,
  environment: NodeJS.ProcessEnv,
  say: (line: string) => void,
): Promise<void> {
  const packages = Object.entries(module.packages).filter(([name]) => names.includes(name));
  const child = spawn(
    "go",
    // -v names each package as it is compiled, which is the only sign of progress there is.
    [
      ...["build", "-v", "-trimpath", "-buildvcs=false", "-mod=readonly"],
      ...["-ldflags", await linkerFlags(module), "-o", `${output}/`],
      ...packages.map(([, path]) => path),
    ],
    {
      cwd: join(sourceRoot, module.name),
      env: { ...environment, CGO_ENABLED: "0", GOWORK: "off" },
      stdio: ["ignore", "ignore", "pipe"],
    },
  );
  // All cores for minutes: what somebody does at this machine meanwhile goes first.
  if (child.pid) setPriority(child.pid, osConstants.priority.PRIORITY_BELOW_NORMAL);
  const started = Date.now();
  const tail: string[] = [];
  let packagesDone = 0;
  const report = setInterval(() => {
    say(`  still building after ${minutes(Date.now() - started)}: ${packagesDone} packages compiled`);
  }, 30_000);
  createInterface({ input: child.stderr }).on("line", (line) => {
    if (!line.startsWith("go: downloading")) packagesDone += 1;
    tail.push(line);
    if (tail.length > 30) tail.shift();
  });
  const code = await new Promise((resolve, reject) => child.on("error", reject).on("close", resolve));
  clearInterval(report);
  if (code !== 0) throw new Error(`go build of ${names.join(", ")} failed:\n${tail.join("\n")}`);
}

/** Throws, with both ways out, when the Go on the path cannot build the module. */
async function requireGo(
  module: GoModule,
  names: readonly string[],
  environment: NodeJS.ProcessEnv,
): Promise<void> {
  const cwd = join(sourceRoot, module.name);
  const goMod = await readFile(join(cwd, "go.mod"), "utf8");
  // Asked in the module's folder, where a go that fetches the toolchain a module asks for answers as that one.
  const said = await outputOf("go", ["version"], cwd, environment);
  if (
    said !== undefined &&
    goVersion(said, /^go version go(\d+)\.(\d+)/m) >= goVersion(goMod, /^go (\d+)\.(\d+)/m)
  )
    return;
  const state =
    said === undefined ? "there is no go on the PATH" : `the one on the PATH says: ${said.trim()}`;
  throw new Error(
    `${names.join(", ")} must be built once, and that needs Go ${/^go ([\d.]+)/m.exec(goMod)?.[1]} or newer; ${state}.\n` +
      "Install Go, or set KUBEBUILDER_ASSETS to a directory that holds etcd, kube-apiserver and kubectl " +
      `(or ${names.map(assetVariable).join(", ")} to files).`,
  );
}

/** A number that orders Go's versions; 0 where the text names none, as when go refuses a module as too new. */
function goVersion(text: string, pattern: RegExp): number {
  const [, major, minor] = pattern.exec(text) ?? [];
  return Number(major ?? 0) * 1000 + Number(minor ?? 0);
}

/** What the command prints, on both streams; undefined when there is no such command. */
async function outputOf(
  file: string,
  args: readonly string[],
  cwd: string,
  environment: NodeJS.ProcessEnv,
): Promise<string | undefined> {
  const onPath = (environment.PATH ?? "").split(delimiter).map((directory) => join(directory, file));
  if (!(await Promise.all(onPath.map(isExecutable))).includes(true)) return undefined;
  const child = spawn(file, args, {
    cwd,
    env: { ...environment, GOWORK: "off" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let text = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (chunk: string) => {
      text += chunk;
    });
  }
  await new Promise((resolve, reject) => child.on("error", reject).on("close", resolve));
  return text;
}

/**
 * Runs the work while no other process on this machine does. The lock only saves work twice done: results are
 * renamed into place whole, so two builds that run at once after all do no harm.
 */
async function withLock(path: string, say: (line: string) => void, work: () => Promise<void>): Promise<void> {
  let told = false;
  while (!(await takeLock(path))) {
    if (!told) say(`waiting for the process that builds already (${path})`);
    told = true;
    await delay(500);
  }
  try {
    await work();
  } finally {
    await rm(path, { force: true });
  }
}

async function takeLock(path: string): Promise<boolean> {
  try {
    await writeFile(path, String(process.pid), { flag: "wx" });
    return true;
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
  }
  const holder = Number(await readFile(path, "utf8").catch(() => ""));
  if (holder > 0 && !isAlive(holder)) await rm(path, { force: true });
  return false;
}

function minutes(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
