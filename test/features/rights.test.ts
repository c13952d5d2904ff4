import { expect, test } from "vitest";
import { kubeconfigOf } from "../../src/cli/kubeconfig-source.ts";
import { demoKubeconfig, startDemo } from "../../src/demo/index.ts";
import { openPeriplus } from "../support/periplus.ts";

test("who may see two namespaces only sees those, and is told what is not shown", async () => {
  const cluster = await startDemo();
  const contexts = ["payments", "ledger"].map((namespace) => ({
    name: `viewer-${namespace}`,
    cluster,
    token: "demo-viewer",
    namespace,
  }));
  const kubeconfig = kubeconfigOf(demoKubeconfig(contexts));
  const sameUser = kubeconfig.contexts.map((context) => ({ ...context, user: "viewer-payments" }));
  await using periplus = await openPeriplus({ kubeconfig: { ...kubeconfig, contexts: sameUser } });
  const { screen } = periplus;
  await screen.shows(/▸ payments ▸ Pods .*live/);
  screen.press("0");
  await screen.shows(/▸ 2 of \? namespaces ▸ Pods/);
  await screen.shows(/you may not list pods cluster-wide; showing ledger, payments/);
  screen.press("ctrl-n");
  await screen.shows("you may not list namespaces; type a name");
  screen.press("esc");
  screen.type(":ns ledger,");
  screen.press("enter");
  await screen.shows(/▸ ledger ▸ Pods .*live/);
  screen.type(":ns a/b");
  screen.press("enter");
  await screen.shows("there is no namespace a/b");
  await cluster.close();
});

test("what may be listed in no namespace is not said to be shown of any", async () => {
  const cluster = await startDemo();
  await using periplus = await openPeriplus({
    contexts: [{ name: "viewer", cluster, token: "demo-viewer", namespace: "payments" }],
    request: { place: "secrets" },
  });
  const { screen } = periplus;
  await screen.shows("You may not list secrets in payments");
  screen.press("0");
  await screen.shows("You may not list secrets in any namespace");
  await screen.shows("▸ all namespaces ▸ Secrets");
  await cluster.close();
});

test("a right that no namespace would bring is not looked for in another one", async () => {
  const cluster = await startDemo();
  await using periplus = await openPeriplus({
    contexts: [{ name: "viewer", cluster, token: "demo-viewer", namespace: "payments" }],
    request: { place: "pv" },
  });
  const { screen } = periplus;
  await screen.shows("You may not list persistentvolumes.");
  await screen.shows(/^ {3}ask the cluster's administrator for this right/m);
  expect(screen.text()).not.toContain("choose a namespace");
  await cluster.close();
});

test("a token that is not known is said to be refused, and nothing else breaks", async () => {
  const cluster = await startDemo();
  await using periplus = await openPeriplus({
    contexts: [{ name: "stale", cluster, token: "no-such-token", namespace: "payments" }],
  });
  const { screen } = periplus;
  await screen.shows(/not connected/);
  await screen.shows(/Unauthorized|credentials/);
  screen.press("?");
  await screen.shows("┌ help");
  expect(screen.text()).not.toContain("no-such-token");
  await cluster.close();
});
