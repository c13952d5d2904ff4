import type { Config } from "../config/index.ts";
import { settingsFor } from "../config/settings.ts";
import type { App } from "../state/app.ts";
import { isToCome } from "../state/is-to-come.ts";
import { Controller } from "./controller.ts";
import type { InputEvent } from "./keys/events.ts";
import type { ColorLevel } from "./paint/color-level.ts";
import { makePalette } from "./paint/palette.ts";
import { printable } from "./paint/printable.ts";
import { ScreenLines } from "./screen-lines.ts";
import { Terminal, type TerminalOptions } from "./terminal/terminal.ts";

/** The terminal, taken before it is known what will be shown on it. */
export interface TakenTerminal {
  readonly terminal: Terminal;
  /** What the terminal says about its background; undefined where it does not. */
  readonly background: Promise<"dark" | "light" | undefined>;
  /** Gives `onEvent` what was typed so far, and all that comes. */
  listen(onEvent: (event: InputEvent) => void): void;
}

export interface TakeOptions extends Omit<TerminalOptions, "onEvent"> {
  /** ctrl-c, before anybody listens. */
  onInterrupt(): void;
}

/** Takes the keyboard and asks the terminal what it is, so that its answer comes while the app is opened. */
export function takeTerminal(options: TakeOptions): TakenTerminal {
  const early: InputEvent[] = [];
  let listener = (event: InputEvent): void => {
    if (event.type === "key" && event.key === "ctrl-c") options.onInterrupt();
    early.push(event);
  };
  const terminal = new Terminal({ ...options, onEvent: (event) => listener(event) });
  terminal.start();
  return {
    terminal,
    background: terminal.background(),
    listen(onEvent) {
      listener = onEvent;
      for (const event of early.splice(0)) onEvent(event);
    },
  };
}

export interface ScreenOptions {
  readonly app: App;
  readonly config: Config;
  readonly colors: ColorLevel;
  /** Lines are put into ASCII. */
  readonly ascii: boolean;
  readonly taken: TakenTerminal;
  readonly after: TerminalOptions["after"];
  /** Milliseconds since the epoch. */
  now(): number;
  /** A command failed in a way nobody foresaw; the user has been told. */
  onError(error: unknown): void;
}

/** What holds the screen, until it is closed. */
export interface RunningScreen {
  /** Resolves when the screen is gone and the terminal is as it was; rejects with the error of a view. */
  readonly closed: Promise<void>;
  close(): void;
}

/** More than a window's frame shows. */
const longestTitle = 100;
/** How long the first rows are waited for before Ink is loaded, in ms. */
const patience = 300;
/** How often what only ages is drawn again, in ms. */
const tick = 1000;

/**
 * Resolves when there is something to look at, or has not come for a while. Loading Ink holds the thread for longer
 * than a server that is near takes to answer.
 */
function firstRows(app: App, after: TerminalOptions["after"]): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      cancel();
      unsubscribe();
      resolve();
    };
    const cancel = after(patience, done);
    const look = () => isAwaiting(app) || done();
    const unsubscribe = app.subscribe(look);
    look();
  });
}

function isAwaiting({ table }: App): boolean {
  return table?.shown.length === 0 && isToCome(table.rows.status);
}

/** Draws the app on a terminal and gives it the terminal's keys, until it is closed. */
export async function startScreen(options: ScreenOptions): Promise<RunningScreen> {
  const { app, config, colors, ascii, taken, now, onError } = options;
  const { terminal } = taken;
  const { settings } = config;
  const background = settings.theme === "auto" && colors !== "none" ? await taken.background : undefined;
  const palette = makePalette(config.theme({ background, colors: colors !== "none" }), colors, ascii);
  const controller = new Controller({
    app,
    keymap: config.keymap,
    after: options.after,
    copy: (text) => terminal.copy(text),
    redraw: () => terminal.redraw(),
    suspend: () => {
      void terminal.suspend().then((reason) => reason && app.notify(reason));
    },
    onError,
  });
  const accent = (context: string) => settingsFor(context, settings).accent;
  const screen = new ScreenLines(app, () => ({
    palette,
    now: now(),
    help: () => controller.help(),
    keyOf: (id) => controller.keyOf(id),
    accent,
  }));
  const preview = () => terminal.preview(screen.at(terminal.size)) || endPreview();
  const endPreview = screen.subscribe(preview);
  preview();
  taken.listen((event) => controller.handle(event));
  const timer = setInterval(() => app.takeIn(), tick);
  const untitle = app.subscribe(() =>
    terminal.setTitle(printable(`periplus ${app.location?.context ?? ""}`, {}, longestTitle)),
  );
  const stop = () => {
    clearInterval(timer);
    untitle();
  };
  const mounted = firstRows(app, options.after)
    .then(() => import("./screen-component.tsx"))
    .then(({ screenOf }) => terminal.mount(screenOf(screen)));
  return {
    closed: mounted.then(stop, (error: unknown) => {
      stop();
      throw error;
    }),
    close: () => terminal.close(),
  };
}
