import type { Random } from "../../random.ts";

// What the services of the demo world talk about.
const paths = [
  "/v1/orders",
  "/v1/orders/77120",
  "/v1/payments",
  "/v1/payments/pay_4f81c2/capture",
  "/v1/carts/8f2c",
  "/v1/quotes",
  "/v1/refunds?limit=50",
  "/healthz",
] as const;

const upstreams = [
  "ledger-api.ledger.svc.cluster.local:8080",
  "cart-cache-0.cart-cache.checkout.svc.cluster.local:6379",
  "auth.identity.svc.cluster.local:8080",
  "ledger-db-0.ledger-db.ledger.svc.cluster.local:5432",
] as const;

const agents = [
  "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0",
  "okhttp/5.1.0",
  "Go-http-client/2.0",
  "curl/8.17.0",
] as const;

export const pathOf = (random: Random): string => random.pick(paths);
export const upstreamOf = (random: Random): string => random.pick(upstreams);
export const agentOf = (random: Random): string => random.pick(agents);
export const methodOf = (random: Random): string => random.pick(["GET", "GET", "GET", "POST", "PUT"]);
export const goodStatusOf = (random: Random): number => random.pick([200, 200, 200, 201, 204, 304]);
export const orderOf = (random: Random): string => `ord_${random.between(10_000, 99_999)}`;
export const customerOf = (random: Random): string => `cus_${random.hex(8)}`;
export const addressOf = (random: Random): string =>
  `10.244.${random.between(0, 12)}.${random.between(2, 240)}`;

/** `2026-11-22 03:04:05` */
export function dateTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString().slice(0, 19).replace("T", " ");
}

/** `2026-11-22 03:04:05,678`, with the decimals after the separator given. */
export function dateTimeMillis(milliseconds: number, separator: "," | "."): string {
  return new Date(milliseconds).toISOString().slice(0, 23).replace("T", " ").replace(".", separator);
}
