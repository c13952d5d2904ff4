import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type TempFolder, tempFolder } from "../../../test/support/temp-folder.ts";
import { KubeconfigError } from "./kubeconfig-error.ts";
import { loadKubeconfig } from "./load-kubeconfig.ts";
import type { KubeconfigSource } from "./source.ts";

const sourceIn = (folder: TempFolder, more: Partial<KubeconfigSource> = {}): KubeconfigSource => ({
  env: {},
  home: folder.path,
  cwd: folder.path,
  ...more,
});

async function loadText(text: string | Uint8Array) {
  const folder = await tempFolder();
  const explicitFile = await folder.write("config", text);
  return loadKubeconfig(sourceIn(folder, { explicitFile }));
}

/** One context with a cluster and a user of the same name. */
const entry = (name: string, server = `https://${name}`) => `
clusters: [{name: ${name}, cluster: {server: "${server}"}}]
users: [{name: ${name}, user: {token: ${name}-token}}]
contexts: [{name: ${name}, context: {cluster: ${name}, user: ${name}}}]
`;

describe("which files are read", () => {
  test("~/.kube/config where KUBECONFIG is not set, or set to nothing", async () => {
    const folder = await tempFolder();
    const file = await folder.write(".kube/config", entry("home"));
    for (const env of [{}, { KUBECONFIG: "" }]) {
      const { files, contexts } = await loadKubeconfig(sourceIn(folder, { env }));
      expect(files).toEqual([file]);
      expect(contexts.map(({ name }) => name)).toEqual(["home"]);
    }
  });

  test("the files of KUBECONFIG, in its order, without empty items, duplicates and missing files", async () => {
    const folder = await tempFolder();
    const a = await folder.write("a", entry("a"));
    const b = await folder.write("b", entry("b"));
    await folder.write(".kube/config", entry("home"));
    const env = { KUBECONFIG: `:${b}:${join(folder.path, "missing")}::a:${b}:` };
    const { files, contexts, problems } = await loadKubeconfig(sourceIn(folder, { env }));
    expect(files).toEqual([b, a]);
    expect(contexts.map(({ name }) => name)).toEqual(["b", "a"]);
    expect(problems).toEqual([]);
  });

  test("none, where KUBECONFIG holds separators only", async () => {
    const folder = await tempFolder();
    await folder.write(".kube/config", entry("home"));
    const { files, contexts } = await loadKubeconfig(sourceIn(folder, { env: { KUBECONFIG: "::" } }));
    expect(files).toEqual([]);
    expect(contexts).toEqual([]);
  });

  test("only the explicit file, even where KUBECONFIG is set", async () => {
    const folder = await tempFolder();
    const explicit = await folder.write("explicit", entry("explicit"));
    const other = await folder.write("other", entry("other"));
    const { files } = await loadKubeconfig(
      sourceIn(folder, { explicitFile: "explicit", env: { KUBECONFIG: other } }),
    );
    expect(files).toEqual([explicit]);
  });

  test("an explicit file that is missing is an error", async () => {
    const folder = await tempFolder();
    await expect(loadKubeconfig(sourceIn(folder, { explicitFile: "nowhere" }))).rejects.toThrow(
      `the kubeconfig ${join(folder.path, "nowhere")} does not exist`,
    );
  });

  test("a KUBECONFIG whose files are all missing is a problem, a missing ~/.kube/config is none", async () => {
    const folder = await tempFolder();
    const named = await loadKubeconfig(sourceIn(folder, { env: { KUBECONFIG: "x:y" } }));
    expect(named.problems.map(({ message }) => message)).toEqual([
      `no file that KUBECONFIG names exists: ${join(folder.path, "x")}, ${join(folder.path, "y")}`,
    ]);
    const byDefault = await loadKubeconfig(sourceIn(folder));
    expect(byDefault).toMatchObject({ problems: [], searched: [join(folder.path, ".kube", "config")] });
  });
});

