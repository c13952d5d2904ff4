/**
 * Whether a shell waits behind this process that could continue it after a stop, from `/proc/self/stat` (proc(5)):
 * a shell with job control puts its children into process groups of their own, while a program started directly by
 * a terminal or a container leads the session itself, and would never wake up again.
 *
 * @param stat undefined where there is no such file, as on macOS: then a shell is taken for granted.
 */
export function hasJobControl(stat: string | undefined): boolean {
  if (stat === undefined) return true;
  // The second field is the command in parentheses, and may hold anything.
  const [, , group, session] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return group !== undefined && session !== undefined && group !== session;
}
