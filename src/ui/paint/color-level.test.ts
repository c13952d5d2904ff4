import { expect, test } from "vitest";
import { colorLevel, isUnicodeTerminal } from "./color-level.ts";

test.each([
  [{ TERM: "xterm-256color", COLORTERM: "truecolor" }, "truecolor"],
  [{ TERM: "xterm-256color" }, "256"],
  [{ TERM: "xterm-kitty" }, "truecolor"],
  [{ TERM: "xterm-256color", TERM_PROGRAM: "iTerm.app" }, "truecolor"],
  [{ TERM: "screen-256color", TERM_PROGRAM: "iTerm.app" }, "256"],
  [{ TERM: "xterm-256color", TERM_PROGRAM: "Apple_Terminal" }, "256"],
  [{ TERM: "xterm" }, "16"],
  [{ TERM: "linux" }, "16"],
  [{ TERM: "vt100" }, "none"],
  [{ TERM: "dumb", COLORTERM: "truecolor" }, "none"],
  [{}, "none"],
  [{ TERM: "xterm-256color", COLORTERM: "truecolor", NO_COLOR: "1" }, "none"],
  [{ TERM: "xterm-256color", NO_COLOR: "" }, "256"],
  [{ TERM: "xterm", FORCE_COLOR: "3" }, "truecolor"],
  [{ TERM: "xterm", FORCE_COLOR: "0" }, "none"],
  [{ TERM: "xterm", FORCE_COLOR: "3", NO_COLOR: "1" }, "none"],
])("with %o the colours are %s", (env, level) => {
  expect(colorLevel(env)).toBe(level);
});

test.each([
  [{ TERM: "xterm", LANG: "en_US.UTF-8" }, true],
  [{ TERM: "xterm", LANG: "de_DE.utf8" }, true],
  [{ TERM: "xterm", LANG: "en_US.UTF-8", LC_ALL: "C" }, false],
  [{ TERM: "xterm", LANG: "C" }, false],
  [{ TERM: "xterm" }, true],
  [{ TERM: "linux", LANG: "en_US.UTF-8" }, false],
])("with %o symbols may be drawn: %s", (env, unicode) => {
  expect(isUnicodeTerminal(env)).toBe(unicode);
});
