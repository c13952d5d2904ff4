import { type RenderOptions, render, useApp } from "ink";
import { type ReactNode, useLayoutEffect } from "react";

/** A view that Ink draws on the alternate screen. */
export interface InkTree {
  /** Resolves when the view has been taken down; rejects with its error. */
  readonly ended: Promise<unknown>;
  /** Resolves when everything drawn so far has been written. */
  flushed(): Promise<void>;
  /** Draws all of it, for a screen that has been cleared. */
  redraw(): void;
  /** Leaves the screen while `run` is under way; afterwards everything is drawn anew. */
  suspend(run: () => Promise<void>): Promise<void>;
  close(): void;
}

export type InkStreams = Required<Pick<RenderOptions, "stdin" | "stdout" | "stderr">>;

type Suspend = InkTree["suspend"];

export function drawTree(content: ReactNode, streams: InkStreams): InkTree {
  let suspendInk: Suspend | undefined;
  const onReady = (suspend: Suspend) => {
    suspendInk = suspend;
  };
  const root = () => <Root onReady={onReady}>{content}</Root>;
  const instance = render(root(), {
    ...streams,
    alternateScreen: true,
    interactive: true,
    incrementalRendering: true,
    // The store decides how often data is drawn; a key must never wait for a frame that data has just taken.
    maxFps: 250,
    exitOnCtrlC: false,
    patchConsole: false,
    isScreenReaderEnabled: false,
  });
  return {
    ended: instance.waitUntilExit(),
    flushed: async () => void (await instance.waitUntilRenderFlush()),
    redraw() {
      instance.clear();
      instance.rerender(root());
    },
    suspend: (run) => suspendInk?.(run) ?? run(),
    close: () => instance.unmount(),
  };
}

interface RootProps {
  readonly children: ReactNode;
  onReady(suspendInk: Suspend): void;
}

/** Ink hands out the way to suspend it only inside its tree. */
function Root({ children, onReady }: RootProps): ReactNode {
  const { suspendTerminal } = useApp();
  useLayoutEffect(() => onReady(suspendTerminal), [onReady, suspendTerminal]);
  return children;
}
