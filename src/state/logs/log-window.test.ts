import { describe, expect, test } from "vitest";
import { LogWindow, type RowsOf, type ShownLines } from "./log-window.ts";

/** Lines by their ids, from which a test takes and to which it adds. */
class Lines implements ShownLines {
  ids: number[];
  pending = 0;

  constructor(count: number) {
    this.ids = Array.from({ length: count }, (_, index) => index + 1);
  }

  get length(): number {
    return this.ids.length;
  }

  idAt(index: number): number {
    return this.ids[index] ?? 0;
  }

  indexNear(id: number): number {
    const at = this.ids.findIndex((other) => other >= id);
    return at < 0 ? this.ids.length : at;
  }
}

const oneRow: RowsOf = () => 1;

function windowOn(count: number, height = 5) {
  const lines = new Lines(count);
  const window = new LogWindow(lines);
  window.resize(height);
  /** The ids of the lines that begin in sight, and how far the first is cut. */
  const inSight = (rowsOf: RowsOf = oneRow) => {
    const { first, skip } = window.look(rowsOf);
    const ids: number[] = [];
    let rows = -skip;
    for (let at = first; at < lines.length && rows < height; at += 1) {
      ids.push(lines.idAt(at));
      rows += rowsOf(at);
    }
    return skip === 0 ? ids : [`-${skip}`, ...ids];
  };
  return { lines, window, inSight };
}

describe("following", () => {
  test("shows the last lines, with the cursor on the very last", () => {
    const { window, inSight } = windowOn(8);
    expect(inSight()).toEqual([4, 5, 6, 7, 8]);
    expect(window.cursorId).toBe(8);
  });

  test("shows fewer lines than there is room for from the top", () => {
    const { inSight } = windowOn(2);
    expect(inSight()).toEqual([1, 2]);
  });

  test("goes on with every line that comes", () => {
    const { lines, window, inSight } = windowOn(8);
    inSight();
    lines.ids.push(9);
    expect(inSight()).toEqual([5, 6, 7, 8, 9]);
    expect(window.cursorId).toBe(9);
  });

  test("ends with the first step up, and what is read stays where it is", () => {
    const { lines, window, inSight } = windowOn(8);
    inSight();
    window.move(-1);
    lines.ids.push(9, 10);
    expect(window.isFollowing).toBe(false);
    expect(inSight()).toEqual([4, 5, 6, 7, 8]);
    expect(window.cursorId).toBe(7);
    expect(window.newLines).toBe(2);
  });

  test("begins again at the end, however one gets there", () => {
    const { window, inSight } = windowOn(8);
    inSight();
    window.move(-2);
    window.move(1);
    expect(window.isFollowing).toBe(false);
    window.move(1);
    expect(window.isFollowing).toBe(true);
    window.moveTo(0);
    window.move(100);
    expect(window.isFollowing).toBe(true);
    window.moveTo(0);
    window.moveTo(Number.MAX_SAFE_INTEGER);
    expect(window.isFollowing).toBe(true);
  });
});

describe("what is read stays where it is", () => {
  test("when late lines are put in above", () => {
    const { lines, window, inSight } = windowOn(8);
    inSight();
    window.moveTo(5);
    expect(inSight()).toEqual([4, 5, 6, 7, 8]);
    lines.ids.splice(1, 0, 1.5, 1.6);
    expect(inSight()).toEqual([4, 5, 6, 7, 8]);
    expect(window.cursorId).toBe(6);
  });

  test("when the oldest lines are let go", () => {
    const { lines, window, inSight } = windowOn(20);
    window.moveTo(9);
    inSight();
    lines.ids.splice(0, 4);
    lines.ids.push(21);
    expect(inSight()).toEqual([6, 7, 8, 9, 10]);
    expect(window.cursorId).toBe(10);
    lines.ids.splice(0, 10);
    expect(inSight()).toEqual([15, 16, 17, 18, 19]);
    expect(window.cursorIndex).toBe(0);
  });

  test("as far as a filter leaves it", () => {
    const { lines, window, inSight } = windowOn(20);
    window.moveTo(9);
    inSight();
    lines.ids = lines.ids.filter((id) => id % 3 === 0);
    expect(lines.idAt(window.cursorIndex)).toBe(12);
    expect(inSight()).toEqual([6, 9, 12, 15, 18]);
  });
});

describe("lines of several rows", () => {
  const tall: RowsOf = (index) => (index === 3 ? 3 : 1);

  test("are cut at the top while the end is followed", () => {
    const { inSight } = windowOn(7);
    expect(inSight(tall)).toEqual(["-1", 4, 5, 6, 7]);
  });

  test("come into sight whole when the cursor is on them", () => {
    const { window, inSight } = windowOn(7);
    inSight(tall);
    window.moveTo(3);
    expect(inSight(tall)).toEqual([4, 5, 6]);
    window.moveTo(0);
    expect(inSight(tall)).toEqual([1, 2, 3, 4]);
    window.moveTo(3);
    expect(inSight(tall)).toEqual([2, 3, 4]);
  });

  test("are scrolled through row by row where they are taller than the screen", () => {
    const rows: RowsOf = (index) => (index === 1 ? 7 : 1);
    const { window, inSight } = windowOn(4);
    window.moveTo(0);
    inSight(rows);
    window.move(1);
    expect(inSight(rows)).toEqual(["-2", 2]);
    window.move(-1);
    expect(inSight(rows)).toEqual(["-1", 2]);
    window.move(-1);
    expect(inSight(rows)).toEqual([2]);
    window.move(-1);
    expect(window.cursorId).toBe(1);
  });
});

test("a jump brings what is around its end into sight", () => {
  const { window, inSight } = windowOn(30, 6);
  inSight();
  window.jumpTo(12);
  expect(inSight()).toEqual([10, 11, 12, 13, 14, 15]);
  window.jumpTo(14);
  expect(inSight()).toEqual([10, 11, 12, 13, 14, 15]);
  window.jumpTo(30);
  expect(inSight()).toEqual([25, 26, 27, 28, 29, 30]);
  expect(window.isFollowing).toBe(false);
});

test("while lines are looked at, those that are not there yet are left their place below", () => {
  const { lines, window, inSight } = windowOn(30);
  const all = lines.ids;
  lines.ids = [12];
  window.moveTo(0);
  expect(inSight()).toEqual([12]);
  lines.ids = all.filter((id) => id <= 12);
  lines.pending = 18;
  expect(inSight()).toEqual([8, 9, 10, 11, 12]);
  lines.ids = all;
  lines.pending = 0;
  expect(inSight()).toEqual([12, 13, 14, 15, 16]);
});

test("a page is so many rows", () => {
  const { window, inSight } = windowOn(30);
  window.moveTo(20);
  inSight();
  window.move(-4);
  expect(window.cursorId).toBe(17);
});

test("nothing at all is nothing in sight", () => {
  const { window, inSight } = windowOn(0);
  window.move(-1);
  window.move(1);
  expect(inSight()).toEqual([]);
  expect(window.cursorId).toBe(0);
});
