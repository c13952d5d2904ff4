import type { Token } from "../../config/theme.ts";
import { EvenChoice } from "../../lib/even-choice.ts";

/** How looks are switched on. */
export interface Paint {
  /** The sequences for a style; `""` where there is nothing to switch on. */
  open(style: { readonly token?: Token; readonly background?: Token }): string;
}

const hues = ["pod1", "pod2", "pod3", "pod4", "pod5", "pod6"] as const satisfies readonly Token[];
const reset = "\x1b[0m";

/** A text in a look; as it is where there are no colours. */
export function painted(text: string, token: Token, paint: Paint | undefined): string {
  const open = paint?.open({ token }) ?? "";
  return open === "" ? text : `${open}${text}${reset}`;
}

/** The hues that tell sources apart: of a run, for they go by which there are. */
export class SourceHues {
  readonly #pods = new EvenChoice<Token>(hues);
  readonly #containers = new EvenChoice<Token>(hues);
  readonly #diffContainer: boolean;

  /** @param diffContainer whether containers have hues of their own, and not their pod's. */
  constructor(diffContainer: boolean) {
    this.#diffContainer = diffContainer;
  }

  ofPod(name: string): Token {
    return this.#pods.of(name);
  }

  ofContainer(name: string, pod: string): Token {
    return this.#diffContainer ? this.#containers.of(name) : this.ofPod(pod);
  }
}
