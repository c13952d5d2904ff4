/** The texts of `Warning` headers, `299 - "text"`, several of them joined by commas (RFC 7234, 5.5). */
export function warningsOf(headers: Readonly<Record<string, string>>): string[] {
  const texts = (headers.warning ?? "").matchAll(/\d{3} \S+ "((?:[^"\\]|\\.)*)"/g);
  return [...texts].map(([, text = ""]) => text.replace(/\\(.)/g, "$1"));
}
