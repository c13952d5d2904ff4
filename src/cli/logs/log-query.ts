import { usageError } from "../failure.ts";
import { pattern } from "./given-values.ts";

/** Whose logs are asked for. */
export type LogQuery =
  /** Pods by name. */
  | { readonly type: "pattern"; readonly text: string; readonly pattern: RegExp }
  /** The pods of an object, or a pod. */
  | { readonly type: "object"; readonly text: string; readonly kind: string; readonly name: string };

/** Reads queries as stern does. @throws CliError */
export function logQueries(texts: readonly string[]): readonly LogQuery[] {
  return [...new Set(texts)].map(logQuery);
}

function logQuery(text: string): LogQuery {
  if (text === "") throw usageError("a name is empty, which every pod has in it", "write . for all pods");
  if (!text.includes("/")) return { type: "pattern", text, pattern: pattern("the name", text) };
  const [kind = "", name = "", ...more] = text.split("/");
  if (kind !== "" && name !== "" && more.length === 0) return { type: "object", text, kind, name };
  throw usageError(
    `"${text}" is not KIND/NAME`,
    "write one such as deploy/api, or a regular expression without a slash",
  );
}
