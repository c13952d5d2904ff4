// k8s.io/apimachinery/pkg/util/rand: no vowels and no digits that look like them, so that no words arise.
const random = "[bcdfghjklmnpqrstvwxz2456789]";
const suffix = new RegExp(`-${random}{5}$`);
// A pod template's hash is a 32-bit number, written in the same letters digit by digit.
const hash = new RegExp(`-${random}{6,10}$`);
const hashAndSuffix = new RegExp(`-${random}{6,10}-${random}{5}$`);
// A CronJob names its Jobs by the scheduled minute since the epoch.
const minuteOfCronJob = /-\d{8,}$/;
const minuteAndSuffix = new RegExp(`-\\d{8,}-${random}{5}$`);

/** How each kind of owner names what it makes; the first form that fits counts. */
const endings: Readonly<Record<string, readonly RegExp[]>> = {
  ReplicaSet: [hashAndSuffix, suffix],
  Deployment: [hash],
  ReplicationController: [suffix],
  DaemonSet: [suffix],
  Job: [minuteAndSuffix, suffix],
  CronJob: [minuteOfCronJob],
};

/**
 * Where the generated part of an object's name begins, given the kind of its controlling owner: 3 for
 * `api-7d9c6b5f4-9hz2m` made by a ReplicaSet. The length of the name where nothing in it is generated: a
 * StatefulSet's ordinals mean something.
 */
export function generatedPart(name: string, ownerKind: string | undefined): number {
  for (const ending of endings[ownerKind ?? ""] ?? []) {
    const at = name.search(ending);
    if (at > 0) return at;
  }
  return name.length;
}
