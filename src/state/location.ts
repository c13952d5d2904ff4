/** Which namespaces a view shows: some, or every one. */
export type Namespaces = readonly string[] | "all";

/** A narrowing that a drill-down brought along, on top of the namespaces. */
export interface Selection {
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
  /** Whose they are, directly. */
  readonly ownerUid?: string;
  /** Whose they are, directly or by way of what it owns. */
  readonly rootUid?: string;
}

export interface ObjectRef {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
}

export interface Sort {
  readonly column: string;
  readonly descending: boolean;
}

/** How a table was left, so that coming back finds it as it was. No part of a location's text form. */
export interface Left {
  /** Uids of the marked rows. */
  readonly marked: readonly string[];
  /** The line of the body the cursor was on, from 0. */
  readonly line: number;
}

/** What is read of the logs of the pods that a place stands for. */
export interface LogChoice {
  /** Instead of one object several; one without a namespace may be in any of the place's. */
  readonly objects?: readonly Omit<ObjectRef, "uid">[];
  /** The same place on these contexts too. */
  readonly contexts?: readonly string[];
  /** Of the pods' containers this one only. */
  readonly container?: string;
  /** The instance before the present one. */
  readonly previous?: boolean;
  /** From when on, as somebody typed it: `5m`, `14:05`, `2026-11-22T14:00:00Z`. */
  readonly since?: string;
  /** So many lines of each container before the end; `all` of them. */
  readonly tail?: number | "all";
}

/** A place one can be at, go back to and write down. Immutable; changing the view makes a new location. */
export interface Location {
  readonly context: string;
  readonly namespaces: Namespaces;
  /** Plural, or `plural.group` where the plural alone is not unique. */
  readonly resource: string;
  readonly view: "table" | "yaml" | "logs";
  /**
   * The object a `yaml` view shows, the one a table begins on, or the one whose pods a `logs` view reads. A `logs` view
   * without any reads those of all objects that are selected and that the filter leaves.
   */
  readonly object?: ObjectRef;
  /** What a `logs` view reads of those pods. */
  readonly logs?: LogChoice;
  readonly left?: Left;
  readonly selection?: Selection;
  /** How the trail names the selection, such as `Deployments ▸ api`. */
  readonly via?: readonly string[];
  readonly filter: string;
  readonly sort?: Sort;
  readonly problemsOnly: boolean;
  readonly wide: boolean;
  /** The place that is meant where the kind of this one is none. No part of the text form. */
  readonly otherwise?: Location;
}

/** As places are written: parted by commas, `*` for all. */
export const namespacesText = (namespaces: Namespaces) => (namespaces === "all" ? "*" : namespaces.join(","));

/**
 * A location's text form, which history, bookmarks and the command line use: `prod-eu/payments/pods?filter=api`.
 * Context and namespaces are percent-encoded; `*` stands for all namespaces.
 */
export function formatLocation(location: Location): string {
  const path = [location.context, namespacesText(location.namespaces), location.resource];
  if (location.object) path.push(location.object.namespace, location.object.name);
  const query = new URLSearchParams();
  if (location.view !== "table") query.set("view", location.view);
  if (location.filter !== "") query.set("filter", location.filter);
  if (location.sort) query.set("sort", `${location.sort.descending ? "-" : ""}${location.sort.column}`);
  for (const [key, value] of Object.entries(location.selection ?? {})) query.set(key, value);
  if (location.view === "logs") writeLogs(location.logs ?? {}, query);
  if (location.problemsOnly) query.set("problems", "");
  if (location.wide) query.set("wide", "");
  const text = path.map((part) => encodeURIComponent(part).replaceAll("%2C", ",")).join("/");
  return query.size === 0 ? text : `${text}?${query}`;
}

/**
 * The location of a text that `formatLocation` wrote, or that somebody typed in its form. Its object, if it names one,
 * has no uid: whoever opens it takes the one that goes by its name. Undefined where the text is no location.
 */
