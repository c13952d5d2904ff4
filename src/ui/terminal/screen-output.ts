import { enterAlternateScreen, eraseLine, home } from "./modes.ts";

/**
 * A terminal's output as Ink sees it: all of the stream, except that its writes reach the screen. Where the alternate
 * screen is there already, it is not entered again, which would clear it; the first frame is drawn over what stands
 * there, line by line, since Ink takes the screen to be empty and leaves out the blanks that lines end in.
 */
export function screenOutput(
  stdout: NodeJS.WriteStream,
  writeToScreen: (text: string) => boolean,
  isAlternate: boolean,
): NodeJS.WriteStream {
  let isThere = isAlternate;
  let isOver = isAlternate;
  const write = (chunk: unknown, ...rest: unknown[]): boolean => {
    if (chunk !== enterAlternateScreen) {
      const isFrame = isOver && !isThere && typeof chunk === "string" && hasText(chunk);
      if (isFrame) isOver = false;
      const drawn = isFrame ? eraseLine + chunk.replaceAll("\n", `\n${eraseLine}`) : chunk;
      return Reflect.apply(writeToScreen, undefined, [drawn, ...rest]);
    }
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

/** Whether something is drawn, and not only modes and the cursor changed. */
function hasText(chunk: string): boolean {
  return chunk.replace(/\x1b\[[?\d;]*[A-Za-z]/g, "") !== "";
}
