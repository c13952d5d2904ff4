import { describe, expect, onTestFinished, test } from "vitest";
import { type Ran, runPeriplus, spawnKubectl, spawnPeriplus } from "../../../test/support/run-periplus.ts";
import { tempFolder } from "../../../test/support/temp-folder.ts";
import { type DemoOptions, ManualClock, startDemo, statusFault } from "../../demo/index.ts";

/** A cluster in which time stands still, so that ages are what they are. */
async function setUp(options: DemoOptions = {}, user: "admin" | "viewer" = "admin") {
  const demo = await startDemo({ clock: new ManualClock(), warmUp: 0, ...options });
  onTestFinished(() => demo.close());
  const home = await tempFolder();
  const context = user === "admin" ? demo.name : `${demo.name}-viewer`;
  await home.write(".kube/config", JSON.stringify({ ...demo.kubeconfig(), "current-context": context }));
  return {
    demo,
    home,
    get: (...args: string[]): Promise<Ran> =>
      runPeriplus(["get", ...args], { home, now: () => demo.clock.now() }),
    kubectl: (...args: string[]): Promise<Ran> => spawnKubectl(["get", ...args], { home }),
  };
}

const configMap = (name: string, namespace = "default", data: Record<string, string> = { a: "1" }) => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name, namespace },
  data,
});

/** As much of objects as some are sorted by. */
interface Sorted {
  readonly metadata: { readonly name: string; readonly uid: string };
  readonly spec?: {
    readonly nodeName?: string;
    readonly secretName?: string;
    readonly containers?: readonly { readonly image: string }[];
    readonly resources?: { readonly requests?: { readonly storage?: string } };
  };
  readonly status?: { readonly startTime?: string };
}

const ascending = (a: unknown, b: unknown) =>
  typeof a === "number" && typeof b === "number" ? a - b : String(a) < String(b) ? -1 : Number(a !== b);

