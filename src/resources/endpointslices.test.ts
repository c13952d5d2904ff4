import { describe, expect, test } from "vitest";
import { cells, fixtureRow, healthText } from "../../test/support/fixtures.ts";
import { endpointslices } from "./endpointslices.ts";

const headers = ["ADDRESSTYPE", "PORTS", "ENDPOINTS", "READY"];

describe("endpointslices", () => {
  test.each([
    ["empty", "IPv4  <unset>  <unset>  0/0", "done: no endpoints"],
    ["many", "IPv4  1,2,3 + 1 more...  10.64.4.1,10.64.4.2,10.64.4.3 + 2 more...  5/5", "ok"],
    ["named-port", "IPv6  any  2001:db8::7  1/1", "ok"],
    ["none-ready", "IPv4  8080  10.64.5.1,10.64.5.2  0/1", "warn NotReady: 0 of 1 endpoint ready"],
    ["ready", "IPv4  8080  10.64.3.17,10.64.3.18  2/2", "ok"],
  ])("%s: prints %j, is %s", (state, text, health) => {
    const row = fixtureRow(endpointslices, state);
    expect(cells(endpointslices, row, headers).join("  ")).toBe(text);
    expect(healthText(endpointslices, row)).toBe(health);
  });

  test.each([
    ["ready", { resource: "services", scope: { namespace: "shop", fieldSelector: "metadata.name=api" } }],
  ])("%s: opens %j", (state, drill) => {
    expect(endpointslices.drill?.(fixtureRow(endpointslices, state))).toEqual(drill);
  });
});
