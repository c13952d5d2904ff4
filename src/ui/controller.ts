import { type Command, type CommandContext, type CommandHelp, commands } from "../commands/index.ts";
import { type Keymap, keysByCommand } from "../config/keymap.ts";
import type { After } from "../lib/after.ts";
import { longestLine, typeInto } from "../lib/line-edit.ts";
import type { App } from "../state/app.ts";
import { Dispatcher, type Scope } from "./keys/dispatcher.ts";
import type { InputEvent } from "./keys/events.ts";

export interface ControllerOptions {
  readonly app: App;
  readonly keymap: Keymap;
  readonly after: After;
  copy(text: string): void;
  redraw(): void;
  suspend(): void;
  /** A command that failed in a way nobody foresaw. */
  onError(error: unknown): void;
}

const present = commands.filter(({ isAbsent }) => !isAbsent);
const byId = new Map(commands.map((command) => [command.id, command]));

/** Turns what comes from the terminal into commands on the app. The only place where keys mean anything. */
export class Controller {
  readonly #options: ControllerOptions;
  readonly #dispatcher: Dispatcher;
  readonly #context: CommandContext;
  readonly #keysOfScopes = new Map<string, ReadonlyMap<string, readonly string[]>>();

  constructor(options: ControllerOptions) {
    const { app, keymap, after, copy, redraw, suspend } = options;
    this.#options = options;
    const run = (id: string) => void this.#run(id);
    this.#context = {
      app,
      copy,
      redraw,
      suspend,
      help: () => this.help(),
      keyOf: (id) => this.keyOf(id),
      run,
    };
    this.#dispatcher = new Dispatcher({
      keymap,
      after,
      run: (id) => this.#run(id),
      type: (text) => this.#type(text.replace(/\s+/g, " ")),
      pending: (keys) => {
        app.pendingKeys = keys ?? "";
        app.changed();
      },
    });
  }

  handle(event: InputEvent): void {
    this.#dispatcher.setScopes(scopesOf(this.#options.app));
    this.#dispatcher.handle(event);
  }

  /** Every command that has keys or can be chosen where the app is now. */
  help(): readonly CommandHelp[] {
    const keys = this.#keys(paneScopes(this.#options.app).map(({ name }) => name));
    return present.map((command) => ({
      command,
      keys: keys.get(command.id) ?? [],
      reason: command.unavailable?.(this.#context),
      isHinted: command.hint !== undefined && (command.isHinted?.(this.#context) ?? true),
    }));
  }

  /** The key that runs a command where the app is now: in the pane, or in what is typed over it. */
  keyOf(id: string): string | undefined {
    const { app } = this.#options;
    const keysIn = (scopes: readonly Scope[]) => this.#keys(scopes.map(({ name }) => name)).get(id);
    return (keysIn(paneScopes(app)) ?? keysIn(scopesOf(app)))?.[0];
  }

  /** Every frame asks for them. */
  #keys(scopes: readonly string[]): ReadonlyMap<string, readonly string[]> {
    const name = scopes.join(" ");
    const known = this.#keysOfScopes.get(name);
    if (known !== undefined) return known;
    const keys = keysByCommand(this.#options.keymap, scopes);
    this.#keysOfScopes.set(name, keys);
    return keys;
  }

  #type(text: string): void {
    const { app } = this.#options;
    app.editLine((line) => typeInto(line, text));
    if (text.length > longestLine) app.notify(`only the first ${longestLine} characters were taken`, "bad");
  }

  #run(id: string): boolean {
    const command = byId.get(id);
    if (command === undefined) return false;
    const reason = command.unavailable?.(this.#context);
    if (reason === undefined) this.#start(command);
    else if (command.yieldsKey) return false;
    else this.#refuse(command, reason);
    return true;
  }

  /** What cannot be done is said for as long as it cannot: rows come, and the cursor goes to another one. */
  #refuse(command: Command, reason: string): void {
    this.#options.app.notify(reason, "info", () => command.unavailable?.(this.#context) === reason);
  }

  #start(command: Command): void {
    // What the last command had to say is over when the next one acts. Who only moves may go on reading it.
    if (command.group !== "Move") this.#options.app.dropToast();
    const failed = (error: unknown) => {
      this.#options.onError(error);
      this.#options.app.notify(error instanceof Error ? error.message : String(error), "bad");
    };
    try {
      Promise.resolve(command.run(this.#context)).catch(failed);
    } catch (error) {
      failed(error);
    }
  }
}

/** The layers that take keys, top first. */
function scopesOf(app: App): readonly Scope[] {
  const field: Scope = { name: "prompt", takesText: true };
  if (app.overlay) return [{ name: "picker" }, field, { name: "app" }];
  if (app.prompt) return [field, { name: "app" }];
  return paneScopes(app);
}

function paneScopes(app: App): readonly Scope[] {
  const view = app.pane?.view;
  const own = view === undefined || view === "problem" ? [] : [{ name: view }];
  const timeline = app.logs?.timeline.isOn ? [{ name: "timeline" }] : [];
  return [...timeline, ...own, { name: "global" }, { name: "app" }];
}
