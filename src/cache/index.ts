// The watch multiplexer: everything between one cluster's wire and a live table.
// A reflector keeps an informer's rows equal to the cluster; the multiplexer shares informers and closes them when
// nobody looks any more. Statuses are data: nothing here throws at a view.
// May import `lib`, and types of `kube`. Read first: types.ts, then reflector.ts; its rules about what is denied are in
// rights.ts, those of LIST in pager.ts.

export { failureOf } from "./failure.ts";
export { Multiplexer, type MultiplexerOptions } from "./multiplexer.ts";
export { watchBackoff } from "./reflector.ts";
export type * from "./types.ts";
