// The relay that stands between a client and a server: it counts, it holds, it cuts.
import { once } from "node:events";
import { type AddressInfo, connect, createServer } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Relay } from "./relay.ts";
import { until } from "./until.ts";

/** Sends back what it gets. */
const echo = createServer((socket) => socket.on("error", () => socket.destroy()).pipe(socket));
let server = "";

beforeAll(async () => {
  echo.listen(0, "127.0.0.1");
  await once(echo, "listening");
  server = `https://127.0.0.1:${(echo.address() as AddressInfo).port}`;
});

afterAll(() => {
  echo.close();
});

/** A client of the relay, and what has come back to it. */
function connectTo(relay: Relay) {
  const socket = connect(Number(new URL(relay.url).port), "127.0.0.1");
  const seen = { text: "", error: "" };
  socket.setEncoding("utf8").on("data", (chunk: string) => {
    seen.text += chunk;
  });
  socket.on("error", (error: NodeJS.ErrnoException) => {
    seen.error = error.code ?? error.message;
  });
  return { socket, seen };
}

test("bytes pass both ways and are counted", async () => {
  await using relay = await Relay.to(server);
  const { socket, seen } = connectTo(relay);
  socket.write("hello");
  await until("the echo", async () => seen.text === "hello");
  expect({ sent: relay.sent, received: relay.received, connections: relay.connections }).toEqual({
    sent: 5,
    received: 5,
    connections: 1,
  });
});

test("nothing passes while it is held, and nothing is lost", async () => {
  await using relay = await Relay.to(server);
  const { socket, seen } = connectTo(relay);
  socket.write("before ");
  await until("the first echo", async () => seen.text === "before ");
  relay.hold();
  socket.write("meanwhile ");
  // A second connection shows that the relay lives, and that it holds that one too.
  const late = connectTo(relay);
  late.socket.write("late");
  await until("the second connection", async () => relay.connections === 2);
  expect([seen.text, late.seen.text]).toEqual(["before ", ""]);
  relay.resume();
  await until("the rest", async () => seen.text === "before meanwhile " && late.seen.text === "late");
});

test("a cut resets every connection", async () => {
  await using relay = await Relay.to(server);
  const { socket, seen } = connectTo(relay);
  socket.write("hello");
  await until("the echo", async () => seen.text === "hello");
  relay.cut();
  await until("the reset", async () => seen.error === "ECONNRESET");
});
