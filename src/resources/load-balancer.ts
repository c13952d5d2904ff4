import { orLast } from "./columns.ts";

/** `status.loadBalancer` of Services and Ingresses. */
export interface LoadBalancerStatus {
  readonly ingress?: readonly { readonly ip?: string; readonly hostname?: string }[];
}

/** Where a load balancer is reached: addresses, or host names where it has none; sorted, each once. */
export function loadBalancerAddresses(status: LoadBalancerStatus | undefined): readonly string[] {
  const points = status?.ingress?.flatMap(({ ip, hostname }) => orLast(ip || hostname || "") ?? []) ?? [];
  return [...new Set(points)].sort();
}
