import type { Failure } from "../cache/types.ts";

/** Whether the server knows the resource not at all, or not the way it was asked for: to ask again changes nothing. */
export function isNoSuchPath({ code }: Pick<Failure, "code">): boolean {
  return code === 404 || code === 405;
}
