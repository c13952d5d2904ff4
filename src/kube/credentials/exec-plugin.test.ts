import { existsSync, readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test, vi } from "vitest";
import { failureOf, holdsNoSecret, secret } from "../../../test/support/kept-secrets.ts";
import { type TempFolder, tempFolder } from "../../../test/support/temp-folder.ts";
import { ApiError } from "../api-error.ts";
import type { Cluster, ExecConfig } from "../kubeconfig/types.ts";
import { type CredentialsDeps, createCredentials } from "./create-credentials.ts";
import type { Terminal } from "./types.ts";

const v1 = "client.authentication.k8s.io/v1";
const v1beta1 = "client.authentication.k8s.io/v1beta1";
const start = Date.UTC(2026, 0, 1);

interface Setting {
  readonly exec?: Partial<ExecConfig>;
  readonly cluster?: Partial<Cluster>;
  readonly deps?: Partial<CredentialsDeps>;
}

/** A plugin as a small Node program. `spec` is what KUBERNETES_EXEC_INFO says, `reply(status)` prints an answer. */
const node = (body: string) => `#!${process.execPath}
const fs = require("node:fs");
const info = JSON.parse(process.env.KUBERNETES_EXEC_INFO);
const { spec } = info;
const reply = (status) => console.log(JSON.stringify({ kind: "ExecCredential", apiVersion: info.apiVersion, status }));
fs.appendFileSync("runs", ".");
${body}
`;

/**
 * A plugin as a shell script, which starts faster. `$runs` tells how often it ran including this time, `$asking`
 * whether it may ask, and `reply '"token": "x"'` prints an answer.
 */
const shell = (body: string) => `#!/bin/sh
printf . >> runs
read -r all < runs; runs=\${#all}
case "$KUBERNETES_EXEC_INFO" in *'"interactive":true'*) asking=true ;; *) asking=false ;; esac
reply() { printf '{"kind":"ExecCredential","apiVersion":"${v1}","status":{%s}}' "$1"; }
${body}
`;

/** A plugin that prints what it is given. */
const printing = (stdout: string) => shell(`cat <<'END'\n${stdout}\nEND`);
const answering = (status: unknown, more: object = {}) =>
  printing(JSON.stringify({ kind: "ExecCredential", apiVersion: v1, status, ...more }));

async function setUp(plugin: string, { exec = {}, cluster = {}, deps = {} }: Setting = {}) {
  const folder = await tempFolder();
  const command = await folder.write("login", plugin, 0o755);
  const clock = { now: start };
  const file = join(folder.path, "config");
  const said: string[] = [];
  const credentials = createCredentials(
    {
      context: { name: "prod", file, cluster: "c", user: "alice" },
      cluster: { name: "c", file, server: "https://c:6443", ...cluster },
      user: { name: "alice", file, exec: { apiVersion: v1, command, interactiveMode: "Never", ...exec } },
      namespace: "default",
    },
    {
      env: { PATH: "/usr/bin:/bin" },
      cwd: folder.path,
      now: () => clock.now,
      onPluginOutput: (plugin, line) => said.push(`${plugin}: ${line}`),
      onPluginSlow: (plugin) => said.push(`${plugin} takes long`),
      ...deps,
    },
  );
  holdsNoSecret(credentials);
  return {
    folder,
    clock,
    credentials,
    said,
    token: async () => (await credentials.current()).headers.authorization,
    runs: async () => (await readFile(join(folder.path, "runs"), "utf8").catch(() => "")).length,
  };
}

const until = (check: () => Promise<void> | void) => vi.waitFor(check, { timeout: 10_000, interval: 20 });

