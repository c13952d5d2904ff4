// kubectl as a second opinion: what it reads and does on the demo cluster must look as on any other.
import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type DemoCluster, startDemo } from "./index.ts";

const directories = (process.env.PATH ?? "").split(delimiter);
const isThere = directories.some((directory) => existsSync(join(directory, "kubectl")));
if (!isThere) console.warn("skipped: kubectl is not on the PATH");

let demo: DemoCluster;
let folder: string;
beforeAll(async () => {
  if (!isThere) return;
  demo = await startDemo({ speed: 20 });
  folder = mkdtempSync(join(tmpdir(), "demo-kubectl-"));
  writeFileSync(join(folder, "config"), JSON.stringify(demo.kubeconfig()));
});
afterAll(async () => {
  await demo?.close();
  if (folder !== undefined) rmSync(folder, { recursive: true });
});

interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly error: string;
}

function kubectl(...args: readonly string[]): Promise<Outcome> {
  const environment = { ...process.env, KUBECONFIG: join(folder, "config"), HOME: folder };
  return new Promise((resolve) => {
    execFile("kubectl", args, { env: environment }, (error, out, stderr) =>
      resolve({ code: error === null ? 0 : Number(error.code ?? 1), out, error: stderr }),
    );
  });
}

const rowsOf = ({ out }: Outcome) =>
  out
    .trimEnd()
    .split("\n")
    .map((line) => line.split(/ {2,}/));

