import type { Keymap } from "../../config/keymap.ts";
import type { After } from "../../lib/after.ts";
import type { InputEvent, KeyEvent } from "./events.ts";

/** A layer of the screen that may take keys, by the name of its section in the keymap. */
export interface Scope {
  readonly name: string;
  /** A field has the focus: what types something and is not bound here or above is text for it. */
  readonly takesText?: boolean;
}

export interface DispatcherOptions {
  readonly keymap: Keymap;
  readonly after: After;
  /** Runs a command. `false` means "not now": the key goes on to the scopes below, or becomes text. */
  run(command: string, key: string): boolean | undefined;
  /** Text for the field that has the focus. */
  type(text: string, how: "typed" | "pasted"): void;
  /** The keys of a sequence typed so far, such as `g`; undefined when none is under way. */
  pending?(keys: string | undefined): void;
  /** Milliseconds to wait for the next key of a sequence. */
  readonly patience?: number;
}

/**
 * Turns keys into commands and text. Scopes are asked from the top; the first that has a binding for the keys typed
 * so far wins, a longer sequence of a higher scope is waited for. Keys nobody knows do nothing.
 */
export class Dispatcher {
  readonly #options: DispatcherOptions;
  #scopes: readonly Scope[] = [];
  #typed: readonly KeyEvent[] = [];
  #cancel: (() => void) | undefined;

  constructor(options: DispatcherOptions) {
    this.#options = options;
  }

  /** The layers that take keys, top first. A sequence under way is forgotten when they change. */
  setScopes(scopes: readonly Scope[]): void {
    const isSame =
      scopes.length === this.#scopes.length &&
      scopes.every(({ name, takesText }, at) => {
        const before = this.#scopes[at];
        return before?.name === name && before.takesText === takesText;
      });
    this.#scopes = scopes;
    if (!isSame) this.#forget();
  }

  /** Handles a key or a paste; answers whether anything came of it. Other events are not for here. */
  handle(event: InputEvent): boolean {
    if (event.type === "paste") {
      this.#forget();
      if (!this.#scopes.some(({ takesText }) => takesText)) return false;
      this.#options.type(event.text, "pasted");
      return true;
    }
    return event.type === "key" && this.#press(event);
  }

  #press(event: KeyEvent): boolean {
    const typed = [...this.#typed, event];
    const wasPending = this.#typed.length > 0;
    this.#stopWaiting();
    const sequence = typed.map(({ key }) => key).join(" ");
    const found = this.#find(sequence);
    if (found === "longer") {
      this.#wait(typed, sequence);
      return true;
    }
    if (wasPending) this.#forget();
    if (found !== undefined) return this.#runFrom(found, sequence, event);
    return wasPending ? this.#breakOff(typed) : this.#typeInto(event, 0);
  }

  /** The first scope with a binding for exactly these keys, or `longer` when one above it may still have one. */
  #find(sequence: string, from = 0): { at: number; command: string } | "longer" | undefined {
    for (const [at, { name }] of this.#scopes.entries()) {
      if (at < from) continue;
      const bindings = this.#options.keymap.get(name);
      const command = bindings?.get(sequence);
      if (command !== undefined) return { at, command };
      if (bindings !== undefined && hasLonger(bindings, sequence)) return "longer";
      // What a field takes as text never reaches the scopes below it.
      if (this.#scopes[at]?.takesText && this.#types(sequence)) return undefined;
    }
    return undefined;
  }

  #types(sequence: string): boolean {
    return sequence === "space" || [...sequence].length === 1;
  }

  #runFrom(found: { at: number; command: string }, sequence: string, event: KeyEvent): boolean {
    if (this.#options.run(found.command, sequence) !== false) return true;
    if (this.#scopes[found.at]?.takesText && event.text !== undefined) return this.#typeInto(event, found.at);
    const next = this.#find(sequence, found.at + 1);
    if (next !== undefined && next !== "longer") return this.#runFrom(next, sequence, event);
    return this.#typeInto(event, found.at);
  }

  /** Gives the text of a key to the first field from a scope on. */
  #typeInto(event: KeyEvent, from: number): boolean {
    if (event.text === undefined) return false;
    if (!this.#scopes.some(({ takesText }, at) => at >= from && takesText)) return false;
    this.#options.type(event.text, "typed");
    return true;
  }

  /** A sequence that cannot be completed: its last key counts by itself only when the first ones meant something. */
  #breakOff(typed: readonly KeyEvent[]): boolean {
    const last = typed.at(-1);
    const first = this.#runShorter(typed.slice(0, -1));
    return first && last !== undefined ? this.#press(last) || first : false;
  }

  #wait(typed: readonly KeyEvent[], sequence: string): void {
    this.#typed = typed;
    this.#options.pending?.(sequence);
    this.#cancel = this.#options.after(this.#options.patience ?? defaultPatience, () => {
      const waiting = this.#typed;
      this.#forget();
      this.#runShorter(waiting);
    });
  }

  /** Runs what a scope further down binds to the keys for which a higher one wanted more; or types them. */
  #runShorter(typed: readonly KeyEvent[]): boolean {
    const sequence = typed.map(({ key }) => key).join(" ");
    for (const { name, takesText } of this.#scopes) {
      const command = this.#options.keymap.get(name)?.get(sequence);
      if (command !== undefined && this.#options.run(command, sequence) !== false) return true;
      if (takesText && typed.every(({ text }) => text !== undefined)) {
        this.#options.type(typed.map(({ text }) => text).join(""), "typed");
        return true;
      }
    }
    return false;
  }

  #forget(): void {
    this.#stopWaiting();
    if (this.#typed.length === 0) return;
    this.#typed = [];
    this.#options.pending?.(undefined);
  }

  #stopWaiting(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }
}

const defaultPatience = 1000;

function hasLonger(bindings: ReadonlyMap<string, string>, sequence: string): boolean {
  const start = `${sequence} `;
  for (const key of bindings.keys()) if (key.startsWith(start)) return true;
  return false;
}