describe("what a file may be", () => {
  test.each([
    ["empty", ""],
    ["blank", "  \n\n"],
    ["only comments", "# nothing here yet\n"],
    ["null", "null\n"],
    ["only a document start", "---\n"],
  ])("a file that is %s counts as a kubeconfig without entries", async (_, text) => {
    expect(await loadText(text)).toMatchObject({ contexts: [], clusters: [], users: [], problems: [] });
  });

  test("JSON is read as well as YAML, exact or sloppy", async () => {
    const exact = '{"current-context": "a", "contexts": [{"name": "a", "context": {"cluster": "c"}}]}';
    const sloppy = '{"current-context": "a", contexts: [{"name": "a", "context": {"cluster": "c"},},],}';
    for (const text of [exact, sloppy]) {
      const { currentContext, contexts } = await loadText(text);
      expect(currentContext).toBe("a");
      expect(contexts).toMatchObject([{ name: "a", cluster: "c", user: "" }]);
    }
  });

  test("anchors, aliases and merge keys are resolved", async () => {
    const { contexts } = await loadText(`
contexts:
- name: one
  context: &base {cluster: c, user: u, namespace: web}
- name: two
  context:
    <<: *base
    namespace: db
- name: three
  context: *base
`);
    expect(contexts.map(({ cluster, namespace }) => `${cluster}/${namespace}`)).toEqual([
      "c/web",
      "c/db",
      "c/web",
    ]);
  });

  test("of several YAML documents the first is read, of equal keys the last", async () => {
    const { currentContext } = await loadText(
      "current-context: a\ncurrent-context: b\n---\ncurrent-context: c\n",
    );
    expect(currentContext).toBe("b");
  });

  test.each([
    ["UTF-8 with a mark", Buffer.from("\uFEFFcurrent-context: a\r\n", "utf8")],
    ["UTF-16, little end first", Buffer.from("\uFEFFcurrent-context: a\r\n", "utf16le")],
    ["UTF-16, big end first", Buffer.from("\uFEFFcurrent-context: a\r\n", "utf16le").swap16()],
  ])("a byte order mark tells the encoding: %s", async (_, bytes) => {
    expect(await loadText(bytes)).toMatchObject({ currentContext: "a" });
  });

  test("unknown keys are left alone", async () => {
    const { problems } = await loadText("preferences: {colors: true}\nmine: {a: 1}\nContexts: 5\n");
    expect(problems).toEqual([]);
  });
});

describe("what no kubectl would read stops the load, with file, line and next step", () => {
  test.each([
    ["a quote is not closed", "kind: Config\nusers: 'x\n", 2, /line 2, column 10: a closing quote/],
    ["a tab indents", "contexts:\n\t- name: a\n", 2, /line 2, .*tabs cannot be used/],
    ["the indentation is off", "contexts:\n- name: a\n context: {}\n", 3, /line 3/],
    ["an alias has no anchor", "contexts: *missing\n", 1, /line 1, .*anchor that was not set/],
    ["JSON is cut off", '{"contexts": [', 1, /a bracket was not closed/],
    [
      "it is a list",
      "- a\n- b\n",
      1,
      /line 1 should be a map with contexts, clusters and users, but is a list/,
    ],
    ["it is text", "hello\n", 1, /should be a map .* but is text/],
    [
      "contexts are a map",
      "kind: Config\ncontexts: {a: b}\n",
      2,
      /line 2 should be a list of contexts, but is a map/,
    ],
    ["users are text", "users: nobody\n", 1, /should be a list of users, but is text/],
    ["it is another kind", "apiVersion: v1\nkind: Pod\n", 2, /line 2 should say kind: Config/],
    ["it is another version", "apiVersion: v2\nkind: Config\n", 1, /line 1 should say apiVersion: v1/],
  ])("when %s", async (_, text, line, message) => {
    const error = await loadText(text).catch((thrown) => thrown);
    expect(error).toBeInstanceOf(KubeconfigError);
    expect(error.message).toMatch(message);
    expect(error).toMatchObject({ line, file: expect.stringContaining("config") });
    expect(error.nextStep).not.toBe("");
  });

  test("when it is a folder", async () => {
    const folder = await tempFolder();
    await mkdir(join(folder.path, "dir"));
    await expect(loadKubeconfig(sourceIn(folder, { env: { KUBECONFIG: "dir" } }))).rejects.toThrow(
      /dir cannot be read \(it is a folder\)/,
    );
  });

  test("aliases that expand without end do not hang it", async () => {
    const bomb = `a: &a [x,x,x,x,x,x,x,x,x,x]\n${["b", "c", "d", "e", "f", "g", "h", "i"]
      .map((name, i) => `${name}: &${name} [${Array(10).fill(`*${"abcdefgh"[i]}`).join(",")}]`)
      .join("\n")}\n`;
    await expect(loadText(bomb)).rejects.toThrow(/aliases expand too far/);
  });

  test("no message quotes the source, which may hold a secret", async () => {
    for (const text of [
      "token: 'hunter2\n",
      "users:\n- hunter2: x\n\t- hunter2",
      '{"token": "hunter2", }}',
      "hunter2",
    ]) {
      const error = await loadText(text).catch((thrown) => thrown);
      expect(error).toBeInstanceOf(KubeconfigError);
      expect(`${error.message} ${error.nextStep} ${error.cause ?? ""}`).not.toContain("hunter2");
    }
  });
});

