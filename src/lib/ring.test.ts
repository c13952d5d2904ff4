import { expect, test } from "vitest";
import { Ring } from "./ring.ts";

test("a ring keeps the newest items, oldest first", () => {
  const ring = new Ring<number>(3);
  for (const item of [1, 2, 3]) expect(ring.push(item)).toBeUndefined();
  expect(ring.push(4)).toBe(1);
  expect(ring.push(5)).toBe(2);
  expect([...ring]).toEqual([3, 4, 5]);
  expect(ring.length).toBe(3);
});

test("items are read from either end", () => {
  const ring = new Ring<string>(3);
  for (const item of ["a", "b", "c", "d"]) ring.push(item);
  expect([0, 1, 2, 3].map((at) => ring.at(at))).toEqual(["b", "c", "d", undefined]);
  expect([-1, -3, -4].map((at) => ring.at(at))).toEqual(["d", "b", undefined]);
});

test("a cleared ring starts anew", () => {
  const ring = new Ring<number>(2);
  for (const item of [1, 2, 3]) ring.push(item);
  ring.clear();
  ring.push(4);
  expect([...ring]).toEqual([4]);
  expect(ring.at(-1)).toBe(4);
});

test.each([0, -1, 1.5])("a ring of %d items is refused", (capacity) => {
  expect(() => new Ring(capacity)).toThrow(RangeError);
});
