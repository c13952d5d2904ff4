import { Command, Option } from "commander";
import { expect, test } from "vitest";
import { withoutGoFlags } from "./go-flags.ts";

const program = new Command().option("-A, --all-namespaces").option("-n, --namespace <names>");
program.command("ctx").option("-c, --current");
program
  .command("logs")
  .option("-c, --container <regex>")
  .option("-f, --follow")
  .option("--no-follow")
  .option("--no-init-containers")
  .option("--tail <lines>")
  .addOption(new Option("-t, --timestamps [form]").preset("default"));

test.each([
  ["logs api --follow=true", "logs api --follow"],
  ["logs api --follow=false", "logs api --no-follow"],
  ["logs -f=false", "logs --no-follow"],
  ["logs --no-follow=false", "logs --follow"],
  ["logs --init-containers=false", "logs --no-init-containers"],
  ["logs --init-containers=true", "logs"],
  ["logs -A=true", "logs --all-namespaces"],
  ["logs --all-namespaces=false", "logs"],
  ["logs --timestamps api", "logs --timestamps=default api"],
  ["logs -t api", "logs --timestamps=default api"],
  ["logs --timestamps=short", "logs --timestamps=short"],
  ["logs --timestamps=true api", "logs --timestamps=default api"],
  ["logs --timestamps=false api", "logs api"],
  ["logs -tf api", "logs --timestamps=default -f api"],
  ["logs -c=app", "logs --container=app"],
  ["-n ctx logs -c=app", "-n ctx logs --container=app"],
  ["logs -n=prod", "logs --namespace=prod"],
  ["logs -n=a=b", "logs --namespace=a=b"],
  ["logs -nprod", "logs -nprod"],
  // What is no flag stays what it is.
  ["logs --tail=true", "logs --tail=true"],
  ["logs --unknown=true", "logs --unknown=true"],
  ["logs api=true -- --follow=false", "logs api=true -- --follow=false"],
])("%s is read as %s", (typed, read) => {
  expect(withoutGoFlags(typed.split(" "), program).join(" ")).toBe(read);
});