describe("merging", () => {
  const loadList = async (...texts: string[]) => {
    const folder = await tempFolder();
    const names = texts.map((_, index) => `${index}.yaml`);
    await Promise.all(texts.map((text, index) => folder.write(`${index}.yaml`, text)));
    return {
      folder,
      kubeconfig: await loadKubeconfig(sourceIn(folder, { env: { KUBECONFIG: names.join(":") } })),
    };
  };

  test("of entries with one name the first file's is taken whole; no field is merged", async () => {
    const { folder, kubeconfig } = await loadList(
      "contexts: [{name: a, context: {cluster: one}}]\n",
      "contexts: [{name: a, context: {cluster: two, user: u, namespace: n}}]\n",
    );
    expect(kubeconfig.contexts).toEqual([
      { name: "a", cluster: "one", user: "", file: join(folder.path, "0.yaml") },
    ]);
    expect(kubeconfig.shadowed).toEqual([
      { section: "contexts", name: "a", file: join(folder.path, "1.yaml"), by: join(folder.path, "0.yaml") },
    ]);
  });

  test("the first current-context that is not empty counts", async () => {
    const { kubeconfig } = await loadList(
      "current-context: ''\n",
      `current-context: a\n${entry("a")}`,
      "current-context: b\n",
    );
    expect(kubeconfig.currentContext).toBe("a");
  });

  test("a context may refer to the cluster and user of other files", async () => {
    const { folder, kubeconfig } = await loadList(
      "contexts: [{name: a, context: {cluster: c, user: u}}]\n",
      "clusters: [{name: c, cluster: {server: https://c}}]\n",
      "users: [{name: u, user: {token: t}}]\n",
    );
    expect(kubeconfig.problems).toEqual([]);
    expect(kubeconfig.clusters[0]?.file).toBe(join(folder.path, "1.yaml"));
    expect(kubeconfig.users[0]?.file).toBe(join(folder.path, "2.yaml"));
  });

  test("a fault in an entry that is hidden by an earlier file does not matter", async () => {
    const { kubeconfig } = await loadList(entry("a"), "users: [{name: a, user: {token: 5}}]\n");
    expect(kubeconfig.problems).toEqual([]);
  });

  test("paths are seen from the folder of the file that names them", async () => {
    const folder = await tempFolder();
    await folder.write(
      "one/config",
      "clusters: [{name: c, cluster: {server: https://c, certificate-authority: pki/ca.crt}}]\n",
    );
    await folder.write(
      "two/config",
      `users:
- name: files
  user: {client-certificate: ../pki/me.crt, client-key: /abs/me.key, tokenFile: token}
- name: path
  user: {exec: {command: bin/login, apiVersion: client.authentication.k8s.io/v1, interactiveMode: Never, args: [bin/x]}}
- name: bare
  user: {exec: {command: login, apiVersion: client.authentication.k8s.io/v1, interactiveMode: Never}}
- name: oidc
  user: {auth-provider: {name: oidc, config: {idp-certificate-authority: ca.crt}}}
`,
    );
    const { clusters, users } = await loadKubeconfig(
      sourceIn(folder, { env: { KUBECONFIG: "one/config:two/config" } }),
    );
    const [files, path, bare, oidc] = users;
    expect(clusters[0]?.certificateAuthority).toBe(join(folder.path, "one/pki/ca.crt"));
    expect(files).toMatchObject({
      clientCertificate: join(folder.path, "pki/me.crt"),
      clientKey: "/abs/me.key",
      tokenFile: join(folder.path, "two/token"),
    });
    expect(path?.exec).toMatchObject({ command: join(folder.path, "two/bin/login"), args: ["bin/x"] });
    expect(bare?.exec?.command).toBe("login");
    expect(oidc?.authProvider?.config).toEqual({ "idp-certificate-authority": "ca.crt" });
  });
});

