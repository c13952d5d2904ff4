import { mkdir, open, stat, unlink } from "node:fs/promises";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { formatAge } from "../../lib/age.ts";
import { KubeconfigError, systemCode } from "./kubeconfig-error.ts";

export interface LockOptions {
  /** Milliseconds since the epoch, for the age of a lock that is in the way. */
  now(): number;
  /** Milliseconds to wait for another holder. Default 2000: kubectl holds it for a few. */
  readonly wait?: number;
}

const RETRY_MS = 50;

/**
 * Runs `run` while holding `<file>.lock`, the lock of client-go's ModifyConfig. kubectl never waits for it and never
 * takes it away from a program that died; neither do we, but we wait a moment and say whose age it has.
 */
export async function withFileLock<T>(file: string, options: LockOptions, run: () => Promise<T>): Promise<T> {
  const release = await acquire(`${file}.lock`, options);
  try {
    return await run();
  } finally {
    await release();
  }
}

async function acquire(lock: string, options: LockOptions): Promise<() => Promise<void>> {
  const tries = Math.ceil((options.wait ?? 2000) / RETRY_MS) + 1;
  for (let left = tries; left > 0; left--) {
    const state = await tryLock(lock);
    if (state === "held") return () => unlink(lock).catch(() => undefined);
    if (state === "impossible") return async () => undefined;
    if (left > 1) await sleep(RETRY_MS);
  }
  throw await lockedError(lock, options);
}

/** `impossible` where no lock can be made: then no other program holds or gets one either. */
async function tryLock(lock: string): Promise<"held" | "taken" | "impossible"> {
  try {
    await mkdir(dirname(lock), { recursive: true });
    await (await open(lock, "wx", 0)).close();
    return "held";
  } catch (error) {
    if (systemCode(error) === "EEXIST") return "taken";
    if (["EACCES", "EPERM", "EROFS"].includes(systemCode(error) ?? "")) return "impossible";
    throw error;
  }
}

async function lockedError(lock: string, { now }: LockOptions): Promise<KubeconfigError> {
  const since = await stat(lock).then(
    ({ mtimeMs }) => `for ${formatAge(Math.max(0, now() - mtimeMs))}`,
    () => "until just now",
  );
  return new KubeconfigError({
    message: `the kubeconfig is locked: ${lock} has been there ${since}`,
    nextStep: `wait for the program that is changing the file, or remove the lock when there is none: rm '${lock}'`,
    file: lock,
  });
}
