import type { Part } from "../../lib/occurrences.ts";
import { type LogQuery, readLogQuery } from "../../logs/log-query.ts";

/** A query as somebody types it: what of it could be read last, and what is wrong with it. */
export class TypedQuery {
  text = "";
  query: LogQuery | undefined;
  problem: string | undefined;

  /** Whether it is another query now. One that cannot be read leaves the last that could be in force. */
  type(text: string): boolean {
    this.text = text;
    const { query, problem } = readLogQuery(text);
    this.problem = problem;
    if (problem !== undefined) return false;
    const wanted = query?.isEmpty ? undefined : query;
    const isOther = wanted?.text !== this.query?.text;
    this.query = wanted;
    return isOther;
  }

  marks(text: string): readonly Part[] {
    return this.query?.marks(text) ?? [];
  }
}
