import { readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type LogStory, openLogStory } from "../support/log-story.ts";

const json = (level: string, message: string, fields: Readonly<Record<string, unknown>> = {}) =>
  JSON.stringify({ level, msg: message, ...fields });

/** Whether lines stand on the screen in this order, whatever stands between. */
const inOrder = (...texts: readonly string[]) => new RegExp(texts.join(".*"), "s");

const trace = [
  "java.lang.IllegalStateException: it broke",
  "\tat com.example.Api.run(Api.java:7)",
  "\t... 3 more",
];

describe("a line", () => {
  test("shows its message first, then what else it says, and all of it when it is opened", async () => {
    await using story = await openLogStory({
      before: [[json("info", "handled request", { path: "/orders/77", http: { status: 200 } })]],
    });
    const { screen } = story;
    await screen.shows(/handled request +path=\/orders\/77 http\.status=200/);
    screen.press("enter");
    await screen.shows(/handled request\s+▌\s+▏\s+level: info\s/);
    await screen.shows(/http:\s+▌\s+▏\s+status: 200/);
    screen.press("enter");
    await screen.hides("level: info");
  });

  test("has the fields in columns that one has chosen, before the message, and no others", async () => {
    await using story = await openLogStory({
      before: [
        [
          json("info", "short", { path: "/orders/77", status: 200, dur: "12ms" }),
          json("info", `a much longer message ${"of many words ".repeat(20)}`, { status: 503, dur: "8ms" }),
        ],
      ],
    });
    const { screen } = story;
    await screen.shows("path=/orders/77");
    screen.press("C");
    await screen.shows("┌ fields to show");
    screen.type("dur");
    screen.press("enter", "C");
    await screen.shows("┌ fields to show");
    screen.press("space");
    screen.type("status");
    screen.press("enter");
    await screen.hides("┌ fields to show");
    await screen.shows("status=200");
    expect(screen.text()).not.toContain("path=");
    const [first = "", second = ""] = screen
      .text()
      .split("\n")
      .filter((line) => line.includes("status="));
    expect(first).toMatch(/status=200 +dur=12ms +short/);
    expect(second).toMatch(/status=503 +dur=8ms +a much longer message/);
    expect(first.indexOf("status=200")).toBe(second.indexOf("status=503"));
  });

  test("with a stack has it folded under it until it is opened", async () => {
    await using story = await openLogStory({ before: [trace] });
    const { screen } = story;
    await screen.shows(/✖ java\.lang\.IllegalStateException/);
    await screen.shows(/⋮ 2 lines of stack +enter unfolds/);
    expect(screen.text()).not.toContain("Api.java");
    screen.press("enter");
    await screen.shows("at com.example.Api.run(Api.java:7)");
    screen.press("j", "enter");
    await screen.hides("Api.java");
    screen.press("z");
    await screen.shows("Api.java");
  });

  test("that is a traceback names the exception it ends in, for that is written last", async () => {
    const traceback = [
      "Traceback (most recent call last):",
      '  File "/app/main.py", line 3, in <module>',
      "    pay()",
      "app.errors.LedgerError: no ledger",
    ];
    await using story = await openLogStory({ before: [[...traceback, ...traceback]] });
    const { screen } = story;
    await screen.shows(/⋮ 3 lines of stack {2}app\.errors\.LedgerError: no ledger +enter unfolds/);
    expect(screen.text()).not.toContain("main.py");
    screen.press("z");
    await screen.shows("main.py");
    expect(screen.text()).not.toContain("lines of stack");
  });

  test("longer than the screen is scrolled along, or wrapped", async () => {
    await using story = await openLogStory({ before: [[`${"word ".repeat(60)}end`]] });
    const { screen } = story;
    await screen.shows(/word w?o?r?…/);
    screen.press("w");
    await screen.shows("end");
    screen.press("w");
    await screen.hides("end");
    screen.press(...Array.from({ length: 12 }, () => "right"));
    await screen.shows(/word word end$/m);
  });

  test("is scrolled until its end is in sight and no farther, whatever letters it has", async () => {
    await using story = await openLogStory({ before: [[`${"слово ".repeat(40)}end`, "short"]] });
    const { screen } = story;
    await screen.shows("short");
    screen.press(...Array.from({ length: 30 }, () => "right"));
    await screen.shows(/(слово ){10}end$/m);
    screen.press("left");
    await screen.hides("end");
  });

  test("longer than the screen shows what is looked for in it where one stands, wherever in it that is", async () => {
    await using story = await openLogStory({
      before: [[`first ${"word ".repeat(60)}end`, `second ${"word ".repeat(60)}end`, "third"]],
    });
    const { screen } = story;
    await screen.shows("third");
    screen.type("/end");
    screen.press("enter");
    await screen.shows(/second word/);
    await screen.shows(/… ?w?o?r?d? word .*word end *$/m);
    screen.press("n");
    await screen.shows(/first word/);
    await screen.hides(/second word/);
    screen.press("esc");
    await screen.shows(/second word/);
    await screen.shows(/first word/);
    expect(screen.text()).not.toContain("word end");
  });

  test("keeps its colours, and nothing else in it is obeyed", async () => {
    await using story = await openLogStory({
      before: [
        ["\x1b[31mred\x1b[0m \x1b[2J\x1b]0;title\x07\x1b[10;10Hmoved", "50%\r100% done", "\x00\x07bytes"],
      ],
    });
    const { screen } = story;
    await screen.shows("red moved");
    await screen.shows("100% done");
    await screen.shows("␀␇bytes");
    expect(screen.text()).not.toContain("50%");
  });
});

