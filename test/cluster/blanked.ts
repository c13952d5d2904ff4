// What two servers' answers may differ in: ids, times and versions, of which only their type is compared.
const byNature = new Set([
  "uid",
  "resourceVersion",
  "creationTimestamp",
  "deletionTimestamp",
  "time",
  "managedFields",
  "selfLink",
  "continue",
  "lastTransitionTime",
  "etag",
  "description",
]);

/** A body without what differs by nature: such values become their type. */
export function blanked(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(blanked);
  if (typeof value === "string")
    return value
      .replaceAll(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, "UID")
      .replaceAll(/\b\d{3,}\b/g, "N");
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, entry]) => [
      key,
      byNature.has(key) && entry !== null ? typeof entry : blanked(entry),
    ]),
  );
}