describe("a table", () => {
  test("has the server's columns, three blanks apart, in the order of the server", async () => {
    const { demo, get } = await setUp({ world: "empty" });
    for (const name of ["b", "a-longer-name", "c"]) demo.objects.create(configMap(name));
    expect(await get("cm", "-l", "!none")).toEqual({
      code: 0,
      stdout:
        "NAME               DATA   AGE\n" +
        "a-longer-name      1      0s\n" +
        "b                  1      0s\n" +
        "c                  1      0s\n" +
        "kube-root-ca.crt   1      420d\n",
      stderr: "",
    });
  });

  test("begins with NAMESPACE where there may be several", async () => {
    const { demo, get } = await setUp({ world: "empty" });
    demo.objects.create(configMap("mine", "kube-public"));
    const { stdout } = await get(
      "configmaps",
      "-n",
      "kube-public,default",
      "--field-selector",
      "metadata.name=mine",
    );
    expect(stdout).toBe("NAMESPACE     NAME   DATA   AGE\nkube-public   mine   1      0s\n");
  });

  test("has no headers on request", async () => {
    const { get } = await setUp();
    expect((await get("deploy", "api", "-n", "payments", "--no-headers")).stdout).toMatch(/^api {3,}\d\/\d /);
  });

  test("has labels behind all other columns, each by itself or all in one", async () => {
    const { demo, get } = await setUp({ world: "empty" });
    const labels = { "b.example/tier": "back", a: "1" };
    const labelled = configMap("labelled", "kube-public");
    demo.objects.create({ ...labelled, metadata: { ...labelled.metadata, labels } });
    demo.objects.create(configMap("plain", "kube-public"));
    const { stdout } = await get("cm", "-n", "kube-public", "-L", "b.example/tier,none", "--show-labels");
    const rows = stdout.split("\n").map((line) => line.replace(/ {3,}/g, "|"));
    expect(rows[0]).toBe("NAME|DATA|AGE|TIER|NONE|LABELS");
    expect(rows).toContain("labelled|1|0s|back|a=1,b.example/tier=back");
    expect(rows).toContain("plain|1|0s|<none>");
  });

  test("of a kind that its server prints has labels, too", async () => {
    const { get } = await setUp();
    const { stdout } = await get("certificates", "-n", "payments", "-L", "no/such", "--show-labels");
    expect(stdout).toMatch(/^NAME .* AGE +SUCH +LABELS\napi-tls .* (\S+=\S+|<none>)\n/);
  });

  test("says so where there is nothing, and where there is no such namespace", async () => {
    const { get } = await setUp({ world: "empty" });
    expect(await get("jobs")).toEqual({
      code: 0,
      stdout: "",
      stderr: "No resources found in default namespace.\n",
    });
    expect(await get("jobs", "-A")).toMatchObject({ code: 0, stderr: "No resources found\n" });
    expect(await get("jobs", "-n", "defualt")).toEqual({
      code: 1,
      stdout: "",
      stderr: "periplus: there is no namespace defualt in demo-prod\n  did you mean default\n",
    });
  });

  test("ends a cell at its first line end, and lets no control character through", async () => {
    const { demo, get } = await setUp({ world: "empty" });
    demo.objects.create({
      apiVersion: "v1",
      kind: "Event",
      metadata: { name: "odd", namespace: "default" },
      type: "Warning",
      reason: "Odd",
      message: "first \x1b[31mline\nsecond line",
      involvedObject: { kind: "Pod", name: "web-0" },
      lastTimestamp: new Date(demo.clock.now()).toISOString(),
    });
    const { stdout } = await get("events");
    expect(stdout).toContain("Warning   Odd      pod/web-0   first ␛[31mline...\n");
  });

  test.each<[string, string, (object: Sorted) => unknown]>([
    ["pods -n payments", ".status.startTime", ({ status }) => status?.startTime],
    ["pods -n payments", "{.spec.nodeName}", ({ spec }) => spec?.nodeName],
    ["pods -n payments", ".spec.containers[0].image", ({ spec }) => spec?.containers?.[0]?.image],
    [
      "pvc -n search,ledger,monitoring",
      ".spec.resources.requests.storage",
      ({ spec }) => Number(spec?.resources?.requests?.storage?.replace("Gi", "")),
    ],
    ["certificates -A", ".metadata.uid", ({ metadata: { uid } }) => uid],
    ["certificates -A", "secret", ({ spec }) => spec?.secretName],
  ])("%s are sorted by what %s is in the whole object", async (what, path, found) => {
    const { get } = await setUp();
    const args = what.split(" ");
    const { items } = JSON.parse((await get(...args, "-o", "json")).stdout) as { items: Sorted[] };
    const { code, stdout } = await get(...args, "-o", "wide", `--sort-by=${path}`);
    const [headers = "", ...rows] = stdout.trimEnd().split("\n");
    const sorted = rows.map((row) => row.slice(headers.search(/\bNAME\b/)).split(" ", 1)[0]);
    const values = sorted.map((name) => {
      const object = items.find(({ metadata }) => metadata.name === name);
      return object && found(object);
    });
    const known = values.filter((value) => value !== undefined);
    expect(code).toBe(0);
    expect(new Set(known).size).toBeGreaterThan(1);
    expect(values).toEqual(values.toSorted(ascending));
  });

  test("of events is sorted by when they were seen last", async () => {
    const { demo, get } = await setUp({ world: "empty" });
    const seen = { noon: "12:00:00", never: undefined, morning: "08:00:00", evening: "20:00:00" };
    for (const [name, time] of Object.entries(seen))
      demo.objects.create({
        apiVersion: "v1",
        kind: "Event",
        metadata: { name, namespace: "default" },
        involvedObject: { kind: "Pod", name },
        ...(time && { lastTimestamp: `2026-01-01T${time}Z` }),
      });
    const orderBy = async (path: string) =>
      (await get("events", `--sort-by=${path}`)).stdout.match(/(?<=pod\/)\w+/g);
    expect(await orderBy(".lastTimestamp")).toEqual(["morning", "noon", "evening", "never"]);
    expect(await orderBy("-.lastTimestamp")).toEqual(["evening", "noon", "morning", "never"]);
  });

  test.each([
    ["name", "a b c"],
    ["-name", "c b a"],
    ["data", "b a c"],
    ["-data", "c a b"],
    [".metadata.creationTimestamp", "a b c"],
    ["{.metadata.name}", "a b c"],
  ])("is sorted by %s", async (column, order) => {
    const { demo, get } = await setUp({ world: "empty" });
    const sizes = { a: 2, b: 1, c: 3 };
    for (const [name, size] of Object.entries(sizes)) {
      const data = Object.fromEntries(Array.from({ length: size }, (_, index) => [`k${index}`, "v"]));
      demo.objects.create({
        ...configMap(name, "kube-public", data),
        metadata: { name, namespace: "kube-public", labels: { sort: "me" } },
      });
    }
    const { stdout } = await get(
      "cm",
      "-n",
      "kube-public",
      "-l",
      "sort=me",
      "--no-headers",
      `--sort-by=${column}`,
    );
    expect(
      stdout
        .split("\n")
        .map((line) => line.split(" ")[0])
        .join(" ")
        .trim(),
    ).toBe(order);
  });

  test("of 1,200 rows comes by pages, each asked for while the one before is read", async () => {
    const { demo, get } = await setUp({ world: "empty" });
    for (let index = 0; index < 1200; index += 1)
      demo.objects.create(configMap(`cm-${index}`, "kube-public"));
    demo.requests.clear();
    const { stdout } = await get("cm", "-n", "kube-public", "--no-headers");
    expect(stdout.trimEnd().split("\n").length).toBeGreaterThanOrEqual(1200);
    const lists = demo.requests.list({ resource: "configmaps" });
    expect(lists.map(({ query }) => new URLSearchParams(query).get("limit"))).toEqual(["500", "500", "500"]);
    expect(lists.every(({ accept }) => accept.startsWith("application/vnd.kubernetes.protobuf"))).toBe(true);
  });

  test("of a custom resource has the columns its server prints", async () => {
    const { get } = await setUp();
    const { stdout } = await get("cert", "-n", "payments");
    expect(stdout).toMatch(/^NAME +READY +SECRET +DAYS LEFT +AGE\napi-tls /);
  });
});

