import { ApiError } from "../kube/api-error.ts";
import type { ClusterClient } from "../kube/cluster.ts";
import { isNoSuchPath } from "../lib/no-such-path.ts";

/**
 * A server that is none of Kubernetes tells less by its answer for one resource than by what it answers when it is
 * asked for all: that is asked where an answer looks like it. Undefined where nothing speaks against the server.
 */
export async function strangeServer(
  { discovery }: Pick<ClusterClient, "discovery">,
  error: unknown,
): Promise<ApiError | undefined> {
  if (!(error instanceof ApiError)) return undefined;
  // Kubernetes gives a reason with what it does not find, but for paths that it does not know.
  const isStrange = error.kind === "protocol" || (isNoSuchPath(error) && error.status?.reason === undefined);
  if (!isStrange) return undefined;
  try {
    await discovery.refresh();
  } catch (problem) {
    if (problem instanceof ApiError && problem.kind === "protocol") return problem;
  }
  return undefined;
}
