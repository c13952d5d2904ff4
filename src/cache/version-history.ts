import type { Version } from "./types.ts";

/**
 * The past versions of objects, bounded by bytes over all of them: the oldest version of all goes first.
 * Kept after an object is gone, so that what was deleted can still be looked at.
 */
export class VersionHistory {
  readonly #limit: number;
  readonly #versions = new Map<string, Version[]>();
  /** The uids in the order their versions were recorded; an entry stands for the oldest version left of its uid. */
  #order: string[] = [];
  #dropped = 0;
  #bytes = 0;

  /** @param limit bytes of encoded objects kept at most. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  get bytes(): number {
    return this.#bytes;
  }

  record(uid: string, version: Version): void {
    const versions = this.#versions.get(uid);
    if (versions) versions.push(version);
    else this.#versions.set(uid, [version]);
    this.#order.push(uid);
    this.#bytes += version.encoded.size;
    while (this.#bytes > this.#limit && this.#dropped < this.#order.length) this.#dropOldest();
    this.#compact();
  }

  /** Oldest first, without the present version. */
  of(uid: string): readonly Version[] {
    return this.#versions.get(uid) ?? [];
  }

  #dropOldest(): void {
    const uid = this.#order[this.#dropped++];
    const versions = uid === undefined ? undefined : this.#versions.get(uid);
    const oldest = versions?.shift();
    if (uid === undefined || versions === undefined || oldest === undefined) return;
    this.#bytes -= oldest.encoded.size;
    if (versions.length === 0) this.#versions.delete(uid);
  }

  #compact(): void {
    if (this.#dropped < 1024 || this.#dropped < this.#order.length / 2) return;
    this.#order = this.#order.slice(this.#dropped);
    this.#dropped = 0;
  }
}
