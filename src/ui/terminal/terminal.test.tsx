import { Text } from "ink";
import { type ReactNode, useEffect, useState } from "react";
import { afterEach, describe, expect, test, vi } from "vitest";
import { FakeTerminal } from "../../../test/support/fake-terminal.ts";
import { ManualAfter } from "../../../test/support/manual-after.ts";
import {
  type RenderOptions,
  renderOnScreen,
  type Screen,
  terminalOptions,
} from "../../../test/support/screen.ts";
import type { InputEvent } from "../keys/events.ts";
import { Terminal } from "./terminal.ts";

function Broken(): ReactNode {
  const [isBroken, setBroken] = useState(false);
  useEffect(() => setBroken(true), []);
  if (isBroken) throw new Error("a view failed");
  return <Text>hello</Text>;
}

/** As Node tells that a terminal does not obey: by an error event, not by throwing. */
function failRawMode({ stdin }: FakeTerminal): void {
  vi.spyOn(stdin, "setRawMode").mockImplementation(() => {
    stdin.emit("error", new Error("setRawMode EIO"));
    return stdin;
  });
}

const open: Screen[] = [];

function onScreen(view: ReactNode, options?: RenderOptions): Screen {
  const screen = renderOnScreen(view, options);
  open.push(screen);
  return screen;
}

afterEach(() => {
  for (const screen of open.splice(0)) screen.terminal.close();
});

describe("while it runs", () => {
  test("the terminal is ours: alternate screen, raw mode, no autowrap", async () => {
    const screen = onScreen(<Text>hello</Text>);
    await screen.shows("hello");
    expect(screen.isAlternate).toBe(true);
    expect(screen.stdin.isRaw).toBe(true);
    expect(screen.modes).toEqual({ autowrap: false, paste: true, focus: true, mouse: false });
  });

  test("keys, pastes and the focus arrive as events, and nothing reaches Ink", async () => {
    const events: InputEvent[] = [];
    const screen = onScreen(<Text>hello</Text>, { onEvent: (event) => events.push(event) });
    screen.press("j", "ctrl-c", "esc", "pageup", "ctrl-left", "alt-x", "shift-enter");
    screen.paste("two words");
    screen.stdin.send("\x1b[I");
    expect(events.map((event) => (event.type === "key" ? event.key : event.type))).toEqual([
      ...["j", "ctrl-c", "esc", "pageup", "ctrl-left", "alt-x", "shift-enter", "paste", "focus"],
    ]);
    await screen.shows("hello");
  });

  test("a frame follows the window's size", async () => {
    const screen = onScreen(<Text>{"x".repeat(10)}</Text>, { columns: 40, rows: 5 });
    await screen.shows("xxxxxxxxxx");
    screen.resize(20, 4);
    await screen.settled();
    expect(screen.lines()).toEqual(["xxxxxxxxxx", "", "", ""]);
  });

  test("what is printed beside the screen goes to the log, not onto the screen", async () => {
    const screen = onScreen(<Text>frame</Text>);
    await screen.shows("frame");
    screen.stdout.write("a line\nhalf ");
    screen.stderr.write(Buffer.from("an error\n"));
    screen.stdout.write("a line\n");
    screen.process.emit("warning", new Error("old function"));
    await screen.settled();
    expect(screen.text()).toBe("frame");
    expect(screen.stray.slice(0, 3)).toEqual(["a line", "an error", "half a line"]);
    expect(screen.stray[3]).toBe("Error: old function");
  });

  test("something else on the screen is wiped off by a redraw", async () => {
    const screen = onScreen(<Text>frame</Text>);
    await screen.shows("frame");
    screen.scribble("\x1b[3;10Hrubbish\x1b[?7h");
    await screen.shows("rubbish");
    screen.terminal.redraw();
    await screen.settled();
    expect(screen.text()).toBe("frame");
    expect(screen.modes.autowrap).toBe(false);
  });

  test("kitty's keyboard is used where the terminal has it", async () => {
    const screen = onScreen(<Text>frame</Text>);
    const written = vi.spyOn(screen.stdout, "_write");
    screen.stdin.send("\x1b[?0u");
    await screen.settled();
    expect(written.mock.calls.map(([chunk]) => String(chunk))).toContain("\x1b[>5u");
    screen.terminal.close();
    await screen.parsed();
    expect(written.mock.calls.map(([chunk]) => String(chunk))).toContain("\x1b[<u");
  });
});

