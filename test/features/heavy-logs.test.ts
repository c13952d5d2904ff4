import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { openLogStory } from "../support/log-story.ts";

const settings = (text: string) => ({ ".config/periplus/settings.yaml": text });

test("a flood is followed and stopped, filtered and searched, and keys are not kept waiting", async () => {
  await using story = await openLogStory();
  const { screen, log } = story;
  await screen.shows("2 of 2 streaming");
  const stop = log(0).flood({ linesPerSecond: 50_000 });
  await screen.shows(/line [1-9]\d{4} of a flood/);
  screen.press("k");
  await screen.shows(/paused, [1-9]\S* new/);
  screen.type('F"line 4321 of"');
  await screen.shows(/▌.*line 4321 of a flood/);
  screen.press("enter", "esc");
  await screen.shows(/line 4322 of a flood/);
  screen.press("G");
  await screen.shows("following");
  stop();
});

test("the oldest lines make room for new ones, and that is said", async () => {
  await using story = await openLogStory({ files: settings("logs:\n  memory: 1\n") });
  const { screen, log, app } = story;
  await screen.shows("2 of 2 streaming");
  log(0).flood({ linesPerSecond: 20_000, lines: 20_000 });
  await screen.shows("line 19999 of a flood");
  expect(app.logs?.ring.byteLength).toBeLessThan(1.2 * 2 ** 20);
  screen.press("g", "g");
  await screen.shows(/[1-9]\S* older lines made room for new ones/);
  screen.press("L");
  await screen.shows("there is no room for what is older");
});

test("a line of megabytes and rubbish are lines like others", async () => {
  const huge = Buffer.alloc(10 << 20, "all work and no play ");
  await using story = await openLogStory();
  const { screen, log } = story;
  await screen.shows("2 of 2 streaming");
  log(0).write("before", huge, "between");
  await screen.shows("between");
  await screen.shows(/all work and no play all work/);
  for (let line = 0; line < 200; line += 1) log(1).write(randomBytes(500));
  log(1).write("after");
  await screen.shows(/▏\S+ +after /);
  screen.press("g", "g", "w");
  await screen.shows("before");
  screen.press("enter", "j", "enter", "E", "G", "w");
  await screen.shows("after");
  expect(story.errors).toEqual([]);
});

test("beyond the number of streams the others are listed behind those that are read, and it is said how many", async () => {
  await using story = await openLogStory({
    files: settings("logs:\n  streams: 3\n"),
    place: "namespaces/payments?view=logs",
  });
  const { screen } = story;
  await screen.shows(/3 of \d+ streaming/);
  await screen.shows(/\d+ of \d+ logs are not read: 3 are at a time \(P, logs\.streams\)/);
  screen.press("P");
  await screen.shows("not streaming, beyond the number of streams");
  const rows = screen.text().split("\n");
  const read = rows.findLastIndex((row) => /\] .* streaming {2}/.test(row));
  const held = rows.findIndex((row) => row.includes("not streaming"));
  expect(read).toBeGreaterThan(0);
  expect(read).toBeLessThan(held);
});

test("where those that are read say nothing, it is said that there are others", async () => {
  await using story = await openLogStory({ files: settings("logs:\n  streams: 1\n") });
  const { screen } = story;
  await screen.shows("1 of 2 streaming");
  await screen.shows("no line so far of 1 container");
  await screen.shows(
    /1 of 2 logs are not read: 1 is at a time +P shows which, logs\.streams in the settings/,
  );
});
