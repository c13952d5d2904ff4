import { isRecord, recordsOf, textOf, textsOf } from "../read-json.ts";
import type { ApiResource } from "../types.ts";

/** The two documents discovery is made of: the core group, and all named groups. */
export const ROOTS = ["/api", "/apis"] as const;
export type Root = (typeof ROOTS)[number];

/** What one of them said. */
export interface Answered {
  readonly resources: readonly ApiResource[];
  /** Absent where the server does not say when it changes. */
  readonly etag?: string;
}

export type Answers = Readonly<Partial<Record<Root, Answered>>>;

/** Grows when the shape below changes; other files are as if they were not there. */
const VERSION = 1;

export function storedText(answers: Answers, server: string): string {
  return JSON.stringify({ version: VERSION, server, answers });
}

/** The answers in a stored text, or undefined where it is damaged, of another version or of another server. */
export function readStored(text: string, server: string): Answers | undefined {
  const stored = parse(text);
  if (!isRecord(stored) || stored.version !== VERSION || stored.server !== server) return undefined;
  const { answers } = stored;
  if (!isRecord(answers)) return undefined;
  const read: Partial<Record<Root, Answered>> = {};
  for (const root of ROOTS) {
    const answer = answers[root];
    if (!isRecord(answer)) continue;
    const etag = textOf(answer.etag);
    read[root] = { resources: recordsOf(answer.resources).map(resourceOf), ...(etag === "" ? {} : { etag }) };
  }
  return read;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function resourceOf(stored: Readonly<Record<string, unknown>>): ApiResource {
  const gvr = isRecord(stored.gvr) ? stored.gvr : {};
  return {
    gvr: { group: textOf(gvr.group), version: textOf(gvr.version), resource: textOf(gvr.resource) },
    kind: textOf(stored.kind),
    namespaced: stored.namespaced === true,
    singular: textOf(stored.singular),
    shortNames: textsOf(stored.shortNames),
    categories: textsOf(stored.categories),
    verbs: textsOf(stored.verbs),
    subresources: textsOf(stored.subresources),
    preferred: stored.preferred === true,
    stale: stored.stale === true,
  };
}
