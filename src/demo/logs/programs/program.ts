import { Random } from "../../random.ts";

/** What a line is made of beside chance. */
export interface Voice {
  /** Chance of this moment: the same numbers each time the moment is looked at. */
  readonly random: Random;
  /** Milliseconds since the epoch. */
  readonly time: number;
  readonly pod: string;
  readonly namespace: string;
  /** The tag of the image. */
  readonly version: string;
  /** The first port, or 0. */
  readonly port: number;
  /** Chance that stays the same for so many moments in a row. */
  readonly spell: (moments: number) => Random;
}

export type Level = "debug" | "info" | "warn" | "error";

/** How one kind of software writes its log. Pure: the same voice says the same. */
export interface Program {
  /** Milliseconds from one moment to the next, on average. */
  readonly pace: number;
  /** The lines of its start. */
  readonly greeting: (voice: Voice) => readonly string[];
  /** The lines of one moment: one as a rule, several for a stack trace or a burst. */
  readonly speak: (voice: Voice) => readonly string[];
  /** One message in its format. */
  readonly say: (level: Level, message: string, voice: Voice) => string;
  /** What it says when it ends well; by default that it was told to. */
  readonly farewell?: (voice: Voice) => readonly string[];
  /** What it leaves behind when it dies of an error; by default the message alone. */
  readonly crash?: (message: string, voice: Voice) => readonly string[];
}

/** A voice at one moment of one instance of a container. */
export function voiceAt(seed: number, moment: number, context: Omit<Voice, "random" | "spell">): Voice {
  return {
    ...context,
    random: new Random(seed + moment * 7919),
    spell: (moments) => new Random((seed ^ 0x5bd1e995) + Math.floor(moment / moments) * 104_729),
  };
}

/** One of several things a program may say, as likely as its weight. */
export function oneOf<T>(random: Random, choices: readonly (readonly [weight: number, T])[]): T {
  const all = choices.reduce((sum, [weight]) => sum + weight, 0);
  let left = random.next() * all;
  let chosen: T | undefined;
  for (const [weight, choice] of choices) {
    chosen = choice;
    left -= weight;
    if (left < 0) break;
  }
  if (chosen === undefined) throw new Error("nothing to choose from");
  return chosen;
}

/** So many lines in one go. */
export function burst(
  low: number,
  high: number,
  random: Random,
  line: (number: number) => string,
): readonly string[] {
  return Array.from({ length: random.between(low, high) }, (_, number) => line(number));
}
