// The program: what it has around it, and which of its parts does what the command line asks for. The one file that
// reads arguments, environment and clock. Parts are imported when they are needed, so that the first frame waits for
// nothing that it does not show.
import { readFileSync, writeSync } from "node:fs";
import { enableCompileCache, flushCompileCache } from "node:module";
import { homedir } from "node:os";
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import packageJson from "../package.json" with { type: "json" };
import type { MakePaint } from "./cli/logs/open-paint.ts";
import type { Demo, OpenedApp, OpenRequest, StartDemo } from "./cli/open-app.ts";
import type { World } from "./cli/world.ts";

const { env, stdin, stdout, stderr } = process;
const { version } = packageJson;
// Of both the user's wish has the last word here, and Node would warn that its own is another.
if (env.NO_COLOR) delete env.FORCE_COLOR;
const home = homedir();

// Expressions that people type may take V8's usual engine for ever on one line. The other one, which it turns to when
// that seems so, always ends; it takes expressions without the flags `i` and `u`, look-arounds and back-references.
setFlagsFromString("--enable-experimental-regexp-engine-on-excessive-backtracks");

// What was compiled once need not be compiled at every start.
enableCompileCache(join(env.XDG_CACHE_HOME || join(home, ".cache"), "periplus", "compiled", version));

const { createClock } = await import("./lib/clock.ts");
const world: World = {
  args: process.argv.slice(2),
  env,
  home,
  cwd: process.cwd(),
  version,
  clock: createClock(() => Date.now()),
  stdin,
  stdout,
  stderr,
};

/** What shells say of a program that a signal ended is this and the signal's number. */
const signalled = 128;

/** What ctrl-c ends. */
const interrupted = signalled + 2;

/** What ends a program that prints. */
const endings = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Milliseconds after which nothing more is loaded, as a rule. */
const settled = 5000;

/**
 * How much V8's room for the young grows when it is full. Of what pours in most is kept and the rest is gone at once:
 * left to grow, that room takes 50 MB more with 10,000 pods and saves no time but that of loading modules.
 */
function growYoungBy(factor: 1 | 2): void {
  setFlagsFromString(`--semi-space-growth-factor=${factor}`);
}

let crashed: Promise<never> | undefined;
/** Where an option says the log is. */
let logPath: string | undefined;

/** What nobody foresaw ends the program, and only the first of it counts. */
function crash(error: unknown): Promise<never> {
  crashed ??= sayLastWords(error);
  return crashed;
}

/** The terminal is as it was before. */
async function sayLastWords(error: unknown): Promise<never> {
  const { crashText, logFile, openLog, withoutSecrets } = await import("./cli/log-file.ts");
  const log = openLog(logPath ?? logFile(world), world.clock);
  const text = crashText(error);
  log.writeNow(text);
  const [first = ""] = withoutSecrets(text).split("\n");
  const { toldText } = await import("./cli/failure.ts");
  stderr.write(
    toldText({ message: `a fault of its own ended it: ${first}`, nextStep: `${log.file} says more` }),
  );
  process.exit(1);
}

/** Two clusters, so that there is a context to switch to, of which things happen in the first. */
const startDemo: StartDemo = async ({ pods }): Promise<Demo> => {
  const [{ startDemo: start }, { kubeconfigOf }] = await Promise.all([
    import("./demo/index.ts"),
    import("./cli/kubeconfig-source.ts"),
  ]);
  const clusters = await Promise.all([
    start({ unrest: true, ...(pods !== undefined && { pods }) }),
    start({ world: "staging" }),
  ]);
  return {
    kubeconfig: kubeconfigOf(...clusters.map((cluster) => cluster.kubeconfig())),
    close: async () => void (await Promise.all(clusters.map((cluster) => cluster.close()))),
  };
};

/** Plugins have sessions of their own and hear nothing of ctrl-c: they are ended with a program that ends by itself. */
function end(_signal: NodeJS.Signals, number: number): never {
  return process.exit(signalled + number);
}

function endBySignals(): void {
  for (const signal of endings) process.on(signal, end);
}

function leaveSignals(): void {
  for (const signal of endings) process.off(signal, end);
}

/** From the first time on it is up to the caller to end. */
function interruption(): AbortSignal {
  leaveSignals();
  const asked = new AbortController();
  for (const signal of endings) {
    process.once(signal, (_signal: NodeJS.Signals, number: number) => {
      process.on(signal, end);
      asked.abort(signalled + number);
    });
  }
  return asked.signal;
}

/** A theme's colours, as many as the terminal has. */
const makePaint: MakePaint = async (theme, force) => {
  const [{ makePalette }, { colorLevel }] = await Promise.all([
    import("./ui/paint/palette.ts"),
    import("./ui/paint/color-level.ts"),
  ]);
  const level = colorLevel(force ? { ...env, NO_COLOR: undefined } : env);
  if (level === "none" && !force) return undefined;
  return makePalette(theme, level === "none" ? "16" : level);
};