describe("at the end the terminal is as it was", () => {
  const ended = async (screen: Screen) => {
    await screen.parsed();
    expect(screen.isAlternate).toBe(false);
    expect(screen.stdin.isRaw).toBe(false);
    expect(screen.modes).toEqual({ autowrap: true, paste: false, focus: false, mouse: false });
    expect(screen.process.eventNames()).toEqual([]);
  };

  test("after closing, however often", async () => {
    const screen = onScreen(<Text>hello</Text>);
    await screen.shows("hello");
    screen.terminal.setTitle("periplus");
    screen.terminal.close();
    screen.terminal.close();
    await ended(screen);
    await screen.done;
  });

  test("after the process exits", async () => {
    const screen = onScreen(<Text>hello</Text>);
    screen.process.emit("exit");
    await ended(screen);
  });

  test.each(["SIGTERM", "SIGHUP", "SIGINT"] as const)(
    "after %s, which then does what it does",
    async (signal) => {
      const screen = onScreen(<Text>hello</Text>);
      screen.process.emit(signal);
      await ended(screen);
      expect(screen.process.sent).toEqual([signal]);
    },
  );

  test.each(["uncaughtException", "unhandledRejection"])("after an %s, which is reported", async (event) => {
    const screen = onScreen(<Text>hello</Text>);
    const bug = new Error("bug");
    screen.process.emit(event, bug);
    await ended(screen);
    expect(screen.crashes).toEqual([bug]);
  });

  test("after a view fails, with its error", async () => {
    const screen = onScreen(<Broken />);
    await expect(screen.done).rejects.toThrow("a view failed");
    screen.terminal.close();
    await ended(screen);
  });

  test("after the terminal went away", async () => {
    const onClose = vi.fn();
    const screen = onScreen(<Text>hello</Text>, { terminal: { onClose } });
    screen.stdin.emit("end");
    await ended(screen);
    expect(onClose).toHaveBeenCalledOnce();
  });

  test("after the terminal went away with the window, so that it takes no mode any more", async () => {
    const screen = onScreen(<Text>hello</Text>);
    failRawMode(screen);
    screen.process.emit("SIGHUP");
    await screen.done;
    expect(screen.process.sent).toEqual(["SIGHUP"]);
    expect(screen.crashes).toEqual([]);
    screen.stdout.write("from here on the output is the process's own\n");
    expect(screen.stray).toEqual([]);
  });

  test("before it could be taken", () => {
    const fake = new FakeTerminal();
    failRawMode(fake);
    const onClose = vi.fn();
    const options = terminalOptions(fake, { onClose });
    const terminal = new Terminal(options);
    terminal.start();
    expect(onClose).toHaveBeenCalledOnce();
    options.stdout.write("from here on the output is the process's own\n");
    expect(options.stray).toEqual([]);
    expect(fake.modes).toMatchObject({ autowrap: true, paste: false });
  });

  test("even when nothing can be written any more", () => {
    const screen = onScreen(<Text>hello</Text>, {
      terminal: {
        writeSync: () => {
          throw new Error("EIO");
        },
      },
    });
    screen.terminal.close();
    expect(screen.stdin.isRaw).toBe(false);
  });
});

