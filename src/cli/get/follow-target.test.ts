import { spawn } from "node:child_process";
import { describe, expect, onTestFinished, test } from "vitest";
import { eventually } from "../../../test/support/eventually.ts";
import { mainFile } from "../../../test/support/run-periplus.ts";
import { tempFolder } from "../../../test/support/temp-folder.ts";
import { startDemo } from "../../demo/index.ts";

/** `periplus get … --watch` as a process, and what it has printed so far. */
async function watching(...args: readonly string[]) {
  const demo = await startDemo({ world: "empty", warmUp: 0 });
  const home = await tempFolder();
  await home.write(".kube/config", JSON.stringify(demo.kubeconfig()));
  for (const name of ["a", "b"]) demo.objects.create(configMap(name, { x: "1" }));
  const child = spawn(process.execPath, [mainFile, "get", ...args, "--watch"], {
    env: { HOME: home.path, PATH: process.env.PATH },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const printed = { stdout: "", stderr: "", code: undefined as number | null | undefined };
  child.stdout.on("data", (chunk) => (printed.stdout += chunk));
  child.stderr.on("data", (chunk) => (printed.stderr += chunk));
  child.on("close", (code) => (printed.code = code));
  onTestFinished(async () => {
    child.kill("SIGKILL");
    await demo.close();
  });
  return { demo, printed, child };
}

const configMap = (name: string, data: Record<string, string>) => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name, namespace: "kube-public", labels: { sort: "me" } },
  data,
});

const selected = ["cm", "-n", "kube-public", "-l", "sort=me"];
const names = (text: string) => text.split("\n").map((line) => line.split(/ +/).slice(0, 2).join(" "));

describe("periplus get --watch", () => {
  test("prints what there is, and each object again when it changes, comes or goes", async () => {
    const { demo, printed } = await watching(...selected);
    await eventually(() => expect(names(printed.stdout)).toEqual(["NAME DATA", "a 1", "b 1", ""]));
    demo.objects.patch("cm", "kube-public/b", { data: { y: "2" } });
    demo.objects.create(configMap("c", {}));
    demo.objects.delete("cm", "kube-public/a");
    await eventually(() =>
      expect(names(printed.stdout)).toEqual(["NAME DATA", "a 1", "b 1", "b 2", "c 0", "a 1", ""]),
    );
  });

  test("goes on where it was when the server comes back, and repeats nothing", async () => {
    const { demo, printed } = await watching(...selected);
    await eventually(() => expect(names(printed.stdout)).toEqual(["NAME DATA", "a 1", "b 1", ""]));
    await demo.stop();
    await eventually(() => expect(printed.stderr).toContain("trying again"));
    demo.objects.patch("cm", "kube-public/b", { data: { y: "2" } });
    await demo.start();
    await eventually(
      () => expect(names(printed.stdout)).toEqual(["NAME DATA", "a 1", "b 1", "b 2", ""]),
      20_000,
    );
    await eventually(() => expect(printed.stderr).toContain("connected again"));
  });

  test("of one object as YAML prints all of it, each time", async () => {
    const { demo, printed } = await watching("cm/a", "-n", "kube-public", "-o", "yaml");
    await eventually(() => expect(printed.stdout).toMatch(/^---\napiVersion: v1\ndata:\n {2}x: "1"\n/));
    demo.objects.patch("cm", "kube-public/a", { data: { x: "2" } });
    await eventually(() => expect(printed.stdout).toMatch(/\n---\napiVersion: v1\ndata:\n {2}x: "2"\n/));
  });

  test("of what has neither uid nor version prints each, as of metrics", async () => {
    const { demo, printed } = await watching("nodemetrics");
    const nodes = demo.objects.list("nodes").map(({ metadata }) => metadata.name);
    expect(nodes.length).toBeGreaterThan(1);
    await eventually(() => {
      const found = printed.stdout.split("\n").map((line) => line.split(" ")[0]);
      expect(found).toEqual(["NAME", ...nodes, ""]);
    });
  });

  test("of an object there is not ends at once", async () => {
    const { printed } = await watching("cm", "nope", "-n", "kube-public");
    await eventually(() => expect(printed.code).toBe(1));
    expect(printed.stderr).toContain("there is no configmaps/nope in kube-public");
  });

  test("of a namespace there is not ends at once", async () => {
    const { printed } = await watching("cm", "-n", "kube-pubic");
    await eventually(() => expect(printed.code).toBe(1));
    expect(printed.stderr).toContain("there is no namespace kube-pubic in");
    expect(printed.stderr).toContain("did you mean kube-public");
  });

  test("ends without a word when nobody reads any more", async () => {
    const { demo, printed, child } = await watching(...selected);
    await eventually(() => expect(names(printed.stdout)).toContain("b 1"));
    child.stdout.destroy();
    await eventually(() => {
      demo.objects.patch("cm", "kube-public/b", { data: { [`k${Math.random()}`]: "v" } });
      expect(printed.code).toBe(0);
    });
    expect(printed.stderr).toBe("");
  });
}, 30_000);
