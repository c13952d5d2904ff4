import { ApiError } from "../../kube/api-error.ts";
import type { ListChunk, ListQuery, ListWatch, Scope } from "../../kube/types.ts";

/** client-go's own page: large enough to cost little, small enough for the server. */
const pageSize = 500;

/**
 * All objects of a scope as they arrive, page by page; the last chunk of each page carries `page`. The next page is
 * asked for as soon as its token is known, so that the server makes it while the present one is read. Holds no more
 * than a chunk. Throws `ApiError`.
 */
export async function* listPages(
  wire: Pick<ListWatch, "list">,
  scope: Scope,
  signal: AbortSignal,
): AsyncGenerator<ListChunk> {
  const query = { ...scope, limit: pageSize };
  let page = begin(wire, query, signal);
  let following: Page | undefined;
  for (;;) {
    const result = await page.next.catch(tokenOfExpired);
    if (typeof result === "string") {
      page = begin(wire, { ...query, continue: result }, signal);
      continue;
    }
    if (result.done) return;
    const { next, page: end } = result.value;
    const token = next ?? end?.continue ?? "";
    if (token !== "") following ??= begin(wire, { ...query, continue: token }, signal);
    if (end !== undefined && following !== undefined) {
      page = following;
      following = undefined;
    } else page = goOn(page.chunks);
    yield result.value;
  }
}

interface Page {
  readonly chunks: AsyncIterator<ListChunk>;
  /** Already under way. */
  readonly next: Promise<IteratorResult<ListChunk>>;
}

function begin(wire: Pick<ListWatch, "list">, query: ListQuery, signal: AbortSignal): Page {
  return goOn(wire.list(query, signal)[Symbol.asyncIterator]());
}

function goOn(chunks: AsyncIterator<ListChunk>): Page {
  const next = chunks.next();
  // Whoever reads the present chunk is not there yet to be told of a failure.
  next.catch(() => {});
  return { chunks, next };
}

/** A token that has become too old comes back with one that goes on from there in the newest version. */
function tokenOfExpired(error: unknown): string {
  const token = error instanceof ApiError ? (error.status?.metadata?.continue ?? "") : "";
  if (token === "") throw error;
  return token;
}
