/**
 * Waits until a statement about the world holds: runs `check` again until it returns without throwing, or rejects
 * with its last error when the deadline is over.
 */
export async function eventually<T>(check: () => T | Promise<T>, deadline = 15_000): Promise<T> {
  const end = performance.now() + deadline;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (performance.now() > end) throw error;
      await new Promise((resolve) => setImmediate(resolve));
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }
}
