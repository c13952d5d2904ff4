// What runs behind a node: logs, exec, attach and port-forward come out under kubectl as on a real cluster.
import { spawn } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import { readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { spawn as spawnOnTerminal } from "@lydell/node-pty";
import { beforeAll, describe, expect, test } from "vitest";
import type { ContainerReference } from "./pod-logs.ts";
import { createPod } from "./pods.ts";
import { sharedCluster } from "./shared-cluster.ts";
import { until } from "./until.ts";

const cluster = sharedCluster();
const { logs } = cluster;
let namespace = "";

beforeAll(async () => {
  namespace = await cluster.createNamespace("kubelet");
  await createPod(cluster, { namespace, name: "pod", containers: ["app", "side"] });
});

/** A container of its own for each story, since logs stay. */
async function freshContainer(name: string): Promise<ContainerReference> {
  await createPod(cluster, { namespace, name });
  return { namespace, pod: name, container: "app" };
}

function kubectl(...args: string[]): Promise<string> {
  return cluster.kubectl(["-n", namespace, ...args]);
}

/** A kubectl that goes on running, with what it has printed so far. */
function startKubectl(...args: string[]) {
  const child = spawn(cluster.details.kubectl, ["-n", namespace, ...args], {
    env: cluster.kubectlEnvironment(),
  });
  const printed = { text: "" };
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
    printed.text += chunk;
  });
  return { child, printed };
}

/** A kubectl on a terminal of 17 rows and 91 columns. */
function startOnTerminal(...args: string[]) {
  const terminal = spawnOnTerminal(cluster.details.kubectl, ["-n", namespace, ...args], {
    cols: 91,
    rows: 17,
    env: cluster.kubectlEnvironment(),
  });
  let screen = "";
  terminal.onData((data) => {
    screen += data;
  });
  const exited = new Promise<{ exitCode: number }>((resolve) => terminal.onExit(resolve));
  return { terminal, shows: (text: string) => screen.includes(text), exited };
}

describe("logs", () => {
  test("lines come out in order, cut lines are joined, and the tail is the tail", async () => {
    const container = await freshContainer("lines");
    await logs.append(container, [
      "one",
      { text: "tw", partial: true },
      "o",
      { text: "three", stream: "stderr" },
    ]);
    expect(await kubectl("logs", "lines")).toBe("one\ntwo\nthree\n");
    expect(await kubectl("logs", "lines", "--tail=1")).toBe("three\n");
  });

  test("times are shown and asked for", async () => {
    const container = await freshContainer("times");
    await logs.append(container, [
      { text: "early", time: "2026-11-22T03:00:00.000000000Z" },
      { text: "late", time: "2026-11-22T04:00:00.000000001Z" },
    ]);
    const since = ["--since-time=2026-11-22T03:30:00Z", "--timestamps"];
    expect(await kubectl("logs", "times", ...since)).toBe("2026-11-22T04:00:00.000000001Z late\n");
  });

  test("who follows sees new lines at once, across a rotation, until the container ends", async () => {
    const container = await freshContainer("followed");
    await logs.append(container, ["before"]);
    const { child, printed } = startKubectl("logs", "followed", "--follow");
    await until("the first line", async () => printed.text === "before\n");
    await logs.rotate(container);
    await logs.append(container, ["after"]);
    await until("the line after the rotation", async () => printed.text === "before\nafter\n");
    expect(await kubectl("logs", "followed")).toBe("after\n");
    await logs.end(container);
    const [code] = await once(child, "exit");
    expect(code).toBe(0);
  });

  test("a restart ends who follows and leaves the previous log", async () => {
    const container = await freshContainer("restarted");
    await logs.append(container, ["last words"]);
    const refused = await cluster.tryKubectl(["-n", namespace, "logs", "restarted", "--previous"]);
    expect(refused.stderr).toContain('previous terminated container "app" in pod "restarted" not found');
    const { child, printed } = startKubectl("logs", "restarted", "--follow");
    await until("the follower is there", async () => printed.text === "last words\n");
    await logs.restart(container);
    await once(child, "exit");
    await logs.append(container, ["hello again"]);
    expect(await kubectl("logs", "restarted", "--previous")).toBe("last words\n");
    expect(await kubectl("logs", "restarted")).toBe("hello again\n");
  });
});

describe("a container that does not run", () => {
  test("has no log while it waits, and kubectl is told why", async () => {
    const container = await freshContainer("waiting");
    await logs.wait(container, "trying and failing to pull image");
    const { stderr } = await cluster.tryKubectl(["-n", namespace, "logs", "waiting"]);
    expect(stderr).toContain(
      'container "app" in pod "waiting" is waiting to start: trying and failing to pull image',
    );
  });

  test("cannot be entered, but its log is there", async () => {
    const container = await freshContainer("ended");
    await logs.append(container, ["done"]);
    await logs.end(container);
    const { stderr } = await cluster.tryKubectl(["-n", namespace, "exec", "ended", "--", "true"]);
    expect(stderr).toContain('container not found ("app")');
    expect(await kubectl("logs", "ended", "--follow")).toBe("done\n");
  });
});

