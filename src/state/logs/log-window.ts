/** Lines in the order in which they are shown. Ids stay with lines; indexes change as lines come and go. */
export interface ShownLines {
  readonly length: number;
  /** How many lines have not been looked at, and so may be shown yet. */
  readonly pending: number;
  /** 0 where there is none. */
  idAt(index: number): number;
  /** The index of a line, or of the one that stands where it would stand: what is hidden has a place all the same. */
  indexNear(id: number): number;
}

/** Rows of the screen that the line at an index takes: one, or more where it is wrapped or spread out. */
export type RowsOf = (index: number) => number;

/** The lines that are in sight: from the one at `first`, without its first `skip` rows. */
export interface InSight {
  readonly first: number;
  readonly skip: number;
}

/** Where somebody is, and whether they follow. */
export interface WindowPlace {
  readonly isFollowing: boolean;
  readonly cursorId: number;
  readonly topId: number;
  readonly skip: number;
  readonly lastSeenId: number;
}

/**
 * Which part of a growing list of lines is in sight, and where the cursor is. Follows the end until somebody goes
 * elsewhere; then what is read stays where it is, whatever comes and goes around it.
 */
export class LogWindow {
  readonly #lines: ShownLines;
  #height = 1;
  #isFollowing = true;
  #cursorId = 0;
  #topId = 0;
  /** Rows of the topmost line that are out of sight. */
  #skip = 0;
  #rowsOf: RowsOf = () => 1;
  /** The cursor was put somewhere, where what is around it is wanted too. */
  #isJump = false;
  /** There were too few lines below what is wanted in sight. */
  #isShort = false;
  /** The last line there was when following ended. */
  #lastSeenId = 0;

  constructor(lines: ShownLines) {
    this.#lines = lines;
  }

