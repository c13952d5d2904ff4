/** A value with the keys of its objects in order, as Go's encoders write maps. */
export function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sortKeys(inner)]));
}

const escapes: Readonly<Record<string, string>> = {
  "<": "\\u003c",
  ">": "\\u003e",
  "&": "\\u0026",
  "\u2028": "\\u2028",
  "\u2029": "\\u2029",
  "\x7f": "\\u007f",
};

/**
 * JSON as `kubectl get -o json` prints it: four blanks, keys in order, and what means something in HTML escaped. C1
 * controls are escaped, too, so that nothing in it speaks to a terminal.
 */
export function goJson(value: unknown): string {
  return JSON.stringify(sortKeys(value), null, 4).replace(
    /[<>&\u2028\u2029\x7f-\x9f]/g,
    (character) => escapes[character] ?? `\\u00${character.charCodeAt(0).toString(16)}`,
  );
}
