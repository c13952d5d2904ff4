import { describe, expect, test } from "vitest";
import { cells, fixtureRow, healthText } from "../../test/support/fixtures.ts";
import { cronjobs } from "./cronjobs.ts";

const headers = ["SCHEDULE", "TIMEZONE", "SUSPEND", "ACTIVE", "LAST SCHEDULE"];

describe("cronjobs", () => {
  test.each([
    ["active", "*/10 * * * *  Europe/Berlin  False  1  2m", "ok"],
    ["never-ran", "0 0 1 1 *  <none>  False  0  <none>", "ok"],
    [
      "never-succeeded",
      "*/10 * * * *  <none>  False  0  5m",
      "warn NotSucceeded: the run of 5m ago did not succeed; none has succeeded yet",
    ],
    [
      "not-succeeding",
      "*/10 * * * *  <none>  False  0  5m",
      "warn NotSucceeded: the run of 5m ago did not succeed; the last success was 2d ago",
    ],
    ["ready", "*/10 * * * *  <none>  False  0  12m", "ok"],
    ["suspended", "*/10 * * * *  <none>  True  0  9d", "done Suspended: suspended: no job is started"],
  ])("%s: prints %j, is %s", (state, text, health) => {
    const row = fixtureRow(cronjobs, state);
    expect(cells(cronjobs, row, headers).join("  ")).toBe(text);
    expect(healthText(cronjobs, row)).toBe(health);
  });

  test.each([["ready", { resource: "jobs", scope: { namespace: "shop" }, ownerUid: "cronjob-ready" }]])(
    "%s: opens %j",
    (state, drill) => {
      expect(cronjobs.drill?.(fixtureRow(cronjobs, state))).toEqual(drill);
    },
  );
});
