/**
 * Stands for `Intl.Segmenter` in the bundle. Nearly every package of Ink's makes one when it is loaded, and the first
 * one made loads Unicode's tables, which no line needs that is ASCII: this one is made when it is used.
 */
export class LazySegmenter {
  readonly #args: ConstructorParameters<typeof Intl.Segmenter>;
  #segmenter: Intl.Segmenter | undefined;

  constructor(...args: ConstructorParameters<typeof Intl.Segmenter>) {
    this.#args = args;
  }

  segment(text: string): Intl.Segments {
    // Written so that the bundler does not put this class in its place.
    const { Segmenter } = globalThis.Intl;
    this.#segmenter ??= new Segmenter(...this.#args);
    return this.#segmenter.segment(text);
  }
}
