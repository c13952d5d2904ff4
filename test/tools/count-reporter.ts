// Prints the one closing line that states the count: `N passed, N failed`, and `, N skipped` where some were. It is
// printed whatever way the run ends, also when a test never ends.
import type { Reporter, TestCase, TestModule, Vitest } from "vitest/node";

/** Added to the longest time a module's tests and hooks may take. */
const grace = 60_000;

class CountReporter implements Reporter {
  #modules: () => readonly TestModule[] = () => [];
  #errors = 0;
  readonly #alarms = new Map<string, NodeJS.Timeout>();
  readonly #ended = new Set<string>();
  readonly #lastTest = new Map<string, string>();

  onInit(vitest: Vitest): void {
    this.#modules = () => vitest.state.getTestModules();
    process.on("exit", () => process.stdout.write(`${this.#count()}\n`));
  }

  onTestModuleStart(module: TestModule): void {
    this.#expectSign(module);
  }

  onTestCaseReady(test: TestCase): void {
    this.#lastTest.set(test.module.id, test.fullName);
    this.#expectSign(test.module, test.options.timeout);
  }

  onTestCaseResult({ module }: TestCase): void {
    this.#expectSign(module);
  }

  onTestModuleEnd(module: TestModule): void {
    this.#ended.add(module.id);
    clearTimeout(this.#alarms.get(module.id));
    this.#alarms.delete(module.id);
  }

  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    for (const alarm of this.#alarms.values()) clearTimeout(alarm);
    this.#modules = () => modules;
    this.#errors = unhandledErrors.length;
  }

  /**
   * A test that computes without end also keeps its own time-out from firing. When the main process leaves, vitest's
   * watchdog ends such a worker. Vitest reports what its workers send one beside the other, so the end of a module may
   * come before the result of its last test: nothing is expected after it.
   */
  #expectSign(module: TestModule, timeout = 0): void {
    if (this.#ended.has(module.id)) return;
    const { testTimeout, hookTimeout } = module.project.config;
    const patience = Math.max(testTimeout, hookTimeout, timeout) + grace;
    clearTimeout(this.#alarms.get(module.id));
    const alarm = setTimeout(() => {
      const last = this.#lastTest.get(module.id);
      const seconds = Math.round(patience / 1000);
      process.stdout.write(`\n${module.relativeModuleId} is stuck: no sign of it for ${seconds} s`);
      process.stdout.write(last === undefined ? ", before its first test.\n" : `, last in “${last}”.\n`);
      this.#errors += 1;
      process.exit(1);
    }, patience);
    this.#alarms.set(module.id, alarm.unref());
  }

  #count(): string {
    const counts = { passed: 0, failed: this.#errors, skipped: 0 };
    for (const module of this.#modules()) {
      const states = [...module.children.allTests()].map((test) => test.result().state);
      for (const state of states) if (state !== "pending") counts[state] += 1;
      // A hook or the module itself failed.
      if (module.state() === "failed" && !states.includes("failed")) counts.failed += 1;
    }
    const skipped = counts.skipped > 0 ? `, ${counts.skipped} skipped` : "";
    return `${counts.passed} passed, ${counts.failed} failed${skipped}`;
  }
}

// biome-ignore lint/style/noDefaultExport: vitest loads a reporter from the default export
export default CountReporter;
