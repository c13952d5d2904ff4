import { render } from "ink";
import type { Config } from "../config/index.ts";
import { settingsFor } from "../config/settings.ts";
import type { After } from "../lib/after.ts";
import type { App } from "../state/app.ts";
import { Controller } from "./controller.ts";
import { StdinProxy, type TerminalInput } from "./keys/stdin-proxy.ts";
import type { ColorLevel } from "./paint/color-level.ts";
import { makePalette } from "./paint/palette.ts";
import { Screen } from "./screen-component.tsx";

export interface ScreenOptions {
  readonly app: App;
  readonly config: Config;
  readonly colors: ColorLevel;
  readonly ascii: boolean;
  readonly stdin: TerminalInput;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  readonly after: After;
  now(): number;
  copy(text: string): void;
  suspend(): void;
  log(error: unknown): void;
}

/** What holds the screen, until it is closed. */
export interface RunningScreen {
  /** Resolves when the screen is gone and the terminal is as it was. */
  readonly closed: Promise<void>;
  close(): void;
}

/** More frames a second than Ink draws by default: a key must never wait for the frame before it. */
const maxFps = 250;
/** How often what only ages is drawn again, in ms. */
const tick = 1000;

/** Draws the app on a terminal and gives it the terminal's keys, until it is closed. */
export function startScreen(options: ScreenOptions): RunningScreen {
  const { app, config, colors, ascii, stdin, stdout, stderr, after, now, log } = options;
  const palette = makePalette(config.theme({ background: undefined, colors: colors !== "none" }), colors, ascii);
  const controller = new Controller({
    app,
    keymap: config.keymap,
    after,
    copy: options.copy,
    suspend: options.suspend,
    redraw: () => stdout.emit("resize"),
    onError: log,
  });
  const keyboard = new StdinProxy({
    source: stdin,
    after,
    onEvent: (event) => controller.handle(event),
    onClose: () => app.options.quit(),
  });
  const accent = (context: string) => settingsFor(context, config.settings).accent;
  const frame = () => ({ palette, now: now(), help: () => controller.help(), accent });
  const ink = render(<Screen app={app} frame={frame} />, {
    stdin: keyboard.quiet as unknown as NodeJS.ReadStream,
    stdout,
    stderr,
    exitOnCtrlC: false,
    patchConsole: false,
    alternateScreen: true,
    incrementalRendering: true,
    interactive: true,
    maxFps,
  });
  keyboard.start();
  const timer = setInterval(() => app.changed(), tick);
  return {
    closed: ink.waitUntilExit().then(() => {}),
    close() {
      clearInterval(timer);
      keyboard.stop();
      ink.unmount();
    },
  };
}
