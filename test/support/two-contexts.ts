import type { DemoCluster } from "../../src/demo/index.ts";
import { type Answer, pem, startHttps } from "./loopback.ts";
import type { Periplus } from "./periplus.ts";

export const base64 = (text: string) => Buffer.from(text).toString("base64");

type Entry = Readonly<Record<string, unknown>>;

/** What of a context is faulty; the rest is as it should be. */
export interface Parts {
  readonly cluster?: Entry;
  readonly user?: Entry;
  readonly context?: Entry;
}

/** A cluster's entry in a kubeconfig. */
export function clusterEntry({ url, certificate = "" }: Pick<DemoCluster, "url" | "certificate">): Entry {
  return { server: url, "certificate-authority-data": base64(certificate) };
}

/** A kubeconfig with the contexts `good`, which is current, and `bad`, both on a demo cluster. */
export function twoContexts(demo: DemoCluster, { cluster, user, context }: Parts = {}): string {
  const names = { cluster: "bad", user: "bad", namespace: "payments" };
  return JSON.stringify({
    apiVersion: "v1",
    kind: "Config",
    "current-context": "good",
    clusters: [
      { name: "good", cluster: clusterEntry(demo) },
      { name: "bad", cluster: cluster ?? clusterEntry(demo) },
    ],
    users: [
      { name: "good", user: { token: "demo-admin" } },
      { name: "bad", user: user ?? { token: "demo-admin" } },
    ],
    contexts: [
      { name: "good", context: { cluster: "good", user: "good", namespace: "payments" } },
      { name: "bad", context: { ...names, ...context } },
    ],
  });
}

/** A user whose credentials a script in JavaScript brings. */
export function pluginUser(code: string): { readonly exec: Entry } {
  return {
    exec: {
      apiVersion: "client.authentication.k8s.io/v1",
      interactiveMode: "Never",
      command: process.execPath,
      args: ["-e", code],
    },
  };
}

/** A cluster behind which something else than Kubernetes answers. */
export async function clusterAnswering(answer: Answer, certificate = "server"): Promise<Parts> {
  const { url } = await startHttps(answer, { certificate });
  return { cluster: { server: url, "certificate-authority-data": base64(pem("ca")) } };
}

/** Resolves when the screen says a text, which may go over several of its lines. */
export function says({ screen }: Periplus, text: string): Promise<void> {
  const said = () => screen.text().replace(/\s+/g, " ");
  return screen.until(() => said().includes(text), `The screen never said ${JSON.stringify(text)}.`);
}

/** Chooses a context in the picker, and sees it opened. */
export async function switchTo(periplus: Periplus, name: string): Promise<void> {
  await choose(periplus, name);
  await periplus.screen.shows(new RegExp(`^ ${name} +▸`));
}

/** Chooses a context in the picker, where something may have the terminal before its first frame. */
export async function choose({ screen }: Periplus, name: string): Promise<void> {
  screen.press("ctrl-x");
  await screen.shows("┌ context");
  screen.type(name);
  screen.press("enter");
}
