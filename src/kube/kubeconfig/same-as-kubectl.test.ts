import { execFile, execFileSync } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { stringify } from "yaml";
import { type TempFolder, tempFolder } from "../../../test/support/temp-folder.ts";
import { createKubeconfigEditor } from "./kubeconfig-editor.ts";
import { loadKubeconfig } from "./load-kubeconfig.ts";
import { resolveContext } from "./resolve-context.ts";
import type { KubeconfigSource } from "./source.ts";
import type { Cluster, Context, User } from "./types.ts";

/** Every generated set of files is read by us and by kubectl, which must give the same answer. */
const kubectl = findKubectl();

function findKubectl(): string | undefined {
  try {
    return execFileSync("sh", ["-c", "command -v kubectl"], { encoding: "utf8" }).trim();
  } catch {
    return undefined;
  }
}

/** Pseudo-random and repeatable: a failing set is found again by its number. */
function dice(seed: number) {
  let state = seed * 2_654_435_761 + 1;
  const next = (sides: number) => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9) | 0;
    return (state >>> 8) % sides;
  };
  return {
    next,
    chance: (percent: number) => next(100) < percent,
    pick: <T>(items: readonly [T, ...T[]]): T => items[next(items.length)] ?? items[0],
  };
}
type Dice = ReturnType<typeof dice>;

const base64 = (text: string) => Buffer.from(text).toString("base64");

function randomCluster({ chance, pick }: Dice, folder: string) {
  const authority = pick<Record<string, unknown>>([
    {},
    { "certificate-authority-data": base64(`ca ${folder}`) },
    { "certificate-authority": "ca.crt" },
    { "certificate-authority": "../shared/ca.crt" },
    { "insecure-skip-tls-verify": true },
  ]);
  return {
    // Nothing listens there: some distributions' kubectl asks the current server for its version first.
    server: pick(["https://127.0.0.1:1", "http://localhost:1", "https://[::1]:1/path"]),
    ...authority,
    ...(chance(30) ? { "tls-server-name": "kubernetes" } : {}),
    ...(chance(30) ? { "proxy-url": "socks5://127.0.0.1:1" } : {}),
    ...(chance(20) ? { "disable-compression": true } : {}),
    ...(chance(20) ? { extensions: [{ name: "x", extension: { a: 1 } }] } : {}),
  };
}

function randomUser({ chance, pick }: Dice, folder: string) {
  const method = pick<Record<string, unknown>>([
    {},
    { token: `token of ${folder}` },
    { token: "yes: quoted", tokenFile: "token" },
    { username: "me", password: "0123" },
    { "client-certificate": "me.crt", "client-key": "../shared/me.key" },
    { "client-certificate-data": base64("cert"), "client-key-data": base64("key") },
    {
      exec: {
        apiVersion: "client.authentication.k8s.io/v1beta1",
        command: "no-such-plugin",
        args: ["eks", "1.5", "on"],
        env: [{ name: "A", value: "null" }],
        provideClusterInfo: true,
        interactiveMode: "Never",
      },
    },
    { "auth-provider": { name: "oidc", config: { "client-id": "42" } } },
  ]);
  const acting = {
    as: "bob",
    "as-uid": "7",
    "as-groups": ["a", "y"],
    "as-user-extra": { scopes: ["1", "b"] },
  };
  return { ...method, ...(chance(20) ? acting : {}) };
}

/** Values in YAML 1.1 need more quotes than in YAML 1.2; kubectl reads 1.1. */
function print(roll: Dice, content: object): string {
  const { chance, pick } = roll;
  const style = pick(["block", "flow", "json", "tight json"]);
  if (style === "json") return JSON.stringify(content, null, pick([2, 4, "\t"]));
  if (style === "tight json") return JSON.stringify(content);
  const text = stringify(content, {
    version: "1.1",
    collectionStyle: style === "flow" ? "flow" : "block",
    indentSeq: chance(50),
    defaultStringType: chance(30) ? "QUOTE_SINGLE" : "PLAIN",
    lineWidth: chance(30) ? 20 : 0,
  });
  const commented = chance(30) ? `# comment\n${text}# end\n` : text;
  return chance(30) ? commented.replaceAll("\n", "\r\n") : commented;
}

async function writeSet(seed: number, folder: TempFolder): Promise<KubeconfigSource> {
  const roll = dice(seed);
  const names = ["a", "b-1", "arn:aws:eks:eu-west-1:1:cluster/x", "user@host", "no"] as const;
  for (const name of ["shared/ca.crt", "shared/me.key"]) await folder.write(name, `${name}\n`);
  const files: string[] = [];
  for (let index = 0; index <= roll.next(4); index++) {
    const dir = `dir${index}`;
    for (const name of ["ca.crt", "me.crt", "token"])
      await folder.write(`${dir}/${name}`, `${dir} ${name}\n`);
    const some = () => names.filter(() => roll.chance(60));
    const content = {
      ...(roll.chance(80) ? { apiVersion: "v1", kind: "Config" } : {}),
      clusters: some().map((name) => ({ name, cluster: randomCluster(roll, dir) })),
      users: some().map((name) => ({ name, user: randomUser(roll, dir) })),
      contexts: some().map((name) => ({
        name,
        context: {
          cluster: roll.pick(names),
          user: roll.pick(names),
          ...(roll.chance(50) ? { namespace: "on" } : {}),
        },
      })),
      "current-context": roll.chance(70) ? roll.pick(names) : "",
    };
    files.push(await folder.write(`${dir}/config`, print(roll, content)));
  }
  if (roll.chance(20)) files.splice(roll.next(files.length), 0, join(folder.path, "missing"), "");
  if (roll.chance(20)) files.push(await folder.write("empty", ""));
  const explicit = roll.chance(15)
    ? { explicitFile: files.find((file) => file.endsWith("config")) ?? "" }
    : {};
  return { env: { KUBECONFIG: files.join(":") }, home: folder.path, cwd: folder.path, ...explicit };
}

