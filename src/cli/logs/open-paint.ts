import { openConfig } from "../../config/index.ts";
import type { Theme } from "../../config/theme.ts";
import { foldersOf } from "../folders.ts";
import { hasColors } from "../name-list.ts";
import { readIfThere } from "../read-if-there.ts";
import type { Output, World } from "../world.ts";
import type { Paint } from "./log-colors.ts";
import type { LineForm } from "./logs-request.ts";

/** Makes a theme ready for the terminal; undefined where that has no colours and is not forced to. */
export type MakePaint = (theme: Theme, force: boolean) => Promise<Paint | undefined>;

/** The user's colours, for outputs that take them. */
export interface OpenedPaint {
  for(output: Output): Paint | undefined;
}

export async function openPaint(
  world: World,
  { color }: Pick<LineForm, "color">,
  theme: string | undefined,
  makePaint: MakePaint,
): Promise<OpenedPaint> {
  const { env } = world;
  const isColored = (output: Output) =>
    color === "always" || (color === "auto" && (areForced(env) || hasColors({ stdout: output, env })));
  if (!isColored(world.stdout) && !isColored(world.stderr)) return { for: () => undefined };
  const config = await openConfig({
    directory: foldersOf(world).config,
    read: readIfThere,
    theme,
  });
  const background = backgroundOf(world.env.COLORFGBG);
  const paint = await makePaint(config.theme({ background, colors: true }), color === "always");
  return { for: (output) => (isColored(output) ? paint : undefined) };
}

/** Scripts force colours through pipes so; a user who wants none has the last word. */
function areForced({ FORCE_COLOR = "", NO_COLOR = "" }: World["env"]): boolean {
  return /^(true|[123])$/.test(FORCE_COLOR) && NO_COLOR === "";
}

/** What some terminals say of themselves: `15;0` is light on dark, in numbers of the sixteen colours. */
function backgroundOf(colors: string | undefined): "dark" | "light" | undefined {
  const number = /;(\d+)$/.exec(colors ?? "")?.[1];
  if (number === undefined) return undefined;
  return ["7", "9", "10", "11", "12", "13", "14", "15"].includes(number) ? "light" : "dark";
}
