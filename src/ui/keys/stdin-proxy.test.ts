import { EventEmitter } from "node:events";
import { expect, test } from "vitest";
import { ManualAfter } from "../../../test/support/manual-after.ts";
import type { InputEvent } from "./events.ts";
import { StdinProxy } from "./stdin-proxy.ts";

class FakeTerminal extends EventEmitter {
  readonly isTTY = true;
  readonly calls: string[] = [];
  setRawMode(on: boolean): void {
    this.calls.push(`raw ${on}`);
  }
  pause(): void {
    this.calls.push("pause");
  }
  resume(): void {
    this.calls.push("resume");
  }
}

function setUp() {
  const source = new FakeTerminal();
  const time = new ManualAfter();
  const events: InputEvent[] = [];
  let closed = 0;
  const proxy: StdinProxy = new StdinProxy({
    source,
    after: time.after,
    onEvent: (event) => {
      events.push(event);
      if (event.type === "key" && event.key === "ctrl-e") proxy.stop();
    },
    onClose: () => {
      closed += 1;
    },
  });
  proxy.start();
  return {
    source,
    time,
    proxy,
    events,
    keys: () => events.map((event) => (event.type === "key" ? event.key : event.type)),
    closed: () => closed,
  };
}

test("a lone escape is the key after 25 ms of silence", () => {
  const { source, time, keys } = setUp();
  source.emit("data", "\x1b");
  time.pass(24);
  expect(keys()).toEqual([]);
  time.pass(1);
  expect(keys()).toEqual(["esc"]);
});

test("an escape that goes on within that time is a sequence", () => {
  const { source, time, keys } = setUp();
  source.emit("data", Buffer.from("\x1b"));
  time.pass(20);
  source.emit("data", Buffer.from("[A"));
  time.pass(100);
  expect(keys()).toEqual(["up"]);
});

test("a slow reply of the terminal has half a second", () => {
  const { source, time, events } = setUp();
  source.emit("data", "\x1b]11;rgb:00/00/");
  time.pass(400);
  source.emit("data", "00\x07");
  expect(events).toEqual([{ type: "reply", reply: { kind: "background", color: "#000000" } }]);
  source.emit("data", "\x1b]11;rgb:");
  time.pass(500);
  source.emit("data", "q");
  expect(events.at(-1)).toEqual({ type: "key", key: "q", text: "q" });
});

test("stopped, it leaves the terminal alone, in cooked mode and without a read under way", () => {
  const { source, proxy, keys } = setUp();
  proxy.stop();
  expect(source.calls).toEqual(["raw true", "resume", "pause", "raw false"]);
  expect(source.listenerCount("data")).toBe(0);
  source.emit("data", "for the child");
  expect(keys()).toEqual([]);
  proxy.start();
  source.emit("data", "j");
  expect(keys()).toEqual(["j"]);
});

test("keys typed behind the one that gave the keyboard away are not ours", () => {
  const { source, keys } = setUp();
  source.emit("data", "j\x05qq");
  expect(keys()).toEqual(["j", "ctrl-e"]);
});

test("a terminal that is gone is reported once", () => {
  const { source, closed } = setUp();
  source.emit("end");
  source.emit("close");
  expect(closed()).toBe(1);
});

test("Ink is given a terminal on which nothing happens", () => {
  const { proxy } = setUp();
  expect(proxy.quiet.isTTY).toBe(true);
  expect(proxy.quiet.setRawMode().read()).toBeNull();
});
