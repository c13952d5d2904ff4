import { describe, expect, test } from "vitest";
import { cells, fixtureRow, healthText } from "../../test/support/fixtures.ts";
import { jobs } from "./jobs.ts";

const headers = ["STATUS", "COMPLETIONS", "DURATION"];

describe("jobs", () => {
  test.each([
    ["complete", "Complete  1/1  42s", "done Complete"],
    [
      "deadline",
      "Failed  0/1  120m",
      "bad DeadlineExceeded: Job was active longer than specified deadline (1 pod failed)",
    ],
    [
      "failed",
      "Failed  0/1  3h",
      "bad BackoffLimitExceeded: Job has reached the specified backoff limit (7 pods failed)",
    ],
    ["failing", "Running  0/1  4m", "warn Failing: 2 pods failed so far; it gives up after 7"],
    [
      "failure-target",
      "FailureTarget  0/1  4m",
      "bad BackoffLimitExceeded: Job has reached the specified backoff limit (7 pods failed)",
    ],
    ["no-completions", "Running  0/1  4m", "busy Running: 1 pod at work"],
    ["running", "Running  4/10  4m", "busy Running: 3 pods at work"],
    ["success-criteria-met", "SuccessCriteriaMet  1/3  4m", "busy SuccessCriteriaMet: 2 pods at work"],
    ["suspended", "Suspended  0/1  ", "done Suspended: suspended: no pod is started"],
    ["terminating", "Terminating  0/1  4m", "warn Terminating: being deleted for 3m: a finalizer holds it"],
    ["work-queue", "Running  0/1 of 5  4m", "busy Running: 5 pods at work"],
  ])("%s: prints %j, is %s", (state, text, health) => {
    const row = fixtureRow(jobs, state);
    expect(cells(jobs, row, headers).join("  ")).toBe(text);
    expect(healthText(jobs, row)).toBe(health);
  });

  test.each([
    [
      "complete",
      {
        resource: "pods",
        scope: { namespace: "shop", labelSelector: "batch.kubernetes.io/controller-uid=job-complete" },
      },
    ],
  ])("%s: opens %j", (state, drill) => {
    const row = fixtureRow(jobs, state);
    expect(jobs.drill?.(row)).toEqual({ ...drill, rootUid: row.uid });
  });
});
