// How requests reach one context's API server: connections, TLS, proxies, credentials on the wire, liveness.
// Statuses are answers here, not errors; only what never became an answer throws, always as `ApiError`.
// May import src/lib and the types of its neighbours in src/kube. Read types.ts first, then create-transport.ts.
export { createTransport } from "./create-transport.ts";
export type { TransportOptions } from "./types.ts";
