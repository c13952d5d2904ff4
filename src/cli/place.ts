import { type Location, type Namespaces, parseLocation, shapeOf, tableOf } from "../state/location.ts";
import { usageError } from "./failure.ts";

/** What the command line says about where to begin. */
export interface PlaceRequest {
  /** A kind, `kind/name`, or a whole location such as `prod-eu/payments/pods?filter=api`. */
  readonly place?: string | undefined;
  readonly context?: string | undefined;
  readonly namespaces?: Namespaces | undefined;
}

/** Where one is without saying so. */
export interface PlaceDefaults {
  readonly context: string;
  namespacesOf(context: string): Namespaces;
}

/** Where to begin. Options win over what the place says. Throws `CliError` for a text that is no place. */
export function placeOf(
  { place = "pods", context, namespaces }: PlaceRequest,
  defaults: PlaceDefaults,
): Location {
  const path = place.split("?", 1)[0] ?? "";
  if (path.split("/").length > 2) {
    const location = parseLocation(place);
    if (location === undefined) throw notAPlace(place);
    return {
      ...location,
      context: context ?? location.context,
      namespaces: namespaces ?? location.namespaces,
    };
  }
  const [resource = "", name] = path.split("/");
  if (resource === "") throw notAPlace(place);
  const where = context ?? defaults.context;
  const shape = shapeOf(new URLSearchParams(place.slice(path.length + 1)));
  return {
    ...tableOf(where, namespaces ?? defaults.namespacesOf(where), resource),
    ...shape,
    ...(name && { filter: `name:${name}` }),
  };
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
