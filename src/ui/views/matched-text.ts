import { graphemes } from "../../lib/text.ts";
import type { Span } from "../paint/line.ts";
import type { Color } from "../paint/palette.ts";

/** A text with the characters underlined that a search found, by their offsets into it. */
export function matchedText(text: string, positions: readonly number[], token: Color): Span[] {
  const matched = new Set(positions);
  if (matched.size === 0) return [{ text, token }];
  const spans: Span[] = [];
  let [run, inMatch, at] = ["", false, 0];
  const end = () => {
    if (run !== "")
      spans.push(inMatch ? { text: run, token: "accent", underline: true } : { text: run, token });
    run = "";
  };
  for (const part of graphemes(text)) {
    if (matched.has(at) !== inMatch) {
      end();
      inMatch = !inMatch;
    }
    run += part;
    at += part.length;
  }
  end();
  return spans;
}
