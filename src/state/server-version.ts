/** The oldest Kubernetes that every kind here is made for: autoscaling/v2 came with it. */
const oldest = { major: 1, minor: 23 };

/** Whether a server of this version (`v1.37.1`, `v1.21.5-eks-1`) lacks APIs that kinds here are made for. */
export function isTooOld(version: string): boolean {
  const [, major, minor] = /^v?(\d+)\.(\d+)/.exec(version) ?? [];
  if (major === undefined || minor === undefined) return false;
  return Number(major) < oldest.major || (Number(major) === oldest.major && Number(minor) < oldest.minor);
}

/** What to say of a server that is too old. */
export function tooOldText(context: string, version: string): string {
  const least = `v${oldest.major}.${oldest.minor}`;
  return `${context} runs Kubernetes ${version}; ${least} or newer is expected, so some kinds are missing or plainer here`;
}
