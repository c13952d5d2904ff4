import { notAcceptable } from "./status-error.ts";

/** In which form an answer is wanted. `includeObject` belongs to tables. */
export type AnswerForm = "object" | "table" | "metadata";

interface MediaRange {
  readonly type: string;
  readonly parameters: Readonly<Record<string, string>>;
}

/** The ranges of an Accept header in the order they are preferred. */
export function parseAccept(header: string | undefined): readonly MediaRange[] {
  return (header ?? "*/*").split(",").map((range) => {
    const [type = "", ...parameters] = range.split(";").map((part) => part.trim());
    const pairs = parameters.map((parameter): [string, string] => {
      const [key = "", value = ""] = parameter.split("=");
      return [key, value];
    });
    return { type: type.toLowerCase(), parameters: Object.fromEntries(pairs) };
  });
}

/** Whether plain JSON would do for a range. Protobuf and CBOR are passed over for the next alternative. */
export function isJson({ type }: MediaRange): boolean {
  return type === "application/json" || type === "application/*" || type === "*/*";
}

/**
 * The form of the first range that can be served.
 * @throws StatusError 406 when JSON is in none of them.
 */
export function negotiateForm(header: string | undefined): AnswerForm {
  for (const range of parseAccept(header)) {
    if (!isJson(range)) continue;
    const { as, g, v } = range.parameters;
    if (as === undefined) return "object";
    if (g !== "meta.k8s.io" || (v !== "v1" && v !== "v1beta1")) continue;
    if (as === "Table") return "table";
    if (as === "PartialObjectMetadata" || as === "PartialObjectMetadataList") return "metadata";
  }
  throw notAcceptable();
}
