/**
 * A JSON value without what protobuf cannot tell from absence: null, `0`, `""`, `false`, and empty arrays and
 * objects, all the way down. Two encodings of one object are equal after it. Entries of maps and arrays go too
 * where they are zero, so it serves comparison only. Undefined where nothing is left.
 */
export function withoutZeros(value: unknown): unknown {
  if (Array.isArray(value))
    return value.length === 0 ? undefined : value.map((one) => withoutZeros(one) ?? null);
  if (typeof value !== "object" || value === null) return value || undefined;
  const entries = Object.entries(value)
    .map(([key, one]) => [key, withoutZeros(one)] as const)
    .filter(([, one]) => one !== undefined);
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}
