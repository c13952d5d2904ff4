// What JSON leaves as it is although it would speak to a terminal or reorder what stands beside it: C1 controls, line
// separators, byte order marks, and the controls of bidirectional text.
const hidden = /[\x7f-\x9f\u2028\u2029\ufeff\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** A string in JSON's quotes with these escaped too, which means the same to every reader of JSON and YAML. */
export function escapeControls(quoted: string): string {
  return quoted.replace(hidden, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

const needsEscapes =
  /[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\p{Cs}]/u;

/** Whether a text must not stand anywhere as it is; line feeds and tabs may. */
export function hasControls(text: string): boolean {
  return needsEscapes.test(text);
}
