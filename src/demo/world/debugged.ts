import { createHash } from "node:crypto";
import { timestamp } from "../clock.ts";
import type { Container, ContainerStatus, Pod } from "../objects.ts";
import { imageIdOf } from "../simulation/pod-factory.ts";
import { registry } from "./app.ts";

const minute = 60_000;

const shell: Container = {
  name: "debugger-x2k4p",
  image: `${registry}/tools/busybox:1.37`,
  command: ["sh"],
  stdin: true,
  tty: true,
  targetContainerName: "app",
};

/** A pod in which somebody has opened a shell with `kubectl debug`, and has left it. */
export function debugged(pod: Pod, now: number): Pod {
  const containerID = `containerd://${createHash("sha256").update(`${pod.metadata.uid}`).digest("hex")}`;
  const times = { startedAt: timestamp(now - 42 * minute), finishedAt: timestamp(now - 38 * minute) };
  const status: ContainerStatus = {
    name: shell.name,
    state: { terminated: { exitCode: 0, reason: "Completed", ...times, containerID } },
    lastState: {},
    ready: false,
    restartCount: 0,
    image: shell.image,
    imageID: imageIdOf(shell.image),
    containerID,
    started: false,
  };
  return {
    ...pod,
    spec: { ...pod.spec, ephemeralContainers: [shell] },
    status: { ...pod.status, ephemeralContainerStatuses: [status] },
  };
}
