/** Whether a server knows a resource not at all, or not the way it was asked for: to ask again changes nothing. */
export function isNoSuchPath({ code }: { readonly code: number }): boolean {
  return code === 404 || code === 405;
}
