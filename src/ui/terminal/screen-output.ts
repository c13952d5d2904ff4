import { enterAlternateScreen, home } from "./modes.ts";

/**
 * A terminal's output as Ink sees it: all of the stream, except that its writes reach the screen. Where the alternate
 * screen is there already, it is not entered again, which would clear it.
 */
export function screenOutput(
  stdout: NodeJS.WriteStream,
  writeToScreen: (text: string) => boolean,
  isAlternate: boolean,
): NodeJS.WriteStream {
  let isThere = isAlternate;
  const write = (chunk: unknown, ...rest: unknown[]): boolean => {
    if (chunk !== enterAlternateScreen) return Reflect.apply(writeToScreen, undefined, [chunk, ...rest]);
    // Entering the alternate screen leaves the cursor where the shell had it, and Ink draws from the cursor on.
    const begin = isThere ? home : chunk + home;
    isThere = false;
    return Reflect.apply(writeToScreen, undefined, [begin, ...rest]);
  };
  return new Proxy(stdout, {
    get(target, key) {
      if (key === "write") return write;
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}
