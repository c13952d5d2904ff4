import type { OwnerReference } from "../../kube/types.ts";

/** From an object up to whose it is there are at most so many steps. */
const mostSteps = 6;

/** What is known of the owners of an owner; `hidden` says why nothing is: `replicasets may not be listed`. */
export type KnownOwners = readonly OwnerReference[] | { readonly hidden: string };

/** Whether an object is somebody's. Where it may be, by way of what is hidden, why nobody knows. */
export interface Belonging {
  readonly isTheirs: boolean;
  readonly hidden: readonly string[];
}

/**
 * Whether an object with these owners belongs to the one with the uid, directly or by way of others. By uid alone: what
 * was made anew under the same name is another.
 */
export function belonging(
  uid: string,
  owners: readonly OwnerReference[],
  ownersOf: (owner: OwnerReference) => KnownOwners,
): Belonging {
  const seen = new Set<string>();
  const hidden = new Set<string>();
  let level = owners;
  for (let step = 0; step < mostSteps && level.length > 0; step += 1) {
    if (level.some((owner) => owner.uid === uid)) return { isTheirs: true, hidden: [] };
    const fresh = level.filter((owner) => !seen.has(owner.uid));
    level = fresh.flatMap((owner) => {
      seen.add(owner.uid);
      const known = ownersOf(owner);
      if (!("hidden" in known)) return known;
      hidden.add(known.hidden);
      return [];
    });
  }
  return { isTheirs: false, hidden: [...hidden] };
}