describe("exec", () => {
  test("the exit status of the command is kubectl's", async () => {
    const result = await cluster.tryKubectl([
      "-n",
      namespace,
      "exec",
      "pod",
      "--",
      "sh",
      "-c",
      "echo out; exit 3",
    ]);
    expect(result).toMatchObject({ code: 3, stdout: "out\n" });
  });

  test("a command ended by a signal gives 128 and the signal, one that is not there says so", async () => {
    const exec = (...command: string[]) =>
      cluster.tryKubectl(["-n", namespace, "exec", "pod", "--", ...command]);
    expect((await exec("sh", "-c", "kill -9 $$")).code).toBe(137);
    expect((await exec("no-such-command")).stderr).toContain("executable file not found");
  });

  test("the end of the input arrives, and every byte before it", async () => {
    const bytes = randomBytes(2 ** 20).toString("base64");
    const sum = createHash("sha256").update(bytes).digest("hex");
    const options = { input: bytes };
    const command = ["-n", namespace, "exec", "-i", "pod", "--"];
    expect(await cluster.kubectl([...command, "cat"], options)).toBe(bytes);
    expect(await cluster.kubectl([...command, "sha256sum"], options)).toContain(sum);
  });

  test("standard output and error come apart", async () => {
    const command = ["-n", namespace, "exec", "pod", "-c", "app", "--", "sh", "-c", "echo a; echo b >&2"];
    expect(await cluster.tryKubectl(command)).toMatchObject({ stdout: "a\n", stderr: "b\n" });
  });

  test("a terminal has the size of the client's, and follows it", async () => {
    const { terminal, shows, exited } = startOnTerminal("exec", "-it", "pod", "-c", "side", "--", "sh");
    const asked = async (size: string) => {
      terminal.write("stty size\r");
      return shows(size);
    };
    await until("the first size", () => asked("17 91"));
    terminal.resize(101, 27);
    await until("the second size", () => asked("27 101"));
    terminal.write("exit 5\r");
    expect((await exited).exitCode).toBe(5);
  });

  test("commands run in a directory of the container, which a test can fill", async () => {
    await kubectl("exec", "pod", "-c", "side", "--", "true");
    const directory = cluster.containerDirectory(namespace, "pod", "side");
    await writeFile(join(directory, "greeting"), "hello\n");
    expect(await kubectl("exec", "pod", "-c", "side", "--", "cat", "greeting")).toBe("hello\n");
    await kubectl("exec", "pod", "-c", "side", "--", "sh", "-c", "echo bye > farewell");
    expect(await readFile(join(directory, "farewell"), "utf8")).toBe("bye\n");
  });
});

describe("attach", () => {
  test("input reaches the main process, and its output the client and the log", async () => {
    const container = await freshContainer("attached");
    const { child, printed } = startKubectl("attach", "-i", "attached");
    child.stdin.write("echo from the main process\n");
    await until("the answer", async () => printed.text === "from the main process\n");
    expect(await readFile(logs.path(container), "utf8")).toMatch(/ stdout F from the main process\n$/);
    child.stdin.write("exit\n");
    await once(child, "exit");
  });
});

describe("attach to a terminal", () => {
  test("two clients see the same shell, and it outlives the one that leaves", async () => {
    await createPod(cluster, { namespace, name: "terminal", terminal: true });
    const first = startOnTerminal("attach", "-it", "terminal");
    await until("the shell answers the first", async () => {
      first.terminal.write("echo $((40 + 2))\r");
      return first.shows("42\r\n");
    });
    const second = startOnTerminal("attach", "-it", "terminal");
    await until("the shell answers both", async () => {
      second.terminal.write("echo $((50 + 3))\r");
      return first.shows("53\r\n") && second.shows("53\r\n");
    });
    second.terminal.kill();
    await second.exited;
    first.terminal.write("exit\r");
    expect((await first.exited).exitCode).toBe(0);
  });
});

describe("port-forward", () => {
  test("a request reaches what listens on the pod's port", async () => {
    const server = createServer((_, response) => response.end("served by the pod"));
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    const { child, printed } = startKubectl("port-forward", "pod", `:${port}`);
    const local = await until("kubectl listens", async () => /127\.0\.0\.1:(\d+) ->/.exec(printed.text)?.[1]);
    const answer = await fetch(`http://127.0.0.1:${local}/`);
    expect(await answer.text()).toBe("served by the pod");
    child.kill();
    server.close();
  });

  test("a port on which nothing listens closes the connection", async () => {
    const { child, printed } = startKubectl("port-forward", "pod", ":1");
    const local = await until("kubectl listens", async () => /127\.0\.0\.1:(\d+) ->/.exec(printed.text)?.[1]);
    const socket = connect(Number(local), "127.0.0.1");
    expect(await text(socket)).toBe("");
    expect(await text(child.stderr)).toContain("connection refused");
  });
});
