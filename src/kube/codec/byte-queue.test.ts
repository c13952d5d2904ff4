import { expect, test } from "vitest";
import { random } from "../../../test/support/codec/streams.ts";
import { ByteQueue } from "./byte-queue.ts";

const waiting = ({ bytes, start, end }: ByteQueue) => bytes.toString("latin1", start, end);

test("what was pushed waits in its order until it is used up", () => {
  const queue = new ByteQueue();
  queue.push(Buffer.from("abc"));
  queue.start += 2;
  queue.push(Buffer.from("def"));
  expect([waiting(queue), queue.length]).toEqual(["cdef", 4]);
  queue.start += 4;
  queue.push(Buffer.from("g"));
  expect([waiting(queue), queue.length]).toEqual(["g", 1]);
});

test("a chunk that meets an empty queue is not copied", () => {
  const queue = new ByteQueue();
  const chunk = Buffer.from("abc");
  queue.push(chunk);
  expect(queue.bytes).toBe(chunk);
});

test("any order of coming and using gives every byte once, and leaves the chunks as they were", () => {
  const next = random(5);
  const queue = new ByteQueue();
  const given: Buffer[] = [];
  let pushed = "";
  let used = "";
  for (let round = 0; round < 2000; round++) {
    const text = String.fromCharCode(97 + (round % 26)).repeat(1 + Math.floor(next() ** 4 * 300));
    given.push(Buffer.from(text));
    queue.push(given.at(-1) ?? Buffer.alloc(0));
    pushed += text;
    const take = Math.floor(next() * (queue.length + 1));
    used += queue.bytes.toString("latin1", queue.start, queue.start + take);
    queue.start += take;
  }
  expect(used + waiting(queue)).toBe(pushed);
  expect(given.map((chunk) => chunk.toString()).join("")).toBe(pushed);
});