describe("finding", () => {
  const lines = [
    json("info", "started"),
    json("debug", "chatter"),
    json("error", "cannot reach ledger", { code: 503 }),
    json("info", "settled"),
    json("warn", "slow answer", { code: 200 }),
    json("info", "ready again"),
  ];

  test("a filter leaves what matches, with lines around it where asked for", async () => {
    await using story = await openLogStory({ before: [lines] });
    const { screen } = story;
    await screen.shows("ready again");
    screen.type("Fcode>=500");
    await screen.hides("ready again");
    await screen.shows("cannot reach ledger");
    screen.press("enter");
    await screen.shows(/filter code>=500 {2}/);
    screen.press("x");
    await screen.shows("filter code>=500 with 3 around");
    await screen.shows(inOrder("started", "chatter", "cannot reach", "settled", "slow answer", "ready"));
    screen.press("esc");
    await screen.hides("filter code");
  });

  test("a search leaves all lines, goes from one match to the next, and unfolds what it finds", async () => {
    await using story = await openLogStory({ before: [[...lines, ...trace, "the end"]] });
    const { screen } = story;
    await screen.shows("the end");
    screen.type("/led");
    screen.press("enter");
    await screen.shows('"led" 2 found');
    await screen.shows(/▌.*settled/);
    screen.press("N");
    await screen.shows(/▌.*cannot reach ledger/);
    screen.press("N");
    await screen.shows(/▌.*settled/);
    await screen.shows("no match above; this is the last");
    screen.press("n");
    await screen.shows(/▌.*cannot reach ledger/);
    await screen.shows("no match below; this is the first");
    screen.press("n");
    await screen.hides("this is the first");
    screen.press("esc");
    await screen.hides('"led"');
    screen.type("/Api.java");
    screen.press("enter");
    await screen.shows(/▌.*Api\.java:7/);
  });

  test("a search begins with an empty line, which stands for the last one", async () => {
    await using story = await openLogStory({ before: [lines] });
    const { screen } = story;
    await screen.shows("ready again");
    screen.type("/led");
    screen.press("enter");
    await screen.shows(/▌.*settled/);
    screen.type("/");
    screen.press("enter");
    await screen.shows(/▌.*cannot reach ledger/);
    screen.type("/nothing-of-it");
    screen.press("esc");
    await screen.shows('"led" 2 found');
  });

  test("a search goes where it finds something while it is typed, and esc brings back where one was", async () => {
    await using story = await openLogStory({ before: [[...trace, ...lines]] });
    const { screen } = story;
    await screen.shows("ready again");
    await screen.shows("following");
    screen.type("/led");
    await screen.shows(/▌.*settled/);
    screen.type("ger");
    await screen.shows(/▌.*cannot reach ledger/);
    screen.press("ctrl-u");
    await screen.shows(/▌.*ready again/);
    await screen.shows("following");
    screen.type("Api.java");
    await screen.shows(/▌.*Api\.java:7/);
    screen.type("-nowhere");
    await screen.shows(/▌.*ready again/);
    await screen.hides("Api.java:7");
    screen.press("esc");
    await screen.shows("following");
    screen.press("up", "up", "up", "up");
    await screen.shows(/▌.*chatter/);
    screen.type("/reach");
    await screen.shows(/▌.*cannot reach/);
    screen.press("esc");
    await screen.shows(/▌.*chatter/);
    await screen.shows("paused");
  });

  test("e and E go to errors, v leaves warnings and errors, then errors", async () => {
    await using story = await openLogStory({ before: [lines] });
    const { screen } = story;
    await screen.shows("ready again");
    screen.press("E");
    await screen.shows(/▌.*✖ cannot reach ledger/);
    screen.press("E");
    await screen.shows("no error before this");
    screen.press("g", "g");
    await screen.hides(/▌.*✖ cannot reach ledger/);
    screen.press("e");
    await screen.shows(/▌.*✖ cannot reach ledger/);
    expect(screen.text()).not.toContain("no error before this");
    screen.press("v");
    await screen.shows("warnings and errors");
    await screen.hides("ready again");
    await screen.shows("slow answer");
    screen.press("v");
    await screen.hides("slow answer");
    screen.press("v");
    await screen.shows("ready again");
  });

  test("lines that repeat are one, on request", async () => {
    const repeated = Array.from({ length: 5 }, (_, at) => `try ${at} of 9 failed`);
    await using story = await openLogStory({ before: [["before", ...repeated, "after"]] });
    const { screen } = story;
    await screen.shows("after");
    screen.press("r");
    await screen.shows("×5 try 0 of 9 failed");
    expect(screen.text()).not.toContain("try 3");
    screen.press("r");
    await screen.shows("try 3");
  });

  test("bookmarked lines are one key away", async () => {
    await using story = await openLogStory({ before: [lines] });
    const { screen } = story;
    await screen.shows("ready again");
    screen.press("g", "g", "m", "G");
    await screen.shows("following");
    await screen.shows(/●.*started/);
    screen.press("'");
    await screen.shows(/▌.*started/);
  });
});

