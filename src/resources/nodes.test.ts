import { describe, expect, test } from "vitest";
import { cells, fixtureRow, healthText } from "../../test/support/fixtures.ts";
import { nodes } from "./nodes.ts";

const headers = ["STATUS", "ROLES", "VERSION"];

describe("nodes", () => {
  test.each([
    ["control-plane", "Ready  control-plane,etcd  v1.37.1", "ok"],
    [
      "cordoned",
      "Ready,SchedulingDisabled  <none>  v1.37.1",
      "warn SchedulingDisabled: cordoned: no new pods are placed on it",
    ],
    ["disk-pressure", "Ready  <none>  v1.37.1", "warn KubeletHasDiskPressure: node has DiskPressure"],
    [
      "not-ready",
      "NotReady  <none>  v1.37.1",
      "bad KubeletNotReady: container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady message:Network plugin returns error: cni plugin not initialized",
    ],
    ["ready", "Ready  spot,worker  v1.37.1", "ok"],
    [
      "unreachable",
      "NotReady,SchedulingDisabled  <none>  v1.37.1",
      "bad NodeStatusUnknown: Kubelet stopped posting node status.",
    ],
    ["unreported", "Unknown  <none>  ", "bad Unknown: no word from its kubelet"],
  ])("%s: prints %j, is %s", (state, text, health) => {
    const row = fixtureRow(nodes, state);
    expect(cells(nodes, row, headers).join("  ")).toBe(text);
    expect(healthText(nodes, row)).toBe(health);
  });

  test.each([["ready", { resource: "pods", scope: { fieldSelector: "spec.nodeName=node-a3" } }]])(
    "%s: opens %j",
    (state, drill) => {
      expect(nodes.drill?.(fixtureRow(nodes, state))).toEqual(drill);
    },
  );

  test("wide columns tell addresses and software", () => {
    const wide = ["INTERNAL-IP", "EXTERNAL-IP", "OS-IMAGE", "KERNEL-VERSION", "CONTAINER-RUNTIME"];
    expect(cells(nodes, fixtureRow(nodes, "ready"), wide)).toEqual([
      "192.168.10.3",
      "203.0.113.3",
      "Debian GNU/Linux 13 (trixie)",
      "6.12.30 (amd64)",
      "containerd://2.1.4",
    ]);
    expect(cells(nodes, fixtureRow(nodes, "unreported"), wide)).toEqual([
      "<none>",
      "<none>",
      "<unknown>",
      "<unknown>",
      "<unknown>",
    ]);
  });
});
