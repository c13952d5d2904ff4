import { expect, test } from "vitest";
import { internedText } from "./intern.ts";

function intern(text: string): string {
  const bytes = Buffer.from(`<${text}>`);
  return internedText(bytes, 1, bytes.length - 1);
}

test("far more texts than there are slots each come back as they are, again and again", () => {
  const texts = Array.from({ length: 50_000 }, (_, index) => `web-${index}-${index * 7919}`);
  for (let round = 0; round < 2; round++) {
    expect(texts.filter((text) => intern(text) !== text)).toEqual([]);
  }
});

test.each(["", "a", "a".repeat(64), "a".repeat(65), "näme", "\u0000", "日本語", "🚢", "\u007f"])(
  "the text %j comes back as it is",
  (text) => {
    expect([intern(text), intern(text)]).toEqual([text, text]);
  },
);

test("bytes that are no UTF-8 give a text all the same", () => {
  expect(internedText(Buffer.from([0x61, 0xff, 0x62]), 0, 3)).toBe("a\ufffdb");
});