describe("times", () => {
  const minute = 60_000;

  async function openOld(): Promise<LogStory> {
    const story = await openLogStory();
    await story.screen.shows("2 of 2 streaming");
    return story;
  }

  test("are local, UTC, how long ago, or not there", async () => {
    await using story = await openOld();
    const { screen, log } = story;
    log(0).write("something");
    await screen.shows(/\d\d:\d\d:\d\d\.\d{3} ▏\S+ +something/);
    screen.press("t");
    await screen.shows("times in UTC");
    screen.press("t");
    await screen.shows(/\ds ▏\S+ +something/);
    screen.press("t");
    await screen.shows(/^▌▏\S+ +something/m);
  });

  test("are gone to, and a span of them is shown alone", async () => {
    const now = Date.now();
    await using story = await openLogStory({ place: "deployments?filter=mailer" });
    const { screen, log } = story;
    for (const ago of [30, 20, 10, 1]) log(0).write({ text: `${ago} minutes ago`, time: now - ago * minute });
    await screen.shows(/mailer .* 2 +2 /);
    screen.press("l");
    await screen.shows("1 minutes ago");
    screen.type("@-21m");
    screen.press("enter");
    await screen.shows(/▌.*20 minutes ago/);
    screen.type("@-25m..-5m");
    screen.press("enter");
    await screen.hides("30 minutes ago");
    await screen.shows(inOrder("20 minutes ago", "10 minutes ago"));
    expect(screen.text()).not.toContain(" 1 minutes ago");
    screen.press("esc");
    await screen.shows("30 minutes ago");
  });

  test("further back are read on request, and what is not there is said", async () => {
    const now = Date.now();
    await using story = await openLogStory({ place: "deployments?filter=mailer" });
    const { screen, log } = story;
    for (let line = 0; line < 700; line += 1)
      log(0).write({ text: `line ${line}.`, time: now - 700_000 + line * 1000 });
    await screen.shows(/mailer .* 2 +2 /);
    screen.press("l");
    await screen.shows("line 699.");
    screen.press("g", "g");
    await screen.shows(/▌.*line 200\./);
    screen.press("L");
    await screen.shows(/200 lines from before; all since \S+ are here/);
    screen.press("g", "g");
    await screen.shows(/▌.*line 0\./);
    screen.press("L");
    await screen.shows("all there is has been read");
  });

  test("are seen at a glance, and a stretch chosen there is shown alone", async () => {
    await using story = await openLogStory({ place: "deployments?filter=mailer" });
    const { screen, log } = story;
    const now = Date.now();
    log(0).write({ text: "ERROR long ago", time: now - 60_000 }, { text: "INFO later", time: now - 20_000 });
    await screen.shows(/mailer .* 2 +2 /);
    screen.press("l");
    await screen.shows(/[▂-█].* … .* 1 error .*one cell per 2 s/);
    screen.press("H", "space", ...Array.from({ length: 15 }, () => "left"));
    await screen.shows(/ … .* 1 line {3}/);
    screen.press("enter");
    await screen.hides("long ago");
    await screen.shows("INFO later");
    screen.press("esc");
    await screen.shows("long ago");
  });

  test("do not put lines in order where it is asked for the order in which they came", async () => {
    await using story = await openLogStory({ place: "deployments/mailer?view=logs" });
    const { screen, log } = story;
    await screen.shows("2 of 2 streaming");
    log(0).write("came first");
    await screen.shows("came first");
    log(1).write({ text: "was written before", time: Date.now() - 60_000 });
    await screen.shows(inOrder("was written before", "came first"));
    screen.press("O");
    await screen.shows(inOrder("following", "came first", "was written before"));
    await screen.shows(/^ as lines came {2}/m);
    screen.press("O");
    await screen.shows(inOrder("following", "was written before", "came first"));
    await screen.hides("as lines came");
  });

  test("that are none are said to be none", async () => {
    await using story = await openOld();
    const { screen } = story;
    screen.type("@noonish");
    await screen.shows('"noonish" is no time; write 14:05, -5m or yesterday 12:00');
  });
});

