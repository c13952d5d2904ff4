import { describe, expect, test } from "vitest";
import type { Span } from "../paint/line.ts";
import { valueSpans } from "./value-spans.ts";

/** A message with its values in brackets. */
function seen(spans: readonly Span[]): string {
  return spans.map(({ text, token }) => (token === "info" ? `[${text}]` : text)).join("");
}

describe("what differs from line to line is told from the words around it", () => {
  test.each<[string, string]>([
    ["a number", "served [200] in [12ms], [99.9%] of [1,024] at [3.5MiB/s]"],
    ["an address", "dial tcp [10.1.2.3:5432]: refused by [10.0.0.0/8]"],
    ["a URL", "GET [https://api.example.com/orders/77?x=1] failed"],
    ["an identifier", "order [123e4567-e89b-12d3-a456-426614174000] is paid"],
    ["a time", "since [2026-11-22T03:00:00.123Z], and at [14:05:09]"],
    ["what is quoted", "unknown field [\"spec.foo\"] in ['a b']"],
    ["nothing in names", "api-7d9c6b5f4-2xkqp v1.37.1 http2 sha256:12ab utf-8 x86_64 node-1 #42 don't can't"],
    ["nothing in paths", "open /var/log/pods/0.log and src/main.go:17"],
    ["and not a quote that does not end", 'he said "never'],
  ])("%s", (_, text) => {
    expect(seen(valueSpans([{ text: text.replace(/[[\]]/g, ""), token: "text" }]))).toBe(text);
  });

  test("within a moment, however a line is made", () => {
    const hostile = [
      "1.".repeat(3000),
      "1".repeat(6000),
      '"'.repeat(6000),
      "a://".repeat(2000),
      "1:1/".repeat(1500),
    ];
    for (const text of hostile)
      expect(
        valueSpans([{ text, token: "text" }])
          .map(({ text }) => text)
          .join(""),
      ).toBe(text);
  });

  test("but not where the program has colours of its own", () => {
    const spans: readonly Span[] = [
      { text: "took ", token: "text" },
      { text: "12ms", token: "busy" },
    ];
    expect(valueSpans(spans)).toBe(spans);
  });
});
