import { Box, Transform, useWindowSize } from "ink";
import { memo, type ReactElement, type ReactNode } from "react";
import { useScreenLines } from "./hooks/use-screen-lines.ts";
import type { ScreenLines } from "./screen-lines.ts";

/**
 * One line of the screen. Keyed by its place, so that scrolling changes texts and mounts nothing. The text of a `<Text>`
 * would be searched for escape sequences, measured and laid out again for every frame; a composed line has exactly the
 * width of the screen and no sequence but colours.
 */
const Line = memo(function Line({ text }: { readonly text: string }): ReactNode {
  return <Transform transform={() => text}> </Transform>;
});

/** The whole program as a view. */
export function screenOf(screen: ScreenLines): ReactElement {
  return <Screen screen={screen} />;
}

/** The screen: composed lines, one node each. */
function Screen({ screen }: { readonly screen: ScreenLines }): ReactNode {
  const { columns, rows } = useWindowSize();
  const lines = useScreenLines(screen, { columns, rows });
  return (
    <Box flexDirection="column" width={columns} height={rows}>
      {lines.map((text, slot) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a slot of the screen is the identity of a line
        <Line key={slot} text={text} />
      ))}
    </Box>
  );
}
