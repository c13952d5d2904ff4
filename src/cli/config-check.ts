import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { commands } from "../commands/index.ts";
import { openConfig } from "../config/index.ts";
import { loadKeymap, loadTheme } from "../config/load.ts";
import { defaultKeymap, shippedTheme } from "../config/open.ts";
import type { ConfigProblem } from "../config/problem.ts";
import { loadKubeconfig } from "../kube/kubeconfig/index.ts";
import { sanitize } from "../lib/sanitize.ts";
import { counted } from "../lib/words.ts";
import type { Told } from "../state/told.ts";
import { exitCodes, toldBy } from "./failure.ts";
import { foldersOf } from "./folders.ts";
import { kubeconfigSource } from "./kubeconfig-source.ts";
import { pluginPolicyOf } from "./open-client.ts";
import { readIfThere } from "./read-if-there.ts";
import type { World } from "./world.ts";

/** Says all that is wrong with the user's files: configuration, kubeconfig and plugin policy. 1 where anything is. */
export async function checkConfig(world: World, kubeconfig: string | undefined): Promise<number> {
  const { config: folder } = foldersOf(world);
  const found = [
    ...(await configProblems(folder)).map(({ file, line, message, nextStep }) => ({
      message: `${file}:${line}: ${message}`,
      nextStep,
    })),
    ...(await kubeconfigProblems(world, kubeconfig)),
    ...(await policyProblems(world)),
  ];
  for (const told of found) world.stdout.write(problemText(told));
  world.stderr.write(
    `${found.length === 0 ? "No problems." : counted(found.length, "problem.", "problems.")}\n`,
  );
  return found.length === 0 ? exitCodes.ok : exitCodes.failed;
}

function problemText({ message, nextStep }: Told): string {
  const line = (text: string) => sanitize(text, { newline: "space", tab: "space" });
  return `${line(message)}\n${nextStep === undefined ? "" : `  ${line(nextStep)}\n`}`;
}

/** Of the files in use, and of those that lie beside them and may be chosen one day. */
async function configProblems(directory: string): Promise<readonly ConfigProblem[]> {
  const known = new Set(commands.map(({ id }) => id));
  const { problems } = await openConfig({ directory, read: readIfThere, commands: known });
  const others = [
    ...(await filesIn(join(directory, "keymaps"))).map((file) =>
      checkFile(file, (text) => loadKeymap(text, file, defaultKeymap, { commands: known }).problems),
    ),
    ...(await filesIn(join(directory, "themes"))).map((file) =>
      checkFile(file, (text) => loadTheme(text, file, standardTheme).problems),
    ),
  ];
  const all = [...problems, ...(await Promise.all(others)).flat()];
  // The files in use have been read twice.
  return [...new Map(all.map((problem) => [JSON.stringify(problem), problem])).values()];
}

function standardTheme(background: "dark" | "light" | undefined) {
  const theme = shippedTheme(background ?? "dark");
  if (theme === undefined) throw new Error("The standard theme is not shipped.");
  return theme;
}

async function filesIn(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder).catch(() => []);
  return names.filter((name) => name.endsWith(".yaml")).map((name) => join(folder, name));
}

async function checkFile(
  file: string,
  check: (text: string) => readonly ConfigProblem[],
): Promise<readonly ConfigProblem[]> {
  try {
    return check(await readFile(file, "utf8"));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return [
      { file, line: 1, message: `Cannot be read: ${reason}.`, nextStep: "Check the file's permissions." },
    ];
  }
}

async function kubeconfigProblems(world: World, file: string | undefined): Promise<readonly Told[]> {
  try {
    const { problems } = await loadKubeconfig(kubeconfigSource(world, file));
    return problems.map(({ message }) => ({ message }));
  } catch (error) {
    const told = toldBy(error);
    if (told === undefined) throw error;
    return [told];
  }
}

async function policyProblems(world: World): Promise<readonly Told[]> {
  const warnings: string[] = [];
  const policy = await pluginPolicyOf(world, (text) => warnings.push(text));
  return [
    ...warnings.map((message) => ({ message })),
    ...(policy.type === "Invalid"
      ? [{ message: `kuberc's plugin policy is not valid: ${policy.fault}` }]
      : []),
  ];
}
