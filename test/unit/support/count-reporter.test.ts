import { expect, test, vi } from "vitest";
import type { TestCase, TestModule } from "vitest/node";
import CountReporter from "../../tools/count-reporter.ts";

// What the reporter reads of vitest's own.
const module = {
  id: "a.test.ts",
  relativeModuleId: "a.test.ts",
  project: { config: { testTimeout: 1, hookTimeout: 1 } },
} as TestModule;
const lastTest = { module, fullName: "the last test", options: {} } as TestCase;

test("a module that has ended is not waited for, even when its last result is reported after its end", () => {
  vi.useFakeTimers();
  const reporter = new CountReporter();
  reporter.onTestModuleStart(module);
  reporter.onTestCaseReady(lastTest);
  expect(vi.getTimerCount()).toBe(1);
  reporter.onTestModuleEnd(module);
  reporter.onTestCaseResult(lastTest);
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});
