import { Multiplexer, type MultiplexerOptions } from "../cache/index.ts";
import type { ClusterClient } from "../kube/cluster.ts";
import type { GroupVersionResource } from "../kube/types.ts";
import { kindOf } from "../resources/index.ts";

/** The live rows of one cluster, over its client. Sends nothing until somebody looks. */
export function openMultiplexer(
  client: ClusterClient,
  options: Pick<MultiplexerOptions, "clock" | "grace" | "onBrokenRow">,
): Multiplexer {
  return new Multiplexer({
    ...options,
    open: (gvr, form) => client.listWatch({ gvr, kind: kindName(client, gvr) }, form),
    probe: (signal) => isAnswering(client, signal),
  });
}

async function isAnswering({ transport }: ClusterClient, signal: AbortSignal): Promise<boolean> {
  const response = await transport.send({ method: "GET", path: "/version", signal });
  // A body that is not read keeps its connection.
  for await (const _ of response.body);
  return response.status < 500;
}

/** The codec reads an object by its kind; records know theirs, discovery knows the others. */
function kindName(client: ClusterClient, gvr: GroupVersionResource): string {
  return kindOf(gvr)?.kind ?? client.discovery.catalog?.get(gvr)?.kind ?? "";
}
