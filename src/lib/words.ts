/** `1 pod`, `2 pods`, `10,000 pods`: a number with its unit, thousands grouped. */
export function counted(count: number, one: string, many: string): string {
  return `${grouped(count)} ${count === 1 ? one : many}`;
}

/** `10,000`. */
export function grouped(count: number): string {
  return count.toLocaleString("en-US");
}

/**
 * A kind's plural for titles: the plural API name with the kind's capitals, `NetworkPolicies` from `NetworkPolicy`
 * and `networkpolicies`.
 */
export function pluralTitle(kind: string, resource: string): string {
  const lower = kind.toLowerCase();
  let same = 0;
  while (same < lower.length && lower[same] === resource[same]) same += 1;
  return same === 0 ? resource : kind.slice(0, same) + resource.slice(same);
}