test("every field of the three entries is read", async () => {
  const { clusters, users, contexts, problems } = await loadText(`
clusters:
- name: c
  cluster:
    server: https://c
    tls-server-name: other
    insecure-skip-tls-verify: no
    certificate-authority-data: Q0E=
    proxy-url: socks5://proxy:1080
    disable-compression: yes
    extensions: [{name: client.authentication.k8s.io/exec, extension: {audience: x}}]
users:
- name: u
  user:
    client-certificate-data: Q0VSVA==
    client-key-data: S0VZ
    token: t
    as: bob
    as-uid: "7"
    as-groups: [a, b]
    as-user-extra: {scopes: [read, write]}
- name: basic
  user: {username: me, password: secret}
- name: exec
  user:
    exec:
      apiVersion: client.authentication.k8s.io/v1beta1
      command: aws
      args: [eks, get-token]
      env: [{name: AWS_PROFILE, value: dev}]
      installHint: brew install awscli
      provideClusterInfo: true
- name: oidc
  user: {auth-provider: {name: oidc, config: {client-id: id}}}
contexts:
- name: x
  context: {cluster: c, user: u, namespace: web}
`);
  expect(problems).toEqual([]);
  expect(clusters).toEqual([
    {
      name: "c",
      file: expect.any(String),
      server: "https://c",
      tlsServerName: "other",
      insecureSkipTlsVerify: false,
      certificateAuthorityData: "Q0E=",
      proxyUrl: "socks5://proxy:1080",
      disableCompression: true,
      extensions: [{ name: "client.authentication.k8s.io/exec", extension: { audience: "x" } }],
    },
  ]);
  expect(users).toMatchObject([
    {
      clientCertificateData: "Q0VSVA==",
      clientKeyData: "S0VZ",
      token: "t",
      as: "bob",
      asUid: "7",
      asGroups: ["a", "b"],
      asUserExtra: { scopes: ["read", "write"] },
    },
    { username: "me", password: "secret" },
    {
      exec: {
        apiVersion: "client.authentication.k8s.io/v1beta1",
        command: "aws",
        args: ["eks", "get-token"],
        env: [{ name: "AWS_PROFILE", value: "dev" }],
        installHint: "brew install awscli",
        provideClusterInfo: true,
        interactiveMode: "IfAvailable",
      },
    },
    { authProvider: { name: "oidc", config: { "client-id": "id" } } },
  ]);
  expect(contexts).toMatchObject([{ name: "x", cluster: "c", user: "u", namespace: "web" }]);
});

