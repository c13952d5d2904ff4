import { inNaturalOrder } from "../lib/natural-order.ts";
import { nearest } from "../lib/nearest.ts";
import type { App } from "../state/app.ts";
import type { PickerItem } from "../state/picker.ts";

/** Words of k9s and kubectx that are typed after `:` and name no kind: what they do, and the names that may follow. */
interface TypedWord {
  readonly words: readonly string[];
  readonly command: string;
  readonly title: string;
  /** What may follow the word: the sort of name, and those there are. */
  readonly names?: (app: App) => { readonly sort: string; readonly known: readonly string[] };
  /** What follows the word, as one text with nothing superfluous in it; as it is typed where absent. */
  read?(rest: string): string;
  /** Whether a name that is not known may follow all the same. */
  takes?(name: string, app: App): boolean;
}

const typedWords: readonly TypedWord[] = [
  {
    words: ["ctx", "context", "contexts"],
    command: "go.contexts",
    title: "switch context",
    names: (app) => ({ sort: "context", known: app.options.contexts.list().map(({ name }) => name) }),
  },
  {
    words: ["ns", "namespace"],
    command: "go.namespaces",
    title: "switch namespace",
    names: (app) => ({ sort: "namespace", known: ["all", ...namespaceNames(app)] }),
    read: readNamespaces,
    // A namespace may exist that one cannot list.
    takes: (text, app) =>
      app.namespaces?.rows.status.phase !== "live" && text.split(",").every(isNamespaceName),
  },
  { words: ["q", "q!", "quit", "exit"], command: "app.quit", title: "quit" },
  { words: ["problems"], command: "app.problems", title: "what is wrong with the configuration" },
  { words: ["h", "help", "?"], command: "app.help", title: "what works here" },
];

/** Whether a namespace may be called so (RFC 1123 label). */
export function isNamespaceName(text: string): boolean {
  return /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(text);
}

/** `a, b` and `a b,` as `a,b`; `all` as soon as one of them is. */
function readNamespaces(text: string): string {
  const names = [...new Set(text.split(/[\s,]+/))].filter((name) => name !== "");
  return names.includes("all") || names.includes("*") ? "all" : names.join(",");
}

/** Namespaces as far as they are known, and where they may not be listed those one has seen. */
export function namespaceNames(app: App): readonly string[] {
  const listed = app.namespaceNames;
  return inNaturalOrder(listed.length > 0 ? listed : app.knownNamespaces(app.location?.context ?? ""));
}

/** What a line that begins with such a word means; empty where it does not. */
export function wordItems(app: App, query: string): PickerItem[] {
  const read = readWord(query);
  if (read === undefined) return [];
  const { word, rest } = read;
  if (rest === "") {
    return [{ id: `command ${word.command}`, text: read.first, details: [word.title, "command"] }];
  }
  const { sort, known } = word.names?.(app) ?? { sort: "", known: [] };
  const item = (name: string): PickerItem => ({
    id: `${sort} ${name}`,
    text: `${read.first} ${name}`,
    details: [word.title, sort],
  });
  const exact = rest.split(",").every((name) => known.includes(name));
  if (exact) return [item(rest)];
  const begun = known.filter((name) => name.startsWith(rest)).concat(inside(rest, known));
  return [...begun.map(item), ...(word.takes?.(rest, app) ? [item(rest)] : [])];
}

/** Whether a line is such a word with a name behind it, so that it can mean nothing else. */
export function isPhrase(query: string): boolean {
  return (readWord(query)?.rest ?? "") !== "";
}

/**
 * Why a line that names a context or a namespace, `ctx prod` or `pods @prod`, means nothing, with the nearest names;
 * undefined for any other line.
 */
export function wordComplaint(app: App, query: string): string | undefined {
  const [, context] = /\s@(\S+)/.exec(query) ?? [];
  const read = readWord(context === undefined ? query : `ctx ${context}`);
  const names = read?.word.names?.(app);
  if (read === undefined || names === undefined || names.known.includes(read.rest)) return undefined;
  const parts = read.word.read === undefined ? [read.rest] : read.rest.split(",");
  const unknown = parts.find((name) => !names.known.includes(name)) ?? read.rest;
  const near = nearest(unknown, names.known, 3);
  const hint = near.length === 0 ? `:${read.first} lists them` : `did you mean ${near.join(", ")}`;
  return `there is no ${names.sort} ${unknown}; ${hint}`;
}

function inside(text: string, known: readonly string[]): string[] {
  return known.filter((name) => name.includes(text) && !name.startsWith(text));
}

/** `@prod` by itself is `ctx prod`. */
function readWord(query: string): { word: TypedWord; first: string; rest: string } | undefined {
  const [first = "", ...others] = query.trim().replace(/^@/, "ctx ").split(/\s+/);
  const word = typedWords.find(({ words }) => words.includes(first.toLowerCase()));
  const typed = others.join(" ");
  const rest = word?.read?.(typed) ?? typed;
  return word === undefined || (rest !== "" && word.names === undefined) ? undefined : { word, first, rest };
}
