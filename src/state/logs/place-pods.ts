import type { InformerStatus, Row } from "../../cache/index.ts";
import { nearest } from "../../lib/nearest.ts";
import type { LogPod, LogPods } from "../../logs/types.ts";
import type { CatalogEntry } from "../catalog.ts";
import { FilterReader } from "../filter.ts";
import type { Location } from "../location.ts";
import { namespaceColumn } from "../table-model.ts";
import { PodStage, type StageOptions } from "./pod-stage.ts";

export interface PlacePodsOptions extends StageOptions {
  readonly entry: CatalogEntry;
  readonly location: Location;
  now(): number;
}

type Named = NonNullable<NonNullable<Location["logs"]>["objects"]>[number];

/** The pods whose logs a place shows, live, each once. */
export class PlacePods implements LogPods {
  readonly #options: PlacePodsOptions;
  readonly #stage: PodStage;
  readonly #named: readonly Named[];

  constructor(options: PlacePodsOptions) {
    const { location, entry, now } = options;
    this.#options = options;
    const { object, logs, selection, problemsOnly } = location;
    this.#named = logs?.objects ?? (object === undefined ? [] : [object]);
    const { kind } = entry;
    const { filter } = new FilterReader([namespaceColumn, ...kind.columns]).read(location.filter);
    const ownerUid = selection?.ownerUid;
    const mayBe = (row: Row) =>
      (ownerUid === undefined || row.owners.some(({ uid }) => uid === ownerUid)) &&
      (this.#named.length === 0 || this.#named.some((named) => isNamed(row, named))) &&
      (!problemsOnly || ["bad", "warn"].includes(kind.health(row, now()).level)) &&
      filter.matches(row, now());
    this.#stage = new PodStage(kind, options);
    this.#stage.aim(location, mayBe);
  }

  /** The context it is in. */
  get context(): string {
    return this.#options.session.info.name;
  }

  pods(): readonly LogPod[] {
    const byUid = new Map(this.#stage.pods().map((pod) => [pod.uid, pod]));
    return [...byUid.values()];
  }

  subscribe(listener: () => void): () => void {
    return this.#stage.subscribe(listener);
  }

  /** How everything that is looked through stands. */
  get statuses(): readonly InformerStatus[] {
    return this.#stage.statuses;
  }

  /** What may not be listed, in a sentence each. */
  get denials(): readonly string[] {
    return this.#stage.denials;
  }

  /** Whether what is not there is not there, rather than to come. */
  get isComplete(): boolean {
    return this.statuses.every(({ phase }) => phase !== "connecting" && phase !== "listing");
  }

  /** Of the objects that were asked for those that there are none of, with names that are near. */
  get missing(): readonly { readonly name: string; readonly near: readonly string[] }[] {
    if (!this.isComplete) return [];
    const rows = [...this.#stage.rows];
    const names = rows.map(({ name }) => name);
    return this.#named
      .filter((named) => !rows.some((row) => isNamed(row, named)))
      .map(({ name }) => ({ name, near: nearest(name, names.slice(0, comparedAtMost), 3) }));
  }

  /** How many objects there are to choose from, and the names that are near to a word that was looked for. */
  near(word: string): { readonly of: number; readonly names: readonly string[] } {
    const names = Array.from(this.#stage.rows, ({ name }) => name.replace(madeUp, ""));
    return { of: names.length, names: nearest(word, new Set(names.slice(0, comparedAtMost)), 3) };
  }

  /** The kind of the objects that were asked for. */
  get entry(): CatalogEntry {
    return this.#options.entry;
  }

  close(): void {
    this.#stage.close();
  }
}

/** What controllers make up of the names of pods. */
const madeUp = /(-[bcdfghjklmnpqrstvwxz2456789]{6,10})?-[bcdfghjklmnpqrstvwxz2456789]{5}$/;
/** Among more names than these none is looked for that is near. */
const comparedAtMost = 5000;

function isNamed(row: Row, { namespace, name }: Named): boolean {
  return row.name === name && (namespace === "" || row.namespace === namespace);
}
