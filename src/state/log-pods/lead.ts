import type { Row } from "../../cache/index.ts";
import type { Scope } from "../../kube/types.ts";
import { matchesLabels, parseLabelSelector } from "../../lib/label-selector.ts";
import type { Namespaces, Selection } from "../location.ts";
import type { ListedKind } from "./object-source.ts";

/** What servers narrow by. */
export type Selectors = Omit<Scope, "namespace">;

/** Which objects are meant: those that selectors find somewhere, and that are somebody's. */
export interface Lead extends Selectors {
  readonly namespaces: Namespaces;
  /** Whose they are, directly. */
  readonly ownerUid?: string;
  /** Whose they are, directly or by way of what it owns. Its namespace is `""` where it is in none. */
  readonly root?: { readonly uid: string; readonly namespace: string };
}

/** Where an object leads: to other objects, and by and by to pods. */
export interface Step {
  /** As `Drill` writes it. */
  readonly resource: string;
  readonly lead: Lead;
}

/**
 * Where an object leads; undefined for one that leads nowhere, such as a service without a selector. Of a kind that
 * does not say, to the pods it owns.
 * @param wide where those are looked for that belong to what is in no namespace.
 */
export function stepFrom({ drill }: Pick<ListedKind, "drill">, row: Row, wide: Namespaces): Step | undefined {
  const { uid, namespace } = row;
  const around = namespace === "" ? wide : [namespace];
  if (drill === undefined)
    return { resource: "pods", lead: { namespaces: around, root: { uid, namespace } } };
  const led = drill(row);
  if (led === undefined) return undefined;
  const { scope, ownerUid, rootUid } = led;
  const { namespace: there, ...selectors } = scope;
  return {
    resource: led.resource,
    lead: {
      namespaces: there === undefined ? around : [there],
      ...selectors,
      ...(ownerUid !== undefined && { ownerUid }),
      ...(rootUid !== undefined && { root: { uid: rootUid, namespace } }),
    },
  };
}

/** The objects of a place. */
export function leadTo(namespaces: Namespaces, { rootUid, ...selection }: Selection): Lead {
  if (rootUid === undefined) return { namespaces, ...selection };
  const [namespace = ""] = namespaces === "all" ? [] : namespaces;
  return { namespaces, ...selection, root: { uid: rootUid, namespace } };
}

/** Whether an object is one that is meant, as far as it says itself: whose it is by way of others it does not. */
export function leadTest({
  namespaces,
  labelSelector,
  fieldSelector,
  ownerUid,
}: Lead): (row: Row) => boolean {
  const hasLabels = labelTest(labelSelector);
  // Of other fields rows know nothing: for them the server's word is good enough.
  const [, field, value] = /^(spec\.nodeName|metadata\.name)=([^,=!]+)$/.exec(fieldSelector ?? "") ?? [];
  return (row) =>
    (namespaces === "all" || row.namespace === "" || namespaces.includes(row.namespace)) &&
    (ownerUid === undefined || row.owners.some(({ uid }) => uid === ownerUid)) &&
    (field !== "spec.nodeName" || row.node === value) &&
    (field !== "metadata.name" || row.name === value) &&
    hasLabels(row);
}

function labelTest(text: string | undefined): (row: Row) => boolean {
  if (text === undefined) return () => true;
  try {
    const selector = parseLabelSelector(text);
    return ({ labels }) => matchesLabels(selector, labels);
  } catch {
    // The server says what is wrong with it.
    return () => true;
  }
}

/** Selectors that must both hold. */
export function bothSelectors(a: Selectors, b: Selectors): Selectors {
  const labelSelector = joined(a.labelSelector, b.labelSelector);
  const fieldSelector = joined(a.fieldSelector, b.fieldSelector);
  return { ...(labelSelector && { labelSelector }), ...(fieldSelector && { fieldSelector }) };
}

function joined(...texts: readonly (string | undefined)[]): string {
  return texts.filter((text) => text !== undefined && text !== "").join(",");
}
