import { type MarkedPart, matchMark, memberMark } from "./line-marks.ts";
import { signatureOf } from "./line-signature.ts";
import { noteFlag, segmentEntries } from "./log-segment.ts";

/** What an entry is in a view. */
export const hiddenRow = 0;
/** It is asked for. */
export const matchRow = 1;
/** It stands near one that is. */
export const contextRow = 2;
/** It continues one that is shown, and is unfolded. */
export const memberRow = 3;
export const noteRow = 4;
/** It would be shown, but says the same as the row before. */
export const repeatRow = 5;

/** What a view knows of the entries of one segment. */
export class ViewPart {
  marked: MarkedPart;
  readonly rows = new Uint8Array(segmentEntries);
  /** 1 for lines that are near one that is asked for. */
  readonly context = new Uint8Array(segmentEntries);
  /** How many lines of their own are asked for, by level. */
  readonly levels = new Uint32Array(8);
  /** Whether the rows must be made anew, and whether lines may be near to others than they were. */
  needsRows = true;
  needsContext = true;
  /** Another number whenever the rows were made anew. */
  changes = 0;
  /** How many entries are rows. */
  shown = 0;
  /** How many are rows but for saying the same as the one before. */
  repeats = 0;
  /** Between these are the ids of lines elsewhere that lines in here continue. */
  oldestHead = Number.POSITIVE_INFINITY;
  newestHead = 0;
  /** What the last row before this part says, and the last row up to its end; 0 where it is no line. */
  saidBefore = 0;
  saidLast = 0;
  #signatures: Uint32Array | undefined;
  #signed = 0;
  #signedInsertions = 0;
  #noted: MarkedPart | undefined;
  #notedVersion = 0;
  /** Of the entries for which rows were made last. */
  #madeInsertions: number;

  constructor(marked: MarkedPart) {
    this.marked = marked;
    this.#madeInsertions = marked.insertions;
  }

  /** Whether entries have come in between others, so that the rows are of their neighbours. */
  get isShifted(): boolean {
    return this.#madeInsertions !== this.marked.insertions;
  }

  /** Whether marks have changed since this was asked last; then the rows must be made anew. */
  noteMarks(): boolean {
    if (this.#noted === this.marked && this.#notedVersion === this.marked.version) return false;
    this.#noted = this.marked;
    this.#notedVersion = this.marked.version;
    this.needsRows = true;
    return true;
  }

  /** Begins anew with other marks of the same entries. */
  begin(marked: MarkedPart): void {
    this.marked = marked;
    this.rows.fill(hiddenRow);
    this.clear();
    this.needsRows = this.needsContext = true;
  }

  /** Makes ready for `put`, which is called for all entries then. */
  clear(): void {
    this.#madeInsertions = this.marked.insertions;
    this.needsRows = false;
    this.changes += 1;
    this.levels.fill(0);
    this.shown = 0;
    this.repeats = 0;
    this.oldestHead = Number.POSITIVE_INFINITY;
    this.newestHead = 0;
  }

  /** Says what an entry is; where that is undefined, it is a line of its own that is shown if it is asked for. */
  put(at: number, known: number | undefined): void {
    let row = known;
    if (row === undefined) {
      const isMatch = ((this.marked.marks[at] ?? 0) & (matchMark | memberMark)) !== 0;
      row = isMatch ? matchRow : this.context[at] === 1 ? contextRow : hiddenRow;
      if (isMatch) {
        const level = this.marked.segment.levelAt(at);
        this.levels[level] = (this.levels[level] ?? 0) + 1;
      }
    }
    this.rows[at] = row;
    if (row !== hiddenRow) this.shown += 1;
  }

  /** Says that a line in here continues one elsewhere. */
  pointTo(head: number): void {
    this.oldestHead = Math.min(this.oldestHead, head);
    this.newestHead = Math.max(this.newestHead, head);
  }

  /** Hides rows that say what the row before says, and answers what the last row says. */
  collapse(said: number): number {
    this.saidBefore = said;
    this.saidLast = this.isSigned ? said : 0;
    for (let at = 0; this.isSigned && at < this.marked.length; at += 1) {
      const row = this.rows[at] ?? hiddenRow;
      if (row === hiddenRow) continue;
      const says = row === matchRow || row === contextRow ? this.signatureAt(at) : 0;
      if (says !== 0 && says === this.saidLast) {
        this.rows[at] = repeatRow;
        this.shown -= 1;
        this.repeats += 1;
      }
      this.saidLast = says;
    }
    return this.saidLast;
  }

  /** Whether anybody has asked what the entries say. */
  get isSigned(): boolean {
    return this.#signatures !== undefined;
  }

  /** Finds out what the entries say, as far as that is not known. */
  sign(): void {
    const { segment, length } = this.marked;
    if (this.#signedInsertions !== segment.insertions.length) this.#signed = 0;
    this.#signedInsertions = segment.insertions.length;
    this.#signatures ??= new Uint32Array(segmentEntries);
    for (; this.#signed < length; this.#signed += 1) {
      this.#signatures[this.#signed] = signatureOf(segment, this.#signed);
    }
  }

  signatureAt(at: number): number {
    return this.#signatures?.[at] ?? 0;
  }

  /** Whether a line of its own is asked for, or a line that continues it. */
  isMatch(at: number): boolean {
    return ((this.marked.marks[at] ?? 0) & (matchMark | memberMark)) !== 0;
  }

  isNote(at: number): boolean {
    return (this.marked.segment.flagsAt(at) & noteFlag) !== 0;
  }

  isShown(at: number): boolean {
    const row = this.rows[at] ?? hiddenRow;
    return row !== hiddenRow && row !== repeatRow;
  }

  /** How many rows there are before an entry. */
  rowsBefore(at: number): number {
    let rows = 0;
    for (let place = 0; place < at; place += 1) if (this.isShown(place)) rows += 1;
    return rows;
  }

  /** The entry that is a row, counted from 0 within this part. */
  placeOf(row: number): number {
    let left = row;
    for (let at = 0; at < this.marked.length; at += 1) {
      if (!this.isShown(at)) continue;
      if (left === 0) return at;
      left -= 1;
    }
    return -1;
  }
}
