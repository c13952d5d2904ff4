import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type DemoCluster, startDemo } from "../../src/demo/index.ts";
import { openLogStory } from "../support/log-story.ts";
import { adminContexts, openPeriplus, type Periplus } from "../support/periplus.ts";

/** A keymap of one's own: what keys are taken away, and what they are given to. */
const keymap = (scopes: Readonly<Record<string, Readonly<Record<string, string | null>>>>) => ({
  ".config/periplus/keymaps/default.yaml": JSON.stringify({ name: "default", scopes }),
});

describe("whoever has given other keys to commands is told of those", () => {
  let cluster: DemoCluster;
  let periplus: Periplus | undefined;

  beforeEach(async () => {
    cluster = await startDemo();
  });

  afterEach(async () => {
    await periplus?.[Symbol.asyncDispose]();
    await cluster.close();
  });

  test("where a table has no rows", async () => {
    const files = keymap({ table: { esc: null, f2: "table.clear", tab: null, f3: "table.take-near" } });
    periplus = await openPeriplus({ contexts: adminContexts(cluster), files });
    const { screen } = periplus;
    await screen.shows("live");
    screen.type("/webhoks");
    screen.press("enter");
    await screen.shows(/without the filter\. +f2 clears it/);
    await screen.shows(/Nearest: webhooks \(\d+\) +f3 takes it/);
  });

  test("below a list, and below a line being typed", async () => {
    const files = keymap({
      prompt: { enter: null, f2: "prompt.accept", esc: null, f3: "prompt.cancel" },
      picker: { space: null, f4: "picker.mark" },
    });
    periplus = await openPeriplus({ contexts: adminContexts(cluster), files });
    const { screen } = periplus;
    await screen.shows("live");
    screen.press("ctrl-n");
    await screen.shows(/f4 mark +f2 show +- previous +f3 close/);
    screen.press("f3", "?");
    await screen.shows(/f2 do it +f3 close/);
    screen.press("f3", "/");
    await screen.shows(/f2 keep +f3 as before/);
  });

  test("where a key cannot be used", async () => {
    const files = keymap({ table: { y: null, f2: "row.yaml" } });
    periplus = await openPeriplus({ contexts: adminContexts(cluster), files });
    const { screen } = periplus;
    await screen.shows("live");
    screen.press("d");
    await screen.shows("describe is not there yet; f2 shows the object as YAML");
  });

  test("in logs", async () => {
    const files = keymap({
      logs: { enter: null, f2: "logs.open", "/": null, f3: "logs.search", v: null, f4: "logs.level" },
    });
    await using story = await openLogStory({
      files,
      before: [["INFO one thing", "IllegalStateException: it broke", "\tat com.example.Api.run(Api.java:7)"]],
    });
    const { screen } = story;
    await screen.shows(/1 line of stack +f2 unfolds/);
    screen.press("n");
    await screen.shows("nothing is searched for yet; f3 does that");
    screen.press("f4");
    screen.type("Fthing");
    await screen.shows("f4 turns to other levels");
  });
});

test("of what no key does any more nobody is told the key", async () => {
  const files = keymap({ logs: { enter: null, "/": null, m: null } });
  await using story = await openLogStory({
    files,
    before: [["IllegalStateException: it broke", "\tat com.example.Api.run(Api.java:7)"]],
  });
  const { screen } = story;
  await screen.shows("1 line of stack");
  expect(screen.text()).not.toContain("unfolds");
  screen.press("n");
  await screen.shows(/^ nothing is searched for yet {2}/m);
  screen.press("'");
  await screen.shows(/^ no line is bookmarked {2}/m);
});
