import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type DemoCluster, startDemo, tooManyRequestsFault } from "../../src/demo/index.ts";
import { seeded } from "../support/hostile-text.ts";
import { adminContexts, openPeriplus, type Periplus } from "../support/periplus.ts";

let demo: DemoCluster;
let periplus: Periplus;

beforeEach(async () => {
  demo = await startDemo();
  periplus = await openPeriplus({ contexts: adminContexts(demo) });
  await periplus.screen.shows(/demo-prod .*live/);
});

afterEach(async () => {
  await periplus[Symbol.asyncDispose]();
  await demo.close();
});

describe("a hundred kilobytes that are pasted", () => {
  test.each([
    ["into the filter", "/", "/"],
    ["after :", ":", "┌ :"],
    ["into the list of contexts", "ctrl-x", "┌ context"],
    ["into the list of namespaces", "ctrl-n", "┌ namespaces"],
    ["into the help", "?", "┌ help"],
  ])("%s are taken as far as a line goes, and said to be cut", async (_, key, shown) => {
    const { screen } = periplus;
    screen.press(key);
    await screen.shows(shown);
    screen.paste("mailer webhooks 世界 ".repeat(6000));
    await screen.shows("only the first 2000 characters were taken");
    screen.press("ctrl-u");
    screen.type("mailer");
    await screen.shows(/mailer/);
    screen.press("esc");
    await screen.shows(/api-\S+ +2\/2/);
    expect(periplus.errors).toEqual([]);
  });

  test("where no line is typed run no command", async () => {
    const { screen, app } = periplus;
    const before = app.location;
    screen.paste("q:0dkx".repeat(17_000));
    screen.press("G", "g", "g");
    await periplus.drawn();
    expect(app.location).toBe(before);
    expect(app.overlay).toBeUndefined();
  });
});

test("after any change of the window's size the screen is as if drawn anew", async () => {
  const { screen } = periplus;
  screen.type(":namespaces");
  screen.press("enter");
  await screen.shows(/Namespaces .*live/);
  const random = seeded(5);
  const upTo = (most: number) => 1 + Math.floor(random() * most);
  for (let round = 0; round < 150; round += 1) {
    screen.resize(upTo(300), upTo(100));
    if (round % 3 === 0)
      screen.press(["j", "G", "ctrl-x", "esc", "y", "esc", ":", "esc", "?", "esc"][upTo(10) - 1] ?? "j");
    if (round % 10 === 0) await periplus.drawn();
  }
  screen.press("esc", "esc", "esc");
  screen.type(":namespaces");
  screen.press("enter");
  screen.resize(97, 24);
  await screen.shows(/Namespaces .*live/);
  await periplus.drawn();
  const after = screen.lines();
  screen.press("ctrl-l");
  await periplus.drawn();
  expect(screen.lines()).toEqual(after);
  expect(after[1]).toMatch(/NAME ▴ +STATUS +AGE/);
  expect(periplus.errors).toEqual([]);
});

describe("while a server", () => {
  test("sends nothing more on a stream, keys, other kinds and other contexts go on", async () => {
    const { screen } = periplus;
    const stall = demo.faults.add({ resource: "deployments" }, { do: "stall", afterBytes: 100 });
    screen.type(":deploy");
    screen.press("enter");
    await screen.shows(/Deployments .*(connecting|listing)/);
    screen.press("j", "G", "/");
    screen.type("x");
    await screen.shows("/x");
    screen.press("esc");
    screen.type(":pods");
    screen.press("enter");
    await screen.shows(/▸ Pods .*live/);
    stall.remove();
    screen.type(":sts");
    screen.press("enter");
    await screen.shows(/StatefulSets .*live/);
  });

  test("has too many requests, that is said, and the rows come when it has not", async () => {
    const { screen } = periplus;
    const storm = demo.faults.add({ resource: "services" }, tooManyRequestsFault(1));
    screen.type(":svc");
    screen.press("enter");
    await screen.shows("Too many requests, please try again later");
    await screen.shows("the server limits requests at the moment");
    await screen.shows(/trying again in 1 s/);
    expect(storm.hits).toBeLessThan(10);
    storm.remove();
    await screen.shows(/Services .*live/);
  });

  test("answers everything with errors, what was shown stays, and all comes back", async () => {
    const { screen } = periplus;
    await screen.shows(/api-\S+ +2\/2/);
    const headers = { "content-type": "text/plain; charset=utf-8" };
    demo.faults.add({}, { do: "answer", status: 500, headers, body: "etcdserver: no leader\n" });
    for (const reply of demo.open()) reply.reset();
    await screen.shows("etcdserver: no leader");
    await screen.shows(/as of \d\d:\d\d:\d\d/);
    await screen.shows(/api-\S+ +2\/2/);
    demo.faults.clear();
    await screen.shows(/demo-prod .*live/);
  });
});

test("a program that is ended while it lists gives the terminal back", async () => {
  const { screen } = periplus;
  demo.faults.add({ resource: "deployments" }, { do: "stall" });
  screen.type(":deploy");
  screen.press("enter");
  await screen.shows(/Deployments .*connecting/);
  screen.process.emit("SIGTERM");
  await screen.until(() => !screen.isAlternate, "The alternate screen is still shown.");
  expect(screen.process.sent).toEqual(["SIGTERM"]);
  expect(screen.modes).toMatchObject({ autowrap: true, paste: false, focus: false, mouse: false });
});
