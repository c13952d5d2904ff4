import { describe, expect, test } from "vitest";
import { markedSpans } from "./marked-spans.ts";

const texts = (spans: readonly { readonly text: string }[]) => spans.map(({ text }) => text);

describe("what is found is marked", () => {
  const spans = [
    { text: "one ", token: "text" as const },
    { text: "two three", token: "dim" as const },
  ];

  test("within a span and across spans", () => {
    const marked = markedSpans(spans, [[2, 6]]);
    expect(texts(marked)).toEqual(["on", "e ", "tw", "o three"]);
    expect(marked.map(({ background }) => background)).toEqual([undefined, "match", "match", undefined]);
  });

  test("several times, and where parts overlap", () => {
    expect(
      texts(
        markedSpans(spans, [
          [0, 3],
          [2, 5],
          [8, 13],
        ]),
      ),
    ).toEqual(["on", "e", " ", "t", "wo ", "three"]);
  });
});

test("no character is marked by half", () => {
  const marked = markedSpans([{ text: "cafe\u0301 au lait" }], [[3, 4]]);
  expect(texts(marked)).toEqual(["caf", "e\u0301", " au lait"]);
});
