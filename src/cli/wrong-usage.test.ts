import { expect, test } from "vitest";
import { runPeriplus } from "../../test/support/run-periplus.ts";
import { tempFolder } from "../../test/support/temp-folder.ts";

async function run(line: string) {
  return runPeriplus(line.split(" "), { home: await tempFolder() });
}

const commands = "the commands are ctx, ns, get, logs, config, version";

test.each([
  ["describe pod x", "describe"],
  ["describe", "describe"],
  ["-n payments exec -it x -- sh", "exec"],
  ["top pods --containers", "top"],
  ["rollout status deploy/api", "rollout"],
  ["delete -f x.yaml", "delete"],
])("%j: kubectl has such a command and this has not yet", async (line, command) => {
  expect(await run(line)).toEqual({
    code: 2,
    stdout: "",
    stderr: `periplus: there is no command ${command}\n  kubectl has one, and it is not there yet; ${commands}\n`,
  });
});

test.each([
  ["gett pods", "there is no command gett", "did you mean periplus get"],
  ["-n logs xyzzy pods", "there is no command xyzzy", commands],
  ["pods api-0", "more than one place is named: pods api-0", "write pods/api-0"],
  ["pods a b", "more than one place is named: pods a b", "write periplus get pods a b"],
  [
    "lab/a/pods lab/b/pods",
    "more than one place is named: lab/a/pods lab/b/pods",
    "name one, such as pods or prod-eu/payments/pods",
  ],
])("%j is more than one place: %s", async (line, message, next) => {
  expect(await run(line)).toEqual({ code: 2, stdout: "", stderr: `periplus: ${message}\n  ${next}\n` });
});

test.each([
  ["get", "periplus get --help"],
  ["get pods --nothing-like-it", "periplus get --help"],
  ["ctx -d", "periplus ctx --help"],
  ["ctx --list", "periplus ctx --help"],
  ["-n a ns a b", "periplus ns --help"],
  ["--demo-pods many", "periplus --help"],
  ["--nothing-like-it", "periplus --help"],
])("%j names the help that says what is right: %s", async (line, help) => {
  const { code, stderr } = await run(line);
  expect(code).toBe(2);
  expect(stderr).toMatch(new RegExp(`\\n {2}${help} lists what there is\\n$`));
});

test.each([
  [
    "logs api --as=jane",
    "--as",
    "a user of the kubeconfig says so, by as, as-groups, as-uid and as-user-extra",
  ],
  [
    "get pods --token x",
    "--token",
    "clusters and users are the kubeconfig's: --context chooses among its contexts",
  ],
])("%j, which kubectl has for all, stands in the kubeconfig", async (line, option, next) => {
  const stderr = `periplus: there is no option ${option}\n  ${next}\n`;
  expect(await run(line)).toEqual({ code: 2, stdout: "", stderr });
});

test("version prints what --version prints", async () => {
  expect(await run("version")).toEqual({ code: 0, stdout: "1.2.3\n", stderr: "" });
  expect(await run("--version")).toEqual(await run("version"));
});
