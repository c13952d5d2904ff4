/** How many colours a terminal has. */
export type ColorLevel = "none" | "16" | "256" | "truecolor";

type Environment = Readonly<Record<string, string | undefined>>;

const truecolorTerminals = /^(xterm-kitty|xterm-ghostty|wezterm|alacritty|foot|contour|.*-direct)/;
const truecolorPrograms = new Set(["iTerm.app", "WezTerm", "ghostty", "vscode", "Hyper", "mintty", "rio"]);
const forced: Readonly<Record<string, ColorLevel>> = {
  0: "none",
  false: "none",
  1: "16",
  2: "256",
  3: "truecolor",
};

/**
 * The colours to use, from the environment alone. `NO_COLOR` (no-color.org: set and not empty) wins over
 * `FORCE_COLOR`, as the user's wish over a script's; then COLORTERM, the terminals known to understand 24 bits,
 * and the ending of TERM.
 */
export function colorLevel(env: Environment): ColorLevel {
  const term = env.TERM ?? "";
  if ((env.NO_COLOR ?? "") !== "") return "none";
  const wish = forced[env.FORCE_COLOR ?? ""];
  if (wish !== undefined) return wish;
  if (term === "dumb" || term === "") return "none";
  if (/^(truecolor|24bit)$/i.test(env.COLORTERM ?? "")) return "truecolor";
  if (env.WT_SESSION !== undefined || truecolorTerminals.test(term)) return "truecolor";
  // Apple's own terminal and multiplexers set TERM to the colours they pass on.
  if (truecolorPrograms.has(env.TERM_PROGRAM ?? "") && !/^(screen|tmux)/.test(term)) return "truecolor";
  if (/-256(color)?$/.test(term)) return "256";
  return /^vt[12]\d\d/.test(term) ? "none" : "16";
}

/** Whether box drawing and symbols may be sent: a UTF-8 locale, and not the Linux console with its small font. */
export function isUnicodeTerminal(env: Environment): boolean {
  if (/^(linux|vt\d+)/.test(env.TERM ?? "")) return false;
  const locale = env.LC_ALL || env.LC_CTYPE || env.LANG;
  // Windows and macOS terminals often set no locale, and speak UTF-8.
  return locale === undefined || locale === "" ? env.TERM !== "dumb" : /utf-?8/i.test(locale);
}