describe("lent to another program", () => {
  test("the terminal is a shell's meanwhile, and ours again afterwards", async () => {
    const screen = onScreen(<Text>frame</Text>);
    await screen.shows("frame");
    const seen = await screen.terminal.lend(async () => {
      await screen.parsed();
      screen.scribble("child was here");
      await screen.shows("child was here");
      screen.press("q");
      return {
        alternate: screen.isAlternate,
        raw: screen.stdin.isRaw,
        modes: screen.modes,
      };
    });
    expect(seen).toEqual({
      alternate: false,
      raw: false,
      modes: { autowrap: true, paste: false, focus: false, mouse: false },
    });
    await screen.settled();
    expect(screen.text()).toBe("frame");
    expect(screen.isAlternate).toBe(true);
    expect(screen.stdin.isRaw).toBe(true);
    expect(screen.modes.autowrap).toBe(false);
  });

  test("comes back when the program fails", async () => {
    const screen = onScreen(<Text>frame</Text>);
    await expect(screen.terminal.lend(() => Promise.reject(new Error("no editor")))).rejects.toThrow(
      "no editor",
    );
    await screen.shows("frame");
    expect(screen.stdin.isRaw).toBe(true);
  });

  test("goes to one borrower after the other", async () => {
    const screen = onScreen(<Text>frame</Text>);
    await screen.shows("frame");
    const log: string[] = [];
    const borrow = (name: string) =>
      screen.terminal.lend(async () => {
        log.push(`${name} begins`);
        await screen.parsed();
        log.push(`${name} ends`);
      });
    await Promise.all([borrow("editor"), borrow("plugin")]);
    expect(log).toEqual(["editor begins", "editor ends", "plugin begins", "plugin ends"]);
    await screen.shows("frame");
  });

  test("can be lent before anything is drawn", async () => {
    const fake = new FakeTerminal();
    const terminal = new Terminal(terminalOptions(fake));
    terminal.start();
    const raw = await terminal.lend(() => Promise.resolve(fake.stdin.isRaw));
    expect(raw).toBe(false);
    expect(fake.stdin.isRaw).toBe(true);
    terminal.close();
  });

  test("is not lent when it is closed", async () => {
    const screen = onScreen(<Text>frame</Text>);
    screen.terminal.close();
    await expect(screen.terminal.lend(() => Promise.resolve())).rejects.toThrow("not there to be lent");
  });

  test("a ctrl-c that is heard of only after it ended the borrower does not end the program", async () => {
    const time = new ManualAfter();
    const screen = onScreen(<Text>frame</Text>, { terminal: { after: time.after } });
    await screen.terminal.lend(() => Promise.resolve());
    screen.process.emit("SIGINT");
    expect(screen.process.sent).toEqual([]);
    await screen.shows("frame");
    time.pass(250);
    screen.process.emit("SIGINT");
    expect(screen.process.sent).toEqual(["SIGINT"]);
  });

  test("is put back when the process ends meanwhile", async () => {
    const screen = onScreen(<Text>frame</Text>);
    await screen.shows("frame");
    const lent = screen.terminal.lend(() => {
      screen.process.emit("SIGTERM");
      return Promise.resolve("done");
    });
    await lent;
    await screen.parsed();
    expect(screen.isAlternate).toBe(false);
    expect(screen.stdin.isRaw).toBe(false);
    expect(screen.modes.autowrap).toBe(true);
  });
});

describe("stopped by the user", () => {
  test("the process stops itself and draws anew when it is continued", async () => {
    const screen = onScreen(<Text>frame</Text>);
    await screen.shows("frame");
    const suspended = screen.terminal.suspend();
    await screen.parsed();
    expect(screen.process.sent).toEqual(["SIGSTOP"]);
    expect(screen.isAlternate).toBe(false);
    screen.process.emit("SIGCONT");
    expect(await suspended).toBeUndefined();
    await screen.shows("frame");
    expect(screen.isAlternate).toBe(true);
  });

  test("without a shell behind it the process goes on, and says why", async () => {
    const screen = onScreen(<Text>frame</Text>, { terminal: { canSuspend: false } });
    expect(await screen.terminal.suspend()).toBe(
      "There is no shell behind this program that could continue it.",
    );
    expect(screen.process.sent).toEqual([]);
  });

  test("a terminal that is closed at that moment stays closed, and nothing is stopped", async () => {
    const screen = onScreen(<Text>frame</Text>);
    await screen.shows("frame");
    const suspended = screen.terminal.suspend();
    screen.process.emit("SIGTSTP");
    screen.terminal.close();
    expect(await suspended).toBeUndefined();
    expect(screen.process.sent).toEqual([]);
    expect(screen.crashes).toEqual([]);
  });

  test("a process that cannot be stopped goes on, and says why", async () => {
    const screen = onScreen(<Text>frame</Text>);
    await screen.shows("frame");
    vi.spyOn(screen.process, "kill").mockImplementation(() => {
      throw new Error("kill EPERM");
    });
    expect(await screen.terminal.suspend()).toBe("The program could not be stopped: kill EPERM");
    await screen.until(() => screen.isAlternate && screen.text() === "frame", "The frame never came back.");
  });

  test("continued after somebody else stopped it, everything is taken again", async () => {
    const screen = onScreen(<Text>frame</Text>);
    await screen.shows("frame");
    screen.stdin.setRawMode(false);
    screen.scribble("\x1b[?1049l\x1b[?7h");
    await screen.until(() => !screen.isAlternate, "The shell never came.");
    screen.process.emit("SIGCONT");
    await screen.until(() => screen.isAlternate && screen.text() === "frame", "The frame never came back.");
    expect(screen.stdin.isRaw).toBe(true);
  });
});

