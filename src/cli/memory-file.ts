import { replaceFile } from "../kube/kubeconfig/replace-file.ts";
import type { Clock } from "../lib/clock.ts";
import type { Namespaces } from "../state/location.ts";
import type { Memory } from "../state/memory.ts";
import { readIfThere } from "./read-if-there.ts";

/** A memory that outlives the program. */
export interface FileMemory extends Memory {
  /** Resolves when what was remembered is in the file. */
  flush(): Promise<void>;
}

export interface MemoryFileOptions {
  readonly file: string;
  readonly clock: Clock;
  /** The namespace the kubeconfig gives a context. Where it changed since, it says more than what was shown then. */
  namespaceOf(context: string): string | undefined;
  /** Where nothing was shown before the present context: what `-` of `periplus ctx` goes back to. */
  readonly previousContext?: string | undefined;
  /** What is remembered cannot be read, or not written. */
  onTrouble(error: unknown): void;
}

/** What the file holds. Changed in place; lists are newest last. */
interface Kept {
  contexts: string[];
  readonly namespaces: Map<string, { readonly shown: Namespaces; readonly base: string }>;
  readonly seen: Map<string, string[]>;
  readonly uses: Map<string, number>;
  filters: string[];
}

type Change = (kept: Kept) => void;

/** Changes are written so many milliseconds after the first of them. */
const patience = 1000;
const most = { contexts: 2, seen: 50, uses: 500, filters: 100 };

/** Remembers in a file, which several programs may share: each adds its changes to what the others wrote. */
export async function openMemory(options: MemoryFileOptions): Promise<FileMemory> {
  const { file, clock, namespaceOf, onTrouble } = options;
  const kept = await read(file).catch((error: unknown) => {
    onTrouble(error);
    return decode(undefined);
  });
  let pending: Change[] = [];
  let saving: Promise<void> = Promise.resolve();

  const save = async () => {
    const changes = pending;
    pending = [];
    if (changes.length === 0) return;
    const latest = await read(file);
    for (const change of changes) change(latest);
    await replaceFile(file, encode(latest));
  };
  const flush = () => {
    saving = saving.then(save).catch(onTrouble);
    return saving;
  };
  const change = (made: Change) => {
    made(kept);
    pending.push(made);
    if (pending.length === 1) clock.sleep(patience).then(flush, () => {});
  };

  return {
    namespacesOf(context) {
      const known = kept.namespaces.get(context);
      return known?.base === (namespaceOf(context) ?? "") ? known.shown : undefined;
    },
    seenNamespaces: (context) => kept.seen.get(context)?.toReversed() ?? [],
    rememberNamespaces(context, shown) {
      const base = namespaceOf(context) ?? "";
      change(({ namespaces, seen }) => {
        namespaces.set(context, { shown, base });
        if (shown === "all") return;
        const others = (seen.get(context) ?? []).filter((name) => !shown.includes(name));
        seen.set(context, [...others, ...shown].slice(-most.seen));
      });
    },
    frequencyOf: (id) => (kept.uses.get(id) ?? 0) / Math.max(1, ...kept.uses.values()),
    rememberUse: (id) => change(({ uses }) => countUse(uses, id)),
    get previousContext() {
      return kept.contexts.at(-2) ?? options.previousContext;
    },
    rememberContext(name) {
      if (kept.contexts.at(-1) === name) return;
      change((those) => {
        those.contexts = [...those.contexts.filter((one) => one !== name), name].slice(-most.contexts);
      });
    },
    get history() {
      return kept.filters;
    },
    rememberFilter(text) {
      if (text === "" || kept.filters.at(-1) === text) return;
      change((those) => {
        those.filters = [...those.filters.filter((one) => one !== text), text].slice(-most.filters);
      });
    },
    flush,
  };
}

/** Newest last, so that of those used least the oldest is forgotten. */
function countUse(uses: Map<string, number>, id: string): void {
  const count = (uses.get(id) ?? 0) + 1;
  uses.delete(id);
  uses.set(id, count);
  if (uses.size <= most.uses) return;
  const least = Math.min(...uses.values());
  for (const [name, used] of uses) {
    if (used === least) return void uses.delete(name);
  }
}

/**
 * A file that is missing, damaged or of another make is one that remembers nothing. Rejects where it may be there and
 * cannot be read: it must not be taken for empty and replaced.
 */
async function read(file: string): Promise<Kept> {
  const text = await readIfThere(file);
  try {
    return decode(JSON.parse(text ?? ""));
  } catch {
    return decode(undefined);
  }
}

function decode(value: unknown): Kept {
  const fields = recordOf(value);
  const namespaces = entriesOf(fields.namespaces).flatMap(([context, known]) => {
    const { shown, base } = recordOf(known);
    const decoded: Namespaces = shown === "all" ? "all" : textsOf(shown);
    return decoded.length === 0 || typeof base !== "string"
      ? []
      : [[context, { shown: decoded, base }] as const];
  });
  return {
    contexts: textsOf(fields.contexts),
    namespaces: new Map(namespaces),
    seen: new Map(entriesOf(fields.seen).map(([context, names]) => [context, textsOf(names)])),
    uses: new Map(entriesOf(fields.uses).filter((use): use is [string, number] => Number.isFinite(use[1]))),
    filters: textsOf(fields.filters),
  };
}

function encode({ contexts, namespaces, seen, uses, filters }: Kept): Buffer {
  const content = {
    contexts,
    namespaces: Object.fromEntries(namespaces),
    seen: Object.fromEntries(seen),
    uses: Object.fromEntries(uses),
    filters,
  };
  return Buffer.from(`${JSON.stringify(content, null, 2)}\n`);
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? { ...value } : {};
}

function entriesOf(value: unknown): [string, unknown][] {
  return Object.entries(recordOf(value));
}

function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}
