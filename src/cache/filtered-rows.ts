import type { Scope } from "../kube/types.ts";
import { matchesLabels, parseLabelSelector } from "../lib/label-selector.ts";
import { DelegatedRows } from "./delegated-rows.ts";
import type { Row, Rows } from "./types.ts";

type Test = (row: Row) => boolean;

const nodeSelector = /^spec\.nodeName=([^,=!]+)$/;
const nameSelector = /^metadata\.name=([^,=!]+)$/;

/** Undefined for what is no selector: the server says what is wrong with it. */
function labelTest(text: string): Test | undefined {
  try {
    const selector = parseLabelSelector(text);
    return (row) => matchesLabels(selector, row.labels);
  } catch {
    return undefined;
  }
}

function fieldTest(selector: string): Test | undefined {
  const node = nodeSelector.exec(selector)?.[1];
  if (node !== undefined) return (row) => row.node === node;
  const name = nameSelector.exec(selector)?.[1];
  return name === undefined ? undefined : (row) => row.name === name;
}

/**
 * How to answer a narrow scope from rows of a wide one, where that can be done: a namespace out of all of them, a
 * label selector, and the two field selectors that rows know the answer to. `undefined` where it cannot.
 */
export function narrowing(wide: Scope, narrow: Scope): Test | undefined {
  if (wide.labelSelector !== undefined || wide.fieldSelector !== undefined) return undefined;
  if (wide.namespace !== undefined && wide.namespace !== narrow.namespace) return undefined;
  const tests: Test[] = [];
  const { namespace } = narrow;
  if (namespace !== undefined && wide.namespace === undefined)
    tests.push((row) => row.namespace === namespace);
  if (narrow.labelSelector !== undefined) {
    const test = labelTest(narrow.labelSelector);
    if (test === undefined) return undefined;
    tests.push(test);
  }
  if (narrow.fieldSelector !== undefined) {
    const test = fieldTest(narrow.fieldSelector);
    if (test === undefined) return undefined;
    tests.push(test);
  }
  return (row) => tests.every((test) => test(row));
}

/** The rows of a wider set that pass a test; as live as that set is. */
export class FilteredRows<S> extends DelegatedRows<S> {
  readonly #test: Test;
  #counted: { readonly revision: number; readonly size: number } | undefined;

  constructor(rows: Rows<S>, test: Test) {
    super(rows);
    this.#test = test;
  }

  override get size(): number {
    const { revision } = this;
    if (this.#counted?.revision !== revision) {
      let size = 0;
      for (const _ of this.values()) size += 1;
      this.#counted = { revision, size };
    }
    return this.#counted.size;
  }

  override get(uid: string): Row<S> | undefined {
    const row = super.get(uid);
    return row !== undefined && this.#test(row) ? row : undefined;
  }

  override values(): Iterable<Row<S>> {
    return this.#passing(super.values());
  }

  override inNamespace(namespace: string): Iterable<Row<S>> {
    return this.#passing(super.inNamespace(namespace));
  }

  override ownedBy(uid: string): Iterable<Row<S>> {
    return this.#passing(super.ownedBy(uid));
  }

  override onNode(node: string): Iterable<Row<S>> {
    return this.#passing(super.onNode(node));
  }

  override withLabel(key: string, value: string): Iterable<Row<S>> {
    return this.#passing(super.withLabel(key, value));
  }

  *#passing(rows: Iterable<Row<S>>): Iterable<Row<S>> {
    for (const row of rows) if (this.#test(row)) yield row;
  }
}