interface View {
  readonly clusters: readonly { name: string; cluster: object }[] | null;
  readonly users: readonly { name: string; user: object }[] | null;
  readonly contexts: readonly { name: string; context: { namespace?: string } }[] | null;
  readonly "current-context": string;
}

async function view({ env, home, cwd, explicitFile }: KubeconfigSource, ...flags: string[]): Promise<View> {
  const file = explicitFile === undefined ? [] : ["--kubeconfig", explicitFile];
  const args = ["config", "view", "--raw", "-o", "json", ...file, ...flags];
  const { stdout } = await promisify(execFile)(kubectl ?? "", args, {
    cwd,
    env: { PATH: process.env.PATH, HOME: home, ...env },
  });
  return JSON.parse(stdout);
}

/** A path as kubectl --flatten shows it: the content of the file. */
const inlined = async (path: string | undefined, data: string | undefined) =>
  path === undefined ? data : (await readFile(path)).toString("base64");

async function clusterAsKubectl(cluster: Cluster) {
  return {
    server: cluster.server,
    "tls-server-name": cluster.tlsServerName,
    "insecure-skip-tls-verify": cluster.insecureSkipTlsVerify,
    "certificate-authority-data": await inlined(
      cluster.certificateAuthority,
      cluster.certificateAuthorityData,
    ),
    "proxy-url": cluster.proxyUrl,
    "disable-compression": cluster.disableCompression,
    extensions: cluster.extensions,
  };
}

async function userAsKubectl(user: User, folder: TempFolder) {
  return {
    token: user.token,
    // kubectl's view leaves this path as it stands in the file.
    tokenFile: user.tokenFile?.replace(new RegExp(`^${folder.path}/dir[0-9]/`), ""),
    username: user.username,
    password: user.password,
    "client-certificate-data": await inlined(user.clientCertificate, user.clientCertificateData),
    "client-key-data": await inlined(user.clientKey, user.clientKeyData),
    as: user.as,
    "as-uid": user.asUid,
    "as-groups": user.asGroups,
    "as-user-extra": user.asUserExtra,
    exec: user.exec,
    "auth-provider": user.authProvider,
  };
}

const contextAsKubectl = ({ cluster, user, namespace }: Context) => ({ cluster, user, namespace });

const withoutUndefined = (value: object) => JSON.parse(JSON.stringify(value));
const byName = <T extends { readonly name: string }>(items: readonly T[] | null) =>
  [...(items ?? [])].sort((a, b) => (a.name < b.name ? -1 : 1));

describe.skipIf(kubectl === undefined)(
  "the same files give the same answer as kubectl (needs kubectl in PATH)",
  () => {
    test.each(Array.from({ length: 25 }, (_, seed) => seed))("file set %i", async (seed) => {
      const folder = await tempFolder();
      const source = await writeSet(seed, folder);
      const ours = await loadKubeconfig(source);
      const theirs = await view(source, "--flatten");

      expect(ours.currentContext ?? "").toBe(theirs["current-context"]);
      expect(
        byName(ours.contexts).map((context) => ({ name: context.name, context: contextAsKubectl(context) })),
      ).toEqual(byName(theirs.contexts));
      for (const { name, cluster } of theirs.clusters ?? []) {
        const found = ours.clusters.find((one) => one.name === name);
        expect(found && withoutUndefined(await clusterAsKubectl(found))).toEqual(cluster);
      }
      for (const { name, user } of theirs.users ?? []) {
        const found = ours.users.find((one) => one.name === name);
        expect(found && withoutUndefined(await userAsKubectl(found, folder))).toEqual(user);
      }
      expect(ours.clusters).toHaveLength(theirs.clusters?.length ?? 0);
      expect(ours.users).toHaveLength(theirs.users?.length ?? 0);

      const minified = await view(source, "--minify", "--flatten").catch(() => undefined);
      if (minified === undefined) {
        // kubectl's reasons: no or a lost current context, or a lost cluster or user.
        expect(() => resolveContext(ours)).toThrow();
        return;
      }
      const { context, cluster, user } = resolveContext(ours);
      expect([{ name: context.name, context: withoutUndefined(contextAsKubectl(context)) }]).toEqual(
        minified.contexts,
      );
      expect([{ name: cluster.name, cluster: withoutUndefined(await clusterAsKubectl(cluster)) }]).toEqual(
        minified.clusters,
      );
      expect([{ name: user.name, user: withoutUndefined(await userAsKubectl(user, folder)) }]).toEqual(
        minified.users,
      );
    });

    test.each([0, 1, 2, 4, 5, 6, 7, 8, 9, 10])(
      "what we changed in file set %i reads so in kubectl",
      async (seed) => {
        const folder = await tempFolder();
        const source = await writeSet(seed, folder);
        const editor = createKubeconfigEditor(source, { now: () => 0 });
        const [first, second] = (await loadKubeconfig(source)).contexts;
        if (first === undefined || second === undefined)
          throw new Error("this set has too few contexts to try");
        await editor.setNamespace(first.name, "1234");
        await editor.setNamespace(second.name, undefined);
        await editor.setCurrentContext(first.name);
        await editor.renameContext(first.name, "yes");
        const { contexts, "current-context": current } = await view(source);
        const namespaces = new Map(contexts?.map(({ name, context }) => [name, context.namespace]));
        expect(current).toBe("yes");
        expect(namespaces.get("yes")).toBe("1234");
        expect(namespaces.get(second.name) ?? "").toBe("");
      },
    );
  },
);
