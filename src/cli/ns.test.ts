import { describe, expect, test } from "vitest";
import { runPeriplus } from "../../test/support/run-periplus.ts";
import { tempFolder } from "../../test/support/temp-folder.ts";
import { type DemoCluster, startDemo } from "../demo/index.ts";

async function setUp(context?: string) {
  const demo = await startDemo();
  const home = await tempFolder();
  const { clusters, contexts: own, ...rest } = demo.kubeconfig();
  const astray = { ...clusters[0]?.cluster, server: `${demo.url}/nothing/here` };
  const written = {
    ...rest,
    clusters: [...clusters, { name: "astray", cluster: astray }],
    contexts: [...own, { name: "astray", context: { cluster: "astray", user: demo.name, namespace: "x" } }],
  };
  await home.write(".kube/config", JSON.stringify({ ...written, "current-context": context ?? demo.name }));
  const namespace = async () => {
    const { contexts } = JSON.parse(await home.read(".kube/config")) as typeof written;
    return contexts.find(({ name }) => name === (context ?? demo.name))?.context.namespace;
  };
  return {
    demo,
    namespace,
    ns: (...args: string[]) => runPeriplus(["ns", ...args], { home }),
    async [Symbol.asyncDispose]() {
      await demo.close();
    },
  };
}

const gets = (demo: DemoCluster) => demo.requests.list().map(({ method, path }) => `${method} ${path}`);

describe("periplus ns", () => {
  test("lists namespaces", async () => {
    await using task = await setUp();
    const { code, stdout } = await task.ns();
    expect(code).toBe(0);
    expect(stdout.split("\n")).toEqual(expect.arrayContaining(["default", "kube-system", "payments"]));
  });

  test("switches after asking for that one namespace, without the right to list all", async () => {
    await using task = await setUp();
    expect((await task.ns("ledger")).stderr).toBe(
      `Context "${task.demo.name}" modified.\nActive namespace is "ledger".\n`,
    );
    expect(await task.namespace()).toBe("ledger");
    expect(gets(task.demo)).toEqual(["GET /api/v1/namespaces/ledger"]);
    expect((await task.ns("-c")).stdout).toBe("ledger\n");
  });

  test("goes to and fro with -", async () => {
    await using task = await setUp();
    await task.ns("ledger");
    expect((await task.ns("-")).stderr).toContain('Active namespace is "payments".');
    expect((await task.ns("-")).stderr).toContain('Active namespace is "ledger".');
  });

  test("-u takes the namespace out of the context", async () => {
    await using task = await setUp();
    expect((await task.ns("-u")).stderr).toContain('Active namespace is "default".');
    expect(await task.namespace()).toBeUndefined();
    expect((await task.ns("-c")).stdout).toBe("default\n");
  });

  test("--force switches without asking", async () => {
    await using task = await setUp();
    expect((await task.ns("--force", "not-there-yet")).code).toBe(0);
    expect(await task.namespace()).toBe("not-there-yet");
    expect(gets(task.demo)).toEqual([]);
  });

  test("--force needs no server", async () => {
    await using task = await setUp();
    await task.demo.stop();
    expect((await task.ns("-f", "ledger")).code).toBe(0);
    expect((await task.ns("payments")).stderr).toMatch(/^periplus: .*refused the connection\n {2}/);
  });

  test("refuses a namespace there is not, with the nearest names", async () => {
    await using task = await setUp();
    const { code, stderr } = await task.ns("paymens");
    expect(code).toBe(1);
    expect(stderr).toBe(
      `periplus: there is no namespace paymens in ${task.demo.name}\n  did you mean payments\n`,
    );
    expect(await task.namespace()).toBe("payments");
  });

  test("who may not list is told how to switch all the same", async () => {
    await using task = await setUp("demo-prod-viewer");
    const { code, stderr } = await task.ns();
    expect(code).toBe(1);
    expect(stderr).toContain("cannot list resource");
    expect(stderr).toContain("periplus ns NAME switches to one you know; the kubeconfig names payments");
  });

  test("who may not ask is told of --force", async () => {
    await using task = await setUp("demo-prod-viewer");
    const { code, stderr } = await task.ns("kube-system");
    expect(code).toBe(1);
    expect(stderr).toContain("periplus ns --force kube-system switches without asking");
  });

  test("where the server is down --force is named, too", async () => {
    await using task = await setUp();
    await task.demo.stop();
    const { code, stderr } = await task.ns("ledger");
    expect(code).toBe(1);
    expect(stderr).toMatch(/refused the connection\n {2}check .*; periplus ns --force ledger switches/);
  });

  test.each([[[]], [["ledger"]]])(
    "a server of something else is no server without namespaces: ns %j",
    async (args) => {
      await using task = await setUp("astray");
      const { code, stderr } = await task.ns(...args);
      expect(code).toBe(1);
      expect(stderr).toMatch(
        /\/nothing\/here is not a Kubernetes API server: it has neither \/api nor \/apis\n {2}check the server address/,
      );
    },
  );

  test("lists the demo's namespaces and says which is current, and changes nothing", async () => {
    await using task = await setUp();
    expect((await task.ns("--demo")).stdout).toMatch(/^default\n(.+\n)*ledger\n(.+\n)*payments\n/m);
    expect((await task.ns("--demo", "-c")).stdout).toBe("payments\n");
    for (const args of [["ledger"], ["-u"]]) {
      const { code, stderr } = await task.ns("--demo", ...args);
      expect(code).toBe(2);
      expect(stderr).toContain("the demo cluster is in none");
    }
    expect(gets(task.demo)).toEqual([]);
    expect(await task.namespace()).toBe("payments");
  });

  test("refuses a text that is no name", async () => {
    await using task = await setUp();
    const { code, stderr } = await task.ns("-f", "Not_A_Name");
    expect(code).toBe(1);
    expect(stderr).toContain("a namespace's name holds small letters");
  });
});
