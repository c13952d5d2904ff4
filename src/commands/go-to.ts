import { nearest } from "../lib/nearest.ts";
import type { App } from "../state/app.ts";
import type { CatalogEntry } from "../state/catalog.ts";
import type { Namespaces } from "../state/location.ts";
import type { PickerItem } from "../state/picker.ts";
import { type Command, type CommandContext, defineCommand } from "./command.ts";
import { isNamespaceName, isPhrase, namespaceNames, wordComplaint, wordItems } from "./typed-word.ts";

/** What was typed as in k9s or as for kubectl: `pods kube-system /dns @staging`, `pods -n kube-system -l app=web`. */
interface TypedWords {
  /** The kind's name, or the beginning of it. */
  readonly kind: string;
  readonly context: string;
  readonly namespaces: Namespaces;
  readonly filter: string;
}

interface TypedPlace extends TypedWords {
  readonly entry: CatalogEntry;
}

/** Undefined while nothing is shown. */
function readWords(app: App, text: string): TypedWords | undefined {
  const { location } = app;
  if (location === undefined) return undefined;
  const [first = "", ...rest] = text.trim().split(/\s+/);
  const context = rest.find((word) => word.startsWith("@"))?.slice(1) || location.context;
  const [kind, before] = splitPlace(app, first);
  const words = [...before, ...readFlags(rest.filter((word) => !word.startsWith("@")))];
  const isHere = context === location.context;
  const filterAt = words.findIndex((word) => isFilter(word) || (isHere && isNoNamespace(app, word)));
  const names = (filterAt < 0 ? words : words.slice(0, filterAt)).flatMap((word) => word.split(","));
  const filter = filterAt < 0 ? "" : words.slice(filterAt).join(" ").replace(/^\//, "");
  const named = names.includes("all") || names.includes("*") ? "all" : names.filter(Boolean);
  const fallback = isHere ? location.namespaces : app.firstNamespaces(context);
  return { kind, context, filter, namespaces: named.length === 0 ? fallback : named };
}

/** KIND/NAME and NAMESPACE/KIND, as on the command line: the kind, and the other part as a word of its own. */
function splitPlace(app: App, first: string): readonly [kind: string, others: readonly string[]] {
  const [, before, behind] = /^([^/]+)\/([^/]+)$/.exec(first) ?? [];
  if (before === undefined || behind === undefined) return [first, []];
  if (app.here?.catalog.find(before)) return [before, [`/${behind}`]];
  return app.here?.catalog.find(behind) ? [behind, [before]] : [first, []];
}

/** `-n a`, `-na`, `--namespace=a` and `-A` as the namespaces they name. */
function readFlags(words: readonly string[]): string[] {
  return words.flatMap((word) => {
    if (/^(-A|--all-namespaces)$/.test(word)) return "all";
    // The namespace is the word that follows.
    if (/^(-n|--namespace)$/.test(word)) return [];
    return /^(?:-n=?|--namespace=)(.+)$/.exec(word)?.[1] ?? word;
  });
}

const isFilter = (word: string) => /^[/!]|^-l|[<>=:]/.test(word);

/** Where all namespaces are known, what is none of them, nor several, is looked for in the rows. */
function isNoNamespace(app: App, word: string): boolean {
  if (app.namespaces?.rows.status.phase !== "live") return !word.split(",").every(isNamespaceWord);
  const known = app.namespaceNames;
  return !word.split(",").every((name) => ["", "all", "*"].includes(name) || known.includes(name));
}

const isNamespaceWord = (name: string) => ["", "all", "*"].includes(name) || isNamespaceName(name);

/** Undefined unless the first word names a kind, or begins the name of one only. */
function readPlace(app: App, text: string): TypedPlace | undefined {
  const words = readWords(app, text);
  const catalog = words && (app.openContexts.get(words.context) ?? app.here)?.catalog;
  const entry = words && (catalog?.find(words.kind) ?? catalog?.findBegun(words.kind));
  return entry && { ...words, entry };
}

function describePlace({ entry, context, namespaces, filter }: TypedPlace, app: App): string {
  const where = namespaces === "all" ? "in all namespaces" : `in ${namespaces.join(", ")}`;
  const parts = [entry.kind.namespaced ? where : "", filter === "" ? "" : `matching "${filter}"`];
  if (context !== app.location?.context) parts.push(`on ${context}`);
  return parts.filter(Boolean).join(" ");
}

const groupText = (entry: CatalogEntry) => {
  const { group, version } = entry.kind.gvr;
  const away = entry.resource?.stale ? "its server does not answer" : "";
  return [entry.kind.shortNames.join(" "), group === "" ? version : `${group}/${version}`, away]
    .filter(Boolean)
    .join("  ");
};

function kindItem(app: App, entry: CatalogEntry): PickerItem {
  return {
    id: `kind ${entry.name}`,
    text: entry.name,
    details: [groupText(entry), "kind"],
    weight: app.options.memory.frequencyOf(`kind ${entry.name}`),
  };
}

function kindItems(app: App): PickerItem[] {
  return (app.here?.catalog.entries ?? []).map((entry) => kindItem(app, entry));
}

function objectItems(app: App): PickerItem[] {
  const { table } = app;
  if (table === undefined) return [];
  // Beyond some thousands a fuzzy list of objects is slow to type into, and the filter is the better tool.
  return table.shown.slice(0, 2000).map(({ row, health }) => ({
    id: `object ${row.uid}`,
    text: row.name,
    details: [[table.kind.singular, row.namespace, health.reason].filter(Boolean).join(", "), "object"],
    isLong: true,
  }));
}

function contextNames(app: App): readonly string[] {
  return app.options.contexts.list().map(({ name }) => name);
}

function namespaceItems(app: App): PickerItem[] {
  return namespaceNames(app).map((name) => ({
    id: `namespace ${name}`,
    text: name,
    details: ["", "namespace"],
  }));
}

function contextItems(app: App): PickerItem[] {
  return app.options.contexts.list().map(({ name, server }) => ({
    id: `context ${name}`,
    text: name,
    details: [server, "context"],
    weight: app.options.memory.frequencyOf(`context ${name}`),
  }));
}

/** What only another view has a key for is no place to go to. */
function commandItems(context: CommandContext): PickerItem[] {
  return context
    .help()
    .filter(({ command, keys, reason }) => !command.keyOnly && (reason === undefined || keys.length > 0))
    .filter(({ command }) => command !== goTo)
    .map(({ command, keys, reason }) => ({
      id: `command ${command.id}`,
      text: command.title,
      details: [reason ?? keys[0] ?? "", "command"],
      disabled: reason !== undefined,
      isLong: true,
    }));
}

function open(context: CommandContext, item: PickerItem): void {
  const { app } = context;
  const { location, here } = app;
  const [sort = "", ...rest] = item.id.split(" ");
  const name = rest.join(" ");
  app.options.memory.rememberUse(item.id);
  if (sort === "context") return app.switchContext(name);
  if (sort === "namespace") return app.setNamespaces(name === "all" ? "all" : name.split(","));
  if (sort === "kind" && location && here) return app.goTable(location.context, location.namespaces, name);
  app.closeOverlay();
  if (sort === "object") {
    app.table?.select(name);
    return app.changed();
  }
  context.run(name);
}

/**
 * What the typed form means: the place itself, and while its last word is only the start of a namespace or of a
 * context, the places it may become.
 */
function typedItems(app: App, query: string): PickerItem[] {
  const [, head, start] = /^(\S+\s+(?:.*\s)?)([^\s/]+)$/.exec(query) ?? [];
  if (head === undefined || start === undefined) return placeItem(app, query);
  if (readWords(app, head)?.filter !== "" || isFilter(start) || /^-/.test(start))
    return placeItem(app, query);
  const isContext = start.startsWith("@");
  const names = isContext ? contextNames(app).map((name) => `@${name}`) : namespaceNames(app);
  if (names.includes(start)) return placeItem(app, query);
  const begun = names.filter((name) => name.startsWith(start)).slice(0, guessesAtMost);
  const places = (guesses: readonly string[]) => guesses.flatMap((name) => placeItem(app, head + name));
  if (isContext) return places(begun);
  // What is no namespace is looked for in the rows, and one that may not be listed may be there. One that is only
  // spelt nearly so is somebody else's as often as what was meant: it never comes first.
  const near = begun.length > 0 ? [] : nearest(start, names, guessesAtMost);
  return [...places(begun), ...placeItem(app, query), ...places(near)];
}

/** Nothing but a kind is that kind, as it stands in the list. */
function placeItem(app: App, text: string): PickerItem[] {
  const place = readPlace(app, text);
  if (place === undefined) return [];
  if (/^[^\s/]+\s*$/.test(text)) return [kindItem(app, place.entry)];
  return [{ id: `typed ${text}`, text: place.entry.name, details: [describePlace(place, app), "go"] }];
}

/** With a kind for a first word that is nearly one. */
function nearItems(app: App, query: string): PickerItem[] {
  const [first = "", ...rest] = query.trim().split(/\s+/);
  const near = app.here?.catalog.nearest(first) ?? [];
  return near.flatMap((kind) => typedItems(app, [kind, ...rest].join(" ")));
}

/** A place in its text form, as the command line takes it: `prod/payments/pods?view=logs`. */
function placeItems(app: App, query: string): PickerItem[] {
  const text = query.trim();
  if (app.placeOf(text) === undefined) return [];
  return [{ id: `place ${text}`, text, details: ["as on the command line", "place"] }];
}

function goToPlace(app: App, text: string): void {
  const place = app.placeOf(text);
  if (place?.view === "logs") void app.goLogs(place);
  else if (place !== undefined) app.go(place);
}

const guessesAtMost = 5;

/** Goes to a kind of which the server has not said yet whether it has it: it opens as soon as that is known. */
function awaitKind(app: App, query: string): boolean {
  const words = readWords(app, query);
  const isKnown = app.here?.session.discovery.resources.length !== 0;
  if (words === undefined || isKnown || words.context !== app.location?.context) return false;
  if (wordComplaint(app, query) !== undefined) return false;
  app.goTable(words.context, words.namespaces, words.kind, { filter: words.filter });
  return true;
}

function complain(app: App, query: string): void {
  app.notify(wordComplaint(app, query) ?? `nothing here is called "${query.trim()}"`, "bad");
}

export const goTo: Command = defineCommand({
  id: "go.to",
  title: "Go to a kind, namespace, context, object or command",
  group: "Go",
  hint: "go to",
  hintOrder: 70,
  run(context) {
    const { app } = context;
    app.openOverlay({
      id: "go-to",
      title: ":",
      items: () => [
        ...kindItems(app),
        ...namespaceItems(app),
        ...contextItems(app),
        ...commandItems(context),
        ...objectItems(app),
      ],
      typed: (query) => [
        ...placeItems(app, query),
        ...wordItems(app, query),
        ...(isPhrase(query) ? [] : typedItems(app, query)),
      ],
      near: (query) => nearItems(app, query),
      isSaidInFull: isPhrase,
      empty: (query) => `nothing here is called "${query}"`,
      refuse: ({ details }) => app.notify(details[0] ?? ""),
      accept([item], query) {
        if (query.trim() === "-") return app.back() ? undefined : app.closeOverlay();
        if (item === undefined) return awaitKind(app, query) || complain(app, query);
        if (item.id.startsWith("place ")) return goToPlace(app, item.text);
        if (!item.id.startsWith("typed ")) return open(context, item);
        const place = readPlace(app, item.id.slice("typed ".length));
        if (place === undefined) return complain(app, query);
        app.options.memory.rememberUse(`kind ${place.entry.name}`);
        const { context: name, namespaces, entry, filter } = place;
        app.goTable(name, namespaces, entry.name, { filter });
      },
    });
  },
});
