// Single requests to one cluster's API: read, write, delete, ask about one's rights, ask the server about itself.
// Plain JSON in and out, with all the server sent; failures are `ApiError`s that name what was tried.
// May import src/lib and the transport beside it. Read requests.ts first, then reviews.ts.
export { createRequests } from "./requests.ts";
export type { AccessQuestion, Answer, Identity, Reviews, RulesAnswer } from "./reviews.ts";
export { createReviews } from "./reviews.ts";
export type {
  Deleted,
  DeleteOptions,
  JsonPatchOperation,
  ObjectPage,
  Patch,
  ReadOptions,
  Requests,
  Table,
  VersionInfo,
  WriteOptions,
  Written,
} from "./types.ts";
