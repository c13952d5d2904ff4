import { afterAll, beforeAll, describe, test } from "vitest";
import {
  type DemoCluster,
  type DemoOptions,
  htmlFault,
  startDemo,
  statusFault,
} from "../../src/demo/index.ts";
import type { Answer } from "../support/loopback.ts";
import { openPeriplus } from "../support/periplus.ts";
import { clusterAnswering, clusterEntry, says, switchTo, twoContexts } from "../support/two-contexts.ts";

let demo: DemoCluster;

beforeAll(async () => {
  demo = await startDemo();
});

afterAll(() => demo.close());

const otherJson: Answer = (_, response) =>
  response.setHeader("content-type", "application/json").end('{"ok":true}');

describe("a server that lacks something", () => {
  test("for its age is said to be old, and what it does not serve is named", async () => {
    await using old = await olderDemo();
    const cluster = clusterEntry(old);
    await using periplus = await openPeriplus({ kubeconfigText: twoContexts(demo, { cluster }) });
    const { screen } = periplus;
    await switchTo(periplus, "bad");
    await screen.shows(/^ bad .*live/);
    await says(periplus, "bad runs Kubernetes v1.19.16; v1.23 or newer is expected");
    screen.type(":hpa");
    screen.press("enter");
    await screen.shows(/▸ HorizontalPodAutoscalers .*not served/);
    await says(periplus, "bad does not serve horizontalpodautoscalers of autoscaling/v2.");
    screen.press("esc");
    await screen.shows(/▸ Pods .*live/);
  });

  test("such as the answer of an API service, still has its kinds, and they say so", async () => {
    await using own = await ownDemo();
    await using periplus = await openPeriplus({ kubeconfigText: twoContexts(own) });
    const { screen } = periplus;
    await screen.shows(/▸ Pods .*live/);
    own.setMetrics("unavailable");
    screen.type(":nodes.metrics");
    await screen.shows(/nodes\.metrics\.k8s\.io +metrics\.k8s\.io\/v1beta1 +its server does not answer/);
    own.setMetrics("on");
    await screen.shows(/nodes\.metrics\.k8s\.io +metrics\.k8s\.io\/v1beta1 +kind/);
  });

  test("that was down when it was asked for its kinds is asked again by itself", async () => {
    await using own = await ownDemo();
    const cluster = clusterEntry(own);
    await own.stop();
    await using periplus = await openPeriplus({ kubeconfigText: twoContexts(demo, { cluster }) });
    const { screen } = periplus;
    await switchTo(periplus, "bad");
    await says(periplus, "refused the connection");
    screen.type(":certificates");
    screen.press("enter");
    await screen.shows(/^ bad .*▸ certificates/);
    await own.start();
    await screen.shows(/^ bad .*▸ Certificates .*live/);
  });

  test("that is slow to say what kinds it has is waited for by whoever goes to one", async () => {
    await using own = await ownDemo();
    const slow = own.faults.add({ path: "/apis" }, { do: "stall" });
    await using periplus = await openPeriplus({
      kubeconfigText: twoContexts(demo, { cluster: clusterEntry(own) }),
    });
    const { screen } = periplus;
    await switchTo(periplus, "bad");
    await screen.shows(/^ bad .*live/);
    screen.type(":certificates ledger");
    screen.press("enter");
    await says(periplus, "asking bad what kinds it has, to find certificates");
    slow.remove();
    for (const reply of own.open()) if (reply.request.path === "/apis") reply.reset();
    await screen.shows(/^ bad .*▸ ledger ▸ Certificates .*live/);
  });

  test("that answers with JSON of another kind is said to be no Kubernetes", async () => {
    await using periplus = await openPeriplus({
      kubeconfigText: twoContexts(demo, await clusterAnswering(otherJson)),
    });
    await switchTo(periplus, "bad");
    await says(periplus, "is not a Kubernetes API server: it names no kind of object");
  });

  test("behind a proxy that answers for it keeps its rows and says who answered", async () => {
    await using own = await ownDemo();
    const cluster = clusterEntry(own);
    await using periplus = await openPeriplus({
      kubeconfigText: twoContexts(demo, { cluster }),
      columns: 80,
    });
    const { screen } = periplus;
    await switchTo(periplus, "bad");
    await screen.shows(/^ bad .*live/);
    own.faults.add({}, htmlFault(502));
    for (const reply of own.open()) reply.reset();
    await says(periplus, "a web page answered, not a Kubernetes API server (HTTP 502)");
    await screen.shows(/api-\S+ +2\/2/);
  });
});

/** A cluster of one test's own. */
async function ownDemo(options: DemoOptions = {}): Promise<DemoCluster & AsyncDisposable> {
  const own = await startDemo(options);
  return Object.assign(own, { [Symbol.asyncDispose]: () => own.close() });
}

/** A server of 2020: no aggregated discovery, no WatchList, and no second version of autoscaling. */
async function olderDemo() {
  const old = await ownDemo({ version: "v1.19.16", aggregatedDiscovery: false, watchList: false });
  const none = statusFault(404, "NotFound", "the server could not find the requested resource");
  old.faults.add({ path: "/apis/autoscaling/v2" }, none);
  old.faults.add({ resource: "horizontalpodautoscalers" }, none);
  return old;
}