describe("a faulty entry is a problem of its own, and the others work", () => {
  const v1 = "apiVersion: client.authentication.k8s.io/v1, interactiveMode: Never";
  const cluster = (fields: string) => `clusters: [{name: bad, cluster: {${fields}}}]`;
  const user = (fields: string) => `users: [{name: bad, user: {${fields}}}]`;
  test.each([
    ["clusters", "has no server", cluster(""), /cluster bad: it has no server/],
    [
      "clusters",
      "has a number as server",
      cluster("server: 5"),
      /:1: .*server should be text, but is a number; put it in/,
    ],
    [
      "clusters",
      "has an impossible proxy",
      cluster("server: https://x, proxy-url: 'socks4://x'"),
      /proxy-url should be/,
    ],
    [
      "clusters",
      "gives its authority twice",
      cluster("server: https://x, certificate-authority: a, certificate-authority-data: QQ=="),
      /certificate-authority and certificate-authority-data are both set/,
    ],
    [
      "clusters",
      "has an authority but skips the check",
      cluster("server: https://x, certificate-authority: a, insecure-skip-tls-verify: true"),
      /insecure-skip-tls-verify exclude each other/,
    ],
    [
      "clusters",
      "holds data that is not base64",
      cluster("server: https://x, certificate-authority-data: '%'"),
      /not base64/,
    ],
    [
      "users",
      "gives its certificate twice",
      user("client-certificate: a, client-certificate-data: QQ==, client-key: b"),
      /client-certificate and client-certificate-data are both set/,
    ],
    [
      "users",
      "gives its key twice",
      user("client-certificate: a, client-key: b, client-key-data: QQ=="),
      /client-key and client-key-data are both set/,
    ],
    ["users", "has a certificate without key", user("client-certificate: a"), /certificate without a key/],
    [
      "users",
      "has a token and basic",
      user("token: t, username: u"),
      /token and a username with password exclude/,
    ],
    [
      "users",
      "has exec and auth-provider",
      user(`exec: {command: x, ${v1}}, auth-provider: {name: oidc}`),
      /exclude each/,
    ],
    ["users", "has exec without command", user(`exec: {${v1}}`), /exec has no command/],
    ["users", "has exec without version", user("exec: {command: x}"), /exec has no apiVersion/],
    [
      "users",
      "has exec v1 without mode",
      user("exec: {command: x, apiVersion: client.authentication.k8s.io/v1}"),
      /exec has no interactiveMode/,
    ],
    [
      "users",
      "has exec with an unknown mode",
      user(
        "exec: {command: x, apiVersion: client.authentication.k8s.io/v1beta1, interactiveMode: Sometimes}",
      ),
      /exec.interactiveMode should be one of Never, IfAvailable, Always/,
    ],
    [
      "users",
      "has a nameless variable",
      user(`exec: {command: x, ${v1}, env: [{value: x}]}`),
      /env entry without a name/,
    ],
    ["users", "has a uid without as", user("as-uid: '5'"), /need a user to act as/],
    ["users", "has groups without as", user("as-groups: [a]"), /need a user to act as/],
    ["users", "has extra without as", user("as-user-extra: {a: [b]}"), /need a user to act as/],
    [
      "users",
      "has text for a list",
      user("as: x, as-groups: a"),
      /as-groups should be a list of texts, but is text/,
    ],
    [
      "users",
      "has an unquoted y in a list",
      user("as: x, as-groups: [x, y]"),
      /an item of as-groups should be text, but is true or false; put it in quotes/,
    ],
    [
      "users",
      "has a number for a token",
      user("token: 0123"),
      /token should be text, but is a number; put it in quotes/,
    ],
    ["users", "is text", "users: [{name: bad, user: nobody}]", /user should be a map, but is text/],
    [
      "contexts",
      "has yes for a namespace",
      "contexts: [{name: bad, context: {namespace: yes}}]",
      /namespace should be text/,
    ],
    ["contexts", "names no cluster", "contexts: [{name: bad, context: {user: ok}}]", /it names no cluster/],
    [
      "contexts",
      "names a lost cluster",
      "contexts: [{name: bad, context: {cluster: no-1}}]",
      /defines its cluster no-1/,
    ],
    [
      "contexts",
      "names a lost user",
      "contexts: [{name: bad, context: {cluster: ok, user: no-1}}]",
      /defines its user no-1/,
    ],
    [
      "contexts",
      "is there twice",
      "contexts: [{name: bad, context: {cluster: ok}}, {name: bad, context: {cluster: ok}}]",
      /context bad is there twice, first in line 1/,
    ],
  ])("%s: one that %s", async (section, _, text, message) => {
    const folder = await tempFolder();
    await folder.write("bad", `${text}\n`);
    await folder.write("ok", entry("ok"));
    const kubeconfig = await loadKubeconfig(sourceIn(folder, { env: { KUBECONFIG: "bad:ok" } }));
    expect(kubeconfig.problems[0]?.message).toMatch(message);
    expect(kubeconfig.problems.map((problem) => problem.entry)).toContainEqual({ section, name: "bad" });
    expect(kubeconfig.contexts.map(({ name }) => name)).toContain("ok");
    expect(kubeconfig.problems.some((problem) => problem.entry?.name === "ok")).toBe(false);
  });

  test.each([
    ["a number", "contexts: [5]", /an entry of contexts should be a map with a name, but is a number/],
    ["empty", "contexts:\n-\n", /should be a map with a name, but is empty/],
    ["nameless", "contexts: [{context: {cluster: c}}]", /but is one without a name/],
    ["named by a number", "contexts: [{name: 5, context: {}}]", /but is one without a name/],
  ])("an entry that is %s is left out, and said so", async (_, text, message) => {
    const { contexts, problems } = await loadText(text);
    expect(contexts).toEqual([]);
    expect(problems[0]?.message).toMatch(message);
    expect(problems[0]?.entry).toBeUndefined();
  });

  test("no problem quotes the value that is wrong", async () => {
    const { problems } = await loadText(
      "users: [{name: u, user: {token: 8675309, client-key-data: 'aHVu~'}}]\n",
    );
    expect(problems).toHaveLength(2);
    expect(JSON.stringify(problems)).not.toMatch(/8675309|aHVu/);
  });

  test.each([
    [
      "a namespace that Kubernetes does not allow",
      `${entry("a").replace("user: a}", "user: a, namespace: A_b}")}`,
    ],
    ["a current-context that no file defines", `${entry("a")}current-context: b\n`],
    ["a current-context that is no text", `${entry("a")}current-context: 5\n`],
  ])("%s is worth knowing, but blocks nothing", async (_, text) => {
    const { problems } = await loadText(text);
    expect(problems).toHaveLength(1);
    expect(problems[0]?.entry).toBeUndefined();
  });

  test("a lost user does no harm over plain http, where no credentials are sent", async () => {
    const { problems } = await loadText(
      "clusters: [{name: c, cluster: {server: 'http://127.0.0.1:8001'}}]\ncontexts: [{name: a, context: {cluster: c, user: gone}}]\n",
    );
    expect(problems).toEqual([]);
  });
});

