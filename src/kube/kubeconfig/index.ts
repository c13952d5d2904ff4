// The kubeconfig: which files, how they merge, what is wrong with them, and edits that leave no trace but the edit.
// client-go is the specification; where a rule comes from is said beside it.
// May import: src/lib and src/kube/api-error.ts. Environment, home and working folder are passed in.
// Read first: types.ts (what a merged kubeconfig is), load-kubeconfig.ts (how it comes to be), resolve-context.ts (one
// context, ready to connect with), then kubeconfig-editor.ts with yaml-edit.ts (how a change stays small).

export type { KubeconfigEdit } from "./edit-files.ts";
export {
  createKubeconfigEditor,
  type DeletePlan,
  type FiledEntry,
  type KubeconfigEditor,
} from "./kubeconfig-editor.ts";
export { KubeconfigError } from "./kubeconfig-error.ts";
export { loadKubeconfig } from "./load-kubeconfig.ts";
export { createPreviousChoice, type PreviousChoice } from "./previous-choice.ts";
export { problemsOf, resolveContext } from "./resolve-context.ts";
export { type KubeconfigSource, kubeconfigPaths } from "./source.ts";
export type {
  Cluster,
  Context,
  EntryRef,
  Env,
  ExecConfig,
  Kubeconfig,
  KubeconfigProblem,
  NamedExtension,
  ResolvedContext,
  Section,
  ShadowedEntry,
  User,
} from "./types.ts";
export { unreadableFiles } from "./unreadable-files.ts";
