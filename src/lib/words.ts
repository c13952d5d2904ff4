/** `1 pod`, `2 pods`, `10,000 pods`: a number with its unit, thousands grouped. */
export function counted(count: number, one: string, many: string): string {
  return `${grouped(count)} ${count === 1 ? one : many}`;
}

/** `10,000`, of a whole number. Not by `toLocaleString`, whose first call reads the tables of all languages. */
export function grouped(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ",");
}

/**
 * A kind's plural for titles: the plural API name with the kind's capitals, `NetworkPolicies` from `NetworkPolicy`
 * and `networkpolicies`. Where that says less than the kind, as `pods` does of `PodMetrics`, the kind itself.
 */
export function pluralTitle(kind: string, resource: string): string {
  const lower = kind.toLowerCase();
  let same = 0;
  while (same < lower.length && lower[same] === resource[same]) same += 1;
  if (same === 0) return resource;
  // A server may call a kind anything; its plural is part of a path.
  const isWord = /^\w+$/.test(kind);
  return isWord && same < lower.length / 2 ? kind : kind.slice(0, same) + resource.slice(same);
}
