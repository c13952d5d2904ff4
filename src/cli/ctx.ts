import type { DeletePlan, FiledEntry } from "../kube/kubeconfig/index.ts";
import { CliError, demoStays, exitCodes, sayTo, usageError } from "./failure.ts";
import { type KubeconfigKit, openKubeconfig } from "./kubeconfig-kit.ts";
import { searchedFiles } from "./kubeconfig-source.ts";
import { nameList } from "./name-list.ts";
import type { DemoRequest, StartDemo } from "./open-app.ts";
import type { World } from "./world.ts";

/** What `periplus ctx` was asked for, in kubectx's language. */
export interface CtxRequest {
  readonly kubeconfig?: string | undefined;
  readonly demo?: DemoRequest | undefined;
  /** `NAME`, `-` for the one before, or `NEW=OLD` and `NEW=.`; absent lists all. */
  readonly argument?: string | undefined;
  readonly current?: boolean | undefined;
  readonly unset?: boolean | undefined;
  /** Names, `.` for the current one. */
  readonly delete?: readonly string[] | undefined;
  readonly withOrphans?: boolean | undefined;
  readonly dryRun?: boolean | undefined;
}

/** What looking needs. */
type Shown = Pick<Task, "kubeconfig" | "world">;

/** What one action needs. `say` is for people, on standard error, so that standard output stays for names. */
interface Task extends KubeconfigKit {
  readonly world: World;
  say(sentence: string): void;
}

/** Lists, switches, renames and deletes contexts of the kubeconfig as kubectx does, without its ways of losing entries. */
export async function runCtx(world: World, request: CtxRequest, startDemo: StartDemo): Promise<number> {
  checkOneAction(request);
  if (request.demo) return showDemo(world, request, request.demo, startDemo);
  const kit = await openKubeconfig(world, request.kubeconfig);
  const task: Task = { ...kit, world, say: sayTo(world) };
  const { argument } = request;
  if (request.current) printCurrent(task);
  else if (request.unset) await unset(task);
  else if (request.delete) await remove(task, request.delete, request);
  else if (argument === undefined) list(task);
  else if (argument === "-") await switchBack(task);
  else if (argument.includes("=") && !exists(task, argument)) await rename(task, argument);
  else await switchTo(task, argument);
  return exitCodes.ok;
}

/** Else the user's own kubeconfig would be changed while they think of the demo's, which is in no file. */
async function showDemo(
  world: World,
  { argument, current, unset, delete: names }: CtxRequest,
  request: DemoRequest,
  startDemo: StartDemo,
): Promise<number> {
  if ((argument ?? unset ?? names) !== undefined) throw demoStays("ctx");
  const { kubeconfig, close } = await startDemo(request);
  await close();
  const show = current ? printCurrent : list;
  show({ kubeconfig, world });
  return exitCodes.ok;
}

function checkOneAction({ argument, current, unset, delete: names, withOrphans, dryRun }: CtxRequest): void {
  const actions = [argument !== undefined, current, unset, names !== undefined].filter(Boolean).length;
  if (actions > 1)
    throw usageError("a name, -c, -d and -u exclude each other", "periplus ctx --help shows each");
  if (names === undefined && (withOrphans || dryRun))
    throw usageError("--with-orphans and --dry-run go with -d", "write periplus ctx -d NAME --with-orphans");
}

function list({ kubeconfig, world }: Shown): void {
  const names = kubeconfig.contexts.map(({ name }) => name);
  if (names.length === 0) throw noContexts(searchedFiles(kubeconfig));
  world.stdout.write(nameList(names, kubeconfig.currentContext, world));
}

function noContexts(searched: readonly string[]): CliError {
  return new CliError({
    message: `no context is configured (looked in ${searched.join(", ")})`,
    nextStep: "set KUBECONFIG, have your cluster's tool write a kubeconfig, or try periplus --demo",
  });
}

function printCurrent(shown: Shown): void {
  shown.world.stdout.write(`${currentOf(shown)}\n`);
}

function currentOf({ kubeconfig: { currentContext } }: Shown): string {
  if (currentContext !== undefined) return currentContext;
  throw new CliError({ message: "no context is current", nextStep: "choose one with periplus ctx NAME" });
}

const exists = ({ kubeconfig }: Task, name: string) =>
  kubeconfig.contexts.some((context) => context.name === name);

async function switchTo({ kubeconfig, editor, previous, say }: Task, name: string): Promise<void> {
  await editor.setCurrentContext(name);
  const { currentContext: before } = kubeconfig;
  if (before !== undefined && before !== name) await previous.rememberContext(before);
  say(`Switched to context "${name}".`);
}

async function switchBack(task: Task): Promise<void> {
  const name = await task.previous.context();
  if (name !== undefined) return switchTo(task, name);
  throw new CliError({
    message: "there is no previous context",
    nextStep: "it is there once you have switched with periplus ctx NAME",
  });
}

async function rename(task: Task, argument: string): Promise<void> {
  const equals = argument.indexOf("=");
  const [to, given] = [argument.slice(0, equals), argument.slice(equals + 1)];
  if (to === "" || given === "")
    throw usageError(`"${argument}" lacks a name`, "write NEW=OLD, or NEW=. for the current one");
  const from = given === "." ? currentOf(task) : given;
  await task.editor.renameContext(from, to);
  if ((await task.previous.context()) === from) await task.previous.rememberContext(to);
  task.say(`Context "${from}" renamed to "${to}".`);
}

async function unset({ editor, say }: Task): Promise<void> {
  const { files, shows } = await editor.unsetCurrentContext();
  if (files.length === 0) return say("No context was current.");
  say(`No context is current any more (${files.join(", ")}).`);
  if (shows) say(`Now "${shows.name}" counts, which ${shows.file} names.`);
}

async function remove(
  task: Task,
  given: readonly string[],
  { withOrphans = false, dryRun = false }: CtxRequest,
): Promise<void> {
  const names = given.map((name) => (name === "." ? currentOf(task) : name));
  const plan = await task.editor.planDelete(names);
  if (!dryRun) await task.editor.deleteContexts(names, { alsoOrphans: withOrphans });
  for (const sentence of deletionWords(plan, withOrphans, dryRun)) task.say(sentence);
}

function deletionWords(plan: DeletePlan, withOrphans: boolean, dryRun: boolean): string[] {
  const verb = dryRun ? "Would delete" : "Deleted";
  const gone = withOrphans ? [...plan.contexts, ...plan.orphans] : plan.contexts;
  return [
    ...gone.map((entry) => `${verb} ${entryText(entry)} (${entry.file}).`),
    ...(withOrphans ? [] : plan.orphans.map((entry) => orphanWords(entry, dryRun))),
    ...plan.revealed.map((entry) => `The ${entryText(entry)} of ${entry.file} takes its place.`),
    ...(plan.clears.length === 0 ? [] : ["It was the current one; choose another with periplus ctx NAME."]),
  ];
}

/** Once the context is gone we can no longer find them by it; kubectl's own commands can. */
function orphanWords(entry: FiledEntry, dryRun: boolean): string {
  const orphan = `No context ${dryRun ? "would use" : "uses"} ${entryText(entry)} any more`;
  if (dryRun) return `${orphan}; --with-orphans deletes it, too.`;
  const command = entry.section === "clusters" ? "delete-cluster" : "delete-user";
  return `${orphan}; kubectl config ${command} '${entry.name}' deletes it.`;
}

const words = { contexts: "context", clusters: "cluster", users: "user" } as const;

function entryText({ section, name }: FiledEntry): string {
  return `${words[section]} "${name}"`;
}
