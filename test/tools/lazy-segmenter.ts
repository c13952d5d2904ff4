import { isNarrow } from "../../src/lib/narrow.ts";

type Segments = Iterable<Pick<Intl.SegmentData, "segment" | "index" | "input">> &
  Pick<Intl.Segments, "containing">;

/**
 * Stands for `Intl.Segmenter` in the bundle, where all of them are for graphemes. Nearly every package of Ink's makes
 * one when it is loaded, and the first one made reads Unicode's tables: this one is made when a text needs them.
 */
export class LazySegmenter {
  readonly #args: ConstructorParameters<typeof Intl.Segmenter>;
  #segmenter: Intl.Segmenter | undefined;

  constructor(...args: ConstructorParameters<typeof Intl.Segmenter>) {
    this.#args = args;
  }

  segment(text: string): Segments {
    if (!isNarrow(text)) return this.#whole().segment(text);
    return {
      // Made one by one: who compares two lines stops where they differ.
      *[Symbol.iterator]() {
        for (let index = 0; index < text.length; index++)
          yield { segment: text.charAt(index), index, input: text };
      },
      containing: (at?: number) => this.#whole().segment(text).containing(at),
    };
  }

  #whole(): Intl.Segmenter {
    // Written so that the bundler does not put this class in its place.
    const { Segmenter } = globalThis.Intl;
    this.#segmenter ??= new Segmenter(...this.#args);
    return this.#segmenter;
  }
}