describe.skipIf(!isThere)("kubectl", { timeout: 60_000 }, () => {
  test("gets pods as a table", async () => {
    const [head, ...rows] = rowsOf(await kubectl("get", "pods", "-n", "payments"));
    expect(head).toEqual(["NAME", "READY", "STATUS", "RESTARTS", "AGE"]);
    expect(rows.length).toBeGreaterThan(15);
    expect(rows).toContainEqual([
      expect.stringMatching(/^worker-/),
      "1/1",
      "Running",
      "0",
      expect.any(String),
    ]);
  });

  test("knows the resources, custom ones too", async () => {
    const { out } = await kubectl("api-resources", "-o", "name");
    expect(out.split("\n")).toEqual(
      expect.arrayContaining([
        "pods",
        "deployments.apps",
        "certificates.pki.example.com",
        "pods.metrics.k8s.io",
      ]),
    );
    const [head] = rowsOf(await kubectl("get", "certs", "-A"));
    expect(head).toEqual(["NAMESPACE", "NAME", "READY", "SECRET", "DAYS LEFT", "AGE"]);
  });

  test("describes a crashing pod with its events", async () => {
    const { out } = await kubectl(
      "describe",
      "pods",
      "-n",
      "payments",
      "-l",
      "app.kubernetes.io/version=1.9.0",
    );
    expect(out).toMatch(/Last State: +Terminated\n +Reason: +Error\n +Exit Code: +1/);
    expect(out).toContain("Back-off restarting failed container app in pod refunds-");
    expect(out).toMatch(/Scheduled .* default-scheduler/);
  });

  test("waits for a condition by watching", async () => {
    const { out, code } = await kubectl(
      "wait",
      "-n",
      "catalog",
      "deploy/catalog-api",
      "--for=condition=Available",
    );
    expect({ out, code }).toEqual({ out: "deployment.apps/catalog-api condition met\n", code: 0 });
  });

  test("deletes a pod and sees it go", async () => {
    const [pod] = demo.objects.list("pods", {
      namespace: "payments",
      labelSelector: "app.kubernetes.io/name=mailer",
    });
    const { out, code } = await kubectl("delete", "pod", "-n", "payments", pod?.metadata.name ?? "");
    // Newer ones say from where.
    expect(out.replace(" from payments namespace", "")).toBe(`pod "${pod?.metadata.name}" deleted\n`);
    expect(code).toBe(0);
    expect(demo.objects.get("pods", `payments/${pod?.metadata.name}`)).toBeUndefined();
  });

  test("scales, restarts, follows the rollout and undoes it", async () => {
    const deployment = ["-n", "catalog", "deploy/indexer"] as const;
    expect((await kubectl("scale", ...deployment, "--replicas=3")).out).toContain("scaled");
    expect((await kubectl("rollout", "restart", ...deployment)).out).toContain("restarted");
    const followed = await kubectl("rollout", "status", ...deployment, "--timeout=30s");
    expect(followed.out).toContain("successfully rolled out");
    const history = await kubectl("rollout", "history", ...deployment);
    expect(rowsOf(history).filter(([revision]) => /^\d+$/.test(revision ?? ""))).toHaveLength(2);
    expect((await kubectl("rollout", "undo", ...deployment)).out).toContain("rolled back");
  });

  describe("reads logs", () => {
    const worker = ["logs", "-n", "payments", "deploy/worker"] as const;
    const linesOf = ({ out }: Outcome) => out.trimEnd().split("\n");

    test("of a container and of the one it takes for the default", async () => {
      expect(linesOf(await kubectl(...worker, "--tail=3"))).toHaveLength(3);
      const several = await kubectl("logs", "-n", "payments", "deploy/api", "--tail=1");
      expect(several.error).toContain("Defaulted container");
      const all = await kubectl(
        "logs",
        "-n",
        "payments",
        "deploy/api",
        "--all-containers",
        "--tail=1",
        "--prefix",
      );
      expect(all.out).toMatch(/^\[pod\/api-\S+\/migrate\] 4 migrations applied$/m);
      expect(all.out).toMatch(/^\[pod\/api-\S+\/proxy\] /m);
    });

    test("of a pod that crashes, and of its run before", async () => {
      const [pod] = demo.objects.list("pods", {
        namespace: "payments",
        labelSelector: "app.kubernetes.io/version=1.9.0",
      });
      const { out } = await kubectl("logs", "-n", "payments", pod?.metadata.name ?? "", "--previous");
      expect(out).toMatch(/panic: fatal: cannot reach ledger[^\n]*\n\ngoroutine 1 \[running\]:\n/);
      const none = await kubectl(...worker, "--previous");
      expect(none.error).toMatch(/previous terminated container "app" in pod "worker-\S+" not found/);
    });

    test("from a moment on", async () => {
      const [third] = linesOf(await kubectl(...worker, "--tail=3", "--timestamps"));
      const since = third?.split(" ", 1)[0] ?? "";
      const lines = linesOf(await kubectl(...worker, `--since-time=${since}`, "--timestamps"));
      // The server is asked for whole seconds.
      expect(lines).toContain(third);
      expect(lines[0]?.slice(0, 19)).toBe(since.slice(0, 19));
    });

    test("as they come, to the end of the container", async () => {
      const [pod] = demo.objects.list("pods", {
        namespace: "payments",
        labelSelector: "app.kubernetes.io/name=webhooks",
      });
      const name = pod?.metadata.name ?? "";
      const log = demo.logs.of(`payments/${name}`).silence();
      const following = kubectl("logs", "-n", "payments", name, "--follow", "--tail=0");
      const asked = { subresource: "log", name, query: "follow=true" };
      await expect.poll(() => demo.open(asked).length).toBe(1);
      log.write("one", "two").restart();
      expect(await following).toMatchObject({ code: 0, out: "one\ntwo\n" });
    });

    test("not of what waits, and says why", async () => {
      const waiting = demo.objects
        .list("pods", { namespace: "checkout" })
        .find(({ metadata }) => metadata.labels?.["app.kubernetes.io/version"] === "2.3.0-rc1");
      const { code, error } = await kubectl("logs", "-n", "checkout", waiting?.metadata.name ?? "");
      expect(code).toBe(1);
      expect(error).toMatch(/is waiting to start: (trying and failing to pull image|image can't be pulled)/);
    });
  });

  test("knows who it is and what it may do", async () => {
    const viewer = ["--context", "demo-prod-viewer"] as const;
    expect((await kubectl("auth", "can-i", "delete", "pods")).out).toBe("yes\n");
    expect((await kubectl(...viewer, "auth", "can-i", "delete", "pods")).out).toBe("no\n");
    expect((await kubectl(...viewer, "auth", "can-i", "list", "pods")).out).toBe("yes\n");
    expect((await kubectl(...viewer, "auth", "whoami")).out).toMatch(/Username +viewer/);
    expect((await kubectl(...viewer, "get", "ns")).error).toContain(
      'namespaces is forbidden: User "viewer" cannot list resource "namespaces" in API group "" at the cluster scope',
    );
  });

  test("applies in both ways, and is told of conflicts", async () => {
    const file = join(folder, "manifest.yaml");
    const manifest = (level: string) =>
      writeFileSync(
        file,
        `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings, namespace: default}\ndata: {level: "${level}"}\n`,
      );
    manifest("1");
    expect((await kubectl("apply", "-f", file)).out).toBe("configmap/settings created\n");
    expect((await kubectl("apply", "-f", file)).out).toBe("configmap/settings unchanged\n");
    manifest("2");
    const conflicting = await kubectl("apply", "--server-side", "--field-manager=other", "-f", file);
    expect(conflicting.error).toContain('conflict with "kubectl-client-side-apply": .data.level');
    const dry = await kubectl("apply", "--dry-run=server", "-f", file);
    expect(dry.out).toBe("configmap/settings configured (server dry run)\n");
    expect(demo.objects.get("cm", "default/settings")).toMatchObject({ data: { level: "1" } });
  });

  test("drains a node within the disruption budgets", async () => {
    const { out, code } = await kubectl("drain", "node-b2", "--ignore-daemonsets", "--timeout=50s");
    expect(code).toBe(0);
    expect(out).toContain("node/node-b2 drained");
    const left = demo.objects
      .list("pods")
      .filter(({ spec }) => (spec as { nodeName?: string }).nodeName === "node-b2");
    expect(left.every(({ metadata }) => metadata.ownerReferences?.[0]?.kind === "DaemonSet")).toBe(true);
    expect((await kubectl("get", "node", "node-b2")).out).toContain("Ready,SchedulingDisabled");
  });

  test("sees what pods and nodes use", async () => {
    const [head, ...rows] = rowsOf(await kubectl("top", "pods", "-n", "ledger"));
    expect(head?.map((cell) => cell.trim()).filter(Boolean)).toEqual(["NAME", "CPU(cores)", "MEMORY(bytes)"]);
    expect(rows.length).toBeGreaterThan(5);
  });
});
