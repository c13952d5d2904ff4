import { EvenChoice } from "../../lib/even-choice.ts";
import { cellWidth } from "../../lib/text.ts";
import type { LogSource } from "../../logs/types.ts";
import type { Color } from "../paint/palette.ts";

/** How a source is told from others on its lines. */
export interface SourceLabel {
  /** `2xkqp app`: what tells it from all others. */
  readonly text: string;
  /** `2xkqp`, where there is no room for more. */
  readonly pod: string;
  readonly hue: Color;
}

const hues = ["pod1", "pod2", "pod3", "pod4", "pod5", "pod6"] as const satisfies readonly Color[];

// k8s.io/apimachinery/pkg/util/rand: what names end in that controllers make up.
const generated = /-[bcdfghjklmnpqrstvwxz2456789]{5}$/;
const hash = /-[bcdfghjklmnpqrstvwxz2456789]{6,10}$/;
// The minute for which a CronJob made a job.
const minute = /-\d{8,}$/;

/**
 * Short names of sources: of a pod's name what tells it from the others, with container, namespace and context where
 * there are several. Hues stay with pods.
 */
export class LogLabels {
  readonly #hues = new EvenChoice<Color>(hues);
  #count = 0;
  /** The number of the last source. */
  #last: number | undefined;
  #labels = new Map<number, SourceLabel>();
  #width = 0;
  #podWidth = 0;

  /** How many sources there are. */
  get count(): number {
    return this.#count;
  }

  /** Cells of the longest that was in sight: it grows as lines come by, and never jumps back. */
  get width(): number {
    return this.#width;
  }

  /** Cells of the longest without its container. */
  get podWidth(): number {
    return this.#podWidth;
  }

  /** To be told of the lines in sight before they are laid out. */
  see(sources: Iterable<LogSource>): void {
    for (const source of sources) {
      const { text, pod } = this.of(source);
      this.#width = Math.max(this.#width, cellWidth(text));
      this.#podWidth = Math.max(this.#podWidth, cellWidth(pod));
    }
  }

  /** To be told of all sources before any is asked for; cheap while none came. */
  update(sources: readonly LogSource[]): void {
    const last = sources.at(-1)?.number;
    if (sources.length === this.#count && last === this.#last) return;
    this.#count = sources.length;
    this.#last = last;
    const pods = shortNames(sources);
    const ofPod = Map.groupBy(sources, podOf);
    const labels = sources.map((source, at): SourceLabel => {
      const pod = pods[at] ?? source.pod.name;
      const isAlone = ofPod.get(podOf(source))?.length === 1;
      const text = isAlone ? pod : `${pod} ${source.container}`;
      return { text, pod, hue: this.#hues.of(source.pod.name) };
    });
    this.#labels = new Map(sources.map(({ number }, at) => [number, labels[at] ?? unnamed]));
    // What was seen may be called otherwise now.
    this.#width = 0;
    this.#podWidth = 0;
  }

  of(source: LogSource): SourceLabel {
    const { name } = source.pod;
    // It was forgotten, and its lines are still there.
    return this.#labels.get(source.number) ?? { text: name, pod: name, hue: this.#hues.of(name) };
  }
}

const unnamed: SourceLabel = { text: "", pod: "", hue: "text" };

function podOf({ pod }: LogSource): string {
  return `${pod.context} ${pod.uid}`;
}

function shortNames(sources: readonly LogSource[]): string[] {
  const has = (of: (source: LogSource) => string) => new Set(sources.map(of)).size > 1;
  const hasContexts = has(({ pod }) => pod.context);
  const hasNamespaces = has(({ pod }) => pod.namespace);
  const hasWorkloads = has(({ pod }) => workloadOf(pod.name));
  return sources.map(({ pod }) => {
    const name = hasWorkloads ? withoutHash(pod.name) : suffixOf(pod.name);
    const where = [hasContexts ? pod.context : "", hasNamespaces ? pod.namespace : "", name];
    return where.filter((part) => part !== "").join("/");
  });
}

/** `api` of `api-7d9c6b5f4-2xkqp`. */
function workloadOf(name: string): string {
  return name.replace(generated, "").replace(hash, "").replace(minute, "");
}

/** `api-2xkqp` of `api-7d9c6b5f4-2xkqp`. */
function withoutHash(name: string): string {
  const [end] = generated.exec(name) ?? [];
  return end === undefined ? name : workloadOf(name) + end;
}

/** `2xkqp` of `api-7d9c6b5f4-2xkqp`; the whole name where nothing in it was made up. */
function suffixOf(name: string): string {
  return generated.exec(name)?.[0].slice(1) ?? name;
}
