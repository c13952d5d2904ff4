import type { App } from "../state/app.ts";
import type { CatalogEntry } from "../state/catalog.ts";
import type { Namespaces } from "../state/location.ts";
import type { PickerItem } from "../state/picker.ts";
import { type Command, type CommandContext, defineCommand } from "./command.ts";
import { isPhrase, namespaceNames, wordComplaint, wordItems } from "./typed-word.ts";

/** What was typed as in k9s: `pods kube-system /dns -l app=web @staging`. */
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
  const [kind = "", ...rest] = text.trim().split(/\s+/);
  const context = rest.find((word) => word.startsWith("@"))?.slice(1) || location.context;
  const words = rest.filter((word) => !word.startsWith("@"));
  const filterAt = words.findIndex((word) => word.startsWith("/") || word.startsWith("-l"));
  const names = (filterAt < 0 ? words : words.slice(0, filterAt))
    .flatMap((word) => word.split(","))
    .filter(Boolean);
  const filter = filterAt < 0 ? "" : words.slice(filterAt).join(" ").replace(/^\//, "");
  const named = names.includes("all") || names.includes("*") ? "all" : names;
  const fallback = context === location.context ? location.namespaces : app.firstNamespaces(context);
  return { kind, context, filter, namespaces: named.length === 0 ? fallback : named };
}

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

function kindItems(app: App): PickerItem[] {
  return (app.here?.catalog.entries ?? []).map((entry) => ({
    id: `kind ${entry.name}`,
    text: entry.name,
    details: [groupText(entry), "kind"],
    weight: app.options.memory.frequencyOf(`kind ${entry.name}`),
  }));
}

function objectItems(app: App): PickerItem[] {
  const { table } = app;
  if (table === undefined) return [];
  // Beyond some thousands a fuzzy list of objects is slow to type into, and the filter is the better tool.
  return table.shown.slice(0, 2000).map(({ row, health }) => ({
    id: `object ${row.uid}`,
    text: row.name,
    details: [[table.kind.singular, row.namespace, health.reason].filter(Boolean).join(", "), "object"],
    isMadeUp: true,
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
  const item = (text: string): PickerItem[] => {
    const place = readPlace(app, text);
    if (place === undefined) return [];
    return [{ id: `typed ${text}`, text: place.entry.name, details: [describePlace(place, app), "go"] }];
  };
  const [, head, start] = /^(\S+\s+(?:.*\s)?)(@?[^\s/]+)$/.exec(query) ?? [];
  if (head === undefined || start === undefined || head.includes(" /")) return item(query);
  const names = start.startsWith("@") ? contextNames(app).map((name) => `@${name}`) : namespaceNames(app);
  if (names.includes(start)) return item(query);
  const guesses = names.filter((name) => name.startsWith(start)).slice(0, guessesAtMost);
  const begun = guesses.flatMap((name) => item(head + name));
  // A namespace may exist that one cannot list: what is typed stays possible, behind what is known.
  return start.startsWith("@") ? begun : [...begun, ...item(query)];
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
  const complaint = wordComplaint(app, query);
  if (complaint !== undefined) return app.notify(complaint, "bad");
  const near = app.here?.catalog.nearest(query.trim().split(/\s+/)[0] ?? "").slice(0, 3) ?? [];
  const hint = near.length === 0 ? "" : `; did you mean ${near.join(", ")}`;
  app.notify(`nothing here is called "${query.trim()}"${hint}`, "bad");
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