describe("taking along", () => {
  const before = [["one", "two", "three", "four"]];
  /** What went to the clipboard last. */
  function clipboardOf(written: readonly Uint8Array[]): string | undefined {
    const [, text] =
      Buffer.concat(written)
        .toString("latin1")
        .match(/.*\x1b\]52;c;([^\x07]*)/s) ?? [];
    return text && Buffer.from(text, "base64").toString();
  }

  test("lines that are selected are copied as they were written", async () => {
    const written: Uint8Array[] = [];
    await using story = await openLogStory({
      before,
      onWritten: (bytes) => written.push(Buffer.from(bytes)),
    });
    const { screen } = story;
    await screen.shows("four");
    screen.press("g", "g", "space");
    await screen.shows("1 selected");
    screen.press("j", "V", "j");
    await screen.shows("3 selected");
    screen.press("c");
    await screen.shows("copied 3 lines");
    expect(clipboardOf(written)).toBe("one\nthree\nfour");
    screen.press("esc");
    await screen.hides("3 selected");
    screen.press("c");
    await screen.shows("copied 1 line");
  });

  test("what is shown is saved, for its owner alone, with the time and the pod of each line", async () => {
    await using story = await openLogStory({ before });
    const { screen, home, pods } = story;
    await screen.shows("four");
    screen.type("s");
    await screen.shows(/save to mailer-\S+\.log/);
    screen.press("ctrl-u");
    screen.type("some.log");
    screen.press("enter");
    await screen.shows(/saved 4 lines to .*some\.log/);
    const path = join(home.path, "some.log");
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    const saved = (await readFile(path, "utf8")).split("\n");
    expect(saved[0]).toMatch(new RegExp(`^\\d{4}-\\S+\\.\\d{9}Z ${pods[0]}/\\S+ one$`));
    expect(saved).toHaveLength(5);
  });

  test("a file that is there is not overwritten, and one that cannot be written is said in a line", async () => {
    await using story = await openLogStory({ before });
    const { screen, home } = story;
    await writeFile(join(home.path, "mine"), "mine");
    await screen.shows("four");
    for (const [name, sentence] of [
      ["mine", "is there already, and stays as it is"],
      ["nowhere/some.log", "there is no folder"],
    ] as const) {
      screen.type("s");
      await screen.shows("save to");
      screen.press("ctrl-u");
      screen.type(name);
      screen.press("enter");
      await screen.shows(sentence);
    }
    expect(await readFile(join(home.path, "mine"), "utf8")).toBe("mine");
    await screen.shows("four");
  });
});

