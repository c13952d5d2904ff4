/** What Ink writes the texts of a frame into, and reads as one text with escape sequences: its class `Output`. */
export interface FrameOutput {
  readonly width: number;
  readonly height: number;
  write(x: number, y: number, text: string, options: WriteOptions): void;
  clip(clip: object): void;
  unclip(): void;
  get(): { readonly output: string; readonly height: number };
}

interface WriteOptions {
  /** What styles of `<Text>` and `<Transform>` make of each line. Every `<Text>` has one, if only to do nothing. */
  readonly transformers: readonly ((line: string, index: number) => string)[];
}

export interface FrameSize {
  readonly width: number;
  readonly height: number;
}

export type FrameOutputClass = new (size: FrameSize) => FrameOutput;

/**
 * Ink's `Output`, quick for frames whose every line is one blank for which a `<Transform>` puts a composed line: of at
 * most the frame's width, with no sequences but colours, and none left open (`composeLine`). Those lines are the frame
 * as they are. Ink would take each apart into cells and put the cells of the screen together again, which is three
 * quarters of what a key costs, and reads Unicode's tables before the first frame. A frame that has anything else in it
 * is Ink's own. The bundle puts this in Ink's place (test/tools/build.ts); without a bundle, Ink draws the same.
 */
export function lineOutput(Output: FrameOutputClass): FrameOutputClass {
  return class LineOutput implements FrameOutput {
    readonly width: number;
    readonly height: number;
    readonly #whole: FrameOutput;
    readonly #lines: string[] = [];
    #isLines = true;

    constructor(size: FrameSize) {
      this.width = size.width;
      this.height = size.height;
      this.#whole = new Output(size);
    }

    write(x: number, y: number, text: string, options: WriteOptions): void {
      this.#whole.write(x, y, text, options);
      const isFree = y >= 0 && y < this.height && this.#lines[y] === undefined;
      const line = isFree && x === 0 && text === " " ? transformed(text, options) : undefined;
      if (line === undefined) this.#isLines = false;
      else this.#lines[y] = line.trimEnd();
    }

    clip(clip: object): void {
      this.#isLines = false;
      this.#whole.clip(clip);
    }

    unclip(): void {
      this.#whole.unclip();
    }

    get(): { readonly output: string; readonly height: number } {
      if (!this.#isLines) return this.#whole.get();
      const lines = Array.from({ length: this.height }, (_, y) => this.#lines[y] ?? "");
      return { output: lines.join("\n"), height: this.height };
    }
  };
}

function transformed(text: string, { transformers }: WriteOptions): string | undefined {
  const line = transformers.reduce((changed, change) => change(changed, 0), text);
  return line.includes("\n") ? undefined : line;
}
