import type { Level, Program, Voice } from "./program.ts";
import { oneOf } from "./program.ts";

const letters: Readonly<Record<Level, string>> = { debug: "I", info: "I", warn: "W", error: "E" };

/** `I1122 03:04:05.123456       1 controller.go:231] "Syncing" pod="default/api-1"` */
function line(level: Level, where: string, text: string, { time }: Voice): string {
  const [month, day] = [5, 8].map((at) => new Date(time).toISOString().slice(at, at + 2));
  const clock = new Date(time).toISOString().slice(11, 23);
  return `${letters[level]}${month}${day} ${clock}000       1 ${where}] ${text}`;
}

const synced = (voice: Voice) => {
  const { random } = voice;
  const key = `${random.pick(["payments", "ledger", "checkout", "search"])}/${random.pick(["api", "worker", "cart", "query"])}`;
  return line(
    "info",
    "controller.go:231",
    `"Finished syncing" kind="EndpointSlice" key="${key}" elapsed="${random.between(1, 40)}ms"`,
    voice,
  );
};

const listed = (voice: Voice) =>
  line(
    "info",
    "reflector.go:436",
    `"Caches populated" type="*v1.Service" reflector="k8s.io/client-go/informers/factory.go:160"`,
    voice,
  );

const throttled = (voice: Voice) =>
  line(
    "warn",
    "request.go:752",
    `"Waited before sending request" delay="${voice.random.between(1, 3)}.${voice.random.between(100, 999)}s" reason="client-side throttling, not priority and fairness"`,
    voice,
  );

const failed = (voice: Voice) =>
  line(
    "error",
    "leaderelection.go:448",
    `"Failed to update lock optimistically, falling back to slow path" err="etcdserver: request timed out" lock="kube-system/${voice.pod.replace(/-[^-]+-[^-]+$/, "")}"`,
    voice,
  );

/** What is made of Kubernetes' own libraries. */
export const klog: Program = {
  pace: 6000,
  greeting: (voice) => [
    line("info", "server.go:48", `"Version info" version="${voice.version}"`, voice),
    line("info", "shared_informer.go:357", `"Waiting for caches to sync" controller="service config"`, voice),
    line("info", "shared_informer.go:364", `"Caches are synced" controller="service config"`, voice),
  ],
  speak: (voice) => [
    oneOf(voice.random, [
      [84, synced],
      [8, listed],
      [4, throttled],
      [1, failed],
    ])(voice),
  ],
  say: (level, message, voice) => line(level, "main.go:71", JSON.stringify(message), voice),
  crash: (message, voice) => [
    line("error", "main.go:88", `"Command failed" err=${JSON.stringify(message)}`, voice).replace(/^E/, "F"),
  ],
};
