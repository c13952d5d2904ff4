import { nearest } from "../../lib/nearest.ts";
import type { ApiResource, GroupVersionResource } from "../types.ts";

/**
 * The resources of one cluster at one time, in the order of preference: the core group first, then the groups as
 * the server orders them, preferred versions before others (kubectl's `NewDiscoveryRESTMapper`).
 */
export class Catalog {
  readonly resources: readonly ApiResource[];
  readonly #byName = new Map<string, ApiResource[]>();

  constructor(resources: readonly ApiResource[]) {
    const core = resources.filter(({ gvr }) => gvr.group === "");
    const others = resources.filter(({ gvr }) => gvr.group !== "");
    const ordered = [...core, ...others];
    this.resources = [
      ...ordered.filter(({ preferred }) => preferred),
      ...ordered.filter(({ preferred }) => !preferred),
    ];
    // Full names go before short ones: a custom resource must not take `po` from a plural of that name.
    for (const resource of this.resources) this.#add(resource, [resource.gvr.resource, resource.singular]);
    for (const resource of this.resources) this.#add(resource, [resource.kind]);
    for (const resource of this.resources) this.#add(resource, resource.shortNames);
  }

  /** The resource a person means, as kubectl understands it; see `candidates`. */
  find(text: string): ApiResource | undefined {
    return this.candidates(text)[0];
  }

  /**
   * All resources of a name, the likeliest first. A name is a plural, singular, kind or short name in any case,
   * alone or as `name.group`, `name.version` or `name.version.group`; a group may be cut short (`ingress.net`).
   */
  candidates(text: string): readonly ApiResource[] {
    const [name = "", ...rest] = text.trim().toLowerCase().split(".");
    const named = this.#byName.get(name) ?? [];
    if (rest.length === 0) return named;
    const qualifier = rest.join(".");
    const exact = named.filter(({ gvr }) => qualifiers(gvr).includes(qualifier));
    return exact.length > 0
      ? exact
      : named.filter(({ gvr }) => gvr.group !== "" && gvr.group.startsWith(qualifier));
  }

  get(gvr: GroupVersionResource): ApiResource | undefined {
    return this.#byName.get(gvr.resource)?.find((known) => isSame(known.gvr, gvr));
  }

  /** The members of a category such as `all`, each in its preferred version. */
  category(name: string): readonly ApiResource[] {
    const wanted = name.toLowerCase();
    return this.resources.filter(({ preferred, categories }) => preferred && categories.includes(wanted));
  }

  /** The names nearest to one that is not known. */
  nearest(text: string, limit = 3): readonly string[] {
    const [name = ""] = text.trim().toLowerCase().split(".");
    return nearest(name, this.#byName.keys(), limit);
  }

  #add(resource: ApiResource, names: readonly string[]): void {
    for (const name of names) {
      const key = name.toLowerCase();
      if (key === "") continue;
      const known = this.#byName.get(key);
      if (known === undefined) this.#byName.set(key, [resource]);
      else if (!known.includes(resource)) known.push(resource);
    }
  }
}

function qualifiers({ group, version }: GroupVersionResource): readonly string[] {
  return group === "" ? [version, `${version}.`] : [group, `${version}.${group}`];
}

function isSame(a: GroupVersionResource, b: GroupVersionResource): boolean {
  return a.group === b.group && a.version === b.version && a.resource === b.resource;
}
