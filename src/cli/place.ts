import { nearest } from "../lib/nearest.ts";
import { findKind } from "../resources/index.ts";
import {
  type Location,
  type Namespaces,
  parseLocation,
  queryKeys,
  shapeOf,
  tableOf,
  viewOf,
} from "../state/location.ts";
import { sortColumn, unknownColumn } from "../state/sort-column.ts";
import { usageError } from "./failure.ts";

/** What the command line says about where to begin. */
export interface PlaceRequest {
  /**
   * A kind, `kind/name`, `namespace/kind`, `context/kind`, or a whole location such as
   * `prod-eu/payments/pods?filter=api`.
   */
  readonly place?: string | undefined;
  readonly context?: string | undefined;
  readonly namespaces?: Namespaces | undefined;
}

/** Where one is without saying so. */
export interface PlaceDefaults {
  readonly context: string;
  namespacesOf(context: string): Namespaces;
  isContext(name: string): boolean;
}

/**
 * Where to begin. Options win over what the place says. Where two parts can be read in two ways, the other is kept with
 * the place. Throws `CliError` for a text that is no place.
 */
export function placeOf(request: PlaceRequest, defaults: PlaceDefaults): Location {
  const place = readPlace(request, defaults);
  checkSort(place);
  return place;
}

function readPlace(request: PlaceRequest, defaults: PlaceDefaults): Location {
  const { place = "pods" } = request;
  const path = place.split("?", 1)[0] ?? "";
  checkQuery(place.slice(path.length + 1));
  const parts = path.split("/");
  if (parts.length > 2) return wholePlace(place, request);
  if (parts.includes("")) throw notAPlace(place);
  const [first = "", second] = parts;
  const [said, otherwise] = readParts(first, second, defaults);
  const location = (one: Said) => locationOf(one, place.slice(path.length + 1), request, defaults);
  return { ...location(said), ...(otherwise && { otherwise: location(otherwise) }) };
}

const views = ["table", "yaml", "logs"];

/** What is misspelt behind the question mark would else be passed over in silence. */
function checkQuery(text: string): void {
  const query = new URLSearchParams(text);
  for (const key of query.keys()) {
    if (queryKeys.includes(key)) continue;
    const [near] = nearest(key, queryKeys);
    const all = "filter, sort, view, wide and problems are what most places need";
    throw usageError(`a place has no "${key}"`, near === undefined ? all : `did you mean ${near}`);
  }
  const view = query.get("view") ?? "table";
  if (!views.includes(view))
    throw usageError(`there is no view "${view}"`, `choose one of ${views.join(", ")}`);
  const tail = query.get("tail") ?? "all";
  if (!/^(all|\d+)$/.test(tail))
    throw usageError(`tail cannot be "${tail}"`, "write a number of lines, or all");
}

/** The columns of other kinds are known when their server has answered. */
function checkSort({ resource, sort }: Location): void {
  const kind = findKind(resource);
  if (kind === undefined || sort === undefined || sortColumn(kind, sort.column)) return;
  const { message, nextStep } = unknownColumn(kind, sort.column);
  throw usageError(message, nextStep);
}

function wholePlace(place: string, { context, namespaces }: PlaceRequest): Location {
  const location = parseLocation(place);
  if (location === undefined) throw notAPlace(place);
  return {
    ...location,
    context: context ?? location.context,
    namespaces: namespaces ?? location.namespaces,
  };
}

/** What the parts of a short place say. */
interface Said {
  readonly resource: string;
  readonly name?: string;
  readonly context?: string;
  readonly namespaces?: Namespaces;
}

/**
 * KIND, KIND/NAME, CONTEXT/KIND or NAMESPACE/KIND. Kinds we have a record of are known before a server is asked; where
 * neither part is one, the first is a kind if the server has it. Where only the second is one, it is the kind, also if
 * the server has a kind of the first's name: an object called `events` is rarer than a namespace called `certificates`.
 */
function readParts(
  first: string,
  second: string | undefined,
  { isContext }: PlaceDefaults,
): readonly [Said, Said?] {
  if (second === undefined) return [{ resource: first }];
  const named: Said = { resource: first, name: second };
  if (findKind(first)) return [named];
  if (isContext(first)) return [{ resource: second, context: first }];
  const within: Said = { resource: second, namespaces: namespacesOf(first) };
  return findKind(second) ? [within] : [named, within];
}

function locationOf(
  { resource, name, ...said }: Said,
  query: string,
  { context = said.context, namespaces = said.namespaces }: PlaceRequest,
  defaults: PlaceDefaults,
): Location {
  const where = context ?? defaults.context;
  const shape = new URLSearchParams(query);
  const place = {
    ...tableOf(where, namespaces ?? defaults.namespacesOf(where), resource),
    ...shapeOf(shape),
  };
  const { view, logs } = viewOf(shape, name);
  const [namespace = "", ...others] = place.namespaces === "all" ? [] : place.namespaces;
  // In several namespaces there may be several of that name.
  const isOne = others.length === 0 && (namespace !== "" || findKind(resource)?.namespaced === false);
  if (view === "yaml" && name !== undefined && isOne)
    return { ...place, view, object: { namespace, name, uid: "" } };
  if (view === "logs") {
    const object = name === undefined ? {} : { object: { namespace: "", name, uid: "" } };
    return { ...place, view, ...object, ...(logs && { logs }) };
  }
  return { ...place, ...(name !== undefined && { filter: `name=${name}` }) };
}

function notAPlace(place: string) {
  return usageError(
    `"${place}" is no place`,
    "write a kind such as pods, or CONTEXT/NAMESPACE/KIND such as prod-eu/payments/pods?filter=api",
  );
}

/** `a,b` as namespaces, `*` as all of them. Throws `CliError` where no name is left. */
export function namespacesOf(text: string): Namespaces {
  const names = [...new Set(text.split(",").map((name) => name.trim()))].filter((name) => name !== "");
  if (names.includes("*")) return "all";
  if (names.length > 0) return names;
  throw usageError("--namespace names no namespace", "write -n NAME, -n NAME,NAME, or -A for all of them");
}
