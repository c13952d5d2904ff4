import { execFile, execFileSync } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { tempFolder } from "../../../test/support/temp-folder.ts";
import { loadKubeconfig, resolveContext } from "../kubeconfig/index.ts";
import { createCredentials } from "./create-credentials.ts";

const kubectl = findKubectl();

function findKubectl(): string | undefined {
  try {
    return execFileSync("sh", ["-c", "command -v kubectl"], { encoding: "utf8" }).trim();
  } catch {
    return undefined;
  }
}

/** What a plugin is given: arguments, environment, working folder and standard input, as it sees them. */
const witness = `#!/bin/sh
{ echo "0=$0"; printf 'arg=%s\\n' "$@"; echo "A=$A"; echo "cwd=$(pwd)"; echo "stdin=$(wc -c)"; echo "info=$KUBERNETES_EXEC_INFO"; } > "$OUT"
printf '{"kind":"ExecCredential","apiVersion":"%s","status":{"token":"t"}}' "$VERSION"
`;

describe.skipIf(kubectl === undefined)("a plugin cannot tell us from kubectl (needs kubectl in PATH)", () => {
  test.each([
    ["v1", ""],
    ["v1beta1", ""],
    ["v1", "provideClusterInfo: true"],
    ["v1beta1", "provideClusterInfo: true"],
  ])("%s %s", async (version, clusterInfo) => {
    const folder = await tempFolder();
    await folder.write("sub/bin/login", witness, 0o755);
    await folder.write(
      "sub/ca.crt",
      await readFile(new URL("../../../test/fixtures/tls/ca.pem", import.meta.url)),
    );
    const apiVersion = `client.authentication.k8s.io/${version}`;
    const explicitFile = await folder.write(
      "sub/config",
      `clusters:
- name: c
  cluster:
    # Nothing listens there; the plugin runs before that is found out.
    server: https://127.0.0.1:1/path
    certificate-authority: ca.crt
    tls-server-name: kubernetes
    proxy-url: http://127.0.0.1:1
    disable-compression: true
    extensions: [{name: client.authentication.k8s.io/exec, extension: {audience: x, more: [1]}}]
users:
- name: u
  user:
    exec:
      apiVersion: ${apiVersion}
      command: ./bin/login
      args: [one, "two words"]
      env: [{name: A, value: theirs}, {name: VERSION, value: ${apiVersion}}]
      interactiveMode: Never
      ${clusterInfo}
contexts: [{name: x, context: {cluster: c, user: u}}]
current-context: x
`,
    );
    const run = (name: string) => ({
      env: { PATH: process.env.PATH, HOME: folder.path, A: "ours", OUT: join(folder.path, name) },
      cwd: folder.path,
    });
    await promisify(execFile)(
      kubectl ?? "",
      ["--kubeconfig", explicitFile, "get", "--raw", "/"],
      run("kubectl"),
    ).catch(() => undefined);
    const source = { explicitFile, home: folder.path, ...run("ours") };
    await createCredentials(resolveContext(await loadKubeconfig(source)), {
      ...run("ours"),
      now: () => 0,
    }).current();
    const seen = async (name: string) => {
      const text = await folder.read(name);
      const [plain = "", info = ""] = text.split("info=");
      return { plain, info: JSON.parse(info) };
    };
    expect(await seen("ours")).toEqual(await seen("kubectl"));
  });
});