export function parseLocation(text: string): Location | undefined {
  const mark = text.indexOf("?");
  const parts = (mark < 0 ? text : text.slice(0, mark)).split("/").map(decodePart);
  const [context, namespaces, resource, namespace, name] = parts;
  if (!context || !namespaces || !resource || parts.length > 5) return undefined;
  if (parts.includes(undefined) || (parts.length > 3 && !name)) return undefined;
  const query = new URLSearchParams(mark < 0 ? "" : text.slice(mark + 1));
  const names = [...new Set(namespaces.split(","))].filter((one) => one !== "");
  if (names.length === 0) return undefined;
  return {
    context,
    namespaces: names.includes("*") ? "all" : names,
    resource,
    ...viewOf(query, name),
    ...(name && { object: { namespace: namespace ?? "", name, uid: "" } }),
    ...shapeOf(query),
  };
}

/** The view that the part of a text behind the question mark asks for; `name` is that of the object, if any. */
export function viewOf(query: URLSearchParams, name: string | undefined): Pick<Location, "view" | "logs"> {
  const view = query.get("view");
  if (view === "logs") return { view, ...readLogs(query) };
  return { view: view === "yaml" && name ? view : "table" };
}

/** What may stand behind the question mark of a location's text. */
export const queryKeys: readonly string[] = [
  "view",
  "filter",
  "sort",
  "problems",
  "wide",
  "labelSelector",
  "fieldSelector",
  "ownerUid",
  "rootUid",
  "objects",
  "contexts",
  "container",
  "previous",
  "since",
  "tail",
];

function writeLogs(
  { objects = [], contexts = [], container, previous, since, tail }: LogChoice,
  query: URLSearchParams,
): void {
  // No name holds a comma or a slash.
  const names = objects.map(({ namespace, name }) => (namespace === "" ? name : `${namespace}/${name}`));
  if (names.length > 0) query.set("objects", names.join(","));
  if (contexts.length > 0) query.set("contexts", contexts.map(encodeURIComponent).join(","));
  if (container !== undefined) query.set("container", container);
  if (previous) query.set("previous", "");
  if (since !== undefined) query.set("since", since);
  if (tail !== undefined) query.set("tail", String(tail));
}

function readLogs(query: URLSearchParams): Pick<Location, "logs"> {
  const names = (query.get("objects") ?? "").split(",").filter((name) => name !== "");
  const objects = names.map((text) => {
    const [namespace = "", name] = text.split("/");
    return name === undefined ? { namespace: "", name: namespace } : { namespace, name };
  });
  const contexts = (query.get("contexts") ?? "").split(",").flatMap((part) => decodePart(part) || []);
  const container = query.get("container");
  const since = query.get("since");
  const tail = query.get("tail") ?? "";
  const logs: LogChoice = {
    ...(objects.length > 0 && { objects }),
    ...(contexts.length > 0 && { contexts }),
    ...(container && { container }),
    ...(query.has("previous") && { previous: true }),
    ...(since && { since }),
    ...(/^\d+$/.test(tail) ? { tail: Number(tail) } : tail === "all" && { tail }),
  };
  return Object.keys(logs).length === 0 ? {} : { logs };
}

/** How a table is narrowed and sorted, by the part of a location's text behind the question mark. */
export function shapeOf(
  query: URLSearchParams,
): Pick<Location, "selection" | "filter" | "sort" | "problemsOnly" | "wide"> {
  const [, minus, column] = /^(-?)([^-].*)$/.exec(query.get("sort") ?? "") ?? [];
  const kept = ["labelSelector", "fieldSelector", "ownerUid", "rootUid"].flatMap((key) => {
    const value = query.get(key);
    return value === null ? [] : [[key, value] as const];
  });
  return {
    ...(kept.length > 0 && { selection: Object.fromEntries(kept) }),
    filter: query.get("filter") ?? "",
    ...(column !== undefined && { sort: { column, descending: minus === "-" } }),
    problemsOnly: query.has("problems"),
    wide: query.has("wide"),
  };
}

/** Undefined where a percent sign stands for nothing. */
function decodePart(part: string): string | undefined {
  try {
    return decodeURIComponent(part);
  } catch {
    return undefined;
  }
}

/** A table of a resource with nothing filtered. */
export function tableOf(context: string, namespaces: Namespaces, resource: string): Location {
  return { context, namespaces, resource, view: "table", filter: "", problemsOnly: false, wide: false };
}
