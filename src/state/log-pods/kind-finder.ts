import { Listeners } from "../../lib/listeners.ts";
import type { ListedKind, ObjectSource } from "./object-source.ts";

/** Finds kinds; of one that is not known the server is asked, once. */
export class KindFinder {
  readonly #source: Pick<ObjectSource, "catalog" | "learnKinds">;
  readonly #listeners = new Listeners();
  /** What came of asking, by what was asked for: nothing while that is under way, and why it failed. */
  readonly #asked = new Map<string, { readonly problem: string } | undefined>();
  #underWay = 0;

  constructor(source: Pick<ObjectSource, "catalog" | "learnKinds">) {
    this.#source = source;
  }

  /** By plural or `plural.group`. */
  named(name: string): ListedKind | undefined {
    return this.#find(name, () => this.#source.catalog.find(name)?.kind);
  }

  /** As an owner reference says it. */
  ofOwner({
    apiVersion,
    kind,
  }: {
    readonly apiVersion: string;
    readonly kind: string;
  }): ListedKind | undefined {
    const slash = apiVersion.indexOf("/");
    const group = slash < 0 ? "" : apiVersion.slice(0, slash);
    return this.#find(`${apiVersion} ${kind}`, () => {
      const { entries } = this.#source.catalog;
      return entries.find((known) => known.kind.kind === kind && known.kind.gvr.group === group)?.kind;
    });
  }

  /** Why the server could not be asked for a kind of owners. */
  problemOf({
    apiVersion,
    kind,
  }: {
    readonly apiVersion: string;
    readonly kind: string;
  }): string | undefined {
    return this.#asked.get(`${apiVersion} ${kind}`)?.problem;
  }

  get isSettled(): boolean {
    return this.#underWay === 0;
  }

  subscribe(listener: () => void): () => void {
    return this.#listeners.add(listener);
  }

  #find(key: string, look: () => ListedKind | undefined): ListedKind | undefined {
    const found = look();
    if (found === undefined && !this.#asked.has(key)) void this.#ask(key);
    return found;
  }

  async #ask(key: string): Promise<void> {
    this.#asked.set(key, undefined);
    this.#underWay += 1;
    try {
      await this.#source.learnKinds();
    } catch (error) {
      this.#asked.set(key, { problem: error instanceof Error ? error.message : String(error) });
    } finally {
      this.#underWay -= 1;
      this.#listeners.tell();
    }
  }
}
