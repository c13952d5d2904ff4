/** One line of at most `limit` characters; longer texts end in `…`. */
export function shorten(text: string | undefined, limit = 200): string {
  if (text === undefined) return "";
  const line = text.replace(/\s+/g, " ").trim();
  return line.length <= limit ? line : `${line.slice(0, limit - 1).trimEnd()}…`;
}

/** `1 pod`, `2 pods`. */
export function count(amount: number, noun: string): string {
  return `${amount} ${noun}${amount === 1 ? "" : "s"}`;
}

/**
 * What happened, without where it happened: Go programs wrap errors in layers, as in `a: b: not found`, of which
 * the innermost ones say most. Links are left out.
 */
export function innermost(message: string, layers = 1): string {
  const text = message.replace(/\s*https?:\/\/[^\s"]+/g, "");
  return text.split(": ").slice(-layers).join(": ");
}
