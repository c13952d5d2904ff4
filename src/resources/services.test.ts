import { describe, expect, test } from "vitest";
import { cells, fixtureRow, healthText } from "../../test/support/fixtures.ts";
import { services } from "./services.ts";

const headers = ["TYPE", "CLUSTER-IP", "EXTERNAL-IP", "PORT(S)"];

describe("services", () => {
  test.each([
    ["cluster-ip", "ClusterIP  10.0.3.7  <none>  80/TCP,9090/TCP", "ok"],
    ["external-ips", "ClusterIP  10.0.3.8  192.0.2.10,192.0.2.11  443/TCP", "ok"],
    ["external-name", "ExternalName  <none>  warehouse.example.com  <none>", "ok"],
    ["headless", "ClusterIP  None  <none>  5432/TCP", "ok"],
    [
      "load-balancer",
      "LoadBalancer  10.0.3.10  203.0.113.7,lb-7f3a9c1e52d84b60.eu-west-1.elb.example.com  443:30443/TCP",
      "ok",
    ],
    [
      "load-balancer-pending",
      "LoadBalancer  10.0.3.11  <pending>  443:30444/TCP",
      "warn Pending: no load balancer has given it an address for 9m",
    ],
    [
      "load-balancer-young",
      "LoadBalancer  10.0.3.12  <pending>  443:30445/TCP",
      "busy Pending: no load balancer has given it an address for 30s",
    ],
    ["node-port", "NodePort  10.0.3.9  <none>  80:30080/TCP,53:30053/UDP", "ok"],
    ["without-selector", "ClusterIP  10.0.3.13  <none>  1414/TCP", "ok"],
  ])("%s: prints %j, is %s", (state, text, health) => {
    const row = fixtureRow(services, state);
    expect(cells(services, row, headers).join("  ")).toBe(text);
    expect(healthText(services, row)).toBe(health);
  });

  test.each([
    ["cluster-ip", { resource: "pods", scope: { namespace: "shop", labelSelector: "app=api,tier=back" } }],
    ["without-selector", undefined],
    ["external-name", undefined],
  ])("%s: opens %j", (state, drill) => {
    expect(services.drill?.(fixtureRow(services, state))).toEqual(drill);
  });
});
