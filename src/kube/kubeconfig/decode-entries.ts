import { dirname, isAbsolute, join, sep } from "node:path";
import { EntryFields } from "./entry-fields.ts";
import { isRecord, type KubeconfigFile, typeName } from "./kubeconfig-file.ts";
import type {
  Cluster,
  Context,
  EntryRef,
  ExecConfig,
  KubeconfigProblem,
  NamedExtension,
  Section,
  User,
} from "./types.ts";

/** The entries of one file, in its order, each name once; what is wrong with them is in `problems`. */
export interface DecodedFile {
  readonly clusters: readonly Cluster[];
  readonly users: readonly User[];
  readonly contexts: readonly Context[];
  readonly problems: readonly KubeconfigProblem[];
}

/** Decodes what the lists hold. A faulty entry is kept as far as it could be read, with a problem that names it. */
export function decodeEntries(source: KubeconfigFile): DecodedFile {
  const problems: KubeconfigProblem[] = [];
  const entries = <T>(section: Section, decode: Decode<T>) =>
    decodeSection(source, section, decode, problems);
  return {
    clusters: entries("clusters", decodeCluster),
    users: entries("users", decodeUser),
    contexts: entries("contexts", decodeContext),
    problems,
  };
}

type Decode<T> = (fields: EntryFields, place: { readonly name: string; readonly file: string }) => T;

const singular: Record<Section, string> = { clusters: "cluster", users: "user", contexts: "context" };

function decodeSection<T>(
  source: KubeconfigFile,
  section: Section,
  decode: Decode<T>,
  problems: KubeconfigProblem[],
): T[] {
  const { file } = source;
  const kept = new Map<string, { readonly entry: T; readonly index: number }>();
  source.sections[section].forEach((item, index) => {
    const at = (...path: string[]) => `${file}:${source.lineOf([section, index, ...path])}`;
    const name = isRecord(item) ? item.name : undefined;
    if (!isRecord(item) || typeof name !== "string" || name === "") {
      const found = isRecord(item) ? "one without a name" : typeName(item);
      const message = `${at()}: an entry of ${section} should be a map with a name, but is ${found}; it is left out`;
      problems.push({ file, message });
      return;
    }
    const entry: EntryRef = { section, name };
    const first = kept.get(name);
    if (first !== undefined) {
      const message = `${at()}: ${singular[section]} ${name} is there twice, first in line ${source.lineOf([section, first.index])}; remove or rename one of them`;
      problems.push({ file, message, entry });
      return;
    }
    const body = item[singular[section]] ?? {};
    const report = (fault: string) =>
      problems.push({
        file,
        message: `${at(singular[section])}: ${singular[section]} ${name}: ${fault}`,
        entry,
      });
    if (!isRecord(body)) report(`${singular[section]} should be a map, but is ${typeName(body)}`);
    const fields = new EntryFields(isRecord(body) ? body : {}, report);
    kept.set(name, { entry: decode(fields, { name, file }), index });
  });
  return [...kept.values()].map(({ entry }) => entry);
}

const decodeContext: Decode<Context> = (fields, { name, file }) => ({
  name,
  file,
  cluster: fields.text("cluster") ?? "",
  user: fields.text("user") ?? "",
  ...defined({ namespace: fields.text("namespace") }),
});

const decodeCluster: Decode<Cluster> = (fields, { name, file }) => ({
  name,
  file,
  server: fields.text("server") ?? "",
  ...defined({
    tlsServerName: fields.text("tls-server-name"),
    insecureSkipTlsVerify: fields.flag("insecure-skip-tls-verify"),
    certificateAuthority: beside(file, fields.text("certificate-authority")),
    certificateAuthorityData: fields.base64("certificate-authority-data"),
    proxyUrl: fields.text("proxy-url"),
    disableCompression: fields.flag("disable-compression"),
    extensions: decodeExtensions(fields),
  }),
});

const decodeUser: Decode<User> = (fields, { name, file }) => ({
  name,
  file,
  ...defined({
    clientCertificate: beside(file, fields.text("client-certificate")),
    clientCertificateData: fields.base64("client-certificate-data"),
    clientKey: beside(file, fields.text("client-key")),
    clientKeyData: fields.base64("client-key-data"),
    token: fields.text("token"),
    tokenFile: beside(file, fields.text("tokenFile")),
    username: fields.text("username"),
    password: fields.text("password"),
    as: fields.text("as"),
    asUid: fields.text("as-uid"),
    asGroups: fields.texts("as-groups"),
    asUserExtra: decodeExtra(fields.map("as-user-extra")),
    exec: decodeExec(fields.map("exec"), file),
    authProvider: decodeAuthProvider(fields.map("auth-provider")),
  }),
});

function decodeExtensions(fields: EntryFields): readonly NamedExtension[] | undefined {
  return fields.maps("extensions")?.map((one) => ({
    name: one.text("name") ?? "",
    extension: one.raw("extension"),
  }));
}

function decodeExtra(fields: EntryFields | undefined): User["asUserExtra"] | undefined {
  if (fields === undefined) return undefined;
  return Object.fromEntries(fields.keys().map((key) => [key, fields.texts(key) ?? []]));
}

function decodeExec(fields: EntryFields | undefined, file: string): ExecConfig | undefined {
  if (fields === undefined) return undefined;
  const apiVersion = fields.text("apiVersion") ?? "";
  const command = fields.text("command") ?? "";
  return {
    apiVersion,
    // Only a command with a separator is a path; a bare one is looked up in PATH.
    command: command.includes(sep) ? (beside(file, command) ?? "") : command,
    ...defined({
      args: fields.texts("args"),
      env: fields
        .maps("env")
        ?.map((one) => ({ name: one.text("name") ?? "", value: one.text("value") ?? "" })),
      installHint: fields.text("installHint"),
      provideClusterInfo: fields.flag("provideClusterInfo"),
      interactiveMode:
        fields.choice("interactiveMode", ["Never", "IfAvailable", "Always"]) ?? defaultMode(apiVersion),
    }),
  };
}

/** The versions before v1 did not know the field. */
function defaultMode(apiVersion: string): ExecConfig["interactiveMode"] {
  return /\/v1(alpha|beta)1$/.test(apiVersion) ? "IfAvailable" : undefined;
}

function decodeAuthProvider(fields: EntryFields | undefined): User["authProvider"] {
  if (fields === undefined) return undefined;
  const config = fields.map("config");
  const pairs = config?.keys().map((key) => [key, config.text(key) ?? ""]) ?? [];
  return { name: fields.text("name") ?? "", config: Object.fromEntries(pairs) };
}

/** A path as seen from the folder of the file that names it. Symlinks to the kubeconfig are not followed. */
function beside(file: string, path: string | undefined): string | undefined {
  return path === undefined || isAbsolute(path) ? path : join(dirname(file), path);
}

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** Only the fields that have a value. */
function defined<T extends object>(fields: T): Defined<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Defined<T>;
}