describe("what a plugin is told", () => {
  test("its version and whether it may ask, and nothing of the cluster unless it wants to", async () => {
    const { token } = await setUp(node("reply({ token: JSON.stringify(info) })"));
    expect(await token()).toBe(
      `Bearer ${JSON.stringify({ kind: "ExecCredential", apiVersion: v1, spec: { interactive: false } })}`,
    );
  });

  test("the cluster, with the authority as data and the extension as config", async () => {
    const folder = await tempFolder();
    const certificateAuthority = await folder.write("ca.crt", "PEM");
    const { token } = await setUp(node("reply({ token: JSON.stringify(spec.cluster) })"), {
      exec: { provideClusterInfo: true, apiVersion: v1beta1 },
      cluster: {
        certificateAuthority,
        tlsServerName: "kubernetes",
        proxyUrl: "socks5://proxy:1080",
        disableCompression: true,
        insecureSkipTlsVerify: false,
        extensions: [
          { name: "other", extension: {} },
          { name: "client.authentication.k8s.io/exec", extension: { audience: "x" } },
        ],
      },
    });
    expect(JSON.parse(String(await token()).slice("Bearer ".length))).toEqual({
      server: "https://c:6443",
      "tls-server-name": "kubernetes",
      "certificate-authority-data": Buffer.from("PEM").toString("base64"),
      "proxy-url": "socks5://proxy:1080",
      "disable-compression": true,
      config: { audience: "x" },
    });
  });

  test("our environment with its own variables over it, its arguments, and our working folder", async () => {
    const { token, folder } = await setUp(
      node(`const { A, B, PATH } = process.env;
      reply({ token: [A, B, PATH, process.cwd(), ...process.argv.slice(2)].join("|") })`),
      {
        exec: { env: [{ name: "B", value: "plugin" }], args: ["get", "a b", "$HOME"] },
        deps: { env: { A: "ours", B: "ours", PATH: "/usr/bin", GONE: undefined } },
      },
    );
    expect(await token()).toBe(`Bearer ours|plugin|/usr/bin|${folder.path}|get|a b|$HOME`);
  });

  test("nothing on standard input", async () => {
    const { token } = await setUp(shell(`reply "\\"token\\": \\"$(wc -c | tr -d ' ') bytes\\""`));
    expect(await token()).toBe("Bearer 0 bytes");
  });

  test("a bare command is looked up in our PATH, not in the plugin's", async () => {
    const folder = await tempFolder();
    await folder.write("bin/login-tool", shell(`reply "\\"token\\": \\"$PATH\\""`), 0o755);
    const { token } = await setUp("", {
      exec: { command: "login-tool", env: [{ name: "PATH", value: "/plugin" }] },
      deps: { env: { PATH: join(folder.path, "bin") } },
    });
    expect(await token()).toBe("Bearer /plugin");
  });
});

describe("what a plugin answers", () => {
  const pem = (name: string) =>
    readFile(new URL(`../../../test/fixtures/tls/${name}`, import.meta.url), "utf8");

  test.each([[v1], [v1beta1]])("a token, in %s", async (apiVersion) => {
    const { token } = await setUp(answering({ token: secret("t") }, { apiVersion }), {
      exec: { apiVersion },
    });
    expect(await token()).toBe(`Bearer ${secret("t")}`);
  });

  test("a certificate with its key", async () => {
    const [cert, key] = [await pem("client.pem"), await pem("client-key.pem")];
    const { credentials } = await setUp(answering({ clientCertificateData: cert, clientKeyData: key }));
    expect(await credentials.current()).toEqual({ headers: {}, certificate: { cert, key }, generation: 1 });
  });

  test("YAML as well as JSON", async () => {
    const { token } = await setUp(printing(`kind: ExecCredential\napiVersion: ${v1}\nstatus:\n  token: abc`));
    expect(await token()).toBe("Bearer abc");
  });

  test("an expiry with a zone of its own", async () => {
    const { clock, token, runs } = await setUp(
      answering({ token: "x", expirationTimestamp: "2026-01-01T02:00:00.5+01:00" }),
    );
    await token();
    clock.now = Date.parse("2026-01-01T01:00:00.500Z");
    await token();
    expect(await runs()).toBe(1);
    clock.now += 1;
    await token();
    expect(await runs()).toBe(2);
  });

  const s = secret("out");
  test.each([
    ["nothing", shell(""), /it printed nothing/],
    ["words", printing(s), /its output is no ExecCredential/],
    ["broken JSON", printing(`{"kind": "ExecCredential", "${s}`), /its output is no ExecCredential/],
    ["a list", printing(`["${s}"]`), /its output is no ExecCredential/],
    ["HTML", printing(`<html>${s}</html>`), /its output is no ExecCredential/],
    ["another kind", answering({ token: s }, { kind: "Pod" }), /another kind than ExecCredential/],
    ["another version", answering({ token: s }, { apiVersion: v1beta1 }), /another version than .*\/v1,/],
    ["no status", answering(undefined), /its answer has no status/],
    ["an empty status", answering({ token: null }), /neither a token nor a certificate/],
    ["a key alone", answering({ clientKeyData: s }), /a certificate or a key, but not both/],
    ["a certificate alone", answering({ token: "x", clientCertificateData: s }), /but not both/],
    ["no certificate in it", answering({ clientCertificateData: s, clientKeyData: s }), /is not PEM/],
    ["a number as token", answering({ token: 5 }), /status.token of its answer is not text/],
    ["a token of two lines", answering({ token: `${s}\nx` }), /holds line breaks/],
    ["a date of its own", answering({ token: s, expirationTimestamp: "tomorrow" }), /is no date/],
    ["more than a credential can be", shell("yes"), /printed more than a credential can be/],
  ])("refused: %s", async (_, plugin, message) => {
    const { credentials } = await setUp(plugin);
    const error = await failureOf(credentials.current());
    expect(error).toBeInstanceOf(ApiError);
    expect(error).toMatchObject({ kind: "credentials", message: expect.stringMatching(message) });
  });
});

