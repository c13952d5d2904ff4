import { expect, test } from "vitest";
import { targetsText } from "./hpa-targets.ts";

test("a resource without a target is scaled by the server's default", () => {
  const spec = { type: "Resource", resource: { name: "cpu", target: {} } };
  expect(targetsText([spec], [])).toBe("cpu: <unknown>/<auto>");
});

test("more than two metrics are counted", () => {
  const spec = { type: "Resource", resource: { name: "cpu", target: { averageUtilization: 80 } } };
  expect(targetsText([spec, spec, spec, spec], [])).toBe(
    "cpu: <unknown>/80%, cpu: <unknown>/80% + 2 more...",
  );
});

test.each([
  [{ type: "Pods", pods: { target: { averageValue: "1k" } } }, { pods: { current: {} } }, "<nil>/1k"],
  [{ type: "External", external: { target: { value: "9" } } }, { external: { current: {} } }, "<nil>/9"],
  [
    { type: "External", external: { target: { averageValue: "9" } } },
    { external: { current: {} } },
    "<unknown>/9 (avg)",
  ],
  [{ type: "Weather" }, {}, "<unknown type>"],
])("the metric %j, measured as %j, prints as %s", (spec, current, text) => {
  expect(targetsText([spec], [current])).toBe(text);
});
