import { Box, Text, useWindowSize } from "ink";
import { memo, type ReactNode } from "react";
import type { App } from "../state/app.ts";
import { useApp } from "./hooks/use-app.ts";
import type { Frame } from "./views/frame.ts";
import { bodyHeight, screenLines } from "./views/screen.ts";

export interface ScreenProps {
  readonly app: App;
  /** Everything a frame needs beside the app and the size. */
  frame(): Omit<Frame, "app" | "size">;
}

/** One line of the screen. Keyed by its place, so that scrolling changes texts and mounts nothing. */
const Line = memo(function Line({ text }: { readonly text: string }): ReactNode {
  return <Text wrap="truncate">{text === "" ? " " : text}</Text>;
});

/** The whole program on the screen: composed lines, one `Text` each. */
export function Screen({ app, frame }: ScreenProps): ReactNode {
  const { columns, rows } = useWindowSize();
  useApp(app);
  const size = { columns, rows };
  app.resizeBody(bodyHeight(app, size));
  const lines = screenLines({ ...frame(), app, size });
  return (
    <Box flexDirection="column" width={columns} height={rows}>
      {lines.map((text, slot) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a slot of the screen is the identity of a line
        <Line key={slot} text={text} />
      ))}
    </Box>
  );
}