describe("a plugin that fails", () => {
  test("is quoted, without escapes and secrets, the end of it if it is long", async () => {
    const chatter = "\u001b[31mchatter\u001b[0m ".repeat(2000);
    const words = `${chatter}token=${secret("a")} Bearer ${secret("b")}\nThe SSO session has expired`;
    const { credentials } = await setUp(shell(`cat >&2 <<'END'\n${words}\nEND\nexit 3`));
    const error = await failureOf(credentials.current());
    expect(error.message).toMatch(
      /^the exec plugin login failed with exit code 3: ….*chatter token=\[hidden\] Bearer/,
    );
    expect(error.message).toMatch(/The SSO session has expired$/);
    expect(error.message.length).toBeLessThan(800);
    expect(error).toMatchObject({ nextStep: expect.stringMatching(/log in again/) });
  });

  test("does not give its secret variables and flags away", async () => {
    const { credentials, said } = await setUp(shell('echo "bad login $MY_PASSWORD $2" >&2; exit 1'), {
      exec: {
        args: ["--client-secret", secret("flag")],
        env: [{ name: "MY_PASSWORD", value: secret("env") }],
      },
    });
    expect((await failureOf(credentials.current())).message).toMatch(/: bad login \[hidden\] \[hidden\]$/);
    holdsNoSecret(said);
    expect(said).toEqual(["login: bad login [hidden] [hidden]"]);
  });

  test.each([
    ["is not installed", { command: "no-such-tool" }, /no-such-tool is not installed/, /PATH/],
    [
      "is not installed, but has a hint",
      { command: "no-such-tool", installHint: "\u001b[1mbrew install tool\u001b[0m" },
      /is not installed/,
      /^brew install tool$/,
    ],
    ["is a folder", { command: "/tmp" }, /is not executable/, /make \/tmp executable/],
    [
      "speaks an old version",
      { apiVersion: "client.authentication.k8s.io/v1alpha1" },
      /not supported/,
      /v1 or/,
    ],
    [
      "has an argument that cannot be passed",
      { args: [`${secret("x")}\0`] },
      /cannot be started/,
      /terminal/,
    ],
  ])("%s", async (_, exec, message, nextStep) => {
    const { credentials } = await setUp(shell(""), { exec });
    const error = await failureOf(credentials.current());
    expect(error.message).toMatch(message);
    expect(error).toMatchObject({ nextStep: expect.stringMatching(nextStep) });
  });

  test("lacks its interpreter", async () => {
    const { credentials } = await setUp("#!/no/such/interpreter\n");
    expect((await failureOf(credentials.current())).message).toMatch(
      /interpreter or the working folder is missing/,
    );
  });

  test("cannot be told about a cluster whose authority is missing", async () => {
    const { credentials } = await setUp(shell(""), {
      exec: { provideClusterInfo: true },
      cluster: { certificateAuthority: "/no/ca.crt" },
    });
    expect((await failureOf(credentials.current())).message).toMatch(/\/no\/ca.crt cannot be read/);
  });

  test("is killed by a signal", async () => {
    const { credentials } = await setUp(shell("kill -KILL $$"));
    expect((await failureOf(credentials.current())).message).toMatch(/failed with signal SIGKILL/);
  });

  test("is not allowed by kuberc", async () => {
    const { credentials, runs } = await setUp(shell(""), { deps: { pluginPolicy: { type: "DenyAll" } } });
    expect((await failureOf(credentials.current())).message).toMatch(
      /may not run: kuberc allows no credential/,
    );
    expect(await runs()).toBe(0);
  });

  test("runs again for whoever asks after a while, or at once after a reset", async () => {
    const { credentials, clock, runs } = await setUp(shell("exit 1"), { deps: { failureHold: 2000 } });
    const first = await failureOf(credentials.current());
    clock.now += 1999;
    expect(await failureOf(credentials.current())).toBe(first);
    expect(await runs()).toBe(1);
    clock.now += 1;
    await failureOf(credentials.current());
    expect(await runs()).toBe(2);
    credentials.reset?.();
    await failureOf(credentials.current());
    expect(await runs()).toBe(3);
  });
});

