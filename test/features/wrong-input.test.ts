import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type DemoCluster, startDemo } from "../../src/demo/index.ts";
import { eventually } from "../support/eventually.ts";
import { openPeriplus, type Periplus } from "../support/periplus.ts";
import { says, switchTo, twoContexts } from "../support/two-contexts.ts";

let demo: DemoCluster;

beforeAll(async () => {
  demo = await startDemo();
});

afterAll(() => demo.close());

describe("a namespace that does not exist", () => {
  test("is said not to, with the nearest names, and found when it is made", async () => {
    const parts = { context: { namespace: "paiments" } };
    await using periplus = await openPeriplus({ kubeconfigText: twoContexts(demo, parts) });
    const { screen } = periplus;
    await switchTo(periplus, "bad");
    await says(periplus, "bad has no namespace paiments. did you mean payments");
    demo.objects.create({ apiVersion: "v1", kind: "Namespace", metadata: { name: "paiments" } });
    await says(periplus, "No pods in paiments. 0 shows all namespaces");
    demo.objects.remove("namespaces", "paiments");
    screen.press("0");
    await screen.shows(/▸ all namespaces ▸ Pods .*live/);
  });
});

describe("a place whose namespace is none but a kind", () => {
  test("is told how to write what may be meant", async () => {
    const request = { place: "certificates/events" };
    await using periplus = await openPeriplus({ kubeconfigText: twoContexts(demo), request });
    await says(
      periplus,
      "good has no namespace certificates. it is a kind; certificates?filter=name=events is the place of the one called events",
    );
  });
});

describe("an object that does not exist", () => {
  test("is answered with the nearest names where it was asked for by name", async () => {
    demo.objects.create({
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: "settings", namespace: "payments" },
    });
    const request = { place: "configmaps/setings" };
    await using periplus = await openPeriplus({ kubeconfigText: twoContexts(demo), request });
    await says(periplus, "No configmap called setings in payments. did you mean settings");
    await says(periplus, "esc clears it");
  });

  test("has no YAML, and its server says so", async () => {
    const request = { place: "good/payments/configmaps/payments/setings?view=yaml" };
    await using periplus = await openPeriplus({ kubeconfigText: twoContexts(demo), request });
    await says(periplus, 'configmaps "setings" not found');
    await says(periplus, "it may have been deleted in the meantime; look at the list again");
  });
});

describe("a place of two parts", () => {
  test.each([
    [{ place: "ledger/pods", context: "bad" }, /^ bad +▸ ledger ▸ Pods .*live/],
    [{ place: "ledger/certificates", context: "bad" }, /^ bad +▸ ledger ▸ Certificates .*live/],
    [{ place: "ledger/certificates" }, /^ good +▸ ledger ▸ Certificates .*live/],
    [{ place: "certificates/nothing", context: "bad" }, /No \S+ called nothing\b/],
    [{ place: "certificates/certificates", context: "bad" }, /No \S+ called certificates\b/],
    [{ place: "bad/certificates" }, /^ bad +▸ payments ▸ Certificates .*live/],
  ])("as in %j is read by what the server has", async (request, shown) => {
    await using periplus = await openPeriplus({ kubeconfigText: twoContexts(demo), request });
    await periplus.screen.shows(shown);
  });

  test("that fits in no way is said to have been tried in both", async () => {
    const request = { place: "ledgerr/certificatess", context: "bad" };
    await using periplus = await openPeriplus({ kubeconfigText: twoContexts(demo), request });
    await says(periplus, "bad has no kind called ledgerr, and none called certificatess");
    await says(periplus, "did you mean certificates");
  });
});

