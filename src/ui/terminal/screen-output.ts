import { enterAlternateScreen, home } from "./modes.ts";

/** A terminal's output as Ink sees it: all of the stream, except that its writes reach the screen. */
export function screenOutput(
  stdout: NodeJS.WriteStream,
  writeToScreen: (text: string) => boolean,
): NodeJS.WriteStream {
  // Entering the alternate screen leaves the cursor where the shell had it, and Ink draws from the cursor on.
  const write = (chunk: unknown, ...rest: unknown[]): boolean =>
    Reflect.apply(writeToScreen, undefined, [chunk === enterAlternateScreen ? chunk + home : chunk, ...rest]);
  return new Proxy(stdout, {
    get(target, key) {
      if (key === "write") return write;
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}
