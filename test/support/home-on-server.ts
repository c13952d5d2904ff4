import { type TempFolder, tempFolder } from "./temp-folder.ts";

/** A home folder whose kubeconfig has one context, of nobody, on a server. */
export async function homeOnServer(server: string): Promise<TempFolder> {
  const home = await tempFolder();
  const kubeconfig = {
    "current-context": "a",
    contexts: [{ name: "a", context: { cluster: "a" } }],
    clusters: [{ name: "a", cluster: { server } }],
  };
  await home.write(".kube/config", JSON.stringify(kubeconfig));
  return home;
}
