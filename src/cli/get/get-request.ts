import type { Namespaces } from "../../state/location.ts";
import type { ClusterRequest } from "../cluster-session.ts";
import { usageError } from "../failure.ts";

export type OutputForm = "table" | "wide" | "json" | "yaml" | "name";

/** What `periplus get` was asked for. */
export interface GetRequest extends ClusterRequest {
  /** `KIND`, `KIND,KIND`, `KIND NAME…` or `KIND/NAME…`. */
  readonly targets: readonly string[];
  /** The context's own where absent. */
  readonly namespaces?: Namespaces | undefined;
  readonly labelSelector?: string | undefined;
  readonly fieldSelector?: string | undefined;
  readonly output?: string | undefined;
  readonly watch?: boolean | undefined;
  readonly headers?: boolean | undefined;
  /** The id or header of a column. */
  readonly sortBy?: string | undefined;
  /** Keys of labels, each with commas where it is several. */
  readonly labelColumns?: readonly string[] | undefined;
  readonly showLabels?: boolean | undefined;
}

/** A kind as it was typed, with the names of objects; none of them means all. */
export interface NamedKind {
  readonly kind: string;
  readonly names: readonly string[];
}

const forms: readonly string[] = ["wide", "json", "yaml", "name"];

/** Throws `CliError` for a form there is not. */
export function outputForm(output: string | undefined): OutputForm {
  if (output === undefined || output === "") return "table";
  if (forms.includes(output)) return output as OutputForm;
  throw usageError(
    `there is no output "${output}"`,
    `choose one of ${forms.join(", ")}; jq takes what is wanted out of json`,
  );
}

/** The targets in the order they were given, as kubectl reads them. Throws `CliError` where they make no sense. */
export function namedKinds(targets: readonly string[]): readonly NamedKind[] {
  const [first, ...rest] = targets;
  if (first === undefined)
    throw usageError("get needs to know what", "write periplus get pods, or KIND NAME");
  if (targets.some((target) => target.includes("/"))) return mergeNeighbours(targets.map(kindAndName));
  const kinds = first.split(",").filter((kind) => kind !== "");
  if (kinds.length === 0)
    throw usageError(`"${first}" names no kind`, "write periplus get pods, or KIND,KIND");
  return [...new Set(kinds)].map((kind) => ({ kind, names: rest }));
}

function kindAndName(target: string): NamedKind {
  const [kind = "", name = "", ...more] = target.split("/");
  if (kind !== "" && name !== "" && more.length === 0) return { kind, names: [name] };
  throw usageError(`"${target}" is not KIND/NAME`, "write each as KIND/NAME, or one KIND and then NAMEs");
}

/** Objects of one kind that stand beside each other are one table. */
function mergeNeighbours(named: readonly NamedKind[]): readonly NamedKind[] {
  const merged: NamedKind[] = [];
  for (const { kind, names } of named) {
    const last = merged.at(-1);
    if (last?.kind === kind) merged[merged.length - 1] = { kind, names: [...last.names, ...names] };
    else merged.push({ kind, names });
  }
  return merged;
}

/** Combinations that contradict themselves. Throws `CliError`. */
export function checkRequest(request: GetRequest, kinds: readonly NamedKind[]): void {
  const { labelSelector, fieldSelector, namespaces, watch, sortBy, output } = request;
  const named = kinds.some(({ names }) => names.length > 0);
  if (named && (labelSelector !== undefined || fieldSelector !== undefined))
    throw usageError("a name and a selector exclude each other", "leave one of them out");
  if (named && (namespaces === "all" || (namespaces?.length ?? 0) > 1))
    throw usageError("a name means one object, so it goes with one namespace", "write -n NAMESPACE");
  if (watch && (kinds.length > 1 || (kinds[0]?.names.length ?? 0) > 1))
    throw usageError("--watch follows one kind, or one object", "start one for each");
  if (sortBy !== undefined && watch)
    throw usageError("--sort-by and --watch exclude each other", "what changes is printed when it changes");
  if (sortBy !== undefined && !["table", "wide"].includes(outputForm(output)))
    throw usageError("--sort-by sorts tables", "leave -o out, or write -o wide");
}