  /** What was in sight last. */
  get lastLook(): InSight {
    return { first: Math.max(0, this.#indexOf(this.#topId)), skip: this.#skip };
  }

  get isFollowing(): boolean {
    return this.#isFollowing;
  }

  get height(): number {
    return this.#height;
  }

  /** The line under the cursor; 0 where there is none. */
  get cursorId(): number {
    return this.#isFollowing ? this.#lines.idAt(this.#lines.length - 1) : this.#cursorId;
  }

  /** -1 where there is no line. */
  get cursorIndex(): number {
    return this.#isFollowing ? this.#lines.length - 1 : this.#indexOf(this.#cursorId);
  }

  /** How many lines came behind what was the end when following ended. */
  get newLines(): number {
    if (this.#isFollowing) return 0;
    return this.#lines.length - 1 - this.#indexOf(this.#lastSeenId);
  }

  /** Where one is, to come back to. */
  get place(): WindowPlace {
    const { isFollowing, cursorId } = this;
    return { isFollowing, cursorId, topId: this.#topId, skip: this.#skip, lastSeenId: this.#lastSeenId };
  }

  returnTo({ isFollowing, cursorId, topId, skip, lastSeenId }: WindowPlace): void {
    this.#isFollowing = isFollowing;
    this.#cursorId = cursorId;
    this.#topId = topId;
    this.#skip = skip;
    this.#lastSeenId = lastSeenId;
    this.#isJump = false;
  }

  resize(height: number): void {
    this.#height = Math.max(1, height);
  }

  follow(): void {
    this.#isFollowing = true;
  }

  pause(): void {
    if (!this.#isFollowing) return;
    this.#cursorId = this.cursorId;
    this.#lastSeenId = this.#cursorId;
    this.#isFollowing = false;
  }

  /** Puts the cursor on the line at an index; behind the last line there is following. */
  moveTo(index: number): void {
    if (index >= this.#lines.length) return this.follow();
    this.pause();
    this.#cursorId = this.#lines.idAt(Math.max(0, index));
  }

  /** Other lines are shown from now on: what is around the cursor comes into sight where the cursor was not. */
  recentre(): void {
    this.#isJump = true;
  }

  /** The line that stands in for one that is hidden becomes the one the cursor is on. */
  settle(): void {
    if (!this.#isFollowing) this.#cursorId = this.#lines.idAt(this.cursorIndex);
  }

  /** Puts the cursor on a line, or where it would stand, with what is around it in sight. */
  jumpTo(id: number): void {
    this.moveTo(this.#indexOf(id));
    this.#isJump = true;
  }

  /** Moves by so many lines, or, where it is more than one, by so many rows. Who comes to the end follows it. */
  move(delta: number): void {
    if (this.#lines.length === 0 || (this.#isFollowing && delta > 0)) return;
    const index = this.cursorIndex;
    if (Math.abs(delta) === 1 && this.#scrollWithin(index, delta)) return;
    const target = Math.abs(delta) === 1 ? index + delta : this.#byRows(index, delta);
    if (delta > 0 && target >= this.#lines.length - 1) this.follow();
    else this.moveTo(target);
  }

  /** What is in sight, given how many rows lines take; keeps the cursor in sight. */
  look(rowsOf: RowsOf): InSight {
    this.#rowsOf = rowsOf;
    const { length } = this.#lines;
    if (length === 0) return { first: 0, skip: 0 };
    this.#isShort = false;
    const inSight = this.#isFollowing ? this.#endingAt(length - 1) : this.#aroundCursor();
    // Those that come when they have been looked at find the place that was wanted.
    if (this.#isShort && this.#lines.pending > 0) return inSight;
    this.#isJump = false;
    this.#topId = this.#lines.idAt(inSight.first);
    this.#skip = inSight.skip;
    return inSight;
  }

  #aroundCursor(): InSight {
    const cursor = this.cursorIndex;
    const top = this.#indexOf(this.#topId);
    const isWhole = cursor === top && this.#rowsOf(top) <= this.#height;
    const skip = isWhole ? 0 : Math.min(this.#skip, this.#rowsOf(top) - 1);
    if (cursor < top) return this.#isJump ? this.#centredOn(cursor) : { first: cursor, skip: 0 };
    let rows = -skip;
    for (let at = top; at < cursor && rows < this.#height; at += 1) rows += this.#rowsOf(at);
    const isTooFar = rows >= this.#height || (rows + this.#rowsOf(cursor) > this.#height && cursor !== top);
    if (isTooFar) return this.#isJump ? this.#centredOn(cursor) : this.#endingAt(cursor);
    return this.#filled({ first: top, skip });
  }

  #centredOn(index: number): InSight {
    let [first, rows] = [index, 0];
    while (first > 0 && rows + this.#rowsOf(first - 1) <= this.#height / 3) {
      first -= 1;
      rows += this.#rowsOf(first);
    }
    return this.#filled({ first, skip: 0 });
  }

  /** Rows are not left empty below the end while there are lines above. */
  #filled(inSight: InSight): InSight {
    const last = this.#lines.length - 1;
    let rows = -inSight.skip;
    for (let at = inSight.first; at <= last; at += 1) {
      rows += this.#rowsOf(at);
      if (rows >= this.#height) return inSight;
    }
    this.#isShort = true;
    return this.#endingAt(last);
  }

  /** The line at an index stands at the bottom. */
  #endingAt(index: number): InSight {
    let [first, rows] = [index, this.#rowsOf(index)];
    while (rows < this.#height && first > 0) {
      first -= 1;
      rows += this.#rowsOf(first);
    }
    return { first, skip: Math.max(0, rows - this.#height) };
  }

  /** Of a line with more rows than the screen one row at a time is brought into sight. */
  #scrollWithin(index: number, delta: number): boolean {
    const rows = this.#rowsOf(index);
    if (rows <= this.#height || this.#indexOf(this.#topId) !== index) return false;
    const skip = this.#skip + delta;
    if (skip < 0 || skip > rows - this.#height) return false;
    this.pause();
    this.#skip = skip;
    return true;
  }

  /** The line that is so many rows away. */
  #byRows(from: number, delta: number): number {
    const step = Math.sign(delta);
    let [index, rows] = [from, 0];
    while (rows < Math.abs(delta) && index + step >= 0 && index + step < this.#lines.length) {
      index += step;
      rows += this.#rowsOf(index);
    }
    return index;
  }

  #indexOf(id: number): number {
    return Math.min(this.#lines.indexNear(id), this.#lines.length - 1);
  }
}
