import type { KubeObject } from "../../kube/types.ts";
import type { ResourceKind } from "../kinds/resource-kind.ts";
import { badRequest } from "./status-error.ts";

interface FieldTerm {
  readonly field: string;
  readonly equal: boolean;
  readonly value: string;
}

/** A field selector, made ready for one kind. */
export type FieldMatcher = (object: KubeObject) => boolean;

/**
 * Reads `metadata.name=x,status.phase!=Running`. Fields the kind does not offer are refused as the server refuses them.
 * @throws StatusError 400
 */
export function parseFieldSelector(text: string, kind: ResourceKind): FieldMatcher {
  const terms = text
    .split(",")
    .filter((term) => term !== "")
    .map(parseTerm);
  for (const { field } of terms)
    if (!offers(kind, field))
      throw badRequest(
        kind.fieldNames.length > 0
          ? `field label not supported: ${field}`
          : `"${field}" is not a known field selector: only "metadata.name", "metadata.namespace"`,
      );
  return (object) => {
    const own = terms.some(({ field }) => !field.startsWith("metadata.")) ? kind.fields(object) : {};
    return terms.every(({ field, equal, value }) => (selectedValue(object, own, field) === value) === equal);
  };
}

/** The name a selector pins down, as a GET by name in list's clothing. RBAC looks at it. */
export function selectedName(text: string | null): string | undefined {
  return /(?:^|,)metadata\.name==?([^,]+)/.exec(text ?? "")?.[1];
}

function parseTerm(term: string): FieldTerm {
  const match = /^([^=!]+)(!=|==|=)(.*)$/.exec(term);
  if (match === null) throw badRequest(`invalid selector: '${term}'; can't understand '${term}'`);
  const [, field = "", operator, value = ""] = match;
  return {
    field: field.trim(),
    equal: operator !== "!=",
    value: value.trim().replaceAll(/\\([\\,=])/g, "$1"),
  };
}

function offers(kind: ResourceKind, field: string): boolean {
  return (
    field === "metadata.name" ||
    (field === "metadata.namespace" && kind.namespaced) ||
    kind.fieldNames.includes(field)
  );
}

function selectedValue(object: KubeObject, own: Readonly<Record<string, string>>, field: string): string {
  if (field === "metadata.name") return object.metadata.name ?? "";
  if (field === "metadata.namespace") return object.metadata.namespace ?? "";
  return own[field] ?? "";
}
