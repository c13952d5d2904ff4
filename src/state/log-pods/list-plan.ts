import type { Namespaces } from "../location.ts";
import { bothSelectors, type Lead, type Selectors } from "./lead.ts";

/** One list to be asked of a server. */
export interface ListPlan {
  readonly namespaces: Namespaces;
  readonly selectors: Selectors;
  /** Where to look instead where all namespaces may not be listed. */
  readonly known?: readonly string[];
}

/** So many lists of one place are narrowed by the server; more are one list of all there is. */
const mostNarrow = 4;
/** So many namespaces are listed one by one; more are listed as all of them are. */
const mostNamespaces = 16;

/**
 * The lists that hold what is meant: few, and each as narrow as may be.
 * @param and what the server narrows by in any case.
 */
export function listPlans(leads: readonly Lead[], and: Selectors): readonly ListPlan[] {
  const named = new Set(leads.flatMap(({ namespaces }) => (namespaces === "all" ? [] : namespaces)));
  const isMany = named.size > mostNamespaces;
  const places = new Map<string, Set<string>>();
  for (const { namespaces, labelSelector, fieldSelector } of leads) {
    const selectors = { ...(labelSelector && { labelSelector }), ...(fieldSelector && { fieldSelector }) };
    for (const place of isMany || namespaces === "all" ? [everywhere] : namespaces)
      places.set(place, (places.get(place) ?? new Set()).add(JSON.stringify(selectors)));
  }
  const bySelectors = new Map<string, string[]>();
  for (const [place, texts] of places)
    for (const text of texts.size > mostNarrow ? ["{}"] : texts)
      bySelectors.set(text, [...(bySelectors.get(text) ?? []), place]);
  const known = isMany ? { known: [...named] } : {};
  return [...bySelectors].flatMap(([text, found]) => {
    const selectors = bothSelectors(JSON.parse(text) as Selectors, and);
    const names = found.filter((place) => place !== everywhere);
    return [
      ...(names.length < found.length ? [{ namespaces: "all", selectors, ...known } as const] : []),
      ...(names.length > 0 ? [{ namespaces: names, selectors }] : []),
    ];
  });
}

/** No name of a namespace. */
const everywhere = "*";
