/** Whether a process with this id exists; for a negative one, whether its process group has any. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