describe("a plugin that does not end", () => {
  /** A process that has ended stays in the list until its parent looks; where there is /proc that shows. */
  const isAlive = (pid: number) => {
    try {
      process.kill(pid, 0);
      return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
    } catch (error) {
      return (
        error instanceof Error &&
        "syscall" in error &&
        error.syscall === "open" &&
        existsSync("/proc/self") === false
      );
    }
  };
  const hanging = 'sleep 1000 & echo "waiting for you" >&2; echo "$$ $!" > pids; wait';
  const pids = async (folder: TempFolder) => (await folder.read("pids")).trim().split(" ").map(Number);

  test("is said to be waited for, once", async () => {
    const { credentials, said } = await setUp(shell(hanging), {
      deps: { pluginPatience: 1, pluginTimeout: 1000 },
    });
    await failureOf(credentials.current());
    expect(said.toSorted()).toEqual(["login takes long", "login: waiting for you"]);
  });

  test("is stopped after its time, with all that it started", async () => {
    const { credentials, folder } = await setUp(shell(hanging), { deps: { pluginTimeout: 1000 } });
    expect((await failureOf(credentials.current())).message).toBe(
      "the exec plugin login gave no answer within 1 s: waiting for you",
    );
    const started = await pids(folder);
    await until(() => expect(started.filter(isAlive)).toEqual([]));
  });

  test("is stopped even when it does not listen", async () => {
    const { credentials, folder } = await setUp(shell(`trap "" TERM; ${hanging}`), {
      deps: { pluginTimeout: 500 },
    });
    await failureOf(credentials.current());
    const started = await pids(folder);
    await until(() => expect(started.filter(isAlive)).toEqual([]));
  });

  test("is stopped when the last who waits for it leaves", async () => {
    const { credentials, folder } = await setUp(shell(hanging));
    const [first, second] = [new AbortController(), new AbortController()];
    const waiting = [credentials.current(first.signal), credentials.current(second.signal)].map((one) =>
      one.catch((error) => error.message),
    );
    await until(async () => expect((await pids(folder)).length).toBe(2));
    const started = await pids(folder);
    first.abort(new Error("first left"));
    expect(await waiting[0]).toBe("first left");
    expect(started.filter(isAlive)).toEqual(started);
    second.abort(new Error("second left"));
    expect(await waiting[1]).toBe("second left");
    await until(() => expect(started.filter(isAlive)).toEqual([]));
  });

  test("but leaves something behind that keeps its output open is not waited for", async () => {
    const { token, folder } = await setUp(shell(`sleep 1000 & echo $! > pids; reply '"token": "x"'; exit 0`));
    expect(await token()).toBe("Bearer x");
    for (const pid of await pids(folder)) process.kill(pid);
  });

  test("is heard while it waits", async () => {
    const { said, token, folder } = await setUp(
      shell(`printf 'open \\033]8;;x\\007https://login\\033]8;;\\007 and enter AB-12\\n' >&2
while [ ! -e go ]; do sleep 0.02; done; reply '"token": "x"'`),
    );
    const waiting = token();
    await until(() => expect(said).toEqual(["login: open https://login and enter AB-12"]));
    await folder.write("go", "");
    expect(await waiting).toBe("Bearer x");
  });
});

