import {
  createKubeconfigEditor,
  createPreviousChoice,
  type Kubeconfig,
  type KubeconfigEditor,
  loadKubeconfig,
  type PreviousChoice,
} from "../kube/kubeconfig/index.ts";
import { sayTo } from "./failure.ts";
import { foldersOf } from "./folders.ts";
import { kubeconfigSource, searchedFiles } from "./kubeconfig-source.ts";
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
    previous: forgiving(
      createPreviousChoice(foldersOf(world).state, searchedFiles(kubeconfig)),
      sayTo(world),
    ),
  };
}

/** What was switched is switched, also where it cannot be remembered. */
function forgiving(choice: PreviousChoice, say: (sentence: string) => void): PreviousChoice {
  const tell = (error: unknown) =>
    say(`- will not find back: ${error instanceof Error ? error.message : String(error)}`);
  return {
    ...choice,
    rememberContext: (name) => choice.rememberContext(name).catch(tell),
    rememberNamespace: (context, namespace) => choice.rememberNamespace(context, namespace).catch(tell),
  };
}
