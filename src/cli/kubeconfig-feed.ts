import { unwatchFile, watchFile } from "node:fs";
import {
  type Kubeconfig,
  type KubeconfigSource,
  kubeconfigPaths,
  loadKubeconfig,
} from "../kube/kubeconfig/index.ts";
import { Listeners } from "../lib/listeners.ts";
import { toldBy } from "./failure.ts";

/** The kubeconfig as it is now. */
export interface KubeconfigFeed {
  readonly current: Kubeconfig;
  /** Why the files could not be read anew, and what to do; what was read before stays. */
  readonly problem: string | undefined;
  /** Reads the files again, and resolves with what counts then. Never rejects. */
  reload(): Promise<Kubeconfig>;
  /** Told after each change of the files. They are looked at only while somebody listens. */
  subscribe(listener: () => void): () => void;
}

/** How often the files are looked at, in ms. Asking the file system works on network homes and for symlinks, too. */
const lookInterval = 2000;

/** A kubeconfig that follows its files. */
export function followKubeconfig(
  source: KubeconfigSource,
  first: Kubeconfig,
  interval = lookInterval,
): KubeconfigFeed {
  let current = first;
  let problem: string | undefined;
  const listeners = new Listeners();
  const paths = kubeconfigPaths(source);

  let asked = 0;
  let answered = 0;
  const reload = async () => {
    asked += 1;
    const turn = asked;
    const read = await readFiles(source);
    // Files on a network may be slow: one that was read before them and comes after them is old.
    if (turn > answered) {
      answered = turn;
      current = read.kubeconfig ?? current;
      problem = read.problem;
    }
    return current;
  };
  const look = () => void reload().then(() => listeners.tell());

  return {
    get current() {
      return current;
    },
    get problem() {
      return problem;
    },
    reload,
    subscribe(listener) {
      if (listeners.size === 0)
        for (const path of paths) watchFile(path, { interval, persistent: false }, look);
      const remove = listeners.add(listener);
      return () => {
        remove();
        if (listeners.size === 0) for (const path of paths) unwatchFile(path, look);
      };
    },
  };
}

async function readFiles(
  source: KubeconfigSource,
): Promise<{ readonly kubeconfig?: Kubeconfig; readonly problem: string | undefined }> {
  try {
    return { kubeconfig: await loadKubeconfig(source), problem: undefined };
  } catch (error) {
    const { message, nextStep } = toldBy(error) ?? { message: String(error) };
    return { problem: nextStep === undefined ? message : `${message}; ${nextStep}` };
  }
}

/** A kubeconfig that is in no file. */
export function fixedKubeconfig(current: Kubeconfig): KubeconfigFeed {
  return { current, problem: undefined, reload: async () => current, subscribe: () => () => {} };
}
