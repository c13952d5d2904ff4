import type { ContainerEnd, LogContainer } from "./types.ts";

/**
 * How the instance ended whose log is had by asking for the previous one; undefined where there is none. Of a container
 * that waits to be started again that is the last there was (the kubelet's `validateContainerLogStatus`).
 */
export function previousEnd({ state, last, end }: LogContainer): ContainerEnd | undefined {
  return last ?? (state === "waiting" ? end : undefined);
}
