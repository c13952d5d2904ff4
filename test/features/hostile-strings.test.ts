import { stripVTControlCharacters } from "node:util";
import stringWidth from "string-width";
import { expect, test } from "vitest";
import { shippedTheme } from "../../src/config/open.ts";
import { makePalette } from "../../src/ui/paint/palette.ts";
import { screenLines } from "../../src/ui/views/screen.ts";
import { type HostileOptions, startHostileServer } from "../support/hostile-server.ts";
import { hostileText, seeded } from "../support/hostile-text.ts";
import { pem } from "../support/loopback.ts";
import { openPeriplus, type Periplus } from "../support/periplus.ts";
import { pluginUser } from "../support/two-contexts.ts";
import { firstUnsafe } from "../support/written.ts";

/** A kubeconfig whose names are as hostile as its server; the second context's plugin and server say such things too. */
async function kubeconfigText({ text, objects }: HostileOptions): Promise<string> {
  const { url } = await startHostileServer({ text, objects });
  const authority = Buffer.from(pem("ca")).toString("base64");
  const plugin = pluginUser(`console.error(${JSON.stringify(text())}); process.exit(1)`);
  const [cluster, user, failing] = ["cluster", "user", "failing"].map((name) => `${name} ${text()}`);
  const others = Array.from({ length: 10 }, () => ({ name: `other ${text()}`, context: { cluster, user } }));
  return JSON.stringify({
    apiVersion: "v1",
    kind: "Config",
    "current-context": "first",
    clusters: [{ name: cluster, cluster: { server: url, "certificate-authority-data": authority } }],
    users: [
      { name: user, user: { token: "token" } },
      { name: failing, user: plugin },
    ],
    contexts: [
      { name: "first", context: { cluster, user, namespace: "payments" } },
      { name: `second ${text()}`, context: { cluster, user: failing, namespace: text() } },
      { name: `third ${text()}`, context: { cluster: text(), user: text(), namespace: text() } },
      ...others,
    ],
  });
}

/** A width that owes nothing to our own measuring: what terminals give each code point by itself. */
function widthByCodePoints(line: string): number {
  const widthOf = (character: string) =>
    /\p{Mc}/u.test(character) ? 1 : Math.min(2, stringWidth(character));
  return Array.from(line).reduce((width, character) => width + widthOf(character), 0);
}

const palette = makePalette(shippedTheme("dark") ?? expect.unreachable(), "truecolor");

/** Every line of the screen is as wide as the screen, or as the list laid over it: nothing on it shifts or wraps it. */
function expectStraightLines({ app, screen }: Periplus): void {
  const { columns } = screen.size;
  const widths = app.overlay ? [0, columns, columns - 1] : [0, columns];
  const frame = {
    app,
    size: screen.size,
    palette,
    now: app.now,
    help: () => [],
    keyOf: () => undefined,
    accent: () => undefined,
  };
  const texts = screenLines(frame).map(stripVTControlCharacters);
  const crooked = texts.find((text) => !widths.includes(widthByCodePoints(text)));
  if (crooked !== undefined) expect.fail(`${widthByCodePoints(crooked)} cells: ${JSON.stringify(crooked)}`);
}

/** The column in which a line of the screen ends. */
function endOf({ screen }: Periplus, row: number): number {
  const { columns } = screen.size;
  for (let column = columns - 1; column >= 0; column -= 1)
    if (screen.cell(column, row).text !== " ") return column;
  return -1;
}

test.each([1, 2])(
  "what a cluster and a kubeconfig say never acts on the terminal (seed %i)",
  async (seed) => {
    const [said, typed] = [seeded(seed), seeded(seed + 1000)];
    const text = () => hostileText(typed);
    const written: Buffer[] = [];
    await using periplus = await openPeriplus({
      kubeconfigText: await kubeconfigText({ text: () => hostileText(said), objects: 24 }),
      columns: 110,
      onWritten: (bytes) => written.push(Buffer.from(bytes)),
    });
    const { screen } = periplus;
    const look = async (...keys: readonly string[]) => {
      screen.press(...keys);
      await periplus.drawn();
      expectStraightLines(periplus);
    };
    const search = async (typed: string) => {
      screen.paste(typed);
      await look();
    };

    // Tables: narrow, wide, scrolled, sorted, marked, filtered.
    await screen.shows(/Pods .*live/);
    expect(endOf(periplus, 0)).toBe(screen.size.columns - 2);
    await look("w");
    await look("right", "right", "right");
    await look("S", "i", "space", "space", "G");
    await look("h", "h", "h", "w", "g", "g", "/");
    for (let round = 0; round < 5; round += 1) {
      await search(text());
      await look("ctrl-u");
    }
    await search("api İ");
    await look("enter", "esc", "esc");

    // One object: as YAML, searched, folded, scrolled, copied.
    await look("y");
    await screen.shows(/YAML .*rv/);
    await look("G", "right", "right", "right", "left", "Z", "g", "g", "c", "/");
    await search(text());
    await look("enter", "n", "esc");
    await look("esc");

    // Lists to choose from.
    for (const opening of ["ctrl-x", "ctrl-n", ":", "?", "t"]) {
      await look(opening);
      await look("down", "down", "down");
      await search(text());
      await look("enter", "esc");
    }

    // Other kinds: cluster-wide, with sentences, with the server's own columns, denied, and one that is not there.
    for (const kind of ["nodes", "events", "widgets", "namespaces"]) {
      screen.type(`:${kind}`);
      await look("enter");
      // Without the plural's end: a kind that is called otherwise than its plural is titled by itself.
      await screen.shows(new RegExp(`${kind.slice(1, -1)}.* live`, "i"));
      await look("w", "down", "y");
      await look("esc", "esc");
    }
    screen.type(":secrets");
    await look("enter");
    await screen.shows(/Secrets .*not allowed/);
    screen.type(`:nothing ${text()}`);
    await look("enter", "esc");

    // Contexts that fail, each with words of its own.
    for (const name of ["second", "third"]) {
      screen.press("ctrl-x");
      screen.type(name);
      await look("enter");
      await screen.shows(new RegExp(`^ ${name}`));
      await look("R");
      await look("ctrl-x");
      await look("esc");
    }

    expect(periplus.errors).toEqual([]);
    expect(firstUnsafe(Buffer.concat(written).toString())).toBeUndefined();
  },
  100_000,
);

test("rows of hostile texts end where the rows of plain ones do", async () => {
  const random = seeded(11);
  const text = () => hostileText(random);
  await using periplus = await openPeriplus({ kubeconfigText: await kubeconfigText({ text, objects: 20 }) });
  const { screen } = periplus;
  await screen.shows(/Pods .*live/);
  screen.type(":nodes");
  screen.press("enter");
  await screen.shows(/Nodes .*live/);
  await periplus.drawn();
  const rows = Array.from({ length: 20 }, (_, index) => endOf(periplus, index + 2));
  expect(new Set(rows).size).toBe(1);
});