/** Everything on the screen, or, where there is none, the first view as plain text. */
async function open(request: OpenRequest): Promise<number> {
  logPath = request.logFile;
  const { whyNoScreen } = await import("./ui/terminal/fitness.ts");
  const reason = whyNoScreen({ stdin, stdout, term: env.TERM });
  if (reason === undefined) return show(request);
  // Where nobody looks nobody wonders.
  if (stdout.isTTY || stderr.isTTY) stderr.write(`${reason} This is the first view as text.\n`);
  return print(request);
}

/** Undefined where the system keeps no such file, or does not show it. */
function readProcessStat(): string | undefined {
  try {
    return readFileSync("/proc/self/stat", "utf8");
  } catch {
    return undefined;
  }
}

/** The terminal is taken first: it says what it is while the app is opened. */
async function show(request: OpenRequest): Promise<number> {
  leaveSignals();
  growYoungBy(2);
  const [{ openApp }, { startScreen, takeTerminal }, { takesQuestions }, paint, { hasJobControl }, after] =
    await Promise.all([
      import("./cli/open-app.ts"),
      import("./ui/start-screen.ts"),
      import("./ui/terminal/fitness.ts"),
      import("./ui/paint/color-level.ts"),
      import("./ui/terminal/job-control.ts"),
      import("./lib/after.ts"),
    ]);
  let opened: OpenedApp | undefined;
  const taken = takeTerminal({
    stdin,
    stdout,
    stderr,
    process,
    after: after.afterOnSystem,
    writeSync: (text) => void writeSync(stdout.fd, text),
    onInterrupt: () => process.exit(interrupted),
    onClose: () => (opened === undefined ? process.exit(1) : opened.app.options.quit()),
    onCrash: crash,
    onStrayOutput: (line, from) => opened?.log.write(`${from}: ${line}`),
    asks: takesQuestions(env.TERM),
    canSuspend: hasJobControl(readProcessStat()),
  });
  try {
    opened = await openApp(world, request, startDemo);
    const { app, config, log, terminal: loan, notice, quit } = opened;
    loan.lendFrom((run, why) => taken.terminal.lend(run, why));
    if (notice !== undefined) app.notify(notice);
    const screen = await startScreen({
      app,
      config,
      colors: paint.colorLevel(env),
      ascii: config.settings.ascii ?? !paint.isUnicodeTerminal(env),
      taken,
      after: after.afterOnSystem,
      now: world.clock.now,
      onError: (error) => log.write(String(error)),
    });
    growYoungBy(1);
    // Node writes the cache when a program ends by itself, which few windows let it do.
    after.afterOnSystem(settled, flushCompileCache);
    await Promise.race([quit, screen.closed]);
  } finally {
    taken.terminal.close();
    await opened?.close();
  }
  return 0;
}

async function print(request: OpenRequest): Promise<number> {
  const { openApp } = await import("./cli/open-app.ts");
  const opened = await openApp(world, request, startDemo);
  try {
    return await printFirstView(opened);
  } finally {
    await opened.close();
  }
}

async function printFirstView({ app, config, notice }: OpenedApp): Promise<number> {
  const [{ printOnce }, { isUnicodeTerminal }] = await Promise.all([
    import("./ui/print-once.ts"),
    import("./ui/paint/color-level.ts"),
  ]);
  if (notice !== undefined) stderr.write(`${notice}\n`);
  const { lines, problem } = await printOnce({
    app,
    config,
    clock: world.clock,
    ascii: !isUnicodeTerminal(env),
    columns: Number(env.COLUMNS) || stdout.columns || undefined,
    deadline: 60_000,
  });
  if (lines.length > 0) stdout.write(`${lines.join("\n")}\n`);
  if (problem !== undefined) stderr.write(toldText(problem));
  return problem === undefined ? 0 : 1;
}

/** Without arguments there is nothing to be understood, and the reader of command lines need not be loaded. */
async function run(): Promise<number> {
  endBySignals();
  if (world.args.length === 0) return open({});
  growYoungBy(1);
  const { runCommandLine } = await import("./cli/command-line.ts");
  return runCommandLine(world, { open, startDemo, makePaint, interruption });
}

process.on("uncaughtException", crash).on("unhandledRejection", crash);
const { tellFailures, toldText, unwritable } = await import("./cli/failure.ts");
if (!stdout.isTTY) {
  stdout.on("error", (error: NodeJS.ErrnoException) => {
    // Who reads our output may have seen enough, as head has.
    if (error.code === "EPIPE") process.exit(0);
    stderr.write(toldText(unwritable(error)));
    process.exit(1);
  });
}
// What is said beside the output is lost where nobody hears it; what was asked for goes on.
if (!stderr.isTTY) stderr.on("error", () => {});
// Our timers keep no process alive, and waiting for a server that is gone must not look like having nothing left to do.
const alive = setInterval(() => {}, 60_000);
process.exitCode = await tellFailures(world, run).catch(crash);
clearInterval(alive);
