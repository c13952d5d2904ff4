import type { KeyOf } from "./command.ts";

/** `esc shows all again`: what a command does, behind the key that runs it; undefined where none does. */
export function keyHint(keyOf: KeyOf, id: string, does: string): string | undefined {
  const key = keyOf(id);
  return key && `${key} ${does}`;
}

/** What is said, and behind it a hint, where there is one. */
export function withHint(said: string, hint: string | undefined): string {
  return hint === undefined ? said : `${said}; ${hint}`;
}