describe("sources", () => {
  test("are listed with how they stand, and some are shown alone", async () => {
    await using story = await openLogStory({ before: [["of one"], ["of the other"]] });
    const { screen, label } = story;
    await screen.shows(inOrder("of one", "of the other"));
    screen.press("P");
    await screen.shows(new RegExp(`\\[x\\] mailer-\\S+-${label(0)} \\S+ +streaming +1 `));
    screen.press("space", "enter");
    await screen.hides("of one");
    await screen.shows("of the other");
    await screen.shows("1 of 2 sources");
    screen.press("esc");
    await screen.shows("of one");
  });

  test("lead to their pods", async () => {
    await using story = await openLogStory({ before: [["of one"]] });
    const { screen, pods } = story;
    await screen.shows("of one");
    screen.press("o");
    await screen.shows(new RegExp(`^▌ *${(pods[0] ?? "").split("/")[1]} `, "m"));
  });

  test("may be one container of several, and all again", async () => {
    await using story = await openLogStory({ place: "deployments/api?view=logs" });
    const { screen } = story;
    await screen.shows(/▏\S+ proxy /);
    screen.press("K");
    await screen.shows("┌ container");
    screen.type("app");
    screen.press("enter");
    await screen.shows("Logs of app");
    await screen.hides(/▏\S+ proxy /);
    screen.press("esc");
    await screen.shows(/▏\S+ proxy /);
  });

  test("are not chosen from where there is one container only", async () => {
    await using story = await openLogStory({ before: [["something"]] });
    const { screen } = story;
    await screen.shows("something");
    screen.press("K");
    await screen.shows("there is no container but app");
    expect(screen.text()).not.toContain("┌ container");
  });

  test("have a log from before their restart", async () => {
    await using story = await openLogStory({ before: [["last words"]] });
    const { screen, log } = story;
    await screen.shows("last words");
    log(0).restart({ exitCode: 1 });
    await screen.shows("started again, restart 1");
    log(0).write("new words");
    await screen.shows("new words");
    screen.press("p");
    await screen.shows("Previous logs");
    await screen.shows("last words");
    await screen.hides("new words");
    screen.press("p");
    await screen.shows("new words");
  });
});

