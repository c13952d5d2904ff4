import type { ReplyEvent } from "./events.ts";

type Reply = ReplyEvent["reply"];

/** `OSC code ; text`: the answer to a query for a colour. */
export function parseOscReply(body: string): ReplyEvent {
  const color = /^1([01]);rgba?:([0-9a-f]{1,4})\/([0-9a-f]{1,4})\/([0-9a-f]{1,4})/i.exec(body);
  if (color === null) return reply({ kind: "other", text: body });
  const [, which, ...channels] = color;
  const hex = channels.map((digits = "0") => twoDigits(digits)).join("");
  return reply({ kind: which === "0" ? "foreground" : "background", color: `#${hex}` });
}

// XParseColor: one to four hexadecimal digits, scaled to the full range.
function twoDigits(digits: string): string {
  const share = Number.parseInt(digits, 16) / (16 ** digits.length - 1);
  return Math.round(share * 255)
    .toString(16)
    .padStart(2, "0");
}

/** `DCS text`: the terminal's name and version, or the answer to a query for a setting. */
export function parseDcsReply(body: string): ReplyEvent {
  return reply(
    body.startsWith(">|") ? { kind: "version", text: body.slice(2) } : { kind: "other", text: body },
  );
}

/** `CSI` sequences that are answers; undefined for those that are not. */
export function parseCsiReply(
  marker: string,
  parameters: readonly number[],
  final: string,
): ReplyEvent | undefined {
  const [first = 0, second = 0] = parameters;
  if (marker === "?" && final === "c") return reply({ kind: "device-attributes", attributes: parameters });
  if (marker === "?" && final === "u") return reply({ kind: "kitty-keyboard", flags: first });
  if (marker === "?" && final === "$y") return reply({ kind: "mode", mode: first, state: second });
  if (final === "R") return reply({ kind: "cursor-position", row: first - 1, column: second - 1 });
  if (marker !== "" || "cnty".includes(final))
    return reply({ kind: "other", text: `${marker}${parameters.join(";")}${final}` });
  return undefined;
}

function reply(answer: Reply): ReplyEvent {
  return { type: "reply", reply: answer };
}
