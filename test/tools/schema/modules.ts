// Where the descriptions of the Kubernetes API come from: Go modules at one release, out of Go's own cache.
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** The Kubernetes release whose API the schema table describes. */
export const release = "v0.37.1";

/** The folders of each module that hold API types with protobuf descriptions. */
const moduleFolders: Readonly<Record<string, string>> = {
  "k8s.io/api": "",
  "k8s.io/apimachinery": "pkg",
  "k8s.io/apiextensions-apiserver": "pkg/apis",
  "k8s.io/kube-aggregator": "pkg/apis",
  "k8s.io/metrics": "pkg/apis",
};

/** Folders with descriptions of types that no server sends as they are. */
const unused = ["/testapigroup/"];

export interface ApiModule {
  readonly name: string;
  readonly folder: string;
  /** Go's checksum of the module's content, as go.sum has it. */
  readonly sum: string;
}

/** One API package: a folder with a `generated.proto`. */
export interface ApiPackage {
  /** Such as `k8s.io/api/core/v1`. */
  readonly path: string;
  readonly proto: string;
  /** All Go sources that people wrote, joined. */
  readonly go: string;
}

/**
 * Finds the modules in Go's cache, or lets Go fetch them when `fetch` is true.
 * Throws with Go's own words when a module cannot be had.
 */
export function findModules(fetch: boolean): ApiModule[] {
  return Object.keys(moduleFolders).map((name) => findModule(`${name}@${release}`, fetch));
}

/** Finds one module, such as `k8s.io/api@v0.37.1`. */
export function findModule(module: string, fetch: boolean): ApiModule {
  const output = execFileSync("go", ["mod", "download", "-json", module], {
    encoding: "utf8",
    env: { ...process.env, GO111MODULE: "on", GOFLAGS: "-mod=mod", ...(fetch ? {} : { GOPROXY: "off" }) },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const { Path, Dir, Sum } = JSON.parse(output) as { Path: string; Dir: string; Sum: string };
  return { name: Path, folder: Dir, sum: Sum };
}

export function readPackages(modules: readonly ApiModule[]): ApiPackage[] {
  return modules.flatMap(({ name, folder }) => {
    const start = join(folder, moduleFolders[name] ?? "");
    const protos = readdirSync(start, { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith("generated.proto"))
      .map((file) => join(start, file))
      .filter((file) => !unused.some((part) => file.includes(part)))
      .sort();
    return protos.map((file) =>
      readPackage(name + file.slice(folder.length, -"/generated.proto".length), file),
    );
  });
}

function readPackage(path: string, protoFile: string): ApiPackage {
  const folder = protoFile.slice(0, -"/generated.proto".length);
  const sources = readdirSync(folder).filter((file) =>
    /^(?!zz_generated|generated\.).*(?<!_test)\.go$/.test(file),
  );
  return {
    path,
    proto: readFileSync(protoFile, "utf8"),
    go: sources.map((file) => readFileSync(join(folder, file), "utf8")).join("\n"),
  };
}