test("of a container that crashes over and over the log from before its restart is the last one", async () => {
  await using story = await openLogStory({ place: "pods?filter=refunds" });
  const { screen } = story;
  await screen.shows(/▌✖ refunds-\S+ .*CrashLoopBackOff/);
  screen.press("p");
  await screen.shows("Previous logs");
  await screen.shows(/panic: .*cannot reach ledger/);
  await screen.shows("exited 1 (Error)");
  await screen.shows(/Previous logs +ended$/m);
});

describe("what cannot be done is said in a line", () => {
  test.each([
    ["F", "/(/", "filter", /not a regular expression|missing|Unterminated|parenthes/i],
    ["/", "level>=loud", "search", /no level loud; there are/],
    ["@", "-1h..-2h", "time", /"-1h\.\.-2h" ends before it begins/],
  ])("%s%s", async (key, text, sign, sentence) => {
    await using story = await openLogStory({ before: [["something"]] });
    const { screen } = story;
    await screen.shows("something");
    screen.type(key + text);
    await screen.shows(sign);
    await screen.shows(sentence);
    screen.press("enter", "esc");
    await screen.shows("something");
  });

  test("a filter that nothing matches", async () => {
    await using story = await openLogStory({ before: [["something"]] });
    const { screen } = story;
    await screen.shows("something");
    screen.type("Fnothing-like-it");
    await screen.shows(/none of 1 line match "nothing-like-it" +esc shows all again/);
    screen.press("esc");
    await screen.shows("something");
  });

  test("a filter that only lines match which are hidden for their level", async () => {
    await using story = await openLogStory({
      before: [["INFO one thing", "INFO another thing", "ERROR broken"]],
    });
    const { screen } = story;
    await screen.shows("broken");
    screen.press("v");
    screen.type("Fthing");
    await screen.shows(
      /2 lines match "thing", and only warnings and errors are shown +v turns to other levels/,
    );
    screen.press("enter", "v", "v");
    await screen.shows("another thing");
  });

  test("a filter that nothing matches but what is said between lines", async () => {
    await using story = await openLogStory({ before: [["something"]] });
    const { screen, log } = story;
    await screen.shows("something");
    log(0).restart({ exitCode: 1 });
    await screen.shows("started again");
    screen.type("Fnothing-like-it");
    screen.press("enter");
    await screen.shows(/none of 1 line match "nothing-like-it"/);
    await screen.shows("started again");
  });

  test("a container that no pod has, with those there are", async () => {
    await using story = await openLogStory({ place: "deployments/api?view=logs&container=ap" });
    await story.screen.shows(/no pod here has a container ap; there are .*app/);
  });

  test("an object that is not there, with names that are near", async () => {
    await using story = await openLogStory({ place: "deployments/mailr?view=logs" });
    await story.screen.shows(/there is no deployment mailr +did you mean mailer/);
  });

  test("a filter of pods that none matches, with names that are near", async () => {
    await using story = await openLogStory({ place: "pods?view=logs&filter=mailr" });
    await story.screen.shows(/none of \d+ pods match "mailr" +did you mean mailer/);
  });

  test.each([
    ["a kind that has no pods", "configmaps?view=logs", "no pods belong to configmaps"],
    ["a namespace without pods", "pods?view=logs", "there are no pods in kube-public"],
  ])("%s", async (_, place, sentence) => {
    await using story = await openLogStory({ place, request: { namespaces: ["kube-public"] } });
    await story.screen.shows(sentence);
    await story.screen.shows("nothing to read");
    expect(story.screen.text()).not.toContain("streaming");
  });

  test("a time to begin at that is none", async () => {
    await using story = await openLogStory({ place: "deployments/mailer?view=logs&since=soon" });
    await story.screen.shows('logs cannot be read since "soon"');
  });

  test("a container without a log from before", async () => {
    await using story = await openLogStory({ place: "deployments/mailer?view=logs&previous=" });
    await story.screen.shows("no container here was started again, so there is no log from before");
  });
});