describe("before anything is mounted", () => {
  const previewing = () => {
    const fake = new FakeTerminal({ columns: 20, rows: 3 });
    const terminal = new Terminal(terminalOptions(fake));
    terminal.start();
    terminal.preview(["first", "second", "third"]);
    return { fake, terminal };
  };

  test("lines are on the screen, and what is mounted is drawn over them", async () => {
    const { fake, terminal } = previewing();
    await fake.shows("second");
    expect(fake.isAlternate).toBe(true);
    const written = vi.spyOn(fake.stdout, "_write");
    const done = terminal.mount(<Text>{"first\nchanged\nthird"}</Text>);
    await fake.shows("changed");
    expect(written.mock.calls.map(([chunk]) => String(chunk)).join("")).not.toMatch(/1049h|\x1b\[2J/);
    terminal.close();
    await done;
    await fake.parsed();
    expect(fake.isAlternate).toBe(false);
  });

  test("other lines take their place, until something is mounted", async () => {
    const { fake, terminal } = previewing();
    expect(terminal.preview(["other", "second", "lines"])).toBe(true);
    await fake.until(() => fake.text() === "other\nsecond\nlines", "The others never came.");
    const done = terminal.mount(<Text>{"mounted\n\nend"}</Text>);
    await fake.until(() => fake.text() === "mounted\n\nend", "Nothing was mounted.");
    expect(terminal.preview(["late"])).toBe(false);
    await fake.parsed();
    expect(fake.text()).toBe("mounted\n\nend");
    terminal.close();
    await done;
  });

  test("others that come while the terminal is lent wait until it is back", async () => {
    const { fake, terminal } = previewing();
    await terminal.lend(async () => {
      terminal.preview(["others"]);
      await fake.parsed();
      expect(fake.text()).not.toContain("others");
    });
    await fake.shows("others");
    terminal.close();
  });

  test("a window that has become another is cleared for others", async () => {
    const { fake, terminal } = previewing();
    fake.resize(30, 5);
    terminal.preview(["others"]);
    await fake.until(() => fake.text() === "others", "The lines stayed.");
    terminal.close();
  });

  test("a line of them is gone where what is mounted has a shorter one, or none", async () => {
    const { fake, terminal } = previewing();
    const done = terminal.mount(<Text>{"1st\n\nthird"}</Text>);
    await fake.until(() => fake.text() === "1st\n\nthird", "Something stayed.");
    terminal.close();
    await done;
  });

  test("a window that has become another is cleared of them", async () => {
    const { fake, terminal } = previewing();
    fake.resize(30, 5);
    const done = terminal.mount(<Text>mounted</Text>);
    await fake.until(() => fake.text() === "mounted", "The lines stayed.");
    terminal.close();
    await done;
  });

  test("a terminal that is closed is as it was, and nothing is mounted any more", async () => {
    const { fake, terminal } = previewing();
    const done = terminal.mount(<Text>mounted</Text>);
    terminal.close();
    await done;
    await fake.parsed();
    expect(fake.isAlternate).toBe(false);
    expect(fake.text()).not.toContain("mounted");
  });

  test("a terminal that is lent shows its own screen, and the lines again afterwards", async () => {
    const { fake, terminal } = previewing();
    const lent = await terminal.lend(async () => {
      await fake.parsed();
      return fake.isAlternate;
    });
    expect(lent).toBe(false);
    await fake.shows("second");
    expect(fake.isAlternate).toBe(true);
    terminal.close();
  });
});

describe("the background", () => {
  const ask = (reply: string | undefined, asks = true) => {
    const fake = new FakeTerminal();
    const time = new ManualAfter();
    const terminal = new Terminal(terminalOptions(fake, { after: time.after, asks }));
    terminal.start();
    const background = terminal.background();
    if (reply !== undefined) fake.stdin.send(reply);
    time.pass(100);
    terminal.close();
    return background;
  };

  test.each([
    ["\x1b]11;rgb:1e1e/1e1e/2e2e\x1b\\", "dark"],
    ["\x1b]11;rgb:fdfd/f6f6/e3e3\x07", "light"],
    ["\x1b[?62c", undefined],
    [undefined, undefined],
  ])("answered with %j is %s", async (reply, background) => {
    expect(await ask(reply)).toBe(background);
  });

  test("is not asked of terminals that would print the question", async () => {
    expect(await ask("\x1b]11;rgb:0/0/0\x07", false)).toBeUndefined();
  });
});

test("the title is set once per change and handed back", async () => {
  const screen = onScreen(<Text>frame</Text>);
  const written = vi.spyOn(screen.stdout, "_write");
  for (const title of ["prod ▸ Pods", "prod ▸ Pods", "evil\x07\x1b]52;c;x"]) screen.terminal.setTitle(title);
  screen.terminal.close();
  await screen.parsed();
  const titles = written.mock.calls
    .map(([chunk]) => String(chunk))
    .filter((text) => text.includes("\x1b]2;") || text.includes(";2t"));
  expect(titles[0]).toBe("\x1b[22;2t\x1b]2;prod ▸ Pods\x07");
  expect(titles[1]).toBe("\x1b]2;evil]52;c;x\x07");
  expect(titles[2]).toContain("\x1b[23;2t");
});
