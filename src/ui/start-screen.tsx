import type { Config } from "../config/index.ts";
import { settingsFor } from "../config/settings.ts";
import type { App } from "../state/app.ts";
import { Controller } from "./controller.ts";
import type { ColorLevel } from "./paint/color-level.ts";
import { makePalette } from "./paint/palette.ts";
import { printable } from "./paint/printable.ts";
import { Screen } from "./screen-component.tsx";
import { Terminal, type TerminalOptions } from "./terminal/terminal.tsx";

export interface ScreenOptions {
  readonly app: App;
  readonly config: Config;
  readonly colors: ColorLevel;
  /** Lines are put into ASCII. */
  readonly ascii: boolean;
  readonly terminal: Omit<TerminalOptions, "onEvent">;
  /** Milliseconds since the epoch. */
  now(): number;
  /** A command failed in a way nobody foresaw; the user has been told. */
  onError(error: unknown): void;
}

/** What holds the screen, until it is closed. */
export interface RunningScreen {
  readonly terminal: Terminal;
  /** Resolves when the screen is gone and the terminal is as it was; rejects with the error of a view. */
  readonly closed: Promise<void>;
  close(): void;
}

/** More than a window's frame shows. */
const longestTitle = 100;
/** How often what only ages is drawn again, in ms. */
const tick = 1000;

/** Draws the app on a terminal and gives it the terminal's keys, until it is closed. */
export async function startScreen(options: ScreenOptions): Promise<RunningScreen> {
  const { app, config, colors, ascii, now, onError } = options;
  const controller = new Controller({
    app,
    keymap: config.keymap,
    after: options.terminal.after,
    copy: (text) => terminal.copy(text),
    redraw: () => terminal.redraw(),
    suspend: () => {
      void terminal.suspend().then((reason) => reason && app.notify(reason));
    },
    onError,
  });
  const terminal = new Terminal({ ...options.terminal, onEvent: (event) => controller.handle(event) });
  terminal.start();
  const background =
    config.settings.theme === "auto" && colors !== "none" ? await terminal.background() : undefined;
  const palette = makePalette(config.theme({ background, colors: colors !== "none" }), colors, ascii);
  const accent = (context: string) => settingsFor(context, config.settings).accent;
  const frame = () => ({ palette, now: now(), help: () => controller.help(), accent });
  const mounted = terminal.mount(<Screen app={app} frame={frame} />);
  const timer = setInterval(() => app.changed(), tick);
  const untitle = app.subscribe(() =>
    terminal.setTitle(printable(`periplus ${app.location?.context ?? ""}`, {}, longestTitle)),
  );
  const stop = () => {
    clearInterval(timer);
    untitle();
  };
  return {
    terminal,
    closed: mounted.then(stop, (error: unknown) => {
      stop();
      throw error;
    }),
    close: () => terminal.close(),
  };
}
