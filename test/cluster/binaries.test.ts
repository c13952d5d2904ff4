// Where the binaries of the control plane come from.
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { findBinaries } from "./binaries.ts";

let directory = "";

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "periplus-binaries-"));
  for (const name of ["etcd", "kubectl", "go"]) await writeExecutable(name);
});

afterAll(() => rm(directory, { recursive: true }));

/** A file that says it is an old Go, whatever it is called. */
async function writeExecutable(name: string): Promise<void> {
  await writeFile(join(directory, name), "#!/bin/sh\necho go version go1.20.1 linux/amd64\n");
  await chmod(join(directory, name), 0o755);
}

/** Nothing cached, and only what the variables name. */
function environment(variables: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return { PATH: "", XDG_CACHE_HOME: join(directory, "cache"), ...variables };
}

test("KUBEBUILDER_ASSETS gives what it holds, and TEST_ASSET_* goes before it", async () => {
  const single = join(directory, "kubectl");
  const found = await findBinaries(["etcd", "kube-apiserver", "kubectl"], {
    environment: environment({ KUBEBUILDER_ASSETS: directory, TEST_ASSET_KUBE_APISERVER: single }),
  });
  expect(found).toEqual({ etcd: join(directory, "etcd"), "kube-apiserver": single, kubectl: single });
});

test("without Go the message names what is missing and both ways out", async () => {
  const found = findBinaries(["etcd", "kubectl"], {
    environment: environment({ TEST_ASSET_ETCD: join(directory, "etcd") }),
  });
  await expect(found).rejects.toThrow(/^kubectl must be built .* Go 1\.\d+.*; there is no go on the PATH/);
  await expect(found).rejects.toThrow(/Install Go, or set KUBEBUILDER_ASSETS/);
});

test("a Go that is too old is named", async () => {
  const found = findBinaries(["kwok"], { environment: environment({ PATH: directory }) });
  await expect(found).rejects.toThrow("the one on the PATH says: go version go1.20.1");
});

test("a variable that names no executable file is a mistake, not a reason to build", async () => {
  const missing = join(directory, "missing");
  const found = findBinaries(["etcd"], { environment: environment({ TEST_ASSET_ETCD: missing }) });
  await expect(found).rejects.toThrow(`TEST_ASSET_ETCD names ${missing}`);
});
