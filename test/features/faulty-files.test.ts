import { afterAll, beforeAll, describe, test } from "vitest";
import { type DemoCluster, startDemo } from "../../src/demo/index.ts";
import { openPeriplus } from "../support/periplus.ts";
import { says, twoContexts } from "../support/two-contexts.ts";

let demo: DemoCluster;

beforeAll(async () => {
  demo = await startDemo();
});

afterAll(() => demo.close());

describe("a line of one's own files that cannot be used is named at the start, and the default stands in:", () => {
  const settings = ".config/periplus/settings.yaml";
  const keymap = ".config/periplus/keymaps/default.yaml";
  const theme = ".config/periplus/themes/mine.yaml";

  test.each<[string, Record<string, string>, string]>([
    [
      "a keymap's",
      { [keymap]: "name: default\nscopes:\n  table:\n    ctrl-y: table.filtre\n" },
      `${keymap}:4: Unknown command \`table.filtre\`. Did you mean \`table.filter\`?`,
    ],
    [
      "a theme's",
      {
        [settings]: "theme: mine\n",
        [theme]: "name: mine\ntokens:\n  text: { color: reddish }\n",
      },
      `${theme}:3: `,
    ],
    ["a setting's", { [settings]: "ascii: perhaps\n" }, `${settings}:1: `],
    ["a file's that is no YAML", { [keymap]: "scopes: {\n" }, `${keymap}:`],
  ])("%s", async (_, files, message) => {
    await using periplus = await openPeriplus({ kubeconfigText: twoContexts(demo), files, columns: 80 });
    await says(periplus, message);
    await periplus.screen.shows(/^ good .*live/);
    periplus.screen.press("y");
    await periplus.screen.shows("kind: Pod");
  });

  test("of several the first, and :problems lists all", async () => {
    const text = "name: default\nscopes:\n  table:\n    ctrl-y: no.such\n    hyper-x: row.yaml\n";
    await using periplus = await openPeriplus({
      kubeconfigText: twoContexts(demo),
      files: { [keymap]: text },
    });
    const { screen } = periplus;
    await says(periplus, "(1 more; :problems lists them)");
    screen.type(":problems");
    screen.press("enter");
    await screen.shows("┌ problems");
    screen.press("down");
    await says(periplus, `${keymap}:5: \`hyper-x\` is no key.`);
  });
});
