import type { Container } from "../objects.ts";

/** What a container does once its image runs. Seconds are of the cluster's time. */
export interface Behaviour {
  /** Why its image cannot be pulled, in the container runtime's words. */
  readonly pullFailure?: string;
  /** Seconds from start until its readiness probe passes. */
  readonly readyAfter: number;
  /** How it ends by itself; absent for one that serves for ever. */
  readonly ends?: {
    readonly after: number;
    /** The share of it by which one pod may take longer than another, so that replicas do not move in step. */
    readonly spread?: number;
    readonly exitCode: number;
    readonly oomKilled?: boolean;
    /** The kubelet ended it because its liveness probe failed. */
    readonly livenessFailed?: boolean;
    /** The last line it writes. */
    readonly lastWords?: string;
  };
  /** What it uses when it works at an ordinary pace: thousandths of a core, and MiB. */
  readonly usage: { readonly cpu: number; readonly memory: number };
}

interface ImageRule {
  /** Matches the image without its registry, `payments/api:3.18.2`. */
  readonly image: RegExp;
  readonly behaviour: Partial<Behaviour>;
}

// The programs of the demo world that do not just run. First match wins.
const rules: readonly ImageRule[] = [
  {
    image: /^payments\/refunds:1\.9\.0$/,
    behaviour: {
      readyAfter: 8,
      ends: {
        after: 4,
        spread: 0.5,
        exitCode: 1,
        lastWords: "fatal: cannot reach ledger: dial tcp 10.96.0.38:5432: connect: connection refused",
      },
    },
  },
  {
    image: /^payments\/fraud-scorer:/,
    behaviour: { readyAfter: 6, usage: { cpu: 420, memory: 460 } },
  },
  {
    image: /^analytics\/embedder:/,
    behaviour: {
      readyAfter: 10,
      usage: { cpu: 780, memory: 980 },
      ends: {
        after: 95,
        spread: 0.5,
        exitCode: 137,
        oomKilled: true,
        lastWords: "loading batch 17 of 40 (212 MiB)",
      },
    },
  },
  {
    image: /^identity\/sessions:/,
    behaviour: { ends: { after: 660, spread: 0.6, exitCode: 137, livenessFailed: true } },
  },
  { image: /^notifications\/push:0\.3\.0$/, behaviour: { readyAfter: Number.POSITIVE_INFINITY } },
  {
    image: /^payments\/settlement-report:/,
    behaviour: { ends: { after: 14, exitCode: 0, lastWords: "report written" } },
  },
  {
    image: /^ledger\/snapshot:/,
    behaviour: { ends: { after: 25, exitCode: 0, lastWords: "snapshot uploaded" } },
  },
  {
    image: /^ledger\/reconcile:/,
    behaviour: { ends: { after: 9, exitCode: 2, lastWords: "error: 3 entries do not balance, giving up" } },
  },
  {
    image: /^catalog\/import:/,
    behaviour: { ends: { after: 40, exitCode: 0, lastWords: "imported 48211 products" } },
  },
  {
    image: /^search\/reindex:/,
    behaviour: { ends: { after: 55, exitCode: 0, lastWords: "reindex complete" } },
  },
];

// Tags that were never pushed: what a typo in a release looks like.
const unpublished = [/^checkout\/gift-cards:2\.3\.0-rc1$/, /:(missing|does-not-exist|nope)$/];

const ordinary: Behaviour = { readyAfter: 3, usage: { cpu: 60, memory: 90 } };

/**
 * What a container will do. Programs are told by their image; a shell command made of `sleep N` and `exit N` does
 * just that, so that tests can write pods that behave as they like.
 */
export function behaviourOf(container: Container): Behaviour {
  const known = behaviours.get(container);
  if (known !== undefined) return known;
  const behaviour = readBehaviour(container);
  behaviours.set(container, behaviour);
  return behaviour;
}

const behaviours = new WeakMap<Container, Behaviour>();

function readBehaviour(container: Container): Behaviour {
  const image = container.image.replace(/^[^/]+\.[^/]+\//, "");
  const script = scriptOf(container);
  const known = rules.find((rule) => rule.image.test(image))?.behaviour;
  const base: Behaviour = { ...ordinary, ...(known?.usage ? {} : { usage: usageOf(container) }), ...known };
  const failure = unpublished.some((pattern) => pattern.test(image))
    ? notFoundMessage(container.image)
    : undefined;
  return {
    ...base,
    ...(script === undefined ? {} : { readyAfter: 1, ends: script }),
    ...(failure === undefined ? {} : { pullFailure: failure }),
  };
}

function notFoundMessage(image: string): string {
  return `failed to pull and unpack image "${image}": failed to resolve reference "${image}": ${image}: not found`;
}

function scriptOf({ command = [], args = [] }: Container): Behaviour["ends"] | undefined {
  const text = [...command, ...args].join(" ");
  const sleeps = [...text.matchAll(/\bsleep (\d+(?:\.\d+)?)\b/g)].map(([, seconds]) => Number(seconds));
  const exit = /\bexit (\d+)\b/.exec(text)?.[1];
  if (exit === undefined && sleeps.length === 0) return undefined;
  return { after: sleeps.reduce((sum, seconds) => sum + seconds, 0), exitCode: Number(exit ?? 0) };
}

// A container uses somewhat less than it asks for, as requests are set from what was seen.
function usageOf({ resources }: Container): Behaviour["usage"] {
  const cpu = /^(\d+)m$/.exec(resources?.requests?.cpu ?? "")?.[1];
  const memory = /^(\d+)Mi$/.exec(resources?.requests?.memory ?? "")?.[1];
  return {
    cpu: cpu === undefined ? ordinary.usage.cpu : Number(cpu) * 0.55,
    memory: memory === undefined ? ordinary.usage.memory : Number(memory) * 0.7,
  };
}
