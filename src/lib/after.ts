/** Runs something once after some milliseconds; the answer cancels it. Passed in, so that tests own time. */
export type After = (milliseconds: number, run: () => void) => () => void;

/** Over the system's timers, which do not keep the process alive. */
export const afterOnSystem: After = (milliseconds, run) => {
  const timer = setTimeout(run, milliseconds);
  timer.unref();
  return () => clearTimeout(timer);
};
