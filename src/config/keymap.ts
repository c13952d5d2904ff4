import type * as z from "zod";
import type { keymapSchema } from "./keymap-schema.ts";
import { parseKeySequence, splitAlternatives } from "./keys.ts";

/** One keymap file, checked. */
export type KeymapFile = z.infer<typeof keymapSchema>;

/** Scope, then a key sequence in canonical form such as `g g`, to the id of a command. */
export type Keymap = ReadonlyMap<string, ReadonlyMap<string, string>>;

/** A keymap from its file; entries that are no keys and keys taken away are left out. */
export function compileKeymap(file: Pick<KeymapFile, "scopes">, base: Keymap = new Map()): Keymap {
  const scopes = new Map(Array.from(base, ([scope, keys]) => [scope, new Map(keys)]));
  for (const [scope, entries] of Object.entries(file.scopes)) {
    const keys = scopes.get(scope) ?? new Map<string, string>();
    scopes.set(scope, keys);
    for (const [written, command] of Object.entries(entries ?? {})) {
      for (const alternative of splitAlternatives(written)) {
        const sequence = parseKeySequence(alternative);
        if (sequence === undefined) continue;
        if (command === null) keys.delete(sequence);
        else keys.set(sequence, command);
      }
    }
  }
  return scopes;
}

/**
 * The key sequences that run each command, in the order of the scopes and then of the keymap. A key that means
 * something in a scope means it in none of those after it.
 */
export function keysByCommand(
  keymap: Keymap,
  scopes: Iterable<string> = keymap.keys(),
): Map<string, string[]> {
  const found = new Map<string, string[]>();
  const taken = new Set<string>();
  for (const scope of scopes) {
    const keys = keymap.get(scope) ?? [];
    for (const [sequence, id] of keys) {
      if (taken.has(sequence)) continue;
      const known = found.get(id);
      if (known === undefined) found.set(id, [sequence]);
      else known.push(sequence);
    }
    for (const [sequence] of keys) taken.add(sequence);
  }
  return found;
}
