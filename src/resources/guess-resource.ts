/**
 * The resource that objects of a kind most likely are, as `plural` or `plural.group`, for references that name a kind
 * only. The rule is that of `UnsafeGuessKindToResource` in k8s.io/apimachinery; it is right for every built-in kind.
 */
export function guessResource(kind: string, apiVersion = ""): string {
  const slash = apiVersion.indexOf("/");
  const group = slash < 0 ? "" : `.${apiVersion.slice(0, slash)}`;
  return `${pluralOf(kind.toLowerCase())}${group}`;
}

function pluralOf(singular: string): string {
  if (singular.endsWith("endpoints")) return singular;
  if (singular.endsWith("s")) return `${singular}es`;
  return singular.endsWith("y") ? `${singular.slice(0, -1)}ies` : `${singular}s`;
}
