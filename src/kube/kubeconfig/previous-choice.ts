import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { replaceFile } from "./replace-file.ts";

/**
 * What `-` goes back to: the context before the present one, and for each context the namespace before its present
 * one, as kubectx and kubens keep them. Ours are kept per set of kubeconfig files, so that terminals with different
 * KUBECONFIGs do not mix theirs up.
 */
export interface PreviousChoice {
  context(): Promise<string | undefined>;
  rememberContext(name: string): Promise<void>;
  namespace(context: string): Promise<string | undefined>;
  rememberNamespace(context: string, namespace: string): Promise<void>;
}

interface Memory {
  readonly context: string | undefined;
  readonly namespaces: ReadonlyMap<string, string>;
}

/**
 * Keeps the choices in one file below `stateFolder`, with mode 0600 and a name made from a hash of `files`: names of
 * contexts may hold slashes and dots. A file that cannot be read counts as one that is not there.
 */
export function createPreviousChoice(stateFolder: string, files: readonly string[]): PreviousChoice {
  const hash = createHash("sha256").update(files.join("\0")).digest("hex").slice(0, 16);
  const path = join(stateFolder, "previous", `${hash}.json`);
  let last: Promise<unknown> = Promise.resolve();
  /** One after the other, so that two changes at once both stay. */
  const update = (change: (memory: Memory) => Memory): Promise<void> => {
    const done = last.then(async () => replaceFile(path, encode(files, change(await read(path)))));
    last = done.catch(() => undefined);
    return done;
  };
  return {
    context: async () => (await read(path)).context,
    rememberContext: (context) => update((memory) => ({ ...memory, context })),
    namespace: async (context) => (await read(path)).namespaces.get(context),
    rememberNamespace: (context, namespace) =>
      update(({ namespaces, ...memory }) => ({
        ...memory,
        namespaces: new Map(namespaces).set(context, namespace),
      })),
  };
}

async function read(path: string): Promise<Memory> {
  try {
    return decode(JSON.parse(await readFile(path, "utf8")));
  } catch {
    return { context: undefined, namespaces: new Map() };
  }
}

function decode(value: unknown): Memory {
  const fields = new Map(Object.entries(typeof value === "object" && value !== null ? value : {}));
  const context: unknown = fields.get("context");
  const namespaces: unknown = fields.get("namespaces");
  const pairs = Object.entries(typeof namespaces === "object" && namespaces !== null ? namespaces : {});
  return {
    context: typeof context === "string" ? context : undefined,
    namespaces: new Map(pairs.filter((pair): pair is [string, string] => typeof pair[1] === "string")),
  };
}

/** The files are named for people who look into it. */
function encode(files: readonly string[], { context, namespaces }: Memory): Buffer {
  const content = { files, context, namespaces: Object.fromEntries(namespaces) };
  return Buffer.from(`${JSON.stringify(content, null, 2)}\n`);
}
