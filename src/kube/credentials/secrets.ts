import { stripVTControlCharacters } from "node:util";
import { sanitize } from "../../lib/sanitize.ts";

const HIDDEN = "[hidden]";

/**
 * Text that another program wrote, made fit for a message: no escapes, one line, at most `limit` characters of its
 * end, and whatever looks like a secret, or is one of `known`, hidden. Plugins print tokens when they are in trouble.
 */
export function safeWords(text: string, { limit = 600, known = [] }: SafeWordsOptions = {}): string {
  const plain = stripVTControlCharacters(text);
  const hidden = patterns.reduce(
    (rest, { pattern, shown }) => rest.replace(pattern, shown),
    known
      .filter((secret) => secret.length >= 4)
      .reduce((rest, secret) => rest.replaceAll(secret, HIDDEN), plain),
  );
  const line = sanitize(
    hidden
      .split(/\r\n|\r|\n/)
      .map((part) => part.trim())
      .filter((part) => part !== "")
      .join(" "),
    { tab: "space" },
  );
  return line.length <= limit ? line : `…${line.slice(-limit)}`;
}

/** The same for text that comes line by line, of which a key takes several; a line with nothing to show gives `""`. */
export function safeLines(options: SafeWordsOptions): (line: string) => string {
  let inKey = false;
  return (line) => {
    const wasInKey = inKey;
    if (line.includes("-----BEGIN ")) inKey = true;
    if (line.includes("-----END ")) inKey = false;
    return wasInKey ? "" : safeWords(line, options);
  };
}

export interface SafeWordsOptions {
  readonly limit?: number;
  /** Secrets that must not show whatever they look like. */
  readonly known?: readonly string[];
}

const secretName =
  "[\\w-]*(?:token|secret|passw(?:or)?d|credential|authorization|api[_-]?key|private[_-]?key)[\\w-]*";

const value = "(?:\"[^\"]*\"|'[^']*'|[^\\s,;}&]+)";

const patterns: readonly { readonly pattern: RegExp; readonly shown: string }[] = [
  { pattern: /-----BEGIN [^-]+-----[\s\S]*?(?:-----END [^-]+-----|$)/g, shown: HIDDEN },
  // JSON Web Tokens, and others with a payload in base64.
  { pattern: /\beyJ[\w-]{8,}(?:\.[\w-]*)*/g, shown: HIDDEN },
  { pattern: /\bk8s-aws-v1\.[\w-]+/g, shown: HIDDEN },
  { pattern: /\b(bearer|basic)\s+[\w.~+/=-]{6,}/gi, shown: `$1 ${HIDDEN}` },
  {
    pattern: new RegExp(`(${secretName}["']?\\s*=\\s*|${secretName}["']\\s*:\\s*)${value}`, "gi"),
    shown: `$1${HIDDEN}`,
  },
  // After a colon in running text most words are reasons, such as in `could not get token: invalid_grant`.
  { pattern: new RegExp(`(${secretName}:\\s*)(?=\\S*\\d)(?=\\S*[a-z])\\S{6,}`, "gi"), shown: `$1${HIDDEN}` },
  { pattern: new RegExp(`(--${secretName}\\s+)(\\S+)`, "gi"), shown: `$1${HIDDEN}` },
  // Long strings of random letters and digits; a UUID is shorter.
  { pattern: /(?=[\w+=-]*[a-z])(?=[\w+=-]*[A-Z])(?=[\w+=-]*\d)[\w+=-]{40,}/g, shown: HIDDEN },
];

/** The values of variables and flags whose names say that they are secret. */
export function secretValues(
  env: readonly { readonly name: string; readonly value: string }[],
  args: readonly string[],
): string[] {
  const named = new RegExp(`^-*${secretName}$`, "i");
  const fromEnv = env.filter(({ name }) => named.test(name)).map(({ value }) => value);
  const fromArgs = args.flatMap((arg, index) => {
    const [flag = "", ...value] = arg.split("=");
    if (!flag.startsWith("-") || !named.test(flag)) return [];
    return value.length > 0 ? [value.join("=")] : args.slice(index + 1, index + 2);
  });
  return [...fromEnv, ...fromArgs].filter((value) => value !== "");
}