describe("several kinds", () => {
  test("are tables one below the other, with the kind before each name", async () => {
    const { get } = await setUp();
    const { stdout } = await get("svc/api", "deploy/api", "-n", "payments");
    expect(stdout).toMatch(/^NAME {2,}.*\nservice\/api .*\n\nNAME {2,}.*\ndeployment\.apps\/api /);
  });

  test("are each asked for: one that fails does not keep the others", async () => {
    const { get } = await setUp({}, "viewer");
    const { code, stdout, stderr } = await get("secrets,configmaps", "-n", "payments");
    expect(code).toBe(1);
    expect(stderr).toMatch(/^periplus: secrets is forbidden/);
    expect(stdout).toMatch(/^NAME .*\nconfigmap\//);
  });
});

describe("machine forms", () => {
  test("a single object is itself, several are a List, and neither has managedFields", async () => {
    const { get } = await setUp();
    const one = JSON.parse((await get("deploy", "api", "-n", "payments", "-o", "json")).stdout) as {
      kind: string;
    };
    expect(one.kind).toBe("Deployment");
    const { stdout } = await get("deploy", "-n", "payments", "-o", "json");
    const list = JSON.parse(stdout) as { kind: string; items: readonly { kind: string }[] };
    expect(list.kind).toBe("List");
    expect(new Set(list.items.map(({ kind }) => kind))).toEqual(new Set(["Deployment"]));
    expect(stdout).not.toContain("managedFields");
  });

  test("an empty List is valid JSON and YAML", async () => {
    const { get } = await setUp({ world: "empty" });
    expect(JSON.parse((await get("jobs", "-o", "json")).stdout)).toMatchObject({ kind: "List", items: [] });
    expect((await get("jobs", "-o", "yaml")).stdout).toBe(
      'apiVersion: v1\nitems: []\nkind: List\nmetadata:\n  resourceVersion: ""\n',
    );
  });

  test("Secrets come with their values", async () => {
    const { demo, get } = await setUp({ world: "empty" });
    demo.objects.create({
      apiVersion: "v1",
      kind: "Secret",
      metadata: { name: "key", namespace: "default" },
      data: { token: "aGVsbG8=" },
    });
    expect((await get("secret", "key", "-o", "yaml")).stdout).toContain("token: aGVsbG8=");
  });

  test("of no objects there are no names, and that is all", async () => {
    const { get } = await setUp({ world: "empty" });
    expect(await get("jobs", "-o", "name")).toEqual({ code: 0, stdout: "", stderr: "" });
    expect(await get("jobs", "-n", "defualt", "-o", "name")).toMatchObject({ code: 1, stdout: "" });
  });

  test("names are what kubectl takes as names", async () => {
    const { get } = await setUp();
    expect((await get("deploy", "api", "-n", "payments", "-o", "name")).stdout).toBe("deployment.apps/api\n");
    expect((await get("ns", "payments", "-o", "name")).stdout).toBe("namespace/payments\n");
  });
});

describe("the same as kubectl", () => {
  const cases = [
    "pods -A",
    "pods -A -o wide",
    "pods -n payments",
    "deploy,sts,ds -A",
    "svc,ing,endpointslices -n payments",
    "nodes -o wide",
    "jobs,cronjobs -A -o wide",
    "pvc -A",
    "pv,sc -o wide",
    "hpa,pdb,netpol -A -o wide",
    "ns",
    "events -n payments",
    "certificates -A -o wide",
    "pods -n ledger --show-labels -L app.kubernetes.io/name,zone -L tier",
    "certificates -A -L a/b --show-labels",
    "deploy,svc -n ledger -o wide -L x --show-labels",
    "leases -A",
    "deploy api webhooks -n payments",
    "deploy/api svc/api -n payments",
    "all -n ledger",
    "pods -n default",
    "pods -A --field-selector status.phase=Pending",
    "pods -n payments -l app.kubernetes.io/name=api --no-headers",
    "pods -A --sort-by=.metadata.name",
    "deploy -n payments -o name",
    "deploy -n payments -o json",
    "deploy/api -n payments -o json",
    "cm,svc -n payments -o yaml",
    "certificates -A -o yaml",
    "secrets -n payments -o yaml",
    "jobs -n default -o yaml",
  ];

  test("in every byte", async ({ skip }) => {
    const world = await setUp();
    if (!(await hasKubectl(world.kubectl))) skip("kubectl is not on PATH");
    for (const line of cases) {
      const args = line.split(" ");
      const [ours, theirs] = [await world.get(...args), await world.kubectl(...args)];
      expect({ line, code: ours.code, stdout: ours.stdout }).toEqual({
        line,
        code: theirs.code,
        stdout: theirs.stdout,
      });
    }
  }, 60_000);
});

async function hasKubectl(kubectl: (...args: string[]) => Promise<Ran>): Promise<boolean> {
  return kubectl("--help").then(
    ({ code }) => code === 0,
    () => false,
  );
}

describe("what cannot be had", () => {
  test.each([
    [
      "an unknown kind",
      "deploymnts",
      1,
      "demo-prod has no kind called deploymnts",
      "did you mean deployments",
    ],
    [
      "an unknown name",
      "deploy apy -n payments",
      1,
      "there is no deployments/apy in payments",
      "did you mean api",
    ],
    [
      "the beginning of a name",
      "deploy fraud -n payments",
      1,
      "there is no deployments/fraud",
      "did you mean fraud-scorer",
    ],
    [
      "a name in a namespace there is not",
      "deploy api -n paymnts",
      1,
      "there is no namespace paymnts",
      "did you mean payments",
    ],
    [
      "an unknown context",
      "pods --context demo-prd",
      1,
      "there is no context demo-prd",
      "did you mean demo-prod",
    ],
    ["no kind", "", 2, 'missing required argument "kind"', "periplus get --help"],
    [
      "an unknown form",
      "pods -o jsonpath={.x}",
      2,
      'there is no output "jsonpath={.x}"',
      "choose one of wide, json",
    ],
    [
      "an unknown column",
      "pods --sort-by=color",
      2,
      "pods have no column color",
      "choose one of name, ready",
    ],
    [
      "a path to nothing",
      "pods -A --sort-by=.spec.nodNam",
      2,
      "none of them has .spec.nodNam",
      "-o yaml shows",
    ],
    [
      "a path into what its server prints itself",
      "certificates -A --sort-by=.spec.secretName",
      2,
      "certificates have no column spec.secretname",
      "choose one of name, ready",
    ],
    ["a name and a selector", "pod x -l a=b", 2, "a name and a selector exclude each other", "leave one"],
    ["a name in all namespaces", "pod x -A", 2, "a name means one object", "write -n NAMESPACE"],
    ["two watches", "pods,svc --watch", 2, "--watch follows one kind", "start one for each"],
    ["half a name", "pod/", 2, '"pod/" is not KIND/NAME', "write each as KIND/NAME"],
    ["a bad selector", "pods -l ===", 1, "periplus:", "correct"],
  ])("%s is answered with what to do", async (_, line, code, message, next) => {
    const { get } = await setUp();
    const ran = await get(...line.split(" ").filter((arg) => arg !== ""));
    expect(ran).toMatchObject({ code, stdout: "" });
    const [first, second] = ran.stderr.split("\n");
    expect(first).toContain(message);
    expect(second).toContain(next);
  });

  test("no right to list is said in the server's words", async () => {
    const { get } = await setUp({}, "viewer");
    const { code, stderr } = await get("pods", "-A");
    expect(code).toBe(1);
    expect(stderr).toMatch(/^periplus: pods is forbidden: .*\n {2}choose a namespace you may read/);
    expect((await get("pv")).stderr).toMatch(/forbidden: .*\n {2}ask the cluster's administrator for this/);
  });

  test("a kind that an old server lacks is named with its version", async () => {
    const { demo, get } = await setUp();
    const answer = statusFault(404, "NotFound", "the server could not find the requested resource");
    demo.faults.add({ resource: "horizontalpodautoscalers" }, answer);
    const { code, stderr } = await get("hpa,svc", "-n", "payments");
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^periplus: demo-prod does not serve horizontalpodautoscalers of autoscaling\/v2\n {2}check that/,
    );
  });

  test("a server that is down is named", async () => {
    const { demo, get } = await setUp();
    await demo.stop();
    const { code, stderr } = await get("pods");
    expect(code).toBe(1);
    expect(stderr).toMatch(/^periplus: 127\.0\.0\.1:\d+ refused the connection\n {2}check that/);
  });

  test("a refused token is told with whose it is", async () => {
    const { demo, home, get } = await setUp();
    const written = JSON.stringify(demo.kubeconfig()).replaceAll("demo-admin", "outdated");
    await home.write(".kube/config", written);
    const { code, stderr } = await get("pods");
    expect(code).toBe(1);
    expect(stderr).toMatch(/^periplus: https:.* does not accept user demo-prod \(token\): Unauthorized\n/);
    expect(stderr).not.toContain("outdated");
  });
});

describe("as a process", () => {
  test("prints, and ends by itself", async () => {
    const { home } = await setUp();
    const { code, stdout, stderr } = await spawnPeriplus(["get", "deploy", "-n", "payments"], { home });
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(/^NAME {2,}READY/);
  });

  test("looks at a demo cluster of its own", async () => {
    const home = await tempFolder();
    const { code, stdout } = await spawnPeriplus(["get", "ns", "--demo"], { home });
    expect(code).toBe(0);
    expect(stdout).toContain("payments");
  });
});
