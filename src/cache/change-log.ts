/** Changes that are remembered. Whoever looks twenty times a second misses none at 80,000 a second. */
const capacity = 4096;

/** Which rows changed at which revision, for those that look often. */
export class ChangeLog {
  readonly #revisions: number[] = [];
  readonly #uids: string[] = [];
  /** Where the oldest change stands once the log is full. */
  #start = 0;
  /** Changes up to this revision may have been forgotten. */
  #forgotten: number;

  /** @param revision changes up to it were never recorded. */
  constructor(revision = 0) {
    this.#forgotten = revision;
  }

  /** @param revision grows from call to call. */
  record(revision: number, uid: string): void {
    if (this.#uids.length < capacity) {
      this.#revisions.push(revision);
      this.#uids.push(uid);
      return;
    }
    this.#forgotten = this.#revisions[this.#start] ?? revision;
    this.#revisions[this.#start] = revision;
    this.#uids[this.#start] = uid;
    this.#start = (this.#start + 1) % capacity;
  }

  /** The uids that changed after a revision; undefined where that is no longer known. */
  since(revision: number): ReadonlySet<string> | undefined {
    if (revision < this.#forgotten) return undefined;
    const uids = new Set<string>();
    const { length } = this.#uids;
    for (let back = 1; back <= length; back++) {
      const at = (this.#start + length - back) % length;
      if ((this.#revisions[at] ?? 0) <= revision) break;
      uids.add(this.#uids[at] ?? "");
    }
    return uids;
  }
}
