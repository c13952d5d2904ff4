import { describe, expect, test } from "vitest";
import { compileKeymap, keysByCommand } from "./keymap.ts";
import { loadKeymap, loadSettings, loadTheme } from "./load.ts";
import { shippedTheme } from "./open.ts";
import { settingsFor } from "./settings.ts";

const base = compileKeymap({
  scopes: {
    global: { q: "app.quit", "?": "app.help" },
    table: { "j, down": "cursor.down", "g g": "cursor.first", h: "table.columns-left" },
  },
});
const commands = new Set([
  "app.quit",
  "app.help",
  "cursor.down",
  "cursor.first",
  "table.columns-left",
  "row.open",
]);
const keymap = (text: string) => loadKeymap(text, "keymaps/mine.yaml", base, { commands });

describe("a keymap of one's own", () => {
  test("overlays the shipped one by scope and key", () => {
    const { value, problems } = keymap("scopes:\n  table:\n    Ctrl-J: cursor.down\n    h: row.open\n");
    expect(problems).toEqual([]);
    expect(value.get("table")?.get("h")).toBe("row.open");
    expect(keysByCommand(value).get("cursor.down")).toEqual(["j", "down", "ctrl-j"]);
  });

  test("takes keys away with null", () => {
    const { value, problems } = keymap('scopes:\n  global:\n    q: null\n  table:\n    "j, down": null\n');
    expect(problems).toEqual([]);
    expect(keysByCommand(value).has("app.quit")).toBe(false);
    expect(keysByCommand(value).has("cursor.down")).toBe(false);
  });

  test.each([
    [
      "a misspelt command",
      "scopes:\n  table:\n    x: cursor.donw\n",
      { line: 3, message: "Unknown command `cursor.donw`.", nextStep: "Did you mean `cursor.down`?" },
    ],
    [
      "a scope that does not exist",
      "scopes:\n  tabel:\n    x: cursor.down\n",
      { line: 2, message: "Unknown scope `tabel`.", nextStep: "Did you mean `table`?" },
    ],
    [
      "something that is no key",
      'scopes:\n  table:\n    "x, pgdwn": cursor.down\n',
      { line: 3, message: "`pgdwn` is no key." },
    ],
    [
      "a key that hides a sequence",
      "scopes:\n  table:\n    g: cursor.down\n",
      { line: 3, message: "`g g` in table can never be typed: `g` runs a command first." },
    ],
    ["a command that is no text", "scopes:\n  table:\n    x: 12\n", { line: 3 }],
    ["an entry nobody knows", "nane: mine\nscopes: {}\n", { line: 1, message: "Unknown entry `nane`." }],
    ["broken YAML", "scopes:\n  table: [\n", { line: 3 }],
    ["a key given twice", "scopes:\n  table:\n    x: row.open\n    x: cursor.down\n", { line: 4 }],
  ])("reports %s with its line, and works without it", (_, text, problem) => {
    const { value, problems } = keymap(text);
    expect(problems).toEqual([expect.objectContaining({ file: "keymaps/mine.yaml", ...problem })]);
    expect(value.get("table")?.get("j")).toBe("cursor.down");
  });

  test("keeps the good keys of an entry with a bad one", () => {
    expect(keymap('scopes:\n  table:\n    "x, pgdwn": cursor.down\n').value.get("table")?.get("x")).toBe(
      "cursor.down",
    );
  });
});

describe("a theme of one's own", () => {
  const dark = shippedTheme("dark");
  const theme = (text: string) =>
    loadTheme(
      text,
      "themes/mine.yaml",
      (background) => shippedTheme(background ?? "dark") ?? expect.unreachable(),
    );

  test("changes the tokens it names and keeps the rest", () => {
    const { value, problems } = theme('name: mine\ntokens:\n  bad: { color: "#ff0000" }\n');
    expect(problems).toEqual([]);
    expect(value.tokens.bad).toEqual({ color: "#ff0000" });
    expect(value.tokens.good).toEqual(dark?.tokens.good);
  });

  test("for light backgrounds starts from the light theme", () => {
    const { value } = theme("name: mine\nbackground: light\ntokens: {}\n");
    expect(value.tokens.good).toEqual(shippedTheme("light")?.tokens.good);
  });

  test("with a misspelt token says the nearest one", () => {
    const { problems } = theme(
      'name: mine\ntokens:\n  good: { ansi: green }\n  wran: { color: "#ff0000" }\n',
    );
    expect(problems).toEqual([expect.objectContaining({ line: 4, nextStep: "Did you mean `warn`?" })]);
  });

  test("with a colour that is none keeps the token's other looks", () => {
    const { value, problems } = theme('name: mine\ntokens:\n  bad:\n    color: "#ff"\n    ansi: red\n');
    expect(problems).toEqual([expect.objectContaining({ line: 4 })]);
    expect(problems[0]?.message).toContain("#ff");
    expect(value.tokens.bad).toEqual({ ansi: "red" });
  });

  test("without a name is not used", () => {
    const { value, problems } = theme("tokens: {}\n");
    expect(problems).toHaveLength(1);
    expect(value).toEqual(dark);
  });
});

