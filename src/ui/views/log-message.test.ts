import { describe, expect, test } from "vitest";
import { spansWidth } from "../paint/line.ts";
import { fieldSpans, messageSpans, wrapSpans } from "./log-message.ts";

const texts = (spans: readonly { readonly text: string }[]) => spans.map(({ text }) => text);

test("a message keeps the colours of its program, and says where it was cut", () => {
  const spans = messageSpans("\x1b[31mred\x1b[0m and \x1b[38;2;1;2;3mmore\x1b[0m of it", 10, "text");
  expect(spans).toEqual([
    { text: "red", token: "red" },
    { text: " and ", token: "text" },
    { text: "mo", token: "#010203" },
    { text: "…", token: "faint" },
  ]);
});

test("fields are names and values; one with blanks is in quotes, and those within it are escaped", () => {
  const fields = [
    { name: "err", value: 'write: "broken pipe"', kind: "string" as const },
    { name: "path", value: "/a b", kind: "string" as const },
    { name: "none", value: "", kind: "string" as const },
  ];
  expect(texts(fieldSpans(fields)).join("")).toBe(
    String.raw`err="write: \"broken pipe\"" path="/a b" none=""`,
  );
});

describe("wrapping", () => {
  test("fills row after row, and keeps looks", () => {
    const rows = wrapSpans(
      [
        { text: "abcdef", token: "text" },
        { text: "gh", token: "dim" },
      ],
      3,
      10,
    );
    expect(rows.map(texts)).toEqual([["abc"], ["def"], ["gh"]]);
    expect(rows[2]).toEqual([{ text: "gh", token: "dim" }]);
  });

  test("never cuts a wide character, nor loops where one has no room", () => {
    expect(wrapSpans([{ text: "日本語" }], 5, 10).map(texts)).toEqual([["日本"], ["語"]]);
    const rows = wrapSpans([{ text: "日本" }], 1, 10);
    expect(rows.every((row) => spansWidth(row) <= 2)).toBe(true);
    expect(rows.length).toBeLessThanOrEqual(10);
  });

  test("ends after so many rows", () => {
    expect(wrapSpans([{ text: "x".repeat(100) }], 10, 3)).toHaveLength(3);
  });
});
