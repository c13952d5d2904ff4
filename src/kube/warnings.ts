/** The texts of `Warning` headers, `299 - "text"`, several of them joined by commas (RFC 7234, 5.5). */
export function warningsOf(headers: Readonly<Record<string, string>>): string[] {
  // Node reads headers byte by byte; Go writes UTF-8 into them.
  const header = Buffer.from(headers.warning ?? "", "latin1").toString();
  const texts = header.matchAll(/\d{3} \S+ "((?:[^"\\]|\\.)*)"/g);
  return [...texts].map(([, text = ""]) => text.replace(/\\(.)/g, "$1"));
}