describe("a plugin runs as seldom as can be", () => {
  const counting = shell(`reply "\\"token\\": \\"$runs\\""`);

  test("once for many who ask at the same time", async () => {
    const { credentials, runs } = await setUp(counting);
    const all = await Promise.all(Array.from({ length: 20 }, () => credentials.current()));
    expect(new Set(all).size).toBe(1);
    expect(await runs()).toBe(1);
  });

  test("once, where its answer has no expiry", async () => {
    const { clock, token, runs } = await setUp(counting);
    await token();
    clock.now += 365 * 24 * 3_600_000;
    expect(await token()).toBe("Bearer 1");
    expect(await runs()).toBe(1);
  });

  test("again when its answer has expired, and the credential is then another one", async () => {
    const { clock, credentials } = await setUp(
      shell(`reply "\\"token\\": \\"$runs\\", \\"expirationTimestamp\\": \\"2026-01-01T00:00:\${runs}0Z\\""`),
    );
    const first = await credentials.current();
    clock.now = start + 10_000;
    expect(await credentials.current()).toBe(first);
    clock.now = start + 10_001;
    expect(await credentials.current()).toEqual({ headers: { authorization: "Bearer 2" }, generation: 2 });
  });

  test("once for many requests that were refused", async () => {
    const { credentials, runs } = await setUp(counting);
    const refused = await credentials.current();
    const answers = await Promise.all(Array.from({ length: 10 }, () => credentials.refresh(refused)));
    expect(answers).toEqual(Array(10).fill(true));
    expect(await credentials.refresh(refused)).toBe(true);
    expect(await runs()).toBe(2);
    expect((await credentials.current()).headers.authorization).toBe("Bearer 2");
  });

  test("not again and again where a refusal gets the same answer", async () => {
    const { credentials, clock, runs } = await setUp(answering({ token: "same" }), {
      deps: { failureHold: 2000 },
    });
    const refused = await credentials.current();
    expect(await credentials.refresh(refused)).toBe(false);
    expect(await credentials.refresh(refused)).toBe(false);
    expect(await runs()).toBe(2);
    clock.now += 2000;
    expect(await credentials.refresh(refused)).toBe(false);
    expect(await runs()).toBe(3);
  });
});

