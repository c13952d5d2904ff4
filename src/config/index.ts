/*
 * The user's files: settings, keymap, theme. Each is checked against one schema, bad lines become data with a
 * line number and a next step, and the defaults stand in for them. Knows command ids only as strings.
 * May import src/lib. Read `open.ts` first, then `load.ts`; `yaml-file.ts` is where line numbers come from.
 */
export { type Config, type ConfigSources, openConfig } from "./open.ts";
