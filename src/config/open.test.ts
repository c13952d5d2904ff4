import { expect, test } from "vitest";
import { openConfig, shippedTheme } from "./open.ts";

const open = (files: Record<string, string>) =>
  openConfig({ directory: "/c", read: (path) => Promise.resolve(files[path]) });

test("without any file everything is as shipped", async () => {
  const config = await open({});
  expect(config.problems).toEqual([]);
  expect(config.keymap.get("table")?.get("j")).toBe("cursor.down");
  expect(config.theme({ background: undefined, colors: true })).toEqual(shippedTheme("dark"));
  expect(config.theme({ background: "light", colors: true })).toEqual(shippedTheme("light"));
});

test("a terminal without colours gets the theme without colours, whatever the settings say", async () => {
  const config = await open({ "/c/settings.yaml": "theme: light" });
  expect(config.theme({ background: "dark", colors: true }).name).toBe("light");
  expect(config.theme({ background: "dark", colors: false }).name).toBe("none");
});

test("a theme and a keymap of one's own are found by name", async () => {
  const config = await open({
    "/c/settings.yaml": "theme: mine\nkeymap: vi",
    "/c/themes/mine.yaml": 'name: mine\ntokens: { bad: { color: "#112233" } }',
    "/c/keymaps/vi.yaml": "scopes: { table: { x: row.open } }",
  });
  expect(config.problems).toEqual([]);
  expect(config.theme({ background: "dark", colors: true }).tokens.bad.color).toBe("#112233");
  expect(config.keymap.get("table")?.get("x")).toBe("row.open");
  expect(config.keymap.get("table")?.get("j")).toBe("cursor.down");
});

test("a file named default overlays the shipped keymap without any setting", async () => {
  const config = await open({ "/c/keymaps/default.yaml": "scopes: { global: { q: null } }" });
  expect(config.keymap.get("global")?.has("q")).toBe(false);
});

test("a theme or keymap that does not exist is a problem, and the shipped one stands in", async () => {
  const config = await open({ "/c/settings.yaml": "theme: mine\nkeymap: vi" });
  expect(config.problems.map(({ file }) => file).sort()).toEqual([
    "/c/keymaps/vi.yaml",
    "/c/themes/mine.yaml",
  ]);
  expect(config.theme({ background: "dark", colors: true }).name).toBe("dark");
});

test("a file that cannot be read is a problem, not an exception", async () => {
  const config = await openConfig({
    directory: "/c",
    read: () => Promise.reject(new Error("EACCES: permission denied")),
  });
  expect(config.problems[0]?.message).toContain("EACCES");
  expect(config.settings.keymap).toBe("default");
});
