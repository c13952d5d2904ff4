import { expect, test } from "vitest";
import { Listeners } from "./listeners.ts";

test("one function added twice is told twice, and taken out one at a time", () => {
  const listeners = new Listeners();
  let told = 0;
  const listener = () => {
    told += 1;
  };
  const end = listeners.add(listener);
  listeners.add(listener);
  listeners.tell();
  end();
  listeners.tell();
  expect(told).toBe(3);
});

test("who is taken out while others are told is not told any more", () => {
  const listeners = new Listeners();
  const told: string[] = [];
  listeners.add(() => {
    told.push("first");
    endSecond();
  });
  const endSecond = listeners.add(() => void told.push("second"));
  listeners.tell();
  expect(told).toEqual(["first"]);
});

test("who comes while others are told is told the next time", () => {
  const listeners = new Listeners();
  const told: string[] = [];
  const end = listeners.add(() => {
    told.push("old");
    listeners.add(() => void told.push("new"));
    end();
  });
  listeners.tell();
  listeners.tell();
  expect(told).toEqual(["old", "new"]);
});