describe("a plugin that may ask the user", () => {
  function terminalOf(more: Partial<Terminal> = {}) {
    const lent: string[] = [];
    const terminal: Terminal = {
      isInteractive: true,
      async lend(run) {
        lent.push("lent");
        const result = await run();
        lent.push("back");
        return result;
      },
      ...more,
    };
    return { lent, terminal };
  }
  const asking = shell(
    `if [ $asking = true ]; then reply '"token": "asked"'; else echo "cannot ask" >&2; exit 2; fi`,
  );

  test("always, gets the terminal and gives it back", async () => {
    const { lent, terminal } = terminalOf();
    const { token, runs } = await setUp(asking, { exec: { interactiveMode: "Always" }, deps: { terminal } });
    expect(await token()).toBe("Bearer asked");
    expect(lent).toEqual(["lent", "back"]);
    expect(await runs()).toBe(1);
  });

  test("says who it is and for whom it asks, before it runs", async () => {
    const words: string[] = [];
    const { terminal } = terminalOf({
      lend: (run, why) => {
        words.push(why);
        return run();
      },
    });
    const { token } = await setUp(asking, { exec: { interactiveMode: "Always" }, deps: { terminal } });
    await token();
    expect(words).toEqual([
      expect.stringMatching(
        /^the exec plugin \S+ has the terminal, to log in user \S+ of context \S+ at https:/,
      ),
    ]);
  });

  test.each([
    ["there is no terminal", {}],
    ["nobody is at it", { terminal: terminalOf({ isInteractive: false }).terminal }],
  ])("always, is not started when %s", async (_, deps) => {
    const { credentials, runs } = await setUp(asking, { exec: { interactiveMode: "Always" }, deps });
    expect((await failureOf(credentials.current())).message).toMatch(/standard input is no terminal/);
    expect(await runs()).toBe(0);
  });

  test("if it can, first runs without the terminal, and mostly that is all", async () => {
    const { lent, terminal } = terminalOf();
    const { token } = await setUp(shell(`reply "\\"token\\": \\"$asking\\""`), {
      exec: { interactiveMode: "IfAvailable" },
      deps: { terminal },
    });
    expect(await token()).toBe("Bearer false");
    expect(lent).toEqual([]);
  });

  test("if it can, gets the terminal when it fails without", async () => {
    const { lent, terminal } = terminalOf();
    const { token } = await setUp(asking, { exec: { interactiveMode: "IfAvailable" }, deps: { terminal } });
    expect(await token()).toBe("Bearer asked");
    expect(lent).toEqual(["lent", "back"]);
  });

  test("if it can, gets a free terminal at once, as in kubectl", async () => {
    const { terminal } = terminalOf({ isFree: true });
    const { token, runs } = await setUp(asking, {
      exec: { interactiveMode: "IfAvailable" },
      deps: { terminal },
    });
    expect(await token()).toBe("Bearer asked");
    expect(await runs()).toBe(1);
  });

  test("never, does not get it, whatever happens", async () => {
    const { lent, terminal } = terminalOf();
    const { credentials } = await setUp(asking, { exec: { interactiveMode: "Never" }, deps: { terminal } });
    expect((await failureOf(credentials.current())).message).toMatch(/exit code 2: cannot ask/);
    expect(lent).toEqual([]);
  });

  test("is not offered again by itself once the user gave it up", async () => {
    const { lent, terminal } = terminalOf();
    const { credentials, clock } = await setUp(shell("[ $asking = true ] || echo 'no luck' >&2; exit 1"), {
      exec: { interactiveMode: "IfAvailable" },
      deps: { terminal },
    });
    // The words are those of the run without the terminal; the others went by on the screen.
    expect((await failureOf(credentials.current())).message).toMatch(/exit code 1: no luck/);
    clock.now += 3_600_000;
    await failureOf(credentials.current());
    expect(lent).toEqual(["lent", "back"]);
    credentials.reset?.();
    await failureOf(credentials.current());
    expect(lent).toEqual(["lent", "back", "lent", "back"]);
  });

  test.each([
    ["why it failed without", "IfAvailable", /exit code 2: cannot ask/],
    ["that it was not lent when it cannot do without", "Always", /did not get the terminal \(declined\)/],
  ] as const)("tells, when the user declines to lend it, %s", async (_, interactiveMode, message) => {
    const { terminal } = terminalOf({ lend: () => Promise.reject(new Error("declined")) });
    const { credentials } = await setUp(asking, { exec: { interactiveMode }, deps: { terminal } });
    expect((await failureOf(credentials.current())).message).toMatch(message);
  });

  test("is heard also where it asks without ending the line, or ends without", async () => {
    const { folder, credentials, said } = await setUp(
      shell(
        `printf 'Enter the code: ' >&2; while [ ! -e go ]; do sleep 0.05; done; printf bye >&2; reply '"token": "x"'`,
      ),
    );
    const current = credentials.current();
    await expect.poll(() => said).toEqual(["login: Enter the code:"]);
    await folder.write("go", "");
    await current;
    expect(said).toEqual(["login: Enter the code:", "login: bye"]);
  });

  test("has no way to the terminal behind our back", async () => {
    const { token } = await setUp(
      shell(
        `if (: < /dev/tty) 2> /dev/null; then found=tty; else found=none; fi; reply "\\"token\\": \\"$found\\""`,
      ),
    );
    expect(await token()).toBe("Bearer none");
  });
});

test("nothing of the last credential is passed on to the next run", async () => {
  const { credentials } = await setUp(
    shell(
      `case "$(env) $*" in *${secret("1")}*) exit 1 ;; esac; reply "\\"token\\": \\"${secret("$runs")}\\""`,
    ),
  );
  expect(await credentials.refresh(await credentials.current())).toBe(true);
  expect((await credentials.current()).headers.authorization).toBe(`Bearer ${secret("2")}`);
});