describe("settings", () => {
  const settings = (text: string) => loadSettings(text, "settings.yaml");

  test("left out are the defaults", () => {
    expect(settings("").value).toMatchObject({ theme: "auto", keymap: "default", logs: { memory: 64 } });
    expect(settings("").problems).toEqual([]);
  });

  test("with a bad value keep the default for it and use the rest", () => {
    const { value, problems } = settings("theme: light\nlogs: { memory: 0, streams: 5 }\nascii: true\n");
    expect(value).toMatchObject({ theme: "light", logs: { memory: 64 }, ascii: true });
    expect(problems).toEqual([expect.objectContaining({ file: "settings.yaml", line: 2 })]);
  });

  test("name each mistake in their contexts once, at its own line", () => {
    const { value, problems } = settings(
      [
        "contexts:",
        '  - match: ""',
        "    readOnly: true",
        "  - readOnly: true",
        "  - match: [a]",
        "    accent: 5",
        "  - macth: x",
        "  - { match: good, accent: bad }",
        "  - { match: dev, accent: bda }",
      ].join("\n"),
    );
    expect(problems.map(({ line, message }) => `${line} ${message}`)).toEqual([
      expect.stringMatching(/^2 contexts\.0\.match: /),
      expect.stringMatching(/^4 contexts\.1\.match: .* not nothing\.$/),
      expect.stringMatching(/^5 contexts\.2\.match: /),
      expect.stringMatching(/^6 contexts\.2\.accent: /),
      expect.stringMatching(/^7 contexts\.3\.match: /),
      expect.stringMatching(/^7 Unknown entry `macth`/),
      expect.stringMatching(/^9 contexts\.5\.accent: /),
    ]);
    expect(value.contexts.map(({ match }) => match)).toEqual(["good", "dev"]);
  });

  test("leave out one bad context and keep the others", () => {
    const { value, problems } = settings(
      "contexts:\n  - { accent: bad }\n  - match: prod-*\n    readOnly: true\n",
    );
    expect(problems).toEqual([expect.objectContaining({ line: 2 })]);
    expect(value.contexts).toEqual([{ match: "prod-*", readOnly: true }]);
  });

  test.each([
    ["a value that is no boolean", "readOnly: yes\n"],
    ["another spelling", "readonly: true\n"],
    ["an entry that is left out", "contexts:\n  - macth: prod-*\n    readOnly: true\n"],
    ["a bad value of one context", "contexts:\n  - match: prod-*\n    readOnly: on\n"],
    ["a file that is no YAML", "readOnly: true\ncontexts: [\n"],
  ])("that may have protected a context protect all of them: %s", (_, text) => {
    const { value, problems } = settings(text);
    expect(settingsFor("prod-eu", value).readOnly).toBe(true);
    expect(settingsFor("dev", value).readOnly).toBe(true);
    expect(problems[0]?.nextStep).toContain("Until then every context is read-only.");
  });

  test("whose other lines are bad protect what they say and no more", () => {
    const { value } = settings(
      "ascii: 5\ncontexts:\n  - { match: prod-*, readOnly: true }\n  - { match: dev, readOnly: false }\n# readOnly: true\n",
    );
    expect(settingsFor("prod-eu", value).readOnly).toBe(true);
    expect(settingsFor("dev", value).readOnly).toBe(false);
  });

  test("of a context come from every pattern that matches, the last one first", () => {
    const { value } = settings(
      "readOnly: false\ncontexts:\n  - { match: 'prod-*', accent: bad, readOnly: true }\n  - { match: prod-eu, accent: warn }\n",
    );
    expect(settingsFor("prod-eu", value)).toEqual({ accent: "warn", readOnly: true });
    expect(settingsFor("prod-us", value)).toEqual({ accent: "bad", readOnly: true });
    expect(settingsFor("dev.prod-eu", value)).toEqual({ accent: "accent", readOnly: false });
  });

  test.each([
    "- 1",
    "just text",
    "a: &a [*a]",
    "? [x]\n: y",
    "%YAML 9\n---\n",
    "\t",
    "theme: !!binary x",
    "<<: 3",
  ])("are never an exception, whatever stands there: %j", (text) => {
    expect(settings(text).value.keymap).toBe("default");
  });
});