describe("what is typed after :", () => {
  let periplus: Periplus;

  async function go(text: string): Promise<void> {
    const { screen } = periplus;
    await screen.shows(/^ \S+ .*live/);
    await eventually(() => expect(periplus.app.namespaceNames).toContain("payments"));
    // Where it is not known what kinds there are, what is typed is waited for.
    await eventually(() => expect(periplus.app.here?.catalog.find("certificates")).toBeDefined());
    screen.type(":");
    await screen.shows("┌ :");
    screen.type(text);
    screen.press("enter");
  }

  async function open(): Promise<AsyncDisposable> {
    periplus = await openPeriplus({ kubeconfigText: twoContexts(demo) });
    return periplus;
  }

  test.each([
    ["ctx", "┌ context"],
    ["ns", "┌ namespaces"],
    ["ctx bad", /^ bad .*live/],
    ["ns ledger", /▸ ledger ▸ Pods .*live/],
    ["ns ledger,payments", /▸ ledger, payments ▸ Pods .*live/],
    ["ns all", /▸ all namespaces ▸ Pods .*live/],
    ["ns ledger,", /▸ ledger ▸ Pods .*live/],
    ["ns ledger, payments", /▸ ledger, payments ▸ Pods .*live/],
    ["ns ledger all", /▸ all namespaces ▸ Pods .*live/],
    ["ns ,", "┌ namespaces"],
    ["pods ledger", /▸ ledger ▸ Pods .*live/],
    ["deploy ledger @bad", /^ bad .*▸ ledger ▸ Deployments .*live/],
    ["help", "┌ help"],
  ])(":%s goes where k9s would", async (text, shown) => {
    await using _ = await open();
    await go(text);
    await periplus.screen.shows(shown);
  });

  test("no command of another view stands between the places", async () => {
    await using _ = await open();
    const { screen } = periplus;
    await screen.shows(/^ good .*live/);
    screen.type(":fold");
    await screen.shows('nothing here is called "fold"');
    screen.press("ctrl-u");
    screen.type("marks");
    await screen.shows(/Take all marks away +nothing is marked +command/);
  });

  test("what led nowhere is typed over, or corrected", async () => {
    await using _ = await open();
    const { screen } = periplus;
    await go("podzz");
    await says(periplus, 'nothing here is called "podzz"');
    screen.press("backspace");
    screen.press("backspace");
    screen.type("s ledger");
    await screen.shows("┌ : pods ledger");
    screen.press("ctrl-u");
    screen.type("xyzzy");
    screen.press("enter");
    await says(periplus, 'nothing here is called "xyzzy"');
    screen.type(":deploy ledger");
    screen.press("enter");
    await screen.shows(/▸ ledger ▸ Deployments .*live/);
  });

  test.each([
    ["ctrl-x", "┌ context"],
    ["ctrl-n", "┌ namespaces"],
    ["?", "┌ help"],
  ])("is reached from the list that %s opens, too", async (key, shown) => {
    await using _ = await open();
    const { screen } = periplus;
    await screen.shows(/^ good .*live/);
    screen.press(key);
    await screen.shows(shown);
    screen.type(":deploy");
    await screen.shows("┌ : deploy");
  });

  test(":q ends the program", async () => {
    await using _ = await open();
    await go("q");
    await periplus.quit;
  });

  test.each([
    ["xyzzy", 'nothing here is called "xyzzy"'],
    ["ctx goode", "there is no context goode; did you mean good"],
    ["ns paymnets", "there is no namespace paymnets; did you mean payments"],
    ["ns ledger,paymnets", "there is no namespace paymnets; did you mean payments"],
    ["pods @goode", "there is no context goode; did you mean good"],
  ])(":%s is answered with the nearest names", async (text, answer) => {
    await using _ = await open();
    await go(text);
    await says(periplus, answer);
  });
});

describe("a terminal that is too small", () => {
  test("says what it has and what is needed, and shows everything again when it has grown", async () => {
    await using periplus = await openPeriplus({ kubeconfigText: twoContexts(demo) });
    const { screen } = periplus;
    await screen.shows(/^ good .*live/);
    screen.resize(19, 10);
    await says(periplus, "The terminal has 19");
    screen.resize(60, 3);
    await says(periplus, "The terminal has 60 x 3 cells; 20 x 4 are needed.");
    screen.resize(20, 4);
    await screen.shows(/^ g.* live/);
    screen.resize(100, 20);
    await screen.shows(/^ good .*live/);
    await screen.shows(/api-\S+ +2\/2/);
  });
});
