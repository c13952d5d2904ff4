/**
 * Whether a text can stand without quotes, in block and flow collections, and be read as that text by YAML 1.1 and 1.2.
 * Rather too careful than not: a needless pair of quotes does no harm.
 */
export function isPlainSafe(value: string): boolean {
  return /^[A-Za-z_/](?:[\w./@+-]|:(?=[\w./@+-]))*$/.test(value) && !words.has(value.toLowerCase());
}

/** What YAML 1.1 reads as true, false or null. */
const words = new Set(["y", "n", "yes", "no", "on", "off", "true", "false", "null"]);

/** The text in quotes. Single quotes know no escapes, so all but common characters get double quotes after all. */
export function quote(value: string, mark: "'" | '"'): string {
  if (mark === "'" && /^[\x20-\x7e\u00a0-\u1fff]*$/.test(value)) return `'${value.replaceAll("'", "''")}'`;
  return JSON.stringify(value).replace(/[\u007f-\u009f\u2028\u2029\ufeff]/g, escaped);
}

const escaped = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
