import type { LogPod, LogPods } from "../../logs/types.ts";
import type { PodNotice } from "../../state/log-pods/object-stage.ts";
import type { WatchedList } from "../../state/log-pods/watched-list.ts";

/** The pods somebody asked for, live until closed. */
export interface FoundPods extends LogPods {
  hasLeft(uid: string): boolean;
  /** Whether what is not there is not there, rather than to come. */
  isSettled(): boolean;
  /** All that is looked through for them. */
  readonly lists: readonly WatchedList[];
  /** What tells whose pods are whose. That one of these is denied is told by the notices. */
  readonly ownerLists: readonly WatchedList[];
  readonly notices: readonly PodNotice[];
  close(): void;
}

/** The pods of several sets as one, each once. */
export function allFoundPods(sets: readonly FoundPods[]): FoundPods {
  return {
    pods() {
      const byKey = new Map<string, LogPod>();
      for (const pod of sets.flatMap((set) => set.pods())) {
        const key = `${pod.context}/${pod.uid}`;
        // Two lists may know of different versions of one pod; to go to and fro between them would be wrong.
        if (!byKey.has(key)) byKey.set(key, pod);
      }
      return [...byKey.values()];
    },
    subscribe(listener) {
      const ends = sets.map((set) => set.subscribe(listener));
      return () => {
        for (const end of ends) end();
      };
    },
    hasLeft: (uid) => sets.some((set) => set.hasLeft(uid)),
    isSettled: () => sets.every((set) => set.isSettled()),
    get lists() {
      return sets.flatMap((set) => set.lists);
    },
    get ownerLists() {
      return sets.flatMap((set) => set.ownerLists);
    },
    get notices() {
      return sets.flatMap((set) => set.notices);
    },
    close() {
      for (const set of sets) set.close();
    },
  };
}
