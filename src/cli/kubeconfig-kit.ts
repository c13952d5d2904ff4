import {
  createKubeconfigEditor,
  createPreviousChoice,
  type Kubeconfig,
  type KubeconfigEditor,
  loadKubeconfig,
  type PreviousChoice,
} from "../kube/kubeconfig/index.ts";
import { foldersOf } from "./folders.ts";
import { kubeconfigSource } from "./kubeconfig-source.ts";
import type { World } from "./world.ts";

/** The kubeconfig with what changes it and what `-` goes back to: what `ctx` and `ns` are made of. */
export interface KubeconfigKit {
  readonly kubeconfig: Kubeconfig;
  readonly editor: KubeconfigEditor;
  readonly previous: PreviousChoice;
}

/** Opens no file for writing: a read-only kubeconfig can be listed. Throws `KubeconfigError` where it cannot be read. */
export async function openKubeconfig(world: World, file: string | undefined): Promise<KubeconfigKit> {
  const source = kubeconfigSource(world, file);
  const kubeconfig = await loadKubeconfig(source);
  return {
    kubeconfig,
    editor: createKubeconfigEditor(source, { now: world.clock.now }),
    previous: createPreviousChoice(foldersOf(world).state, kubeconfig.files),
  };
}
