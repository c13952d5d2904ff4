/** The text of a file and the way back to bytes, in the encoding it came in. */
export interface EncodedText {
  readonly text: string;
  encode(text: string): Buffer;
}

/**
 * UTF-8, or UTF-16 where the byte order mark says so: PowerShell's redirection writes that, and kubectl reads it.
 * The mark itself stays in the text, so that an unchanged text gives the same bytes.
 */
export function decodeText(bytes: Buffer): EncodedText {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) {
    return { text: bytes.toString("utf16le"), encode: (text) => Buffer.from(text, "utf16le") };
  }
  if (bytes[0] === 0xfe && bytes[1] === 0xff) {
    const swapped = bytes.subarray(0, bytes.length - (bytes.length % 2));
    return {
      text: Buffer.from(swapped).swap16().toString("utf16le"),
      encode: (text) => Buffer.from(text, "utf16le").swap16(),
    };
  }
  return { text: bytes.toString("utf8"), encode: (text) => Buffer.from(text, "utf8") };
}
