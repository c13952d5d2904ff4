import { Box, Text } from "ink";
import { afterEach, expect, test } from "vitest";
import { renderOnScreen, type Screen } from "../../../test/support/screen.ts";
import { shippedTheme } from "../../config/open.ts";
import { sanitize } from "../../lib/sanitize.ts";
import { paintBox } from "./box.ts";
import { layoutColumns } from "./columns.ts";
import { composeLine } from "./line.ts";
import { makePalette } from "./palette.ts";
import { paintRow } from "./row.ts";

const palette = makePalette(shippedTheme("dark") ?? expect.unreachable(), "truecolor");
const surface = "#2c3144";
const columns = 40;
let screen: Screen | undefined;

afterEach(() => screen?.terminal.close());

async function show(lines: readonly string[], overlay: readonly string[] = []): Promise<Screen> {
  screen = renderOnScreen(
    <Box flexDirection="column">
      {lines.map((line, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a line of the screen is its place
        <Text key={row} wrap="truncate">
          {line}
        </Text>
      ))}
      <Box position="absolute" marginLeft={2} flexDirection="column">
        {overlay.map((line, row) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a line of the screen is its place
          <Text key={row} wrap="truncate">
            {line}
          </Text>
        ))}
      </Box>
    </Box>,
    { columns, rows: Math.max(lines.length, 2) },
  );
  await screen.settled();
  return screen;
}

test("the cursor row's background reaches from the first to the last cell", async () => {
  const layout = layoutColumns([{ id: "name", header: "NAME", width: 10, priority: 0 }], columns);
  const shown = await show([
    paintRow({ cells: [{ text: "api", token: "bad" }], cursor: true, health: "bad" }, layout, palette),
    paintRow({ cells: [{ text: "ledger" }] }, layout, palette),
  ]);
  const backgrounds = Array.from({ length: columns }, (_, column) => shown.cell(column, 0).background);
  expect(new Set(backgrounds)).toEqual(new Set([surface]));
  expect(shown.cell(1, 0)).toMatchObject({ text: "✖", foreground: "#ff8066" });
  expect(shown.cell(3, 0)).toMatchObject({ text: "a", foreground: "#ff8066" });
  expect(shown.cell(3, 1)).toMatchObject({ text: "l", foreground: undefined, background: undefined });
});

test("a box laid over rows hides them under all of its cells", async () => {
  const lines = Array.from({ length: 5 }, () =>
    composeLine([{ text: "x".repeat(columns) }], columns, palette),
  );
  const box = paintBox(
    { title: [{ text: "context" }], lines: [[{ text: "prod" }], []], cursor: 0 },
    20,
    palette,
  );
  const shown = await show(lines, box);
  expect(shown.lines().slice(0, 5)).toEqual([
    `xx┌ context ─────────┐${"x".repeat(18)}`,
    `xx│ prod             │${"x".repeat(18)}`,
    `xx│                  │${"x".repeat(18)}`,
    `xx└──────────────────┘${"x".repeat(18)}`,
    "x".repeat(columns),
  ]);
  expect(shown.cell(10, 1).background).toBe(surface);
});

test("whatever a cluster sends, what stands right of it stands in its column", async () => {
  const awkward = [
    "日本語のサービス名",
    "한국어 서비스",
    "e\u0301\u0302\u0303\u0304\u0305 marks",
    "👩\u200d💻 👍🏽 🇩🇪 1\ufe0f\u20e3 ⚠\ufe0f ⏳",
    "\x1b[31mred\x1b[2J\x07",
    "a\u202eb\u2066c\u200dd\ufeffe",
    "\ud83d half, \u{1fffe} none",
    "ｱﾊﾟｰﾄ ﾊﾞ",
    "עברית العربية",
    "\t tab\r\n",
    "ไทย ภาษา",
    "Ω ß ẞ ﬁ ™ © ½",
  ];
  const lines = awkward.map((text) =>
    composeLine([{ text: sanitize(text), token: "warn" }], columns - 1, palette).concat("|"),
  );
  const shown = await show(lines);
  for (const [row, text] of awkward.entries()) {
    const line = shown.lines()[row] ?? "";
    expect({ text, line, mark: shown.cell(columns - 1, row).text }).toEqual({ text, line, mark: "|" });
  }
});
