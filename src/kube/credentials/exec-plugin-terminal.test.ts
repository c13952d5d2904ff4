import { spawn } from "@lydell/node-pty";
import { expect, onTestFinished, test, vi } from "vitest";
import { tempFolder } from "../../../test/support/temp-folder.ts";

// With a real terminal: a program in it asks for credentials, and the plugin asks the user.

const module = new URL("create-credentials.ts", import.meta.url).href;

async function inTerminal(interactiveMode: string, plugin: string) {
  const folder = await tempFolder();
  const command = await folder.write("login", `#!/bin/sh\n${plugin}\n`, 0o755);
  const program = await folder.write(
    "program.ts",
    `import { createCredentials } from ${JSON.stringify(module)};
const file = "config";
const exec = { apiVersion: "client.authentication.k8s.io/v1", command: ${JSON.stringify(command)}, interactiveMode: ${JSON.stringify(interactiveMode)} };
const context = {
  context: { name: "prod", file, cluster: "c", user: "alice" },
  cluster: { name: "c", file, server: "https://c" },
  user: { name: "alice", file, exec },
  namespace: "default",
};
const terminal = { isInteractive: process.stdin.isTTY === true, lend: (run) => run() };
const deps = { env: process.env, cwd: process.cwd(), now: () => 0, terminal };
const { headers } = await createCredentials(context, deps).current();
console.log("[" + headers.authorization + "]");
`,
  );
  const shown = { text: "" };
  const terminal = spawn(process.execPath, [program], { cwd: folder.path });
  onTestFinished(() => terminal.kill());
  terminal.onData((data) => {
    shown.text += data;
  });
  return {
    type: (text: string) => terminal.write(text),
    shows: (text: string) =>
      vi.waitFor(() => expect(shown.text).toContain(text), { timeout: 15_000, interval: 20 }),
  };
}

const reply = (token: string) =>
  `printf '{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1","status":{"token":"%s"}}' "${token}"`;

test("a plugin with the terminal asks the user, who answers it", { timeout: 30_000 }, async () => {
  const { type, shows } = await inTerminal(
    "Always",
    `printf 'Your name: ' >&2; read -r name; ${reply("for $name")}`,
  );
  await shows("Your name: ");
  type("alice\r");
  await shows("[Bearer for alice]");
});

test("a plugin without it cannot reach for it, and the terminal stays ours", {
  timeout: 30_000,
}, async () => {
  const { shows } = await inTerminal(
    "Never",
    `if (printf 'Your name: ' > /dev/tty) 2> /dev/null; then found=reached; else found=nothing; fi; ${reply("$found")}`,
  );
  await shows("[Bearer nothing]");
});
