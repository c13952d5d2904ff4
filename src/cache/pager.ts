import type { ListChunk, ListWatch, Scope } from "../kube/types.ts";
import { failure, failureOf, verdictOf } from "./failure.ts";

/** client-go's pager.defaultPageSize. */
const pageSize = 500;

/** What is done with a list while it arrives. */
export interface PageTaker {
  /** A full list begins. */
  begin(): void;
  take(chunk: ListChunk): Promise<void>;
}

export interface PagesOptions {
  readonly wire: ListWatch;
  readonly scope: Scope;
  /** What the list may be as old as: `0` any, `""` the newest, else not older than that. */
  readonly version: string;
  /** For messages: `list pods in payments`. */
  readonly tried: string;
}

/**
 * LIST by pages (client-go tools/pager/pager.go): the first list may come from the server's cache; with a given version
 * it is one page. Resolves with the list's resourceVersion when it is complete.
 */
export async function readPages(
  { wire, scope, version, tried }: PagesOptions,
  taker: PageTaker,
  signal: AbortSignal,
): Promise<string> {
  const read = (query: Omit<Parameters<ListWatch["list"]>[0], keyof Scope>) =>
    readPage(wire.list({ ...scope, ...query }, signal), taker, tried);
  taker.begin();
  const isPaged = version === "" || version === "0";
  let page = await read(
    isPaged ? { limit: pageSize, resourceVersion: version } : { resourceVersion: version },
  );
  while (page.continue !== "") {
    try {
      page = await read({ limit: pageSize, continue: page.continue });
    } catch (error) {
      if (verdictOf(failureOf(error, "")) !== "expired") throw error;
      // A token that expired under way is answered by one full list.
      taker.begin();
      page = await read({ resourceVersion: "" });
    }
  }
  return page.resourceVersion;
}

type Page = NonNullable<ListChunk["page"]>;

async function readPage(chunks: AsyncIterable<ListChunk>, taker: PageTaker, tried: string): Promise<Page> {
  let page: Page | undefined;
  for await (const chunk of chunks) {
    await taker.take(chunk);
    page = chunk.page ?? page;
  }
  if (page === undefined) throw failure("the list ended without its metadata", tried);
  return page;
}
