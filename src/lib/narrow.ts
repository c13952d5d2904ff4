const narrow =
  /^[\x20-\x7e\u00a1-\u00ac\u00ae-\u02ff\u0391-\u03ff\u0410-\u0481\u2010-\u2027\u2030-\u205e\u2190-\u21ff\u2400-\u2424\u2500-\u25fc\u2713-\u2718\u2800-\u28ff]*$/;

/**
 * Whether a text has only characters that are one cell each and never join their neighbours into one grapheme: ASCII,
 * Latin with accents, Greek, Cyrillic, dashes and quotes, arrows, box drawing, braille, and the glyphs of our own
 * screens. An empty text has.
 */
export function isNarrow(text: string): boolean {
  return narrow.test(text);
}
