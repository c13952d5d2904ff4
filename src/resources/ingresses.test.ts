import { describe, expect, test } from "vitest";
import { cells, fixtureRow, healthText } from "../../test/support/fixtures.ts";
import { ingresses } from "./ingresses.ts";

const headers = ["CLASS", "HOSTS", "ADDRESS", "PORTS"];

describe("ingresses", () => {
  test.each([
    [
      "many-hosts",
      "nginx  a.example.com,b.example.com,c.example.com + 2 more...  203.0.113.9,lb-7f3a9c1e52d84b60.eu-west-1.elb.example.com  80",
      "ok",
    ],
    [
      "mixed-hosts",
      "nginx  a.example.com,b.example.com,c.example.com + 2 more...  203.0.113.9,lb-7f3a9c1e52d84b60.eu-west-1.elb.example.com  80",
      "ok",
    ],
    ["no-address", "none  *    80", "warn NoAddress: no ingress controller has given it an address for 9m"],
    ["no-host", "<none>  *  203.0.113.9,lb-7f3a9c1e52d84b60.eu-west-1.elb.example.com  80", "ok"],
    [
      "tls",
      "nginx  shop.example.com  203.0.113.9,lb-7f3a9c1e52d84b60.eu-west-1.elb.example.com  80, 443",
      "ok",
    ],
  ])("%s: prints %j, is %s", (state, text, health) => {
    const row = fixtureRow(ingresses, state);
    expect(cells(ingresses, row, headers).join("  ")).toBe(text);
    expect(healthText(ingresses, row)).toBe(health);
  });

  test.each([
    ["no-host", { resource: "services", scope: { namespace: "shop", fieldSelector: "metadata.name=web" } }],
    ["tls", { resource: "services", scope: { namespace: "shop" } }],
  ])("%s: opens %j", (state, drill) => {
    expect(ingresses.drill?.(fixtureRow(ingresses, state))).toEqual(drill);
  });
});
