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

/** Lines kept in each of two generations: what was drawn lately, and what is forgotten unless it is drawn again. */
const generationSize = 512;

/** Lines as they were drawn, so that no line is taken apart into cells twice. */
class DrawnLines {
  #recent = new Map<string, string>();
  #older = new Map<string, string>();

  get(text: string, draw: () => string): string {
    let drawn = this.#recent.get(text);
    if (drawn !== undefined) return drawn;
    drawn = this.#older.get(text) ?? draw();
    if (this.#recent.size >= generationSize) {
      this.#older = this.#recent;
      this.#recent = new Map();
    }
    this.#recent.set(text, drawn);
    return drawn;
  }
}

/**
 * Ink's `Output`, quick for frames that are made of whole lines. Ink takes every text of every frame apart into cells
 * and puts the cells of the screen together again, which is three quarters of what a key costs; on a table that
 * scrolls, all lines but two have been drawn before. A frame that has anything else in it is Ink's own.
 * The bundle puts this in Ink's place (test/tools/build.ts); without a bundle, Ink draws the same by itself.
 */
export function lineOutput(Output: FrameOutputClass): FrameOutputClass {
  let width = 0;
  let drawn = new DrawnLines();

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
      const line = options.transformers.reduce((changed, change) => change(changed, 0), text);
      const isFree = y >= 0 && y < this.height && this.#lines[y] === undefined;
      // Ink's own sequences are in their shortest form when they are changed, so what is changed here must have none.
      const isLine = x === 0 && !text.includes("\n") && (line === text || !text.includes("\x1b"));
      if (isFree && isLine) this.#lines[y] = line;
      else this.#isLines = false;
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
      if (width !== this.width) {
        width = this.width;
        drawn = new DrawnLines();
      }
      const lines = Array.from({ length: this.height }, (_, y) => this.#draw(this.#lines[y] ?? ""));
      return { output: lines.join("\n"), height: this.height };
    }

    #draw(text: string): string {
      return drawn.get(text, () => {
        const line = new Output({ width: this.width, height: 1 });
        line.write(0, 0, text, { transformers: [] });
        return line.get().output;
      });
    }
  };
}
