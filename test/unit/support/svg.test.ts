import { expect, test } from "vitest";
import { FakeTerminal } from "../../support/fake-terminal.ts";
import { toSvg } from "../../support/svg.ts";

async function drawn(text: string, columns = 12, rows = 1): Promise<string> {
  const screen = new FakeTerminal({ columns, rows });
  screen.scribble(text);
  await screen.parsed();
  return toSvg(screen, { foreground: "#eeeeee", background: "#111111" });
}

test("text in one look is one element at its place", async () => {
  const svg = await drawn("a <b> & c");
  expect(svg).toContain('x="12" y="24.75" textLength="100.8"');
  expect(svg).toContain(">a &lt;b&gt; &amp; c   </text>");
  expect(svg.match(/<text/g)).toHaveLength(1);
});

test("colours, backgrounds and attributes are drawn", async () => {
  const svg = await drawn(
    "\x1b[1;38;2;255;0;16mred\x1b[0m\x1b[48;5;196m  \x1b[0m\x1b[7minv\x1b[0m\x1b[2;31mdim",
  );
  expect(svg).toContain('fill="#ff0010" font-weight="bold">red</text>');
  expect(svg).toContain('<rect x="37.2" y="12" width="16.8" height="17" fill="#ff0000"/>');
  expect(svg).toContain('height="17" fill="#eeeeee"/>');
  expect(svg).toContain('fill="#111111">inv</text>');
  expect(svg).toContain('fill="#e06c75" opacity="0.6">dim</text>');
});

test("wide characters keep what follows in its column", async () => {
  const svg = await drawn("日x");
  expect(svg).toMatch(/x="12" [^>]*textLength="16.8"[^>]*>日</);
  expect(svg).toMatch(/x="28.8" [^>]*>x/);
});

test("an empty screen is an empty picture of its size", async () => {
  const svg = await drawn("", 10, 2);
  expect(svg).toContain('width="108" height="58"');
  expect(svg).not.toContain("<text");
});
