// What `:` makes of what people type: misspelt kinds, the words of k9s, and the options of kubectl.
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { type DemoCluster, startDemo } from "../../src/demo/index.ts";
import { eventually } from "../support/eventually.ts";
import { adminContexts, openPeriplus, type Periplus } from "../support/periplus.ts";

let cluster: DemoCluster;
let staging: DemoCluster;
let periplus: Periplus;

beforeAll(async () => {
  [cluster, staging] = await Promise.all([startDemo(), startDemo({ world: "staging" })]);
});

afterAll(() => Promise.all([cluster.close(), staging.close()]));

beforeEach(async () => {
  periplus = await openPeriplus({ contexts: adminContexts(cluster, staging) });
  await periplus.screen.shows("live");
  await eventually(() => expect(periplus.app.namespaces?.rows.status.phase).toBe("live"));
  await eventually(() => expect(periplus.app.here?.catalog.find("certificates")).toBeDefined());
});

afterEach(() => periplus[Symbol.asyncDispose]());

/** The lines that are offered for a text, each as `text: details`. */
function offered(text: string): string[] {
  const { screen, app } = periplus;
  screen.type(":");
  screen.paste(text);
  const lines = app.overlay?.lines ?? [];
  const found = lines.map(({ item }) => `${item.text}: ${item.details.filter(Boolean).join(", ")}`);
  screen.press("esc");
  return found;
}

test.each([
  ["pdos", "pods"],
  ["podes", "pods"],
  ["ndoes", "nodes"],
  ["evnets", "events"],
  ["depoly", "deployments"],
  ["configmpas", "configmaps"],
  ["serivces", "services"],
  ["namespcaes", "namespaces"],
])("%s is likely %s", (typed, kind) => {
  expect(offered(typed)[0]).toMatch(new RegExp(`^${kind}: .*kind$`));
});

test.each([
  ["svc", "services"],
  ["secret", "secrets"],
  ["dep", "deployments"],
  ["certs", "certificates"],
])("%s is %s, which is offered once", (typed, kind) => {
  const found = offered(typed).filter((line) => line.startsWith(`${kind}:`));
  expect(found).toEqual([expect.stringMatching(/kind$/)]);
  expect(offered(typed)[0]).toBe(found[0]);
});

test.each([
  ["pods -n checkout", "pods: in checkout, go"],
  ["pods --namespace=checkout", "pods: in checkout, go"],
  ["pods -A", "pods: in all namespaces, go"],
  ["pods -A -l app=api", 'pods: in all namespaces matching "-l app=api", go'],
  ["pods restarts>3", 'pods: in payments matching "restarts>3", go'],
  ["pods checkout status:Run", 'pods: in checkout matching "status:Run", go'],
  ["deploy api", 'deployments: in payments matching "api", go'],
  ["po/api", 'pods: in payments matching "api", go'],
  ["checkout/deploy", "deployments: in checkout, go"],
  ["pdos checkout", "pods: in checkout, go"],
  ["@stag", "ctx demo-staging: switch context, context"],
])("%s offers %s", (typed, first) => {
  expect(offered(typed)[0]).toBe(first);
});

test("what is no namespace is looked for in the rows, and only then in one that is spelt nearly so", () => {
  expect(offered("pods kube-sytem").slice(0, 2)).toEqual([
    'pods: in payments matching "kube-sytem", go',
    "pods: in kube-system, go",
  ]);
});

test("no other context than the one that is named is offered", () => {
  expect(offered("pods @demo-stagng")).toEqual([]);
});

test("no command is found by letters that are strewn over its title", () => {
  expect(offered("helm").filter((line) => line.endsWith("command"))).toEqual([]);
});
