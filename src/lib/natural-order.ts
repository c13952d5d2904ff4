/**
 * A text by which others of its kind are compared character by character to stand as people count: `node-2` before
 * `node-10`. A number of several digits is led by its length, behind what follows every single digit. Digits that a
 * letter follows are no number: the random ends of pods' names stand as kubectl has them.
 */
export function naturalKey(text: string): string {
  let key = "";
  let copied = 0;
  for (let at = 0; at < text.length; at += 1) {
    if (!isDigit(text, at)) continue;
    let [start, end] = [at, at + 1];
    while (isDigit(text, end)) end += 1;
    while (start < end - 1 && text[start] === "0") start += 1;
    if (end - at > 1 && !isLetter(text, end)) {
      const length = end - start;
      const lead = length > 1 ? `9\xff${String.fromCharCode(length)}` : "";
      key += text.slice(copied, at) + lead + text.slice(start, end);
      copied = end;
    }
    at = end;
  }
  return copied === 0 ? text : key + text.slice(copied);
}

function isDigit(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code >= 48 && code <= 57;
}

/** Of ASCII, lower-case: Kubernetes' names have no others. */
function isLetter(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code >= 97 && code <= 122;
}

/** By the characters' codes. */
export function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** Orders texts as people count; those that count the same by their characters. For long lists there is `inNaturalOrder`. */
export function naturalOrder(a: string, b: string): number {
  return compareText(naturalKey(a), naturalKey(b)) || compareText(a, b);
}

/** The texts in natural order, each looked through once. */
export function inNaturalOrder(texts: Iterable<string>): string[] {
  return Array.from(texts, (text) => ({ text, key: naturalKey(text) }))
    .sort((a, b) => compareText(a.key, b.key) || compareText(a.text, b.text))
    .map(({ text }) => text);
}
