import { expect, test } from "vitest";
import { StartGate } from "./start-gate.ts";

const never = new AbortController().signal;

/** Everybody who enters, in the order they got in. */
function enterAll(gate: StartGate, names: readonly string[]) {
  const inside: string[] = [];
  const leave = new Map<string, () => void>();
  for (const name of names) {
    void gate.enter(never).then((leaveNow) => {
      inside.push(name);
      leave.set(name, leaveNow);
    });
  }
  return { inside, leave: (name: string) => leave.get(name)?.() };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

test("as many get in as there is room for, and the others in the order they came", async () => {
  const { inside, leave } = enterAll(new StartGate(2), ["a", "b", "c", "d"]);
  await settled();
  expect(inside).toEqual(["a", "b"]);
  leave("b");
  await settled();
  leave("a");
  await settled();
  expect(inside).toEqual(["a", "b", "c", "d"]);
});

test("who leaves twice makes room for one", async () => {
  const { inside, leave } = enterAll(new StartGate(1), ["a", "b", "c"]);
  await settled();
  leave("a");
  leave("a");
  await settled();
  expect(inside).toEqual(["a", "b"]);
});

test("who gives up while waiting takes nobody's place", async () => {
  const gate = new StartGate(1);
  const leave = await gate.enter(never);
  const impatient = new AbortController();
  const waiting = gate.enter(impatient.signal);
  const { inside } = enterAll(gate, ["next"]);
  impatient.abort(new Error("changed my mind"));
  await expect(waiting).rejects.toThrow("changed my mind");
  leave();
  await settled();
  expect(inside).toEqual(["next"]);
});

test("who gave up before does not even wait", async () => {
  const gate = new StartGate(1);
  await gate.enter(never);
  await expect(gate.enter(AbortSignal.abort(new Error("too late")))).rejects.toThrow("too late");
});
