// The demo cluster: a Kubernetes API server on loopback with workloads that live. For `periplus --demo`, for stories
// in tests and for screenshots. May import: lib, and the types of kube.
// Folders: `api` is the server (routing, list, watch, writes, access, faults), `store` what etcd is, `kinds` one
// record per resource, `patches` the patch languages, `simulation` scheduler, kubelets and controllers, `logs` what
// containers write, `world` what the cluster holds at first. Read demo-cluster.ts first, then api/router.ts.
export type { User } from "./api/access.ts";
export {
  type Cut,
  type Fault,
  type FaultAction,
  type FaultOptions,
  htmlFault,
  statusFault,
  tooManyRequestsFault,
} from "./api/faults.ts";
export type { Reply } from "./api/reply.ts";
export type { LoggedRequest, RequestMatch } from "./api/request-log.ts";
export { StatusError } from "./api/status-error.ts";
export { type Clock, ManualClock, timerClock } from "./clock.ts";
export { type DemoCluster, startDemo } from "./demo-cluster.ts";
export type { DemoObjects } from "./demo-objects.ts";
export type { DemoOptions } from "./demo-options.ts";
export { type DemoContext, type DemoKubeconfig, demoKubeconfig, type ServerAddress } from "./kubeconfig.ts";
export type { BreachOptions, DemoLog, DemoLogs } from "./logs/demo-logs.ts";
export type { FloodOptions } from "./logs/flood.ts";
export type { WrittenLine } from "./logs/written-lines.ts";
export { type Certificate, selfSignedCertificate } from "./self-signed-certificate.ts";
export type { ForcedEnd } from "./simulation/container-life.ts";
export type { WorldName } from "./world/worlds.ts";
