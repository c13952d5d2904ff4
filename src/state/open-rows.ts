import type { InformerSpec, Lease, Summarizer } from "../cache/index.ts";
import type { Kind } from "../resources/kind.ts";
import type { Location } from "./location.ts";
import type { Session } from "./session.ts";

export interface OpenRowsOptions {
  readonly session: Pick<Session, "multiplexer">;
  readonly kind: Summarizer<unknown> & Pick<Kind, "gvr" | "form" | "namespaced">;
  readonly location: Pick<Location, "namespaces" | "selection">;
  /** Namespaces to show where all of them may not be listed. */
  knownNamespaces(): readonly string[];
}

/** The rows of a kind in the namespaces and with the selectors of a place. */
export function openRows({ session, kind, location, knownNamespaces }: OpenRowsOptions): Lease {
  const { labelSelector, fieldSelector } = location.selection ?? {};
  const selectors = { ...(labelSelector && { labelSelector }), ...(fieldSelector && { fieldSelector }) };
  const spec: InformerSpec = { gvr: kind.gvr, form: kind.form, scope: selectors, summarizer: kind };
  const { multiplexer } = session;
  if (!kind.namespaced) return multiplexer.subscribe(spec);
  if (location.namespaces === "all") return multiplexer.subscribeAll(spec, knownNamespaces);
  const [only] = location.namespaces;
  if (location.namespaces.length === 1 && only !== undefined) {
    return multiplexer.subscribe({ ...spec, scope: { ...selectors, namespace: only } });
  }
  return multiplexer.subscribeNamespaces(spec, location.namespaces);
}