describe("inside a pod", () => {
  const inPod = async (mounted: Record<string, string>, more: Partial<KubeconfigSource> = {}) => {
    const folder = await tempFolder();
    await Promise.all(Object.entries(mounted).map(([name, text]) => folder.write(`sa/${name}`, text)));
    const env = { KUBERNETES_SERVICE_HOST: "10.0.0.1", KUBERNETES_SERVICE_PORT: "443", ...more.env };
    const serviceAccountFolder = join(folder.path, "sa");
    return { folder, source: sourceIn(folder, { serviceAccountFolder, ...more, env }) };
  };

  test("the service account stands in where nothing is configured", async () => {
    const { source, folder } = await inPod({ token: "t", "ca.crt": "pem", namespace: "ops\n" });
    expect(await loadKubeconfig(source)).toMatchObject({
      inCluster: true,
      currentContext: "in-cluster",
      implicitNamespace: "ops",
      contexts: [{ name: "in-cluster", cluster: "in-cluster", user: "in-cluster" }],
      clusters: [{ server: "https://10.0.0.1:443", certificateAuthority: join(folder.path, "sa/ca.crt") }],
      users: [{ tokenFile: join(folder.path, "sa/token") }],
    });
  });

  test("an IPv6 address is put in brackets", async () => {
    const { source } = await inPod({ token: "t" }, { env: { KUBERNETES_SERVICE_HOST: "fd00::1" } });
    expect((await loadKubeconfig(source)).clusters[0]?.server).toBe("https://[fd00::1]:443");
  });

  test.each([
    ["the token is not mounted", {}, {}],
    ["the address is not set", { token: "t" }, { KUBERNETES_SERVICE_HOST: undefined }],
    ["the port is empty", { token: "t" }, { KUBERNETES_SERVICE_PORT: "" }],
  ])("it does not stand in when %s", async (_, mounted, env) => {
    const { source } = await inPod(mounted, { env });
    const kubeconfig = await loadKubeconfig(source);
    expect(kubeconfig.inCluster).toBeUndefined();
    expect(kubeconfig.contexts).toEqual([]);
  });

  test("a configured context goes before it, and takes the pod's namespace where it names none", async () => {
    const { folder, source } = await inPod({ token: "t", namespace: "ops" });
    await folder.write(".kube/config", `${entry("a")}current-context: a\n`);
    const kubeconfig = await loadKubeconfig(source);
    expect(kubeconfig).toMatchObject({ currentContext: "a", implicitNamespace: "ops" });
    expect(kubeconfig.inCluster).toBeUndefined();
    expect(kubeconfig.contexts.map(({ name }) => name)).toEqual(["a"]);
  });

  test("contexts without a current one are kept beside it, whatever they are called", async () => {
    const { folder, source } = await inPod({ token: "t" });
    await folder.write(".kube/config", entry("in-cluster"));
    const kubeconfig = await loadKubeconfig(source);
    expect(kubeconfig.contexts.map(({ name }) => name)).toEqual(["in-cluster", "in-cluster-pod"]);
    expect(kubeconfig.currentContext).toBe("in-cluster-pod");
  });

  test.each([
    ["POD_NAMESPACE first", { POD_NAMESPACE: "env" }, { namespace: "mounted" }, "env"],
    ["then the mounted file", {}, { namespace: " mounted \n" }, "mounted"],
    ["then default", {}, {}, "default"],
  ])("its namespace is %s", async (_, env, mounted, namespace) => {
    const { source } = await inPod({ token: "t", ...mounted }, { env });
    expect((await loadKubeconfig(source)).implicitNamespace).toBe(namespace);
  });
});
