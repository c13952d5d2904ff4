import { describe, expect, test } from "vitest";
import { ManualAfter } from "../../../test/support/manual-after.ts";
import { compileKeymap } from "../../config/keymap.ts";
import { KeyDecoder } from "./decoder.ts";
import { Dispatcher, type Scope } from "./dispatcher.ts";

const keymap = compileKeymap({
  scopes: {
    app: { "ctrl-c": "app.quit" },
    global: { q: "app.quit", g: "go.to", "-": "go.previous", esc: "go.back" },
    table: { j: "cursor.down", "g g": "cursor.first", "g G": "cursor.last", esc: "table.clear" },
    prompt: { enter: "prompt.accept", esc: "prompt.cancel" },
    picker: { space: "picker.mark", "-": "picker.previous" },
  },
});

const inTable: Scope[] = [{ name: "table" }, { name: "global" }, { name: "app" }];
const inPrompt: Scope[] = [{ name: "prompt", takesText: true }, { name: "app" }];
const inPicker: Scope[] = [{ name: "picker" }, ...inPrompt];

/** A dispatcher that writes down what comes of keys. `refused` commands answer "not now". */
function setUp(scopes: readonly Scope[], refused: readonly string[] = []) {
  const log: string[] = [];
  const time = new ManualAfter();
  const dispatcher = new Dispatcher({
    keymap,
    after: time.after,
    run: (command, key) => {
      if (refused.includes(command)) return false;
      log.push(`${command} (${key})`);
      return true;
    },
    type: (text, how) => log.push(`${how} ${text}`),
    pending: (keys) => log.push(`pending ${keys ?? "-"}`),
  });
  dispatcher.setScopes(scopes);
  const decoder = new KeyDecoder();
  const press = (bytes: string) =>
    [...decoder.push(bytes), ...decoder.flush()].map((event) => dispatcher.handle(event)).at(-1);
  return { log, time, press, dispatcher };
}

describe("a key", () => {
  test("runs the command of the topmost scope that binds it", () => {
    const { log, press } = setUp(inTable);
    press("j");
    press("\x1b");
    press("q");
    expect(log).toEqual(["cursor.down (j)", "table.clear (esc)", "app.quit (q)"]);
  });

  test("goes on to the scope below when the command is not for now", () => {
    const { log, press } = setUp(inTable, ["table.clear"]);
    press("\x1b");
    expect(log).toEqual(["go.back (esc)"]);
  });

  test("that nobody knows does nothing", () => {
    const { log, press } = setUp(inTable);
    expect(press("x")).toBe(false);
    expect(press("\x1b[24~")).toBe(false);
    expect(log).toEqual([]);
  });
});

describe("in a field", () => {
  test("letters are text, also those bound below", () => {
    const { log, press } = setUp(inPrompt);
    press("qj g");
    expect(log).toEqual(["typed q", "typed j", "typed  ", "typed g"]);
  });

  test("keys that type nothing reach the scopes below", () => {
    const { log, press } = setUp(inPrompt);
    press("\x03");
    press("\r");
    expect(log).toEqual(["app.quit (ctrl-c)", "prompt.accept (enter)"]);
  });

  test("a paste is text in one piece", () => {
    const { log, press } = setUp(inPrompt);
    press("\x1b[200~q\x03j\x1b[201~");
    expect(log).toEqual(["pasted q\x03j"]);
  });

  test("a key bound above it is a command, and text when the command is not for now", () => {
    const bound = setUp(inPicker);
    bound.press("- ");
    expect(bound.log).toEqual(["picker.previous (-)", "picker.mark (space)"]);
    const refused = setUp(inPicker, ["picker.previous", "picker.mark"]);
    refused.press("a- ");
    expect(refused.log).toEqual(["typed a", "typed -", "typed  "]);
  });
});

test("without a field a paste does nothing", () => {
  const { log, press } = setUp(inTable);
  expect(press("\x1b[200~qqq\x1b[201~")).toBe(false);
  expect(log).toEqual([]);
});

describe("a sequence", () => {
  test("is waited for, shown, and run", () => {
    const { log, press } = setUp(inTable);
    press("gg");
    expect(log).toEqual(["pending g", "pending -", "cursor.first (g g)"]);
  });

  test("that is not finished in time runs what its first key means further down", () => {
    const { log, press, time } = setUp(inTable);
    press("g");
    time.pass(999);
    expect(log).toEqual(["pending g"]);
    time.pass(1);
    expect(log).toEqual(["pending g", "pending -", "go.to (g)"]);
    expect(time.waiting).toBe(0);
  });

  test("broken off by another key runs what its first key means, then the other key", () => {
    const { log, press } = setUp(inTable);
    press("gj");
    expect(log).toEqual(["pending g", "pending -", "go.to (g)", "cursor.down (j)"]);
  });

  test("broken off, with nothing bound to its start, does nothing at all", () => {
    const { log, press } = setUp([{ name: "table" }]);
    press("gj");
    expect(log).toEqual(["pending g", "pending -"]);
  });

  test("is forgotten when the screen changes", () => {
    const { log, press, dispatcher, time } = setUp(inTable);
    press("g");
    dispatcher.setScopes(inPrompt);
    press("g");
    time.pass(5000);
    expect(log).toEqual(["pending g", "pending -", "typed g"]);
  });

  test("survives the same scopes being set again", () => {
    const { log, press, dispatcher } = setUp(inTable);
    press("g");
    dispatcher.setScopes(inTable.map((scope) => ({ ...scope })));
    press("g");
    expect(log.at(-1)).toBe("cursor.first (g g)");
  });
});
