import { PassThrough } from "node:stream";
import { expect, test } from "vitest";
import { Arrivals } from "./arrivals.ts";

function arriving() {
  const wire = new PassThrough();
  const sizes: number[] = [];
  const arrivals = new Arrivals(wire, (bytes) => sizes.push(bytes));
  const next = async () => ((await arrivals.hasSome()) ? Buffer.from(arrivals.take()).toString() : undefined);
  return { wire, sizes, next };
}

/** As pieces are that the network brings one by one. */
async function writeEach(wire: PassThrough, pieces: readonly string[]): Promise<void> {
  for (const piece of pieces) {
    wire.write(piece);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

test("what comes after silence is there at once, and what follows on its heels comes together", async () => {
  const { wire, sizes, next } = arriving();
  await writeEach(wire, ["first\n"]);
  expect(await next()).toBe("first\n");
  const second = next();
  await writeEach(wire, ["a\n", "b\n", "c\n"]);
  expect(await second).toBe("a\nb\nc\n");
  expect(sizes).toEqual([6, 2, 2, 2]);
});

test("what is much is not waited with", async () => {
  const { wire, next } = arriving();
  await writeEach(wire, ["first\n"]);
  await next();
  const much = "x".repeat(20_000);
  const second = next();
  wire.write(much);
  expect(await second).toBe(much);
});

test("the last bytes come before the end, and the end after them", async () => {
  const { wire, next } = arriving();
  await writeEach(wire, ["first\n"]);
  await next();
  wire.end("last\n");
  expect([await next(), await next()]).toEqual(["last\n", undefined]);
});

test("the last bytes come before the fault that cuts them short", async () => {
  const { wire, next } = arriving();
  await writeEach(wire, ["first\n", "second\n"]);
  wire.destroy(new Error("reset"));
  expect(await next()).toBe("first\nsecond\n");
  await expect(next()).rejects.toThrow("reset");
});

test("a stream that nobody takes from is held back, and goes on when somebody does", async () => {
  const { wire, sizes, next } = arriving();
  const chunk = "x".repeat(10_000);
  await writeEach(
    wire,
    Array.from({ length: 20 }, () => chunk),
  );
  expect(sizes.length).toBeLessThan(5);
  wire.end();
  let all = "";
  for (let piece = await next(); piece !== undefined; piece = await next()) all += piece;
  expect(all).toBe(chunk.repeat(20));
});
